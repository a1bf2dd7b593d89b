#include "tests/app/program_run.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {
namespace {

using Run = tests::ProgramRun;

} // namespace

/// What the program cannot do for reasons of this computer: status 3, and one line that says why.
class LocalFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void localFaultsAreStatus3();
    void noDisplayIsStatus3();
    void lostOutputIsStatus3_data();
    void lostOutputIsStatus3();
    void unwritableFilesAreStatus3_data();
    void unwritableFilesAreStatus3();
    void keyLogFollowsNoLink_data();
    void keyLogFollowsNoLink();
    void row13PortInUse();
    void remediesAreSaidOnce();

private:
    Run run(const QStringList& arguments, const QString& outputFile = {}) const
    {
        return tests::runProgram(arguments, m_home.path(), outputFile);
    }

    QTemporaryDir m_home;
};

void LocalFaultsTest::initTestCase()
{
    const Run made = tests::makeShop(m_home.path());
    QVERIFY2(made.status == 0, made.errors.constData());
}

void LocalFaultsTest::localFaultsAreStatus3()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QProcess process;
    process.start(QStringLiteral(PROGRAM),
                  {QStringLiteral("store"),
                   QStringLiteral("list"),
                   QStringLiteral("--home"),
                   file.fileName()});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 3);
    QVERIFY(process.readAllStandardError().contains(file.fileName().toUtf8()));
}

void LocalFaultsTest::noDisplayIsStatus3()
{
    const Run nothing = run({});
    QCOMPARE(nothing.status, 3);
    QVERIFY2(nothing.errors.contains("neither DISPLAY nor WAYLAND_DISPLAY"),
             nothing.errors.constData());
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DISPLAY"), m_home.filePath(QStringLiteral("none")));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(PROGRAM), {});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 3);
    QVERIFY(process.readAllStandardError().contains("cannot be opened on this display"));
}

void LocalFaultsTest::lostOutputIsStatus3_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"--version",
                                "--help",
                                "help",
                                "store --help",
                                "store list",
                                "store list --format json",
                                "store show shop",
                                "store export shop",
                                "store export shop --what all --as pkcs12",
                                "store verify shop --trust store",
                                "store new lost --kind self-signed",
                                "serve --cert shop",
                                "connect localhost:1 --format json",
                                "decode CERTIFICATE"}) {
        QTest::newRow(command) << QString::fromLatin1(command);
    }
}

void LocalFaultsTest::lostOutputIsStatus3()
{
    QFETCH(QString, command);
    command.replace(QStringLiteral("CERTIFICATE"), m_home.filePath(QStringLiteral("store/ca.pem")));
    const Run lost = run(command.split(QLatin1Char(' ')), QStringLiteral("/dev/full"));
    QCOMPARE(lost.status, 3);
    QVERIFY2(lost.errors.contains("Standard output cannot be written"), lost.errors.constData());
}

void LocalFaultsTest::unwritableFilesAreStatus3_data()
{
    QTest::addColumn<QString>("option");
    QTest::newRow("key log") << QStringLiteral("--keylog");
    QTest::newRow("session") << QStringLiteral("--session-file");
}

/// Said before anything is sent: the port is closed, and nobody notices.
void LocalFaultsTest::unwritableFilesAreStatus3()
{
    QFETCH(const QString, option);
    const QTemporaryDir folder;
    for (const QString& path : {folder.path(), folder.filePath(QStringLiteral("no/file"))}) {
        const Run result = run({QStringLiteral("connect"),
                                QStringLiteral("127.0.0.1:1"),
                                option,
                                path,
                                QStringLiteral("--format"),
                                QStringLiteral("json")});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.errors.contains(path.toUtf8()), result.errors.constData());
        QCOMPARE(result.json().object().value(QStringLiteral("schema")).toString(),
                 QStringLiteral("tls-workbench/fault/1"));
    }
}

void LocalFaultsTest::keyLogFollowsNoLink_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("isThere");
    QTest::newRow("client") << QStringLiteral("connect 127.0.0.1:1") << true;
    QTest::newRow("client, to nowhere") << QStringLiteral("connect 127.0.0.1:1") << false;
    QTest::newRow("server") << QStringLiteral("serve --cert shop") << true;
}

/// Said before anything is sent, with what to name instead.
void LocalFaultsTest::keyLogFollowsNoLink()
{
    QFETCH(const QString, command);
    QFETCH(const bool, isThere);
    const QTemporaryDir folder;
    const QString link = folder.filePath(QStringLiteral("link"));
    QFile target(folder.filePath(QStringLiteral("target")));
    QVERIFY(!isThere || target.open(QIODevice::WriteOnly));
    QVERIFY(QFile::link(target.fileName(), link));
    const Run result
        = run(command.split(QLatin1Char(' ')) + QStringList {QStringLiteral("--keylog"), link});
    QCOMPARE(result.status, 3);
    QVERIFY2(result.errors.contains("symbolic link"), result.errors.constData());
    QVERIFY2(result.errors.contains(target.fileName().toUtf8()), result.errors.constData());
    QVERIFY2(result.output.isEmpty(), result.output.constData());
}

void LocalFaultsTest::row13PortInUse()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress(QHostAddress::LocalHost)));
    const Run result = run({QStringLiteral("serve"),
                            QStringLiteral("--cert"),
                            QStringLiteral("shop"),
                            QStringLiteral("--port"),
                            QString::number(holder.serverPort())});
    QCOMPARE(result.status, 3);
    QVERIFY(result.errors.contains(QByteArray::number(holder.serverPort())));
    QVERIFY2(result.errors.contains("[system 98 "), result.errors.constData()); // EADDRINUSE
}

/// One remedy for each thing that can be done, and causes are none.
void LocalFaultsTest::remediesAreSaidOnce()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress(QHostAddress::LocalHost)));
    const QString port = QString::number(holder.serverPort());
    for (const QStringList& place : {QStringList {"--port", port}, {"--address", "192.0.2.1"}}) {
        const QJsonArray findings
            = run(QStringList {"serve", "--cert", "shop", "--format", "json"} + place)
                  .json()
                  .object()
                  .value("findings")
                  .toArray();
        QCOMPARE(findings.size(), 1);
        const QJsonObject finding = findings.first().toObject();
        QCOMPARE(finding.value("fix").toArray().size(), 1);
        QCOMPARE(finding.value("phase").toString(), QStringLiteral("listen"));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LocalFaultsTest)
#include "local_faults_test.moc"
