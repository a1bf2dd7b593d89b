#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {
namespace {

/// What a finished run of the program left.
struct Run
{
    int status = -1;
    QByteArray output;
    QByteArray errors;

    QList<QJsonObject> documents() const
    {
        QList<QJsonObject> found;
        const QList<QByteArray> lines = output.trimmed().split('\n');
        for (const QByteArray& line : lines) {
            found.append(QJsonDocument::fromJson(line).object());
        }
        return found;
    }
};

} // namespace

/// What `connect` does with its connections: several in a row, what is said, files that it writes.
class ConnectRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void repetitionIsADocumentPerLine();
    void repetitionInText();
    void dataIsInTheDocument();
    void reportsAreWritten_data();
    void reportsAreWritten();
    void filesThatCannotBeWrittenAreStatus3_data();
    void filesThatCannotBeWrittenAreStatus3();
    void ownCommandSaysEverything_data();
    void ownCommandSaysEverything();
    void wrongUsage_data();
    void wrongUsage();

private:
    /// `connect` to the server, trusting its CA, while this thread runs the server.
    Run connectTo(const QStringList& arguments) const;
    Run run(const QStringList& arguments) const;

    tests::TestPki m_pki;
    QTemporaryDir m_home;
    std::unique_ptr<TlsServer> m_server;
};

void ConnectRunTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    static_cast<void>(m_pki.store(m_home.filePath(QStringLiteral("store"))));
}

void ConnectRunTest::init()
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
}

Run ConnectRunTest::run(const QStringList& arguments) const
{
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(QStringLiteral(PROGRAM),
                  QStringList {QStringLiteral("connect"), QStringLiteral("--home"), m_home.path()}
                      + arguments);
    process.closeWriteChannel();
    constexpr int kLongest = 30'000;
    finished.wait(kLongest);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(),
            process.readAllStandardError()};
}

Run ConnectRunTest::connectTo(const QStringList& arguments) const
{
    return run(QStringList {QStringLiteral("localhost:%1").arg(m_server->serverPort()),
                            QStringLiteral("--trust"),
                            QStringLiteral("store")}
               + arguments);
}

void ConnectRunTest::repetitionIsADocumentPerLine()
{
    const Run made = connectTo({QStringLiteral("--repeat"),
                                QStringLiteral("3"),
                                QStringLiteral("--interval"),
                                QStringLiteral("1ms"),
                                QStringLiteral("--session-file"),
                                m_home.filePath(QStringLiteral("repeated.pem")),
                                QStringLiteral("--format"),
                                QStringLiteral("json")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QList<QJsonObject> documents = made.documents();
    QCOMPARE(documents.size(), 4);
    for (qsizetype i = 0; i < 3; ++i) {
        QCOMPARE(documents.at(i).value(QStringLiteral("schema")).toString(),
                 QStringLiteral("tls-workbench/connection/1"));
        QCOMPARE(documents.at(i)
                     .value(QStringLiteral("negotiated"))
                     .toObject()
                     .value(QStringLiteral("resumed"))
                     .toBool(),
                 i > 0);
    }
    const QJsonObject whole = documents.last();
    QCOMPARE(whole.value(QStringLiteral("schema")).toString(),
             QStringLiteral("tls-workbench/repetition/1"));
    QCOMPARE(whole.value(QStringLiteral("count")).toInt(), 3);
    QCOMPARE(whole.value(QStringLiteral("resumed")).toInt(), 2);
    QCOMPARE(whole.value(QStringLiteral("results"))
                 .toObject()
                 .value(QStringLiteral("established"))
                 .toInt(),
             3);
    const QJsonObject times = whole.value(QStringLiteral("whole_us")).toObject();
    QCOMPARE(times.value(QStringLiteral("count")).toInt(), 3);
    QVERIFY(times.value(QStringLiteral("min")).toInt()
            <= times.value(QStringLiteral("median")).toInt());
    QVERIFY(times.value(QStringLiteral("p95")).toInt()
            <= times.value(QStringLiteral("max")).toInt());
}

void ConnectRunTest::repetitionInText()
{
    const QString target = QStringLiteral("localhost:%1").arg(m_server->serverPort());
    m_server->stop();
    const Run refused = run({target, QStringLiteral("--repeat"), QStringLiteral("2")});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains("   1 ✖ failed"), refused.output.constData());
    QVERIFY2(refused.output.contains("   2 ✖ failed"), refused.output.constData());
    QVERIFY2(refused.output.contains("2 of 2 connections made: 2 failed"),
             refused.output.constData());
}

void ConnectRunTest::dataIsInTheDocument()
{
    const Run made = connectTo({QStringLiteral("--send"),
                                QStringLiteral("ping\\n"),
                                QStringLiteral("--expect"),
                                QStringLiteral("ping"),
                                QStringLiteral("--format"),
                                QStringLiteral("json")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QJsonObject document = QJsonDocument::fromJson(made.output).object();
    const QJsonArray data = document.value(QStringLiteral("data")).toArray();
    QCOMPARE(data.size(), 2);
    QCOMPARE(data.at(0).toObject().value(QStringLiteral("direction")).toString(),
             QStringLiteral("sent"));
    QCOMPARE(data.at(1).toObject().value(QStringLiteral("text")).toString(),
             QStringLiteral("ping\n"));
    QCOMPARE(document.value(QStringLiteral("library"))
                 .toObject()
                 .value(QStringLiteral("returned"))
                 .toInt(),
             1);
}

void ConnectRunTest::reportsAreWritten_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("begins");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("HTML") << QStringLiteral("run.html") << QByteArray("<!DOCTYPE html>")
                          << QByteArray("&lt;b&gt;hello");
    QTest::newRow("JSON") << QStringLiteral("run.json") << QByteArray("{")
                          << QByteArray("<b>hello");
    QTest::newRow("text") << QStringLiteral("run.txt") << QByteArray("Client localhost")
                          << QByteArray("<b>hello");
}

void ConnectRunTest::reportsAreWritten()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, begins);
    QFETCH(const QByteArray, holds);
    const QString path = m_home.filePath(name);
    const Run made = connectTo({QStringLiteral("--send"),
                                QStringLiteral("<b>hello"),
                                QStringLiteral("--expect"),
                                QStringLiteral("hello"),
                                QStringLiteral("--report"),
                                path});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY2(content.startsWith(begins), content.left(200).constData());
    QVERIFY2(content.contains(holds), content.constData());
    QVERIFY(!content.contains(QByteArray("<b>hello")) || holds == "<b>hello");
}

void ConnectRunTest::filesThatCannotBeWrittenAreStatus3_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("name");
    for (const char* option : {"report", "pcap", "keylog", "session-file"}) {
        QTest::newRow(option) << QStringLiteral("--%1").arg(QLatin1String(option))
                              << QStringLiteral("/dev/null/%1.txt").arg(QLatin1String(option));
    }
}

void ConnectRunTest::filesThatCannotBeWrittenAreStatus3()
{
    QFETCH(const QString, option);
    QFETCH(const QString, name);
    const Run made = connectTo({option, name, QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(made.status, 3);
    QVERIFY2(made.errors.contains(name.toUtf8()), made.errors.constData());
    QCOMPARE(made.errors.count('\n'), 1);
}

void ConnectRunTest::ownCommandSaysEverything_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("TLS") << QStringLiteral(
        "--name 'my client' --tls 1.2 --ciphers HIGH --suites TLS_AES_128_GCM_SHA256 --groups "
        "x25519 --sigalgs ed25519 --alpn h2,http/1.1 --security-level 2 --sni other.test --verify "
        "chain --trust system --trust store --time 2030-12-31T00:00:00Z --crl ca.crl --crl-check "
        "chain --ocsp --cert ID --cert-by name --session-file s.pem --keylog k.log --pcap p.pcapng "
        "--keep-data 2000 --received-file r.bin");
    QTest::newRow("transport") << QStringLiteral(
        "--prefer-ipv4 --keepalive --nagle after-handshake --local-address 127.0.0.1 --local-port "
        "4000 --dont-route --proxy socks5://user@proxy.test:1080 --starttls smtp --timeout 5000ms "
        "--resolve-timeout 1ms --tcp-timeout 2ms --proxy-timeout 3ms --starttls-timeout 4ms "
        "--tls-timeout 5ms --idle-timeout 6ms --data-timeout 7ms --pin "
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    QTest::newRow("datagrams") << QStringLiteral("--ipv4 --udp --plain --broadcast");
    QTest::newRow("DTLS") << QStringLiteral("--ipv6 --udp --mtu 500 --verify none --sni none");
    QTest::newRow("script") << QStringLiteral("--starttls script:talk.txt");
}

/// What this program is told it says again, and what it says it understands.
void ConnectRunTest::ownCommandSaysEverything()
{
    QFETCH(const QString, options);
    const auto again = [this](const QString& command) {
        QProcess shell;
        shell.start(QStringLiteral("sh"),
                    {QStringLiteral("-c"),
                     QStringLiteral("\"$0\" connect %1 --as-command tls-workbench").arg(command),
                     QStringLiteral(PROGRAM)});
        shell.waitForFinished();
        const QString line
            = QString::fromUtf8(shell.readAllStandardOutput()).section(QLatin1Char('\n'), -2);
        const QString begin = QStringLiteral("tls-workbench connect ");
        return line.startsWith(begin) ? line.mid(begin.size()).trimmed()
                                      : QString::fromUtf8(shell.readAllStandardError());
    };
    const QString said
        = again(QStringLiteral("shop.test:8443 --home %1 %2").arg(m_home.path(), options));
    static const QRegularExpression kOption(QStringLiteral("--\\S+( [^-\\s]\\S*( client')?)?"));
    for (auto match = kOption.globalMatch(options); match.hasNext();) {
        const QString option = match.next().captured();
        QVERIFY2(said.contains(option), qPrintable(option + QStringLiteral(" in ") + said));
    }
    QCOMPARE(again(said), said);
}

void ConnectRunTest::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* name, const QStringList& arguments, const char* named) {
        QTest::newRow(name) << arguments << QByteArray(named);
    };
    for (const char* number : {"0", "-1", "many", "1000001", ""}) {
        row(qPrintable(QStringLiteral("repeat “%1”").arg(QLatin1String(number))),
            {QStringLiteral("--repeat"), QString::fromLatin1(number)},
            "--repeat");
    }
    row("interval alone", {QStringLiteral("--interval"), QStringLiteral("1s")}, "--interval");
    row("report of no form", {QStringLiteral("--report"), QStringLiteral("run.doc")}, "--report");
    row("no such tool", {QStringLiteral("--as-command"), QStringLiteral("wget")}, "--as-command");
    row("both endings",
        {QStringLiteral("--half-close"), QStringLiteral("--abrupt-close")},
        "--half-close");
    row("no such request", {QStringLiteral("--request"), QStringLiteral("gopher")}, "--request");
    row("no size", {QStringLiteral("--keep-data"), QStringLiteral("much")}, "--keep-data");
    row("too much", {QStringLiteral("--keep-data"), QStringLiteral("1 GB")}, "--keep-data");
    row("no interval",
        {QStringLiteral("--repeat"),
         QStringLiteral("2"),
         QStringLiteral("--interval"),
         QStringLiteral("soon")},
        "--interval");
}

void ConnectRunTest::wrongUsage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, named);
    const Run wrong = connectTo(arguments);
    QCOMPARE(wrong.status, 2);
    QVERIFY2(wrong.errors.contains(named), wrong.errors.constData());
    QCOMPARE(wrong.errors.count('\n'), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectRunTest)
#include "connect_run_test.moc"
