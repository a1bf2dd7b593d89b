#include "core/connection/tls_catalogue.h"
#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QHash>
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
    void versionsWithAHoleAreALineEach();
    void row20LegacyPresetSpeaksWithOldServers();
    void dataIsInTheDocument();
    void reportsAreWritten_data();
    void reportsAreWritten();
    void filesThatCannotBeWrittenAreStatus3_data();
    void filesThatCannotBeWrittenAreStatus3();
    void filesThatFailOnTheWayAreStatus3_data();
    void filesThatFailOnTheWayAreStatus3();
    void expectedTextIsFoundAcrossPieces();
    void commandsOfOtherTools_data();
    void commandsOfOtherTools();
    void ownCommandKnowsEveryOption();
    void ownCommandSaysEverything_data();
    void ownCommandSaysEverything();
    void wrongUsage_data();
    void wrongUsage();

private:
    /// `connect` to the server, trusting its CA, while this thread runs the server.
    Run connectTo(const QStringList& arguments) const;
    Run run(const QStringList& arguments) const;

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

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

void ConnectRunTest::versionsWithAHoleAreALineEach()
{
    const QStringList hole {QStringLiteral("--tls"), QStringLiteral("1.0,1.3")};
    const Run made
        = connectTo(hole + QStringList {QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(made.status, 1); // the server speaks no TLS 1.0
    QVERIFY2(made.errors.contains("TLS 1.0; TLS 1.3"), made.errors.constData());
    const QList<QJsonObject> documents = made.documents();
    QCOMPARE(documents.size(), 3);
    QCOMPARE(documents.at(0).value("result").toString(), QStringLiteral("failed"));
    QCOMPARE(documents.at(1).value("result").toString(), QStringLiteral("established"));
    const QJsonArray versions = documents.at(2).value("by_versions").toArray();
    QCOMPARE(versions.size(), 2);
    QCOMPARE(versions.at(1).toObject().value("versions").toString(), QStringLiteral("TLS 1.3"));
    const Run text = connectTo(hole);
    QVERIFY2(text.output.contains("TLS 1.0: 1 failed; TLS 1.3: 1 connected"),
             text.output.constData());
    const Run session = connectTo(hole
                                  + QStringList {QStringLiteral("--session-file"),
                                                 m_home.filePath(QStringLiteral("hole.pem"))});
    QCOMPARE(session.status, 2);
    QVERIFY2(session.errors.contains("session"), session.errors.constData());
}

void ConnectRunTest::row20LegacyPresetSpeaksWithOldServers()
{
    ServerOptions options;
    options.name = QStringLiteral("old");
    options.certificates = {m_pki.server()};
    options.versions = TlsVersion::Tls10;
    options.tuning.cipherList = QStringLiteral("ECDHE-ECDSA-AES128-SHA:AES128-SHA");
    options.tuning.securityLevel = 0;
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
    const QStringList json {QStringLiteral("--format"), QStringLiteral("json")};
    QCOMPARE(connectTo(json).status, 1);
    const Run made
        = connectTo(json + QStringList {QStringLiteral("--tls"), QStringLiteral("legacy")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QJsonObject document = QJsonDocument::fromJson(made.output).object();
    QCOMPARE(document.value("negotiated").toObject().value("version").toString(),
             QStringLiteral("TLS 1.0"));
    const QStringList missing = unknownCipherWords(QString::fromLatin1(kLegacyCipherList));
    QVERIFY(missing.isEmpty() || made.errors.contains(missing.first().toLatin1() + ','));
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
    QStringList arguments {QStringLiteral("--send"),
                           QStringLiteral("<b>hello"),
                           QStringLiteral("--expect"),
                           QStringLiteral("hello"),
                           QStringLiteral("--report"),
                           path};
    const Run bare = connectTo(arguments);
    QVERIFY2(bare.status == 0, (bare.output + bare.errors).constData());
    QVERIFY2(!contentOf(path).contains(holds), contentOf(path).constData());
    const Run made = connectTo(arguments << QStringLiteral("--report-data"));
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QByteArray content = contentOf(path);
    QVERIFY2(content.startsWith(begins), content.left(200).constData());
    QVERIFY2(content.contains(holds), content.constData());
    QVERIFY(!content.contains(QByteArray("<b>hello")) || holds == "<b>hello");
}

void ConnectRunTest::filesThatCannotBeWrittenAreStatus3_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("name");
    for (const char* option : {"report", "pcap", "keylog", "session-file", "received-file"}) {
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

void ConnectRunTest::filesThatFailOnTheWayAreStatus3_data()
{
    QTest::addColumn<QString>("option");
    for (const char* option : {"report", "pcap", "received-file"}) {
        QTest::newRow(option) << QStringLiteral("--%1").arg(QLatin1String(option));
    }
}

/// The path was free when it was looked at, and is not when it is written to.
void ConnectRunTest::filesThatFailOnTheWayAreStatus3()
{
    QFETCH(const QString, option);
    const QString path = m_home.filePath(option.mid(2) + QStringLiteral("-in-the-way.txt"));
    const QMetaObject::Connection made
        = connect(m_server.get(), &TlsServer::connectionChanged, this, [path] {
              QDir().mkpath(path + QStringLiteral("/inside"));
          });
    const Run run = connectTo({QStringLiteral("--send"),
                               QStringLiteral("ping"),
                               QStringLiteral("--expect"),
                               QStringLiteral("ping"),
                               option,
                               path});
    disconnect(made);
    QVERIFY2(run.status == 3, (run.output + run.errors).constData());
    QVERIFY2(run.output.contains("TLS 1.3"), run.output.constData());
    QVERIFY2(run.errors.contains(path.toUtf8()), run.errors.constData());
    QCOMPARE(run.errors.count('\n'), 1);
}

/// What is expected stands across the borders of what is read at once.
void ConnectRunTest::expectedTextIsFoundAcrossPieces()
{
    const QString path = m_home.filePath(QStringLiteral("answer"));
    constexpr qsizetype kRecord = 16'384;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray answer(20 * kRecord, 'x');
    answer.replace(7 * kRecord - 3, 6, "needle");
    file.write(answer);
    file.close();
    ServerOptions options;
    options.name = QStringLiteral("files");
    options.certificates = {m_pki.server()};
    options.answer = AnswerMode::File;
    options.answerText = path;
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
    const Run found = connectTo({QStringLiteral("--expect"),
                                 QStringLiteral("needle"),
                                 QStringLiteral("--keep-data"),
                                 QStringLiteral("0")});
    QVERIFY2(found.status == 0, (found.output + found.errors).constData());
    const Run missed = connectTo({QStringLiteral("--expect"),
                                  QStringLiteral("noodle"),
                                  QStringLiteral("--keep-data"),
                                  QStringLiteral("0")});
    QCOMPARE(missed.status, 1);
    QVERIFY2(missed.output.contains(QByteArray::number(answer.size()) + " byte(s)"),
             missed.output.constData());
}

void ConnectRunTest::commandsOfOtherTools_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* arguments, int status, const char* says) {
        QTest::newRow(name) << QString::fromLatin1(arguments).split(QLatin1Char(' ')) << status
                            << QString::fromLatin1(says);
    };
    row("openssl", "--as-command openssl", 0, "openssl s_client");
    row("nothing", "--udp --as-command curl", 1, "curl speaks no DTLS.");
    row("beyond",
        "--send x --repeat 3 --as-command curl",
        0,
        "Not in this command: --send, --repeat");
    row("own", "--send x --half-close --as-command tls-workbench", 0, "--send x --half-close");
    row("key, openssl", "--psk me:00aa --as-command openssl", 0, "-psk_identity me -psk HEX");
    row("key, curl", "--psk me:00aa --as-command curl", 0, "no pre-shared keys");
    row("key, own", "--psk me:00aa --as-command tls-workbench", 0, "--psk me:HEX");
}

/// A failure is one for scripts, too, and they get a document.
void ConnectRunTest::commandsOfOtherTools()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, status);
    QFETCH(const QString, says);
    const Run text = connectTo(arguments);
    QCOMPARE(text.status, status);
    QVERIFY2(text.output.contains(says.toUtf8()), text.output.constData());
    QVERIFY(!text.output.contains("00aa"));
    const Run json
        = connectTo(arguments + QStringList {QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(json.status, status);
    const QJsonObject document = QJsonDocument::fromJson(json.output).object();
    QCOMPARE(document.value(QStringLiteral("schema")).toString(),
             QStringLiteral("tls-workbench/command/1"));
    QCOMPARE(document.value(QStringLiteral("command")).isNull(), status != 0);
    QVERIFY(document.value(QStringLiteral("comments")).isArray());
    QCOMPARE(document.value(QStringLiteral("arguments")).toArray().isEmpty(), status != 0);
}

/// Whatever is new among the options is said by this program's own command, or is known here as
/// something that no command says.
void ConnectRunTest::ownCommandKnowsEveryOption()
{
    static const QStringList kNoneOfIt {QStringLiteral("help"),
                                        QStringLiteral("format"),
                                        QStringLiteral("as-command"),
                                        QStringLiteral("psk")}; // a comment says it
    // What the others exclude, and values that the words of --help do not show.
    static const QHash<QString, QString> kValues {
        {QStringLiteral("trust"), QStringLiteral("store")},
        {QStringLiteral("starttls"), QStringLiteral("smtp")},
        {QStringLiteral("proxy"), QStringLiteral("http://user@proxy.test:3128")},
        {QStringLiteral("proxy-user"), QStringLiteral("user --proxy http://proxy.test:3128")},
        {QStringLiteral("proxy-password"),
         QStringLiteral("env:HOME --proxy http://user@proxy.test:3128")},
        {QStringLiteral("crl-check"), QStringLiteral("chain --crl ca.crl")},
        {QStringLiteral("interval"), QStringLiteral("1s --repeat 2")},
        {QStringLiteral("report"), QStringLiteral("r.html")},
        {QStringLiteral("report-data"), QStringLiteral("--report r.html")},
        {QStringLiteral("pcap-secrets"), QStringLiteral("--pcap c.pcapng")},
        {QStringLiteral("cert-by"), QStringLiteral("name --cert me")},
        {QStringLiteral("key-password"), QStringLiteral("env:HOME")},
        {QStringLiteral("token-pin"), QStringLiteral("env:HOME")},
        {QStringLiteral("send-file"), QStringLiteral(PROGRAM)},
        {QStringLiteral("request"), QStringLiteral("http-get")},
        {QStringLiteral("tls"), QStringLiteral("1.2")},
        {QStringLiteral("time"), QStringLiteral("2030-12-31T00:00:00Z")},
        {QStringLiteral("pin"), QString(64, QLatin1Char('a'))},
        {QStringLiteral("nagle"), QStringLiteral("on")},
        {QStringLiteral("verify"), QStringLiteral("chain")},
        {QStringLiteral("probe"), QStringLiteral("ssl3")},
        {QStringLiteral("crl"), QStringLiteral("ca.crl")},
        {QStringLiteral("min-dh"), QStringLiteral("2048")},
        {QStringLiteral("mtu"), QStringLiteral("500 --udp")},
        {QStringLiteral("local-address"), QStringLiteral("127.0.0.1")},
        {QStringLiteral("keep-data"), QStringLiteral("2000")},
        {QStringLiteral("send-hex"), QStringLiteral("00")},
        {QStringLiteral("home"), m_home.path()}};
    const QByteArray help = run({QStringLiteral("--help")}).output;
    static const QRegularExpression kOption(QStringLiteral("^ +(?:-\\w, )?--([\\w-]+)(?: <)?(.*)"),
                                            QRegularExpression::MultilineOption);
    int options = 0;
    for (auto match = kOption.globalMatch(QString::fromUtf8(help)); match.hasNext();) {
        const QRegularExpressionMatch option = match.next();
        const QString name = option.captured(1);
        if (kNoneOfIt.contains(name) || name == QStringLiteral("nodelay")) { // which is the usual
            continue;
        }
        ++options;
        const bool takesValue = option.captured(0).contains(QLatin1String(" <"));
        const QString value = kValues.value(name, takesValue ? QStringLiteral("4") : QString());
        const QStringList given = (QStringLiteral("--%1 %2").arg(name, value))
                                      .split(QLatin1Char(' '), Qt::SkipEmptyParts);
        const Run made
            = run(QStringList {QStringLiteral("shop.test")} + given
                  + QStringList {QStringLiteral("--as-command"), QStringLiteral("tls-workbench")});
        // The user of a proxy stands in its URL.
        const QByteArray wanted = name == QStringLiteral("proxy-user") ? QByteArray("user@")
            : name == QStringLiteral("port")                           ? QByteArray("shop.test:4")
                                             : QByteArray("--") + name.toLatin1();
        QVERIFY2(made.status == 0 && made.output.contains(wanted),
                 qPrintable(given.join(QLatin1Char(' ')) + QStringLiteral(": ")
                            + QString::fromUtf8(made.output + made.errors)));
    }
    QVERIFY2(options > 60, help.constData());
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
    row("half-close of datagrams",
        {QStringLiteral("--udp"), QStringLiteral("--half-close")},
        "--half-close");
    row("reset of datagrams",
        {QStringLiteral("--udp"), QStringLiteral("--abrupt-close")},
        "--abrupt-close");
    row("data of no report", {QStringLiteral("--report-data")}, "--report-data");
    row("secrets of no capture", {QStringLiteral("--pcap-secrets")}, "pcap-secrets");
    for (const char* other : {"--repeat 2", "--report r.html", "--pcap p.pcapng", "--send x"}) {
        row(other,
            QStringLiteral("--probe ssl3 %1").arg(QLatin1String(other)).split(QLatin1Char(' ')),
            "--probe");
    }
    row("both ways to new keys",
        {QStringLiteral("--key-update"), QStringLiteral("--renegotiate")},
        "--renegotiate");
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
