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
    void neverTakesABarePassword();
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
    QVERIFY(!readPassword(QStringLiteral("fd:nine")));
}

void PasswordSourceTest::neverTakesABarePassword()
{
    const Result<QByteArray> password = readPassword(QStringLiteral("hunter2"));
    QVERIFY(!password);
    QVERIFY(!password.error().toLine().contains(QStringLiteral("hunter2")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PasswordSourceTest)
#include "password_source_test.moc"
