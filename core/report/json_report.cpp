#include "core/base/hex.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/connection/addresses/address_order.h"
#include "core/connection/hello_fingerprints.h"
#include "core/connection/international_name.h"
#include "core/connection/message_decoding.h"
#include "core/connection/negotiated_group.h"
#include "core/report/connection_report.h"
#include "core/report/dialogue_report.h"
#include "core/report/field_json.h"
#include "core/report/json_values.h"
#include "core/report/library_report.h"
#include "core/report/staple_report.h"
#include "core/wire/registry.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace workbench {
namespace {

using json::array;
using json::text;
using json::textOrNull;
using json::timeOrNull;

constexpr int kAlertContent = 21;

QJsonValue addressOrNull(const QHostAddress& address)
{
    return textOrNull(address.toString());
}

template <typename Function>
QJsonArray names(const QList<quint16>& values, Function name)
{
    QJsonArray array;
    for (const quint16 value : values) {
        array.append(text(name(value)));
    }
    return array;
}

template <typename Function>
QJsonValue nameOrNull(quint16 value, Function name)
{
    return value == 0 ? QJsonValue(QJsonValue::Null) : text(name(value));
}

QJsonValue foundJson(const FoundAddress& found, const ConnectionRecord& record)
{
    return QJsonObject {{"address", found.address.toString()},
                        {"family", text(isIpv6(found.address) ? "ipv6" : "ipv4")},
                        {"time_us", found.timeUs},
                        {"duration_us", record.lookUpUs(found)}};
}

QJsonObject endJson(const QHostAddress& address, quint16 port)
{
    return {{"address", addressOrNull(address)}, {"port", port}};
}

/// Where the connection leads: for a server that is the server itself.
QJsonObject targetJson(const ConnectionRecord& record)
{
    const bool client = record.role == Role::Client;
    QJsonObject object {
        {"host", record.host},
        {"port", record.targetPort()},
        {"address", addressOrNull(client ? record.peerAddress : record.localAddress)},
        {"sni", textOrNull(record.serverName)},
        {"transport", text(toIdentifier(record.transport))}};
    if (const QString shown = internationalName(record.host); !shown.isEmpty()) {
        object.insert("host_international", shown);
    }
    if (client) {
        object.insert("addresses", array(record.found, [&record](const FoundAddress& found) {
                          return foundJson(found, record);
                      }));
    }
    if (!record.proxy.isEmpty()) {
        object.insert("proxy", record.proxy);
    }
    if (!record.explicitTls.isEmpty()) {
        object.insert("starttls", record.explicitTls);
    }
    if (record.plain) {
        object.insert("plain", true);
    }
    if (record.systemProxy) {
        object.insert("proxy_from", "system");
    }
    return object;
}

/// What was in force once the connection was open.
QJsonObject socketJson(const SocketFacts& facts)
{
    return {{"keepalive", facts.keepAlive},
            {"nodelay", facts.noDelay},
            {"dont_route", facts.dontRoute},
            {"broadcast", facts.broadcast}};
}

QJsonObject datagramsJson(const DatagramFacts& facts)
{
    const auto direction = [](const DatagramCount& count) {
        return QJsonObject {{"datagrams", count.datagrams},
                            {"largest", count.largest},
                            {"fragments", count.fragments},
                            {"repeated", count.repeated}};
    };
    return {{"mtu", facts.mtu},
            {"timeouts", facts.timeouts},
            {"sent", direction(facts.sent)},
            {"received", direction(facts.received)}};
}

QJsonValue phaseJson(const Phase& phase)
{
    return QJsonObject {{"name", text(toIdentifier(phase.name))},
                        {"result", text(toIdentifier(phase.result))},
                        {"start_us", phase.startUs},
                        {"duration_us", phase.durationUs}};
}

QJsonValue addressJson(const AddressAttempt& attempt)
{
    return QJsonObject {{"address", attempt.address.toString()},
                        {"connected", attempt.connected},
                        {"given_up", attempt.givenUp},
                        {"start_us", attempt.startUs},
                        {"duration_us", attempt.durationUs},
                        {"error", textOrNull(attempt.error)}};
}

QJsonObject offeredJson(const Offered& offered)
{
    return {{"versions", names(offered.versions, wire::versionName)},
            {"cipher_suites", names(offered.cipherSuites, wire::cipherSuiteName)},
            {"groups", names(offered.groups, wire::groupName)},
            {"signature_schemes", names(offered.signatureSchemes, wire::signatureSchemeName)},
            {"alpn", QJsonArray::fromStringList(offered.alpn)}};
}

const char* fileStateWord(FileProgress::State state)
{
    switch (state) {
    case FileProgress::State::UnderWay:
        return "under_way";
    case FileProgress::State::Done:
        return "done";
    case FileProgress::State::Stopped:
        return "stopped";
    case FileProgress::State::Failed:
        break;
    }
    return "failed";
}

QJsonValue sentFileJson(const std::optional<FileProgress>& file)
{
    if (!file) {
        return QJsonValue::Null;
    }
    return QJsonObject {{"path", file->path},
                        {"sent", file->sent},
                        {"size", file->size},
                        {"state", text(fileStateWord(file->state))}};
}

QJsonValue fingerprintsJson(const ConnectionRecord& record)
{
    const HelloFingerprints prints = fingerprintsOf(record);
    if (prints.ja4.isEmpty()) {
        return QJsonValue::Null;
    }
    return QJsonObject {{"ja3", prints.ja3},
                        {"ja3_text", prints.ja3Text},
                        {"ja4", prints.ja4},
                        {"ja4_raw", prints.ja4Raw},
                        {"looks_like", QJsonArray::fromStringList(prints.clients)}};
}

QJsonObject negotiatedJson(const Negotiated& negotiated)
{
    return {{"version", nameOrNull(negotiated.version, wire::versionName)},
            {"cipher_suite", nameOrNull(negotiated.cipherSuite, wire::cipherSuiteName)},
            {"group", textOrNull(groupName(negotiated))},
            {"signature_scheme", nameOrNull(negotiated.signatureScheme, wire::signatureSchemeName)},
            {"alpn", textOrNull(negotiated.alpn)},
            {"resumed", negotiated.resumed},
            {"psk_identity", textOrNull(negotiated.pskIdentity)},
            {"client_certificate", negotiated.clientCertificate},
            {"hello_retry_request", negotiated.helloRetryRequest}};
}

/// The name of a message: handshake type or alert, else the content type.
std::string messageType(const TraceMessage& message)
{
    if (message.handshakeType() >= 0) {
        return handshakeName(message);
    }
    if (message.contentType == kAlertContent && message.bytes.size() == 2) {
        return wire::alertName(static_cast<std::uint8_t>(message.bytes.at(1)));
    }
    return wire::contentTypeName(message.contentType);
}

/// Adds `fields`, and `error` when the message as a whole is wrong.
void addFields(QJsonObject& object, const TraceMessage& message, const ConnectionRecord& record)
{
    const wire::FieldTree tree = decodeMessage(record, message);
    if (!tree.root()) {
        return; // application data is not kept
    }
    object.insert("fields", fieldsJson(tree.root()));
    if (const wire::Fault* fault = tree.root().fault()) {
        object.insert("error", text(fault->text()));
    }
}

QJsonObject messageJson(const TraceMessage& message,
                        const ConnectionRecord& record,
                        const ReportOptions& options)
{
    const QString version
        = QStringLiteral("0x%1").arg(message.recordVersion, 4, 16, QLatin1Char('0'));
    QJsonObject object {{"index", message.index},
                        {"time_us", message.timeUs},
                        {"direction", text(toIdentifier(message.direction))},
                        {"content_type", text(wire::contentTypeName(message.contentType))},
                        {"type", text(messageType(message))},
                        {"record_version", version},
                        {"length", message.length},
                        {"encrypted", message.encrypted},
                        {"state", text(message.state)},
                        {"hex", options.messageBytes ? toHex(message.bytes) : QString()},
                        {"fields", QJsonArray()}};
    if (options.fields) {
        addFields(object, message, record);
    }
    return object;
}

QJsonValue alertJson(const AlertFact& alert)
{
    return QJsonObject {{"direction", text(toIdentifier(alert.direction))},
                        {"level", text(wire::alertLevelName(alert.level))},
                        {"code", alert.code},
                        {"name", text(wire::alertName(alert.code))},
                        {"time_us", alert.timeUs}};
}

QString hash(const QByteArray& der, QCryptographicHash::Algorithm algorithm)
{
    return toHex(QCryptographicHash::hash(der, algorithm));
}

/// A certificate that cannot be parsed keeps its hashes and says why.
QJsonValue certificateJson(const QByteArray& der)
{
    const Result<CertificateFacts> facts = certificateFacts(QByteArrayView(der));
    const CertificateFacts known = facts ? *facts : CertificateFacts();
    QJsonObject object {{"subject", known.subject},
                        {"issuer", known.issuer},
                        {"serial", known.serial},
                        {"sha1", hash(der, QCryptographicHash::Sha1)},
                        {"sha256", hash(der, QCryptographicHash::Sha256)},
                        {"not_before", timeOrNull(known.notBefore)},
                        {"not_after", timeOrNull(known.notAfter)},
                        {"san", QJsonArray::fromStringList(known.san)},
                        {"key", known.key},
                        {"signature_algorithm", known.signatureAlgorithm}};
    if (!facts) {
        object.insert("error", facts.error().message);
    }
    return object;
}

/// What this end sent; null where it sent none.
QJsonValue ownCertificateJson(const ConnectionRecord& record)
{
    if (!record.presentedOwnCertificate()) {
        return QJsonValue::Null;
    }
    QJsonObject object = certificateJson(record.ownCertificate).toObject();
    object.insert("entry", textOrNull(record.ownCertificateName));
    return object;
}

/// What a server asked of its client's certificate; null where it asked for none. `sent`: the
/// client presented one. `own_issuer_among`: at the client that has one.
QJsonValue certificateRequestJson(const ConnectionRecord& record)
{
    const CertificateRequestFacts& request = record.certificateRequest;
    if (!request.asked) {
        return QJsonValue::Null;
    }
    const bool compared = record.role == Role::Client && !record.ownIssuers.isEmpty();
    return QJsonObject {
        {"issuers",
         array(request.authorities, [](const QByteArray& name) { return authorityText(name); })},
        {"sent", record.negotiated.clientCertificate},
        {"own_issuer_among",
         compared ? QJsonValue(isAskedFor(request, record.ownIssuers)) : QJsonValue::Null}};
}

/// Of the server; null where it gave none.
QJsonValue ticketsJson(const TicketFacts& tickets)
{
    if (tickets.count == 0) {
        return QJsonValue::Null;
    }
    return QJsonObject {{"count", tickets.count},
                        {"lifetime_s", static_cast<qint64>(tickets.lifetimeSeconds)},
                        {"early_data_bytes",
                         tickets.earlyDataBytes
                             ? QJsonValue(static_cast<qint64>(*tickets.earlyDataBytes))
                             : QJsonValue::Null}};
}

QJsonValue timestampJson(const CertificateTimestamp& timestamp)
{
    return QJsonObject {{"source", text(toIdentifier(timestamp.source))},
                        {"log_id", toHex(timestamp.logId)},
                        {"time", timeOrNull(timestamp.time)}};
}

QJsonObject verificationJson(const Verification& check)
{
    const auto result = [](const VerifyResult& value) {
        return QJsonObject {{"depth", value.depth},
                            {"code", value.code},
                            {"name", value.name},
                            {"text", value.text},
                            {"certificate_sha256", textOrNull(toHex(value.certificateSha256))}};
    };
    QJsonObject object {{"performed", check.performed},
                        {"trusted", check.performed && check.trusted},
                        {"results", array(check.results, result)},
                        {"hostname_matches", check.performed && check.hostnameMatches},
                        {"hostname_checked", check.hostChecked},
                        {"enforced", check.enforced},
                        {"of_session", check.ofSession},
                        {"anchors", textOrNull(check.anchorsOrigin)},
                        {"anchors_count", check.anchorsCount}};
    if (check.pinChecked) {
        object.insert("pin_matches", check.performed && check.pinMatches);
    }
    return object;
}

QJsonValue errorJson(const NativeError& error)
{
    const QString code = error.source == ErrorSource::OpenSsl
        ? openSslCodeText(static_cast<quint64>(error.code))
        : QString::number(error.code);
    return QJsonObject {
        {"source", text(toIdentifier(error.source))}, {"code", code}, {"text", error.text}};
}

QJsonValue findingJson(const Finding& finding)
{
    return QJsonObject {{"id", finding.id},
                        {"severity", text(toIdentifier(finding.severity))},
                        {"phase", finding.phase},
                        {"confidence", text(toIdentifier(finding.confidence))},
                        {"issued_by", text(toIdentifier(finding.issuedBy))},
                        {"title", finding.title},
                        {"cause", finding.cause},
                        {"fix", QJsonArray::fromStringList(finding.fixes)},
                        {"evidence", QJsonArray::fromStringList(finding.evidence)}};
}

} // namespace

QJsonObject
toJson(const ConnectionRecord& record, const QList<Finding>& findings, const ReportOptions& options)
{
    const auto message
        = [&](const TraceMessage& value) { return messageJson(value, record, options); };
    QJsonObject object {
        {"schema", "tls-workbench/connection/1"},
        {"id", static_cast<qint64>(record.id)},
        {"name", record.name},
        {"role", text(toIdentifier(record.role))},
        {"result", text(toIdentifier(record.result))},
        {"target", targetJson(record)},
        {"local", endJson(record.localAddress, record.localPort)},
        {"peer", endJson(record.peerAddress, record.peerPort)},
        {"started", timeOrNull(record.started)},
        {"duration_us", record.durationUs},
        {"phases", array(record.phases, phaseJson)},
        {"addresses", array(record.addresses, addressJson)},
        {"offered", offeredJson(record.offered)},
        {"fingerprints", fingerprintsJson(record)},
        {"negotiated", negotiatedJson(record.negotiated)},
        {"messages", array(record.messages, message)},
        {"messages_dropped", record.messagesDropped},
        {"alerts", array(record.alerts, alertJson)},
        {"certificates", array(record.peerCertificates, certificateJson)},
        {"session_certificates", array(record.sessionCertificates, certificateJson)},
        {"own_certificate", ownCertificateJson(record)},
        {"certificate_request", certificateRequestJson(record)},
        {"tickets", ticketsJson(record.tickets)},
        {"timestamps", array(record.timestamps(), timestampJson)},
        {"verification", verificationJson(record.verification)},
        {"ocsp_staple", stapleJson(record.staple)},
        {"errors", array(record.allErrors(), errorJson)},
        {"library", libraryJson(record)},
        {"sent_file", sentFileJson(record.sentFile)},
        {"bytes_sent", record.bytesSent},
        {"bytes_received", record.bytesReceived},
        {"peer_ending", text(toIdentifier(record.peerEnding))},
        {"own_ending", text(toIdentifier(record.ownEnding))},
        {"findings", array(findings, findingJson)}};
    if (record.socketFacts) {
        object.insert("socket", socketJson(*record.socketFacts));
    }
    if (record.datagrams) {
        object.insert("datagrams", datagramsJson(*record.datagrams));
    }
    if (!record.clearDialogue.isEmpty()) {
        object.insert("clear_dialogue", clearDialogueJson(record.clearDialogue));
        object.insert("clear_dialogue_dropped", record.clearDropped);
        object.insert("clear_bytes_sent", record.clearSent);
        object.insert("clear_bytes_received", record.clearReceived);
    }
    if (options.data) {
        object.insert("data", dataJson(record.data));
        object.insert("data_dropped", record.dataDropped);
    } else if (options.dataSize) {
        object.insert("data_left_out", dataBytes(record.data) + record.dataDropped);
    }
    return object;
}

} // namespace workbench
