#include "tests/core/diagnosis/record_builder.h"

#include <QTimeZone>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace workbench::tests {
namespace {

constexpr int kAlertContent = 21;
constexpr int kHandshakeContent = 22;

} // namespace

RecordBuilder RecordBuilder::client()
{
    RecordBuilder builder;
    ConnectionRecord& record = builder.record;
    record.role = Role::Client;
    record.name = QStringLiteral("test client");
    record.host = QStringLiteral("shop.test");
    record.peerAddress = QHostAddress(QStringLiteral("192.0.2.7"));
    record.peerPort = 443;
    record.result = ConnectionResult::Failed;
    record.started = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, QTimeZone::utc());
    record.allowedVersions = kModernVersions;
    builder.phase(PhaseName::Resolve, PhaseResult::Done);
    builder.phase(PhaseName::Tcp, PhaseResult::Done);
    builder.phase(PhaseName::Tls, PhaseResult::Failed);
    return builder;
}

RecordBuilder RecordBuilder::server()
{
    RecordBuilder builder;
    ConnectionRecord& record = builder.record;
    record.role = Role::Server;
    record.name = QStringLiteral("test server");
    record.localAddress = QHostAddress(QHostAddress::LocalHost);
    record.localPort = 5043;
    record.peerAddress = QHostAddress(QHostAddress::LocalHost);
    record.peerPort = 40000;
    record.result = ConnectionResult::Failed;
    record.started = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, QTimeZone::utc());
    record.allowedVersions = kModernVersions;
    record.ownKey = QStringLiteral("EC P-256");
    builder.phase(PhaseName::Tls, PhaseResult::Failed);
    return builder;
}

RecordBuilder& RecordBuilder::result(ConnectionResult result)
{
    record.result = result;
    return *this;
}

RecordBuilder& RecordBuilder::phase(PhaseName name, PhaseResult result, qint64 durationUs)
{
    for (Phase& known : record.phases) {
        if (known.name == name) {
            known.result = result;
            known.durationUs = durationUs;
            return *this;
        }
    }
    const qint64 start = record.phases.isEmpty()
        ? 0
        : record.phases.last().startUs + record.phases.last().durationUs;
    record.phases.append(
        {.name = name, .result = result, .startUs = start, .durationUs = durationUs});
    return *this;
}

RecordBuilder& RecordBuilder::noPhases()
{
    record.phases.clear();
    return *this;
}

void RecordBuilder::addMessage(int contentType, Direction direction, const QByteArray& bytes)
{
    record.messages.append({.index = static_cast<int>(record.messages.size()),
                            .timeUs = 2000,
                            .direction = direction,
                            .contentType = static_cast<std::uint8_t>(contentType),
                            .recordVersion = 0x0303,
                            .length = static_cast<int>(bytes.size()),
                            .bytes = bytes});
}

RecordBuilder& RecordBuilder::message(int handshakeType, Direction direction)
{
    addMessage(kHandshakeContent,
               direction,
               QByteArray(1, static_cast<char>(handshakeType)) + QByteArray(3, '\0'));
    return *this;
}

RecordBuilder& RecordBuilder::alert(Direction direction, int code, int level)
{
    addMessage(kAlertContent,
               direction,
               QByteArray().append(static_cast<char>(level)).append(static_cast<char>(code)));
    record.alerts.append({.direction = direction,
                          .level = static_cast<quint8>(level),
                          .code = static_cast<quint8>(code),
                          .timeUs = 2000});
    return *this;
}

RecordBuilder& RecordBuilder::openSsl(int sslReason)
{
    return openSsl(ERR_LIB_SSL, sslReason);
}

RecordBuilder& RecordBuilder::openSsl(int library, int reason)
{
    record.errors.append({ErrorSource::OpenSsl,
                          static_cast<qint64>(ERR_PACK(library, 0, reason)),
                          QStringLiteral("a reason in words")});
    return *this;
}

RecordBuilder& RecordBuilder::system(int number)
{
    record.errors.append({ErrorSource::System, number, QStringLiteral("words of the system")});
    return *this;
}

RecordBuilder& RecordBuilder::qt(int number)
{
    record.errors.append({ErrorSource::Qt, number, QStringLiteral("words of Qt")});
    return *this;
}

RecordBuilder& RecordBuilder::workbench(const QString& text)
{
    record.errors.append({ErrorSource::Workbench, 0, text});
    return *this;
}

RecordBuilder& RecordBuilder::hello(const QList<quint16>& versions)
{
    record.offered = {
        .versions = versions,
        .cipherSuites
        = {0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0xc013, 0xc00a, 0x009c, 0x00ff},
        .groups = {0x001d, 0x0017, 0x001e, 0x0019, 0x0018},
        .signatureSchemes = {0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0401},
        .alpn = {},
        .serverName = QStringLiteral("shop.test")};
    record.serverName = record.offered.serverName;
    if (isClient()) {
        record.bytesSent = 517;
    } else {
        record.bytesReceived = 517;
        record.firstBytesReceived = QByteArray::fromHex("1603010200010001fc0303");
    }
    constexpr int kClientHello = 1;
    return message(kClientHello, isClient() ? Direction::Sent : Direction::Received);
}

RecordBuilder& RecordBuilder::answered(quint16 version)
{
    record.negotiated.version = version;
    record.negotiated.cipherSuite = version >= 0x0304 ? 0x1302 : 0xc02c;
    record.negotiated.group = 0x001d;
    if (isClient()) {
        record.bytesReceived = 1200;
        record.firstBytesReceived = QByteArray::fromHex("160303007a020000760303");
    } else {
        record.bytesSent = 1200;
    }
    constexpr int kServerHello = 2;
    return message(kServerHello, isClient() ? Direction::Received : Direction::Sent);
}

RecordBuilder& RecordBuilder::certificateRequest()
{
    constexpr int kCertificateRequest = 13;
    constexpr int kCertificate = 11;
    message(kCertificateRequest, isClient() ? Direction::Received : Direction::Sent);
    return message(kCertificate, isClient() ? Direction::Sent : Direction::Received);
}

RecordBuilder& RecordBuilder::firstBytes(const QByteArray& bytes)
{
    record.firstBytesReceived = bytes;
    record.bytesReceived = bytes.size();
    return *this;
}

RecordBuilder& RecordBuilder::ending(PeerEnding ending)
{
    record.peerEnding = ending;
    return *this;
}

RecordBuilder& RecordBuilder::versions(TlsVersionSet versions)
{
    record.allowedVersions = versions;
    return *this;
}

RecordBuilder& RecordBuilder::fault(int depth, int code)
{
    Verification& check = record.verification;
    check.performed = true;
    check.trusted = false;
    check.hostChecked = isClient();
    check.anchorsOrigin = QStringLiteral("test");
    check.anchorsCount = 1;
    check.results.append({.depth = depth,
                          .code = code,
                          .name = verifyCodeName(code),
                          .text = QString::fromLatin1(X509_verify_cert_error_string(code)),
                          .certificateSha256 = {}});
    return *this;
}

} // namespace workbench::tests
