#include "app/command_line/password_source.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

class PasswordSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void environment();
    void file();
    void descriptor();
    void sourcesOfNoUse_data();
    void sourcesOfNoUse();
    void neverTakesABarePassword();
    void newPasswords_data();
    void newPasswords();
};

void PasswordSourceTest::environment()
{
    qputenv("WORKBENCH_TEST_PASSWORD", "pä ss");
    QCOMPARE(*readPassword(QStringLiteral("env:WORKBENCH_TEST_PASSWORD")), QByteArray("pä ss"));
    qunsetenv("WORKBENCH_TEST_PASSWORD");
    QVERIFY(!readPassword(QStringLiteral("env:WORKBENCH_TEST_PASSWORD")));
}

void PasswordSourceTest::file()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("password"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("first line\r\nsecond line\n");
    file.close();
    QCOMPARE(*readPassword(QStringLiteral("file:") + path), QByteArray("first line"));
    QVERIFY(!readPassword(QStringLiteral("file:/no/such/file")));
}

void PasswordSourceTest::descriptor()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("password")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write("from a descriptor\n");
    file.seek(0);
    QCOMPARE(*readPassword(QStringLiteral("fd:%1").arg(file.handle())),
             QByteArray("from a descriptor"));
}

void PasswordSourceTest::sourcesOfNoUse_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("not open") << QStringLiteral("fd:987") << int(ErrorCode::InvalidInput)
                              << QStringLiteral("File descriptor 987 is not open.");
    QTest::newRow("no number") << QStringLiteral("fd:nine") << int(ErrorCode::InvalidInput)
                               << QStringLiteral("no number");
    QTest::newRow("negative") << QStringLiteral("fd:-1") << int(ErrorCode::InvalidInput)
                              << QStringLiteral("no number");
    QTest::newRow("no variable") << QStringLiteral("env:") << int(ErrorCode::InvalidInput)
                                 << QStringLiteral("no name behind “env:”");
    QTest::newRow("no path") << QStringLiteral("file:") << int(ErrorCode::InvalidInput)
                             << QStringLiteral("no name behind “file:”");
    QTest::newRow("for writing") << QStringLiteral("fd:WRITING") << int(ErrorCode::InvalidInput)
                                 << QStringLiteral("for writing only");
}

/// Said of the option, and not later of the key that an empty passphrase does not open.
void PasswordSourceTest::sourcesOfNoUse()
{
    QFETCH(QString, source);
    QFETCH(const int, code);
    QFETCH(const QString, said);
    QFile file(QStringLiteral("/dev/null"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    source.replace(QStringLiteral("WRITING"), QString::number(file.handle()));
    const Result<QByteArray> password = readPassword(source, QStringLiteral("--token-pin"));
    QVERIFY(!password);
    QCOMPARE(int(password.error().code), code);
    QVERIFY2(password.error().message.contains(said), qPrintable(password.error().message));
    QVERIFY(!password.error().toLine().contains(QStringLiteral("nine")));
}

void PasswordSourceTest::neverTakesABarePassword()
{
    const Result<QByteArray> password = readPassword(QStringLiteral("hunter2"));
    QVERIFY(!password);
    QVERIFY(!password.error().toLine().contains(QStringLiteral("hunter2")));
}

void PasswordSourceTest::newPasswords_data()
{
    QTest::addColumn<QStringList>("typed"); // after the last one the terminal is gone
    QTest::addColumn<QByteArray>("taken"); // empty: none
    const auto row = [](const char* name, const QStringList& typed, const char* taken) {
        QTest::newRow(name) << typed << QByteArray(taken);
    };
    row("the same", {"first try", "first try"}, "first try");
    row("the same at last", {"one way", "another", "second try", "second try"}, "second try");
    row("never the same", {"aa", "ab", "ba", "bb", "ca", "cb"}, "");
    row("nothing", {""}, "");
    row("nothing the second time", {"aa", "", "aa", "", "aa", ""}, "");
    row("terminal gone", {}, "");
    row("terminal gone half-way", {"first try"}, "");
}

/// Whatever becomes of them: what was typed is overwritten.
void PasswordSourceTest::newPasswords()
{
    QFETCH(const QStringList, typed);
    QFETCH(const QByteArray, taken);
    QList<QByteArray> sameMemory;
    const auto ask = [&](const QString&) -> Result<SecretBytes> {
        if (sameMemory.size() == typed.size()) {
            return fail({.code = ErrorCode::NotFound, .message = QStringLiteral("gone")});
        }
        SecretBytes secret(typed.at(sameMemory.size()).toUtf8());
        sameMemory.append(secret.bytes());
        return secret;
    };
    const Result<QByteArray> password = askTwice(QStringLiteral("--key-password"), ask);
    QCOMPARE(password.value_or(QByteArray()), taken);
    QCOMPARE(sameMemory.size(), typed.size());
    for (const QByteArray& memory : std::as_const(sameMemory)) {
        QCOMPARE(memory, QByteArray(memory.size(), '\0'));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PasswordSourceTest)
#include "password_source_test.moc"
