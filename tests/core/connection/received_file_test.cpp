#include "core/connection/received_file.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace workbench {

/// What comes in goes to a file of this connection, and to nobody else's.
class ReceivedFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isThereWithTheFirstBytes();
    void whatWasThereGoes_data();
    void whatWasThereGoes();
    void whatIsMadeMeanwhileStays_data();
    void whatIsMadeMeanwhileStays();
    void devicesStay_data();
    void devicesStay();

private:
    static QByteArray contentOf(const QString& path);
    static void make(const QString& path, const QByteArray& content);

    QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ReceivedFileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QByteArray ReceivedFileTest::contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void ReceivedFileTest::make(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

void ReceivedFileTest::isThereWithTheFirstBytes()
{
    ReceivedFile file;
    QVERIFY(file.begin(path("received")));
    QVERIFY(file.write({}));
    QVERIFY(!QFileInfo::exists(path("received")));
    QVERIFY(file.write("one "));
    QVERIFY(file.write("two"));
    QCOMPARE(contentOf(path("received")), QByteArray("one two"));
    ReceivedFile none;
    QVERIFY(none.begin({}));
    QVERIFY(none.write("nowhere"));
}

void ReceivedFileTest::whatWasThereGoes_data()
{
    QTest::addColumn<bool>("link");
    QTest::newRow("a file") << false;
    QTest::newRow("a link") << true;
}

/// Also by a connection that brings nothing; nobody who has the old one open sees the new one.
void ReceivedFileTest::whatWasThereGoes()
{
    QFETCH(const bool, link);
    make(path("other"), "others");
    if (link) {
        QVERIFY(QFile::link(path("other"), path("received")));
    } else {
        make(path("received"), "before");
    }
    ReceivedFile file;
    QVERIFY(file.begin(path("received")));
    QVERIFY(!QFileInfo(path("received")).isSymLink());
    QVERIFY(!QFileInfo::exists(path("received")));
    QVERIFY(file.write("now"));
    QCOMPARE(contentOf(path("received")), QByteArray("now"));
    QCOMPARE(contentOf(path("other")), QByteArray("others"));
    QCOMPARE(QFileInfo(path("received")).permissions()
                 & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
}

void ReceivedFileTest::whatIsMadeMeanwhileStays_data()
{
    QTest::addColumn<bool>("link");
    QTest::newRow("a file") << false;
    QTest::newRow("a link") << true;
}

/// In a folder that everybody may write to, somebody waits for the name to be free.
void ReceivedFileTest::whatIsMadeMeanwhileStays()
{
    QFETCH(const bool, link);
    ReceivedFile file;
    QVERIFY(file.begin(path("received")));
    make(path("other"), "others");
    if (link) {
        QVERIFY(QFile::link(path("other"), path("received")));
    } else {
        make(path("received"), "others");
    }
    const Result<void> written = file.write("secret");
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::FileFault);
    QCOMPARE(written.error().where, path("received"));
    QVERIFY(file.write("more")); // told once
    QCOMPARE(contentOf(path("other")), QByteArray("others"));
    QCOMPARE(contentOf(path("received")), QByteArray("others"));
}

void ReceivedFileTest::devicesStay_data()
{
    QTest::addColumn<QString>("target"); // empty: a pipe
    QTest::newRow("a pipe") << QString();
    QTest::newRow("a device by a link") << QStringLiteral("/dev/null");
    QTest::newRow("an open file by a link") << QStringLiteral("/proc/self/fd/1");
}

/// Whoever may remove them would do so for every program.
void ReceivedFileTest::devicesStay()
{
    QFETCH(const QString, target);
    const QString name = path("special");
    if (target.isEmpty()) {
        QCOMPARE(::mkfifo(QFile::encodeName(name).constData(), S_IRUSR | S_IWUSR), 0);
    } else {
        QVERIFY(QFile::link(target, name));
    }
    ReceivedFile file;
    const Result<void> begun = file.begin(name);
    QVERIFY(!begun);
    QCOMPARE(begun.error().where, name);
    QVERIFY(file.write("nothing"));
    QVERIFY(QFileInfo::exists(name) || QFileInfo(name).isSymLink());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ReceivedFileTest)
#include "received_file_test.moc"
