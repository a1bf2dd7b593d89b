#include "tests/core/report/sample_records.h"

#include "tests/support/test_pki.h"

#include <QTimeZone>

#include <openssl/err.h>
#include <openssl/sslerr.h>

namespace workbench::tests {
namespace {

TraceMessage
message(int index, qint64 timeUs, Direction direction, int contentType, const QByteArray& bytes)
{
    return {.index = index,
            .timeUs = timeUs,
            .direction = direction,
            .contentType = static_cast<std::uint8_t>(contentType),
            .recordVersion = static_cast<std::uint16_t>(index == 0 ? 0x0301 : 0x0303),
            .encrypted = index > 1,
            .length = static_cast<int>(bytes.size()),
            .state = "SSLv3/TLS write client hello",
            .bytes = bytes};
}

ConnectionRecord begun()
{
    ConnectionRecord record;
    record.name = QStringLiteral("shop");
    record.host = QStringLiteral("localhost");
    record.serverName = record.host;
    record.localAddress = QHostAddress(QHostAddress::LocalHost);
    record.localPort = 40000;
    record.peerAddress = QHostAddress(QHostAddress::LocalHost);
    record.peerPort = 5043;
    record.started = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, QTimeZone::utc());
    record.durationUs = 4200;
    record.allowedVersions = TlsVersion::Tls13;
    record.phases = {{PhaseName::Resolve, PhaseResult::Done, 0, 300},
                     {PhaseName::Tcp, PhaseResult::Done, 300, 100}};
    record.offered = {.versions = {0x0304},
                      .cipherSuites = {0x1301, 0x0a0a},
                      .groups = {0x001d},
                      .signatureSchemes = {0x0403},
                      .alpn = {QStringLiteral("h2")},
                      .serverName = record.host};
    record.messages = {message(0, 500, Direction::Sent, 22, QByteArray::fromHex("01000002abcd"))};
    record.bytesSent = 517;
    return record;
}

} // namespace

ConnectionRecord establishedRecord()
{
    const TestPki pki;
    const KeyMaterial server = pki.server();
    ConnectionRecord record = begun();
    record.result = ConnectionResult::Established;
    record.phases.append({PhaseName::Tls, PhaseResult::Done, 400, 3800});
    record.negotiated = {.version = 0x0304,
                         .cipherSuite = 0x1301,
                         .group = 0x001d,
                         .signatureScheme = 0x0403,
                         .alpn = QStringLiteral("h2")};
    record.messages.append(
        message(1, 1500, Direction::Received, 22, QByteArray::fromHex("0200000103")));
    record.messages.append(message(2, 2500, Direction::Received, 23, {}));
    record.messages.append(message(3, 2600, Direction::Sent, 20, QByteArray::fromHex("01")));
    record.peerCertificates = {toDer(server.certificate.get())};
    for (const auto& issuer : server.chain) {
        record.peerCertificates.append(toDer(issuer.get()));
    }
    const Result<Verification> check = verifyCertificates(record.peerCertificates,
                                                          pki.anchors(),
                                                          {.purpose = CertificatePurpose::Server,
                                                           .host = record.host,
                                                           .time = {},
                                                           .securityLevel = 1});
    if (check) {
        record.verification = *check;
    }
    record.addresses
        = {{.address = record.peerAddress, .startUs = 300, .durationUs = 100, .connected = true}};
    record.bytesReceived = 1500;
    record.peerEnding = PeerEnding::CloseNotify;
    return record;
}

ConnectionRecord refusedRecord()
{
    ConnectionRecord record = begun();
    record.result = ConnectionResult::Failed;
    record.phases.append({PhaseName::Tls, PhaseResult::Failed, 400, 3800});
    record.messages.append(message(1, 1500, Direction::Received, 21, QByteArray::fromHex("0246")));
    record.alerts = {{Direction::Received, 2, 70, 1500}};
    record.errors
        = {{ErrorSource::OpenSsl,
            static_cast<qint64>(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION)),
            QStringLiteral("tlsv1 alert protocol version")},
           {ErrorSource::System, 104, QStringLiteral("Connection reset by peer")},
           {ErrorSource::Qt, 13, QStringLiteral("Error during SSL handshake")}};
    record.peerEnding = PeerEnding::Fin;
    return record;
}

} // namespace workbench::tests
