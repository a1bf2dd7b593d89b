#include "core/workbench/workspace_file.h"
#include "tests/app/program_run.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace workbench {
namespace {

using Run = tests::ProgramRun;

} // namespace

/// The program itself, as a script uses it: documents, exit statuses, no display.
class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void storeMakesListsShowsExportsAndRemoves();
    void storeImportsWhatOpenSslMade();
    void serveAndConnect_data();
    void serveAndConnect();
    void usesAreLookedAtBefore();
    void whatIsUsedStays();
    void untrustedIsStatus1();
    void helpNamesTheCommand_data();
    void helpNamesTheCommand();
    void helpSaysIt_data();
    void helpSaysIt();
    void storeHelpIsAboutOneCommand_data();
    void storeHelpIsAboutOneCommand();
    void row14SwitchedAsSoonAsItListens();

private:
    Run run(const QStringList& arguments, const QString& outputFile = {}) const
    {
        return tests::runProgram(arguments, m_home.path(), outputFile);
    }

    std::unique_ptr<QProcess> serve(const QStringList& arguments, quint16& port) const;

    QTemporaryDir m_home;
};

std::unique_ptr<QProcess> CommandLineTest::serve(const QStringList& arguments, quint16& port) const
{
    auto process = std::make_unique<QProcess>();
    process->start(QStringLiteral(PROGRAM),
                   QStringList {QStringLiteral("serve"), QStringLiteral("--home"), m_home.path()}
                       + arguments);
    constexpr int kLongest = 10'000;
    if (process->waitForReadyRead(kLongest)) {
        const QJsonObject event = QJsonDocument::fromJson(process->readLine()).object();
        port = static_cast<quint16>(event.value(QStringLiteral("port")).toInt());
    }
    return process;
}

void CommandLineTest::initTestCase()
{
    const Run made = tests::makeShop(m_home.path());
    QVERIFY2(made.status == 0, made.errors.constData());
}

void CommandLineTest::storeMakesListsShowsExportsAndRemoves()
{
    const Run made = run({QStringLiteral("store"),
                          QStringLiteral("new"),
                          QStringLiteral("extra"),
                          QStringLiteral("--kind"),
                          QStringLiteral("self-signed"),
                          QStringLiteral("--key"),
                          QStringLiteral("rsa:2048"),
                          QStringLiteral("--days"),
                          QStringLiteral("30"),
                          QStringLiteral("--format"),
                          QStringLiteral("json")});
    QVERIFY2(made.status == 0, made.errors.constData());
    const QJsonObject entry = made.json().object();
    QCOMPARE(entry.value(QStringLiteral("name")).toString(), QStringLiteral("extra"));
    QCOMPARE(entry.value(QStringLiteral("key")).toString(), QStringLiteral("RSA 2048"));
    QVERIFY(entry.value(QStringLiteral("has_private_key")).toBool());

    const Run listed = run({QStringLiteral("store"),
                            QStringLiteral("list"),
                            QStringLiteral("--format"),
                            QStringLiteral("json")});
    QCOMPARE(listed.json().array().size(), 3);
    const QString hash = entry.value(QStringLiteral("sha256")).toString().toUpper();
    const Run shown = run({QStringLiteral("store"), QStringLiteral("show"), hash});
    QVERIFY(shown.output.contains("extra"));
    const Run exported
        = run({QStringLiteral("store"), QStringLiteral("export"), QStringLiteral("extra")});
    QVERIFY(exported.output.startsWith("-----BEGIN CERTIFICATE-----\n"));
    QVERIFY(!exported.output.contains("PRIVATE KEY"));
    const Run key = run({QStringLiteral("store"),
                         QStringLiteral("export"),
                         QStringLiteral("extra"),
                         QStringLiteral("--what"),
                         QStringLiteral("key")});
    QVERIFY(key.output.startsWith("-----BEGIN PRIVATE KEY-----\n"));
    QCOMPARE(
        run({QStringLiteral("store"), QStringLiteral("remove"), QStringLiteral("extra")}).status,
        0);
    const Run gone
        = run({QStringLiteral("store"), QStringLiteral("show"), QStringLiteral("extra")});
    QCOMPARE(gone.status, 3);
    QVERIFY(gone.errors.contains("extra"));
}

void CommandLineTest::storeImportsWhatOpenSslMade()
{
    const QTemporaryDir folder;
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"),
                   QStringLiteral("-x509"),
                   QStringLiteral("-newkey"),
                   QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:P-256"),
                   QStringLiteral("-nodes"),
                   QStringLiteral("-subj"),
                   QStringLiteral("/CN=foreign"),
                   QStringLiteral("-keyout"),
                   folder.filePath(QStringLiteral("key.pem")),
                   QStringLiteral("-out"),
                   folder.filePath(QStringLiteral("foreign.pem"))});
    QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
    QVERIFY(QProcess::execute(QStringLiteral("openssl"),
                              {QStringLiteral("pkcs12"),
                               QStringLiteral("-export"),
                               QStringLiteral("-in"),
                               folder.filePath(QStringLiteral("foreign.pem")),
                               QStringLiteral("-inkey"),
                               folder.filePath(QStringLiteral("key.pem")),
                               QStringLiteral("-passout"),
                               QStringLiteral("pass:right"),
                               QStringLiteral("-out"),
                               folder.filePath(QStringLiteral("foreign.p12"))})
            == 0);
    qputenv("WORKBENCH_TEST_PASSWORD", "wrong");
    const QStringList import {QStringLiteral("store"),
                              QStringLiteral("import"),
                              folder.filePath(QStringLiteral("foreign.p12")),
                              QStringLiteral("--key-password"),
                              QStringLiteral("env:WORKBENCH_TEST_PASSWORD")};
    const Run wrong = run(import);
    QCOMPARE(wrong.status, 3);
    QVERIFY(wrong.errors.contains("foreign.p12"));
    QVERIFY(!wrong.errors.contains("wrong\n"));
    qputenv("WORKBENCH_TEST_PASSWORD", "right");
    const Run right = run(import);
    QVERIFY2(right.status == 0, right.errors.constData());
    QCOMPARE(
        run({QStringLiteral("store"), QStringLiteral("remove"), QStringLiteral("foreign")}).status,
        0);
}

void CommandLineTest::serveAndConnect_data()
{
    QTest::addColumn<QString>("versions");
    QTest::addColumn<QString>("negotiated");
    QTest::addColumn<QString>("threads");
    const QString one = QStringLiteral("1");
    QTest::newRow("TLS 1.0") << QStringLiteral("1.0") << QStringLiteral("TLS 1.0") << one;
    QTest::newRow("TLS 1.2") << QStringLiteral("1.2") << QStringLiteral("TLS 1.2") << one;
    QTest::newRow("modern") << QStringLiteral("modern") << QStringLiteral("TLS 1.3") << one;
    QTest::newRow("two threads") << QStringLiteral("modern") << QStringLiteral("TLS 1.3")
                                 << QStringLiteral("2");
}

void CommandLineTest::serveAndConnect()
{
    QFETCH(const QString, versions);
    QFETCH(const QString, negotiated);
    QFETCH(const QString, threads);
    quint16 port = 0;
    const auto server = serve({QStringLiteral("--cert"),
                               QStringLiteral("shop"),
                               QStringLiteral("--tls"),
                               versions,
                               QStringLiteral("--threads"),
                               threads,
                               QStringLiteral("--count"),
                               QStringLiteral("1"),
                               QStringLiteral("--format"),
                               QStringLiteral("json")},
                              port);
    QVERIFY(port != 0);
    const Run connected = run({QStringLiteral("connect"),
                               QStringLiteral("localhost:%1").arg(port),
                               QStringLiteral("--tls"),
                               versions,
                               QStringLiteral("--trust"),
                               QStringLiteral("store"),
                               QStringLiteral("--send"),
                               QStringLiteral("ping\\n"),
                               QStringLiteral("--expect"),
                               QStringLiteral("ping"),
                               QStringLiteral("--format"),
                               QStringLiteral("json")});
    QVERIFY2(connected.status == 0, (connected.output + connected.errors).constData());
    const QJsonObject client = connected.json().object();
    QCOMPARE(client.value(QStringLiteral("schema")).toString(),
             QStringLiteral("tls-workbench/connection/1"));
    QCOMPARE(client.value(QStringLiteral("result")).toString(), QStringLiteral("established"));
    QCOMPARE(client.value(QStringLiteral("negotiated"))
                 .toObject()
                 .value(QStringLiteral("version"))
                 .toString(),
             negotiated);
    QVERIFY(client.value(QStringLiteral("findings")).toArray().isEmpty()
            || versions == QStringLiteral("1.0"));
    QVERIFY(server->waitForFinished(5000));
    const QByteArray said = server->readAllStandardOutput();
    QVERIFY2(server->exitCode() == 0, (said + server->readAllStandardError()).constData());
    const QJsonObject record = QJsonDocument::fromJson(said).object();
    QCOMPARE(record.value(QStringLiteral("role")).toString(), QStringLiteral("server"));
    QCOMPARE(
        record.value(QStringLiteral("negotiated")).toObject().value(QStringLiteral("cipher_suite")),
        client.value(QStringLiteral("negotiated"))
            .toObject()
            .value(QStringLiteral("cipher_suite")));
}

/// A certificate that peers will refuse is used all the same, and standard error says so.
void CommandLineTest::usesAreLookedAtBefore()
{
    const Run made = run({QStringLiteral("store"),
                          QStringLiteral("new"),
                          QStringLiteral("old"),
                          QStringLiteral("--issuer"),
                          QStringLiteral("ca"),
                          QStringLiteral("--not-before"),
                          QStringLiteral("2020-01-01"),
                          QStringLiteral("--not-after"),
                          QStringLiteral("2021-01-01")});
    QVERIFY2(made.status == 0, made.errors.constData());
    quint16 port = 0;
    const auto server = serve({QStringLiteral("--cert"),
                               QStringLiteral("old"),
                               QStringLiteral("--client-cert"),
                               QStringLiteral("request"),
                               QStringLiteral("--count"),
                               QStringLiteral("1")},
                              port);
    QVERIFY(port != 0);
    const Run connected = run({QStringLiteral("connect"),
                               QStringLiteral("localhost:%1").arg(port),
                               QStringLiteral("--cert"),
                               QStringLiteral("old"),
                               QStringLiteral("--trust"),
                               QStringLiteral("store"),
                               QStringLiteral("--format"),
                               QStringLiteral("json")});
    const QByteArray note = "note: “old”: “old” has expired. Renew it.";
    QVERIFY2(connected.errors.contains(note), connected.errors.constData());
    QVERIFY(!connected.json().isNull());
    QVERIFY(server->waitForFinished(5000));
    QCOMPARE(server->readAllStandardError().count(note), 1);
    QVERIFY(QJsonDocument::fromJson(server->readAllStandardOutput()).isObject());
    QCOMPARE(run({QStringLiteral("store"), QStringLiteral("remove"), QStringLiteral("old")}).status,
             0);
}

/// Removing what a server of the workspace uses is refused; renaming goes there, too.
void CommandLineTest::whatIsUsedStays()
{
    const auto store = [this](const QStringList& arguments) {
        return run(QStringList {QStringLiteral("store")} + arguments);
    };
    QCOMPARE(store({"new", "used", "--kind", "self-signed"}).status, 0);
    const QString path = m_home.filePath(QStringLiteral("workspace.json"));
    Workspace workspace;
    workspace.servers = {ServerProfile {{.name = QStringLiteral("s")}, {"used"}}};
    QVERIFY(writeWorkspace(path, workspace));
    QVERIFY(store({"show", "used"}).output.contains("Used by        s"));
    const Run refused = store({"remove", "used"});
    QCOMPARE(refused.status, 3);
    QVERIFY2(refused.errors.contains("--force"), refused.errors.constData());
    QCOMPARE(store({"rename", "used", "still used"}).status, 0);
    QCOMPARE(readWorkspace(path)->servers.first().certificates, QStringList {"still used"});
    QCOMPARE(store({"remove", "still used"}).status, 3);
    QCOMPARE(store({"remove", "still used", "--force"}).status, 0);
    QVERIFY(QFile::remove(path));
}

void CommandLineTest::untrustedIsStatus1()
{
    quint16 port = 0;
    const auto server = serve({QStringLiteral("--cert"),
                               QStringLiteral("shop"),
                               QStringLiteral("--count"),
                               QStringLiteral("1")},
                              port);
    const Run connected = run({QStringLiteral("connect"),
                               QStringLiteral("localhost:%1").arg(port),
                               QStringLiteral("--format"),
                               QStringLiteral("json")});
    QCOMPARE(connected.status, 1);
    const QJsonObject document = connected.json().object();
    QCOMPARE(document.value(QStringLiteral("result")).toString(), QStringLiteral("failed"));
    QVERIFY(!document.value(QStringLiteral("findings")).toArray().isEmpty());
    QVERIFY(server->waitForFinished(5000));
    QCOMPARE(server->exitCode(), 1);
}

void CommandLineTest::helpNamesTheCommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"connect", "serve", "decode", "store"}) {
        QTest::newRow(command) << QString::fromLatin1(command);
    }
}

void CommandLineTest::helpNamesTheCommand()
{
    QFETCH(const QString, command);
    const Run help = run({command, QStringLiteral("--help")});
    QCOMPARE(help.status, 0);
    const QByteArray usage = "Usage: tls-workbench " + command.toLatin1() + " [options]";
    QVERIFY2(help.output.startsWith(usage), help.output.left(usage.size()).constData());
}

/// What nobody would guess.
void CommandLineTest::helpSaysIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, const char* command, const char* said) {
        QTest::newRow(name) << QString::fromLatin1(command) << QByteArray(said);
    };
    row("no limit", "connect", "Limit of the whole attempt (10 s); 0: none, as of every limit.");
    row("no limit of a server", "serve", "Limit of a handshake (10 s); 0: none, as of every limit");
    row("nobody is trusted", "connect", "none: nobody is trusted");
    row("escapes", "connect", R"(\r, \n, \t, \\, \xNN are understood)");
    row("escapes of a banner", "serve", R"(may hold \r, \n, \t, \\, \xNN)");
}

void CommandLineTest::helpSaysIt()
{
    QFETCH(const QString, command);
    QFETCH(const QByteArray, said);
    const QByteArray help = run({command, QStringLiteral("--help")}).output.simplified();
    QVERIFY2(help.contains(said), help.constData());
}

void CommandLineTest::storeHelpIsAboutOneCommand_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QByteArray>("usage");
    QTest::addColumn<QByteArray>("shown");
    QTest::addColumn<QByteArray>("notShown");
    const auto row
        = [](const char* command, const char* usage, const char* shown, const char* absent) {
              QTest::newRow(command) << QString::fromLatin1(command) << QByteArray(usage)
                                     << QByteArray(shown) << QByteArray(absent);
          };
    row("store", "store [options]", "store renew ID", "--cert-by");
    row("store show", "store show [options] ID\n", "--cert-by", "--kind");
    row("store new", "store new [options] NAME\n", "--save-template", "--crl ");
    row("store verify", "store verify [options] ID|FILE", "--purpose", "--kind");
    row("store requests", "store requests [options]\n", "--home", "--cert-by");
}

void CommandLineTest::storeHelpIsAboutOneCommand()
{
    QFETCH(const QString, command);
    QFETCH(const QByteArray, usage);
    QFETCH(const QByteArray, shown);
    QFETCH(const QByteArray, notShown);
    const Run help = run(command.split(QLatin1Char(' ')) + QStringList {QStringLiteral("--help")});
    QCOMPARE(help.status, 0);
    QVERIFY2(help.output.contains("Usage: tls-workbench " + usage), help.output.constData());
    QVERIFY2(help.output.contains(shown), help.output.constData());
    QVERIFY2(!help.output.contains(notShown), help.output.constData());
}

/// While its output still waits for whoever reads it, it listens: a signal then must not end it.
void CommandLineTest::row14SwitchedAsSoonAsItListens()
{
    std::array<int, 2> pipe {};
    QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC | O_NONBLOCK), 0);
    const auto closed = qScopeGuard([&pipe] { ::close(pipe[0]); });
    std::array<char, 4096> bytes {};
    while (::write(pipe[1], bytes.data(), bytes.size()) > 0) { }
    ::fcntl(pipe[1], F_SETFL, 0); // the program's waits
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress(QHostAddress::LocalHost)));
    const quint16 port = holder.serverPort();
    holder.close();
    QProcess process;
    process.setChildProcessModifier([&pipe] { ::dup2(pipe[1], STDOUT_FILENO); });
    process.start(QStringLiteral(PROGRAM),
                  {QStringLiteral("serve"),
                   QStringLiteral("--home"),
                   m_home.path(),
                   QStringLiteral("--cert"),
                   QStringLiteral("shop"),
                   QStringLiteral("--port"),
                   QString::number(port)});
    ::close(pipe[1]);
    const auto listens = [port] {
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        return client.waitForConnected();
    };
    QTRY_VERIFY_WITH_TIMEOUT(listens(), 20'000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGUSR1), 0);
    QByteArray output;
    const auto saidWhere = [&] {
        for (ssize_t count = 1; count > 0;) {
            count = ::read(pipe[0], bytes.data(), bytes.size());
            output.append(bytes.data(), std::max<ssize_t>(count, 0));
        }
        return output.contains("listening");
    };
    QTRY_VERIFY_WITH_TIMEOUT(saidWhere(), 20'000);
    QByteArray errors;
    const auto switched = [&] {
        errors += process.readAllStandardError();
        return errors.contains("clients are refused");
    };
    QTRY_VERIFY_WITH_TIMEOUT(switched(), 20'000);
    process.terminate();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CommandLineTest)

#include "command_line_test.moc"
