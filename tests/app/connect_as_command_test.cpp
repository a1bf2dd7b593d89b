#include "core/trace/tls_library.h"
#include "tests/app/program_run.h"
#include "tests/support/test_pki.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

using tests::ProgramRun;

/// What `connect --as-command` prints in place of connecting.
class ConnectAsCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void commandsOfOtherTools_data();
    void commandsOfOtherTools();
    void ownCommandKnowsEveryOption();
    void ownCommandSaysEverything_data();
    void ownCommandSaysEverything();

private:
    ProgramRun run(const QStringList& arguments) const;

    ProgramRun connectTo(const QStringList& arguments) const
    {
        return run(QStringList {QStringLiteral("localhost:4433"),
                                QStringLiteral("--trust"),
                                QStringLiteral("store")}
                   + arguments);
    }

    tests::TestPki m_pki;
    QTemporaryDir m_home;
};

void ConnectAsCommandTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    static_cast<void>(m_pki.store(m_home.filePath(QStringLiteral("store"))));
    QVERIFY(QFile::copy(m_home.filePath(QStringLiteral("store/client.pem")),
                        m_home.filePath(QStringLiteral("elsewhere.pem"))));
    const KeyMaterial apart = m_pki.client();
    const auto write = [this](const QString& name, const Result<QByteArray>& content) {
        QFile file(m_home.filePath(name));
        return content && file.open(QIODevice::WriteOnly)
            && file.write(*content) == content->size();
    };
    QVERIFY(write(QStringLiteral("apart.pem"), certificatePem(apart, false)));
    QVERIFY(write(QStringLiteral("apart.key"), keyPem(apart)));
}

ProgramRun ConnectAsCommandTest::run(const QStringList& arguments) const
{
    return tests::runProgram(QStringList {QStringLiteral("connect")} + arguments, m_home.path());
}

void ConnectAsCommandTest::commandsOfOtherTools_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    const auto row
        = [](const char* name, const QByteArray& arguments, int status, const QByteArray& says) {
              QTest::newRow(name) << QString::fromLocal8Bit(arguments).split(QLatin1Char(' '))
                                  << status << QString::fromLocal8Bit(says);
          };
    row("openssl", "--as-command openssl", 0, "openssl s_client");
    row("nothing", "--udp --as-command curl", 1, "curl speaks no DTLS.");
    row("beyond",
        "--send x --repeat 3 --as-command curl",
        0,
        "Not in this command: --send, --repeat");
    row("own", "--send x --half-close --as-command tls-workbench", 0, "--send x --half-close");
    const QByteArray proxy = "--proxy http://me@proxy.test:3128 ";
    row("password of a proxy, openssl",
        proxy + "--proxy-password env:HOME --as-command openssl",
        0,
        "-proxy_user me -proxy_pass env:HOME");
    row("no password of a proxy, openssl",
        proxy + "--as-command openssl",
        0,
        "password with -proxy_pass env:NAME");
    row("password of a proxy, curl",
        proxy + "--proxy-password env:HOME --as-command curl",
        0,
        "Not in this command: --proxy-password");
    row("password of a proxy, own",
        proxy + "--proxy-password env:HOME --as-command tls-workbench",
        0,
        "--proxy-password env:HOME");
    row("no password of a proxy, own",
        proxy + "--as-command tls-workbench",
        0,
        "password with --proxy-password env:NAME");
    row("user of the system's proxy, own",
        "--proxy system --proxy-user me --as-command tls-workbench",
        0,
        "--proxy system --proxy-user me");
    row("password of the system's proxy, own",
        "--proxy system --proxy-password env:HOME --as-command tls-workbench",
        0,
        "--proxy system --tls 1.2,1.3 --trust store --proxy-password env:HOME");
    row("user of the system's proxy, curl",
        "--proxy system --proxy-user me --as-command curl",
        0,
        "--proxy-user me");
    row("in turn", // in the order in which they are sent
        "--send a --send-hex 00 --send b --as-command tls-workbench",
        0,
        "--send a --send-hex 00 --send b");
    row("in turn, of others",
        "--send a --send-hex 00 --send b --as-command curl",
        0,
        "Not in this command: --send, --send-hex.");
    row("key, openssl", "--psk me:00aa --as-command openssl", 0, "-psk_identity me -psk HEX");
    row("key, curl", "--psk me:00aa --as-command curl", 0, "no pre-shared keys");
    const QByteArray path = m_home.filePath(QStringLiteral("elsewhere.pem")).toLocal8Bit();
    row("file, openssl", "--cert " + path + " --as-command openssl", 0, "-cert " + path);
    row("file, curl", "--cert " + path + " --as-command curl", 0, "--cert " + path);
    row("file, own", "--cert " + path + " --as-command tls-workbench", 0, "--cert " + path);
    const QByteArray apart = m_home.filePath(QStringLiteral("apart")).toLocal8Bit();
    row("key beside, openssl",
        "--cert " + apart + ".pem --as-command openssl",
        0,
        "-cert " + apart + ".pem -key " + apart + ".key -chainCAfile " + apart + ".pem");
    row("key beside, curl",
        "--cert " + apart + ".pem --as-command curl",
        0,
        "--cert " + apart + ".pem --key " + apart + ".key");
    row("no PEM file", "--cert " + apart + ".key --as-command openssl", 0, "is in no PEM file");
    row("key, own", "--psk me:00aa --as-command tls-workbench", 0, "--psk me:HEX");
}

/// A failure is one for scripts, too, and they get a document.
void ConnectAsCommandTest::commandsOfOtherTools()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, status);
    QFETCH(const QString, says);
    const ProgramRun text = connectTo(arguments);
    QCOMPARE(text.status, status);
    QVERIFY2(text.output.contains(says.toUtf8()), text.output.constData());
    QVERIFY(!text.output.contains("00aa"));
    // Where a password comes from is said, and in one way.
    const auto told = text.output.count("proxy_pass") + text.output.count("--proxy-password");
    const bool isGiven = arguments.contains(QStringLiteral("--proxy-password"));
    QVERIFY2(told == 1 || (told == 0 && !isGiven), text.output.constData());
    const ProgramRun json
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
void ConnectAsCommandTest::ownCommandKnowsEveryOption()
{
    static const QStringList kNoneOfIt {QStringLiteral("help"),
                                        QStringLiteral("format"),
                                        QStringLiteral("as-command"),
                                        QStringLiteral("home"), // given to every run
                                        QStringLiteral("psk")}; // a comment says it
    // What the others exclude, and values that the words of --help do not show.
    static const QHash<QString, QString> kValues {
        {QStringLiteral("trust"), QStringLiteral("store")},
        {QStringLiteral("starttls"), QStringLiteral("smtp")},
        {QStringLiteral("proxy"), QStringLiteral("http://user@proxy.test:3128")},
        {QStringLiteral("proxy-timeout"), QStringLiteral("4 --proxy http://proxy.test:3128")},
        {QStringLiteral("starttls-timeout"), QStringLiteral("4 --starttls smtp")},
        {QStringLiteral("proxy-user"), QStringLiteral("user --proxy http://proxy.test:3128")},
        {QStringLiteral("proxy-password"),
         QStringLiteral("env:HOME --proxy http://user@proxy.test:3128")},
        {QStringLiteral("crl-check"), QStringLiteral("chain --crl ca.crl")},
        {QStringLiteral("interval"), QStringLiteral("1s --repeat 2")},
        {QStringLiteral("report"), QStringLiteral("r.html")},
        {QStringLiteral("report-data"), QStringLiteral("--report r.html")},
        {QStringLiteral("pcap-secrets"), QStringLiteral("--pcap c.pcapng")},
        {QStringLiteral("cert-by"), QStringLiteral("name --cert me")},
        {QStringLiteral("key-password"), QStringLiteral("env:HOME --cert me")},
        {QStringLiteral("token-pin"), QStringLiteral("env:HOME --cert me")},
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
        {QStringLiteral("send-hex"), QStringLiteral("00")}};
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
        const ProgramRun made
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

void ConnectAsCommandTest::ownCommandSaysEverything_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("TLS") << QStringLiteral(
        "--name 'my client' --tls 1.2,1.3 --ciphers HIGH --suites TLS_AES_128_GCM_SHA256 --groups "
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
void ConnectAsCommandTest::ownCommandSaysEverything()
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

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectAsCommandTest)
#include "connect_as_command_test.moc"
