#include "app/command_line/connect_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/key_access.h"
#include "app/command_line/termination.h"
#include "core/base/atomic_file.h"
#include "core/base/hex.h"
#include "core/connection/client_connection.h"
#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTimer>

namespace workbench {
namespace {

/// After sending, an answer is taken to be whole when nothing came for this long.
constexpr Milliseconds kQuiet {300};
/// … and this long is waited for its first byte.
constexpr Milliseconds kFirstAnswer {2000};
constexpr qint64 kMostSendBytes = 64 << 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

/// What `connect` was asked for.
struct ConnectRequest
{
    CommandContext context;
    ClientProfile profile;
    QByteArray keyPassword;
    PreSharedKey psk;
    QByteArray send;
    QByteArray expect;
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    addTlsOptions(parser);
    parser.setApplicationDescription(
        tr("Makes one client connection; prints the handshake log and the verdict."));
    parser.addPositionalArgument(QStringLiteral("HOST[:PORT]"),
                                 tr("Name or address; nothing: this computer."));
    parser.addOptions({
        {QStringLiteral("port"), tr("Port, 1 to 65535."), QStringLiteral("N")},
        {QStringLiteral("timeout"), tr("Limit of the whole attempt (10 s)."), QStringLiteral("D")},
        {QStringLiteral("resolve-timeout"), tr("Limit of the name look-up."), QStringLiteral("D")},
        {QStringLiteral("tcp-timeout"), tr("Limit of the TCP connection."), QStringLiteral("D")},
        {QStringLiteral("tls-timeout"), tr("Limit of the handshake."), QStringLiteral("D")},
        {QStringLiteral("sni"), tr("Server name to send."), QStringLiteral("NAME|none")},
        {QStringLiteral("verify"),
         tr("How far the certificate decides; none: trusted site."),
         QStringLiteral("full|chain|none")},
        {QStringLiteral("ocsp"), tr("Ask for a stapled OCSP response and judge it.")},
        {QStringLiteral("session-file"),
         tr("Take up the session in this file again, and keep the newest one there; one that does "
            "not fit is an error."),
         QStringLiteral("FILE")},
        {QStringLiteral("send"),
         tr(R"(Text to send after the handshake; \r, \n, \t, \\ are understood.)"),
         QStringLiteral("TEXT")},
        {QStringLiteral("send-hex"), tr("Bytes to send, in hexadecimal."), QStringLiteral("HEX")},
        {QStringLiteral("send-file"), tr("File to send."), QStringLiteral("FILE")},
        {QStringLiteral("expect"),
         tr("Text that the answer must contain."),
         QStringLiteral("TEXT")},
    });
}

QByteArray unescaped(const QString& text)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != QLatin1Char('\\') || i + 1 == text.size()) {
            bytes += QString(text.at(i)).toUtf8();
            continue;
        }
        const QChar letter = text.at(++i);
        bytes += letter == QLatin1Char('r') ? QByteArray("\r")
            : letter == QLatin1Char('n')    ? QByteArray("\n")
            : letter == QLatin1Char('t')    ? QByteArray("\t")
                                            : QString(letter).toUtf8();
    }
    return bytes;
}

Result<void> readTarget(const QCommandLineParser& parser, ClientProfile& profile)
{
    const QStringList targets = parser.positionalArguments();
    if (targets.size() > 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is one argument too many.").arg(targets.at(1))});
    }
    const Result<HostAndPort> host = parseHost(targets.value(0));
    if (!host) {
        return fail(host.error());
    }
    profile.host = host->host;
    profile.port = host->port != 0 ? host->port : profile.port;
    if (parser.isSet(QStringLiteral("port"))) {
        const Result<quint16> port = parsePort(parser.value(QStringLiteral("port")), false);
        if (!port) {
            return fail(port.error());
        }
        profile.port = *port;
    }
    profile.name = parser.isSet(QStringLiteral("name")) ? parser.value(QStringLiteral("name"))
                                                        : targets.value(0);
    if (profile.name.isEmpty()) {
        profile.name = QStringLiteral("localhost");
    }
    return {};
}

Result<void> readVerify(const QCommandLineParser& parser, ClientProfile& profile)
{
    const QString word = parser.isSet(QStringLiteral("verify"))
        ? parser.value(QStringLiteral("verify"))
        : QStringLiteral("full");
    if (word == QStringLiteral("full")) {
        profile.verify = VerifyMode::Full;
    } else if (word == QStringLiteral("chain")) {
        profile.verify = VerifyMode::Chain;
    } else if (word == QStringLiteral("none")) {
        profile.verify = VerifyMode::None;
    } else {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is no kind of verification.").arg(word),
                     .remedy = tr("Use full, chain or none."),
                     .where = QStringLiteral("--verify")});
    }
    if (parser.isSet(QStringLiteral("sni"))) {
        profile.sendServerName = parser.value(QStringLiteral("sni")) != QStringLiteral("none");
        profile.serverName
            = profile.sendServerName ? parser.value(QStringLiteral("sni")) : QString();
    }
    return {};
}

Result<void> readDialogue(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.send = unescaped(parser.value(QStringLiteral("send")));
    request.expect = unescaped(parser.value(QStringLiteral("expect")));
    if (parser.isSet(QStringLiteral("send-hex"))) {
        Result<QByteArray> bytes = fromHex(parser.value(QStringLiteral("send-hex")));
        if (!bytes) {
            Error error = bytes.error();
            error.where = QStringLiteral("--send-hex");
            return fail(error);
        }
        request.send += *bytes;
    }
    if (parser.isSet(QStringLiteral("send-file"))) {
        const Result<QByteArray> bytes
            = readFile(parser.value(QStringLiteral("send-file")), kMostSendBytes);
        if (!bytes) {
            return fail(bytes.error());
        }
        request.send += *bytes;
    }
    return {};
}

Result<ConnectRequest> readRequest(const QCommandLineParser& parser)
{
    ConnectRequest request;
    ClientProfile& profile = request.profile;
    const Result<void> read = allOf(
        [&] { return readCommon(parser, request.context); },
        [&] { return readTarget(parser, profile); },
        [&] { return readVersions(parser, profile.versions); },
        [&] { return readDuration(parser, QStringLiteral("timeout"), profile.limits.whole); },
        [&] {
            return readDuration(parser, QStringLiteral("resolve-timeout"), profile.limits.resolve);
        },
        [&] { return readDuration(parser, QStringLiteral("tcp-timeout"), profile.limits.tcp); },
        [&] { return readDuration(parser, QStringLiteral("tls-timeout"), profile.limits.tls); },
        [&] { return readTuning(parser, profile.tuning); },
        [&] { return readTrust(parser, profile.trust); },
        [&] { return readLookup(parser, profile.certificateLookup); },
        [&] { return readVerify(parser, profile); },
        [&] { return readPreSharedKey(parser, request.psk); },
        [&] { return readDialogue(parser, request); });
    if (!read) {
        return fail(read.error());
    }
    profile.certificate = parser.value(QStringLiteral("cert"));
    profile.keyLogPath = parser.value(QStringLiteral("keylog"));
    profile.transport = parser.isSet(QStringLiteral("udp")) ? Transport::Udp : Transport::Tcp;
    profile.askStaple = parser.isSet(QStringLiteral("ocsp"));
    profile.sessionPath = parser.value(QStringLiteral("session-file"));
    Result<QByteArray> password = givenPassword(parser);
    if (!password) {
        return fail(password.error());
    }
    request.keyPassword = *password;
    return request;
}

/// The talk after the handshake: sends, waits for what is expected, then closes in order.
class Dialogue : public QObject
{
public:
    Dialogue(ClientConnection& connection, const ConnectRequest& request)
        : m_connection(connection)
        , m_request(request)
    {
        m_quiet.setSingleShot(true);
        connect(&m_quiet, &QTimer::timeout, &m_connection, &ClientConnection::close);
        connect(&m_connection, &ClientConnection::established, this, [this] { begin(); });
        connect(&m_connection,
                &ClientConnection::dataReceived,
                this,
                [this](const QByteArray& bytes) { take(bytes); });
    }

    bool expectationMet() const
    {
        return m_request.expect.isEmpty() || m_received.contains(m_request.expect);
    }

    const QByteArray& received() const { return m_received; }

private:
    void begin()
    {
        if (m_request.send.isEmpty() && m_request.expect.isEmpty()) {
            m_connection.close();
            return;
        }
        if (!m_request.send.isEmpty()) {
            m_connection.send(m_request.send);
        }
        m_quiet.start(m_request.expect.isEmpty() ? kFirstAnswer : m_request.profile.limits.whole);
    }

    void take(const QByteArray& bytes)
    {
        m_received += bytes;
        if (!m_request.expect.isEmpty()) {
            if (expectationMet()) {
                m_quiet.stop();
                m_connection.close();
            }
            return;
        }
        m_quiet.start(kQuiet);
    }

    ClientConnection& m_connection;
    const ConnectRequest& m_request;
    QByteArray m_received;
    QTimer m_quiet;
};

int statusOf(const ConnectionRecord& record, const QList<Finding>& findings)
{
    const bool faulty = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::Error;
    });
    return record.result == ConnectionResult::Established && !faulty ? ExitDone : ExitTestFailed;
}

int connectOnce(const ConnectRequest& request, const ClientOptions& options)
{
    ClientConnection connection(options);
    Dialogue dialogue(connection, request);
    Termination termination;
    QObject::connect(&termination, &Termination::requested, &connection, &ClientConnection::close);
    QObject::connect(&connection, &ClientConnection::finished, qApp, &QCoreApplication::quit);
    QMetaObject::invokeMethod(&connection, &ClientConnection::start, Qt::QueuedConnection);
    QCoreApplication::exec();

    const ConnectionRecordPtr record = connection.snapshot();
    QList<Finding> findings = diagnose(*record);
    const bool unmet
        = record->result == ConnectionResult::Established && !dialogue.expectationMet();
    if (unmet) {
        findings.prepend({.id = QStringLiteral("expectation-not-met"),
                          .severity = Severity::Error,
                          .phase = QStringLiteral("data"),
                          .title = tr("The answer does not contain the expected text."),
                          .cause = tr("%n byte(s) came before the wait ended.")
                                       .replace(QStringLiteral("%n"),
                                                QString::number(dialogue.received().size())),
                          .fixes = {tr("Compare the received data with what --expect asks for.")}});
    }
    if (request.context.json()) {
        CommandContext::printJson(
            QJsonDocument(toJson(*record, findings, request.context.reportOptions())), false);
    } else {
        CommandContext::print(toText(*record, findings, request.context.reportOptions()));
    }
    return statusOf(*record, findings);
}

} // namespace

int runConnect(const QStringList& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    const Result<ConnectRequest> request = readRequest(parser);
    if (!request) {
        return CommandContext::fault(request.error());
    }
    const Result<CertificateStore> store
        = CertificateStore::open(request->context.home + QStringLiteral("/store"));
    if (!store) {
        return request->context.faultDocument(store.error());
    }
    Result<ClientOptions> options = fail({});
    const Result<void> resolved
        = withKeyPasswords(request->keyPassword, [&](const PasswordSource& password) {
              options = resolveClient(request->profile, *store, password, request->psk);
              return options ? Result<void>() : fail(options.error());
          });
    if (!resolved) {
        return request->context.faultDocument(resolved.error());
    }
    if (!options->trust.store) {
        // Reading the system's anchors takes long and is no part of the attempt.
        static_cast<void>(TrustAnchors::system());
    }
    return connectOnce(*request, *options);
}

} // namespace workbench
