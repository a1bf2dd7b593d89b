#include "core/diagnosis/evidence.h"

#include "core/base/duration.h"
#include "core/base/hex.h"
#include "core/base/openssl_errors.h"
#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/error_line.h"
#include "core/diagnosis/named_values.h"

namespace workbench {
namespace {

constexpr qsizetype kMostErrors = 6;

Direction fromClient(const Facts& facts)
{
    return facts.client ? Direction::Sent : Direction::Received;
}

Direction fromServer(const Facts& facts)
{
    return facts.client ? Direction::Received : Direction::Sent;
}

QString helloPlace(const Facts& facts)
{
    return DiagnosisText::tr("client_hello (message %1)")
        .arg(facts.messageIndex(kClientHello, fromClient(facts)));
}

QString nativeErrorLine(const NativeError& error)
{
    QString text = error.text.trimmed();
    switch (error.source) {
    case ErrorSource::OpenSsl:
        return DiagnosisText::tr("OpenSSL %1: %2")
            .arg(openSslCodeText(static_cast<quint64>(error.code)), text);
    case ErrorSource::Qt:
        return DiagnosisText::tr("Qt socket error %1: %2").arg(error.code).arg(text);
    case ErrorSource::System:
        return DiagnosisText::tr("system error %1: %2").arg(error.code).arg(text);
    case ErrorSource::Workbench:
        break;
    }
    return text;
}

QStringList errorLines(const ConnectionRecord& record)
{
    QStringList lines;
    for (const NativeError& error : record.errors) {
        if (lines.size() < kMostErrors) {
            lines.append(nativeErrorLine(error));
        }
    }
    return lines;
}

QStringList fileLines(const Facts& facts)
{
    QStringList lines;
    for (const Error& fault : facts.record.fileFaults) {
        lines.append(errorLine(fault));
    }
    return lines;
}

QStringList phaseLines(const Facts& facts)
{
    QStringList lines;
    for (const Phase& phase : facts.record.phases) {
        if (phase.result == PhaseResult::Failed || phase.result == PhaseResult::TimedOut) {
            lines.append(DiagnosisText::tr("phase %1 %2 after %3")
                             .arg(QString::fromLatin1(toIdentifier(phase.name)),
                                  phase.result == PhaseResult::Failed
                                      ? DiagnosisText::tr("failed")
                                      : DiagnosisText::tr("timed out"),
                                  microsecondsToText(phase.durationUs)));
        }
    }
    return lines;
}

QStringList addressLines(const Facts& facts)
{
    QStringList lines;
    for (const AddressAttempt& attempt : facts.record.addresses) {
        lines.append(DiagnosisText::tr("%1: %2 after %3")
                         .arg(attempt.address.toString(),
                              attempt.connected
                                  ? DiagnosisText::tr("connected")
                                  : (attempt.error.isEmpty() ? DiagnosisText::tr("no answer")
                                                             : attempt.error),
                              microsecondsToText(attempt.durationUs)));
    }
    return lines;
}

QString endingText(PeerEnding ending)
{
    switch (ending) {
    case PeerEnding::None:
        return DiagnosisText::tr("the peer has not closed");
    case PeerEnding::CloseNotify:
        return DiagnosisText::tr("the peer sent close_notify");
    case PeerEnding::Fin:
        return DiagnosisText::tr("the peer ended the TCP stream (FIN)");
    case PeerEnding::Reset:
        return DiagnosisText::tr("the peer reset the TCP connection (RST)");
    }
    return {};
}

QStringList counterLines(const Facts& facts)
{
    const ConnectionRecord& record = facts.record;
    const QString ending = endingText(record.peerEnding);
    if (record.clearSent + record.clearReceived == 0) {
        return {
            DiagnosisText::tr("%1 sent, %2 received; %3")
                .arg(byteCountText(record.bytesSent), byteCountText(record.bytesReceived), ending)};
    }
    return {DiagnosisText::tr("before TLS %1 sent, %2 received; then %3 and %4; %5")
                .arg(byteCountText(record.clearSent), byteCountText(record.clearReceived))
                .arg(record.bytesSent)
                .arg(record.bytesReceived)
                .arg(ending)};
}

QStringList firstByteLines(const Facts& facts)
{
    const QByteArray& bytes = facts.record.firstBytesReceived;
    if (bytes.isEmpty()) {
        return {};
    }
    constexpr qsizetype kShown = 16;
    const QString hex = QString::fromLatin1(bytes.first(std::min(kShown, bytes.size())).toHex(' '));
    return {DiagnosisText::tr("the first bytes received are %1 (“%2”)").arg(hex, bytesText(bytes))};
}

QStringList helloLines(const Facts& facts)
{
    if (facts.record.plain) {
        return {};
    }
    if (!facts.helloSent()) {
        return {DiagnosisText::tr("no client_hello was seen")};
    }
    const QString name = facts.record.offered.serverName.isEmpty()
        ? DiagnosisText::tr("no server name")
        : DiagnosisText::tr("server name %1").arg(facts.record.offered.serverName);
    return {DiagnosisText::tr("%1 offers %2; %3")
                .arg(helloPlace(facts), fillIn(QStringLiteral("{client versions}"), facts), name)};
}

QStringList suiteLines(const Facts& facts)
{
    QStringList lines;
    const QList<quint16> old = facts.suites();
    const QList<quint16> modern = facts.suites13();
    if (!old.isEmpty()) {
        lines.append(DiagnosisText::tr("%1 offers cipher suites up to TLS 1.2 (%2): %3")
                         .arg(helloPlace(facts))
                         .arg(old.size())
                         .arg(suitesText(old)));
    }
    if (!modern.isEmpty()) {
        lines.append(DiagnosisText::tr("%1 offers cipher suites of TLS 1.3 (%2): %3")
                         .arg(helloPlace(facts))
                         .arg(modern.size())
                         .arg(suitesText(modern)));
    }
    return lines;
}

QStringList groupLines(const Facts& facts)
{
    return facts.helloSent() ? QStringList {DiagnosisText::tr("%1 offers the groups %2")
                                                .arg(helloPlace(facts), groupsText(facts.groups()))}
                             : QStringList();
}

QStringList schemeLines(const Facts& facts)
{
    return facts.helloSent() && !facts.schemes().isEmpty()
        ? QStringList {DiagnosisText::tr("%1 offers the signature schemes %2")
                           .arg(helloPlace(facts), schemesText(facts.schemes()))}
        : QStringList();
}

QStringList protocolLines(const Facts& facts)
{
    return {DiagnosisText::tr("%1 offers the application protocols %2; agreed: %3")
                .arg(helloPlace(facts),
                     facts.record.offered.alpn.join(QStringLiteral(", ")),
                     facts.record.negotiated.alpn.isEmpty() ? DiagnosisText::tr("none")
                                                            : facts.record.negotiated.alpn)};
}

QStringList agreedLines(const Facts& facts)
{
    if (!facts.helloAnswered()) {
        return {};
    }
    return {DiagnosisText::tr("server_hello (message %1) chose %2 with %3")
                .arg(facts.messageIndex(kServerHello, fromServer(facts)))
                .arg(versionText(facts.record.negotiated.version),
                     suitesText({facts.record.negotiated.cipherSuite}))};
}

QStringList alertLines(const Facts& facts)
{
    QStringList lines;
    for (const Direction direction : {Direction::Received, Direction::Sent}) {
        const std::optional<AlertFact>& alert
            = direction == Direction::Received ? facts.received : facts.sent;
        if (!alert) {
            continue;
        }
        const int index = facts.alertIndex(direction);
        const QString place = index < 0
            ? alertText(*alert)
            : DiagnosisText::tr("%1 (message %2)").arg(alertText(*alert)).arg(index);
        lines.append(direction == Direction::Received ? DiagnosisText::tr("%1 received").arg(place)
                                                      : DiagnosisText::tr("%1 sent").arg(place));
    }
    return lines;
}

QString describe(const CertificateFacts& certificate)
{
    return DiagnosisText::tr("%1; issuer %2; %3; valid from %4 to %5; SHA-256 %6")
        .arg(certificate.subject,
             certificate.issuer,
             certificate.key,
             timeText(certificate.notBefore),
             timeText(certificate.notAfter),
             toHex(certificate.sha256));
}

QStringList certificateLines(const Facts& facts)
{
    const CertificateFacts* certificate = facts.fault != nullptr ? facts.blamed() : facts.leaf();
    if (certificate == nullptr) {
        return {};
    }
    const int depth = facts.fault != nullptr ? facts.fault->depth : 0;
    return {
        DiagnosisText::tr("certificate at depth %1: %2").arg(depth).arg(describe(*certificate))};
}

QStringList checkLines(const Facts& facts)
{
    QStringList lines;
    for (const Fault& fault : facts.faults) {
        if (facts.fault == nullptr || fault.code == facts.fault->code) {
            lines.append(DiagnosisText::tr("%1 (%2) at depth %3: %4")
                             .arg(fault.name)
                             .arg(fault.code)
                             .arg(fault.depth)
                             .arg(fault.text));
        }
    }
    lines.append(fillIn(DiagnosisText::tr("checked against {anchors}"), facts));
    const QDateTime& moment = facts.record.verification.moment;
    if (moment.isValid()) {
        lines.append(DiagnosisText::tr("checked as of %1 (--time)").arg(timeText(moment)));
    }
    return lines;
}

QStringList nameLines(const Facts& facts)
{
    return {fillIn(DiagnosisText::tr("wanted: {host}; the certificate offers: {names}"), facts)};
}

QStringList chainLines(const Facts& facts)
{
    QStringList lines;
    int position = 0;
    for (const CertificateFacts& certificate : facts.peerCertificates()) {
        lines.append(DiagnosisText::tr("sent certificate %1: %2; issuer %3")
                         .arg(position)
                         .arg(certificate.subject, certificate.issuer));
        ++position;
    }
    return lines;
}

QStringList requestLines(const Facts& facts)
{
    const int request = facts.messageIndex(kCertificateRequest, fromServer(facts));
    if (request < 0) {
        return {};
    }
    const int answer = facts.messageIndex(kCertificate, fromClient(facts));
    QStringList lines {
        DiagnosisText::tr("the server sent certificate_request (message %1)").arg(request)};
    if (answer >= 0) {
        lines.append(
            facts.record.negotiated.clientCertificate
                ? DiagnosisText::tr("the client answered with a certificate (message %1)")
                      .arg(answer)
                : DiagnosisText::tr("the client answered with an empty certificate (message %1)")
                      .arg(answer));
    }
    return lines;
}

QStringList ownLines(const Facts& facts)
{
    QStringList lines {fillIn(DiagnosisText::tr("this end allows {own versions}"), facts)};
    if (const CertificateFacts* own = facts.own()) {
        lines.append(DiagnosisText::tr("own certificate: %1").arg(describe(*own)));
    } else {
        lines.append(DiagnosisText::tr("this end presents no certificate"));
    }
    return lines;
}

QStringList levelLines(const Facts& facts)
{
    return {DiagnosisText::tr("security level of this end: %1").arg(facts.record.securityLevel)};
}

QStringList otherLines(const Facts& facts)
{
    if (facts.other == nullptr) {
        return {};
    }
    const ConnectionRecord& other = *facts.other;
    const QString end = other.role == Role::Server ? DiagnosisText::tr("the server's own record")
                                                   : DiagnosisText::tr("the client's own record");
    QStringList lines {DiagnosisText::tr("%1: allows %2, security level %3, key %4")
                           .arg(end, toText(other.allowedVersions, other.transport))
                           .arg(other.securityLevel)
                           .arg(other.ownKey.isEmpty() ? DiagnosisText::tr("none") : other.ownKey)};
    for (const QString& line : errorLines(other)) {
        lines.append(DiagnosisText::tr("%1: %2").arg(end, line));
    }
    for (const VerifyResult& result : other.verification.results) {
        if (result.code != 0) {
            lines.append(DiagnosisText::tr("%1: %2 (%3) at depth %4")
                             .arg(end, result.name)
                             .arg(result.code)
                             .arg(result.depth));
        }
    }
    return lines;
}

struct EvidenceSource
{
    Evidence kind;
    QStringList (*lines)(const Facts& facts);
};

constexpr EvidenceSource kSources[] = {
    {Evidence::Phase, phaseLines},
    {Evidence::Addresses, addressLines},
    {Evidence::Hello, helloLines},
    {Evidence::Suites, suiteLines},
    {Evidence::Groups, groupLines},
    {Evidence::Schemes, schemeLines},
    {Evidence::Protocols, protocolLines},
    {Evidence::Agreed, agreedLines},
    {Evidence::Names, nameLines},
    {Evidence::Certificate, certificateLines},
    {Evidence::Chain, chainLines},
    {Evidence::Files, fileLines},
    {Evidence::Check, checkLines},
    {Evidence::Request, requestLines},
    {Evidence::Own, ownLines},
    {Evidence::Level, levelLines},
    {Evidence::Alerts, alertLines},
    {Evidence::FirstBytes, firstByteLines},
    {Evidence::Counters, counterLines},
    {Evidence::Other, otherLines},
    {Evidence::Errors, [](const Facts& facts) { return errorLines(facts.record); }},
};

} // namespace

QStringList evidenceLines(EvidenceKinds kinds, const Facts& facts)
{
    QStringList all;
    for (const EvidenceSource& source : kSources) {
        if (kinds.testFlag(source.kind)) {
            all += source.lines(facts);
        }
    }
    return all;
}

} // namespace workbench
