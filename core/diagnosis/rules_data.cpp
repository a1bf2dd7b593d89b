#include "core/connection/stream_faults.h"
#include "core/diagnosis/rule.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <algorithm>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"alert-after-handshake",
     QT_TRANSLATE_NOOP("Diagnosis", "An open connection was broken off with an alert."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The handshake had worked. An alert names the kind of reason; the exact one "
                       "stands in the log of the end that sent it."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the log of the end that sent it."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look at the last messages before the alert.")}},
    {"client-left-after-handshake",
     QT_TRANSLATE_NOOP("Diagnosis", "The client left right after the handshake, without a word."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Neither an alert nor close_notify came, so that nobody can tell whether it "
                       "was done or did not like something."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Nothing has to be done if it was a scanner or a check of health."),
      QT_TRANSLATE_NOOP("Diagnosis", "Otherwise look at the client's own message.")}},
    {"closed-orderly",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection was closed in order."),
     QT_TRANSLATE_NOOP("Diagnosis", "close_notify came before the end of the TCP stream."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Nothing has to be done.")}},
    {"closed-without-close-notify",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer ended the connection without close_notify."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Without it nobody can tell a complete answer from one that was cut."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Let the peer close TLS before TCP."),
      QT_TRANSLATE_NOOP("Diagnosis", "Harmless for protocols that say where their messages end.")}},
    {"idle-closed",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection was closed after a time without traffic."),
     QT_TRANSLATE_NOOP("Diagnosis", "The peer or a device on the way has an idle limit."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send something from time to time (keep-alive)."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the idle limit of the peer.")}},
};

/// Its own words stand in what this program saw. What OpenSSL says of them differs: the version is
/// wrong, since 3.2 the type of the record; with an alert, or with none once it has said goodbye.
bool isForeign(const Facts& f)
{
    return f.workbenchError(kNoRecordHeader);
}

/// OpenSSL refuses the header.
bool isNoRecord(const Facts& f)
{
    return isForeign(f) || f.reason(SSL_R_WRONG_VERSION_NUMBER);
}

bool saidGoodbye(const Facts& f, Direction direction)
{
    return std::any_of(f.record.alerts.begin(), f.record.alerts.end(), [&](const AlertFact& alert) {
        return alert.code == 0 && alert.direction == direction;
    });
}

/// By a fatal alert. One about another handshake has a finding of its own, and user_canceled goes
/// before an orderly end (RFC 8446 §6.1).
bool isBrokenOffBy(const Facts& f, const std::optional<AlertFact>& alert)
{
    constexpr quint8 kFatal = 2;
    const bool ofHandshake = f.reason(SSL_R_NO_RENEGOTIATION) || f.warned(SSL_AD_NO_RENEGOTIATION)
        || f.warnedBy(SSL_AD_NO_RENEGOTIATION);
    return alert && alert->level == kFatal && !ofHandshake
        && (alert->code != SSL_AD_USER_CANCELLED || !saidGoodbye(f, alert->direction));
}

bool brokenOffByPeer(const Facts& f)
{
    return isBrokenOffBy(f, f.received);
}

bool brokenOffByThisEnd(const Facts& f)
{
    return !brokenOffByPeer(f) && isBrokenOffBy(f, f.sent);
}

/// The peer ended TCP, without close_notify, while this end was still reading. Once both directions
/// are closed here the peer may just end TCP, but not while this end has closed its own only.
bool closedAfterwards(const Facts& f)
{
    const bool stoppedReading
        = saidGoodbye(f, Direction::Sent) && f.record.ownEnding != OwnEnding::HalfClose;
    const bool bySelf = f.record.phase(PhaseName::Close) != nullptr || brokenOffByPeer(f)
        || brokenOffByThisEnd(f) || isNoRecord(f) || stoppedReading
        || saidGoodbye(f, Direction::Received);
    return f.established && !f.record.open && !bySelf
        && (f.record.peerEnding == PeerEnding::Fin || f.record.peerEnding == PeerEnding::Reset);
}

/// In the middle of a record: what it sent is certainly not whole.
bool isCutOff(const Facts& f)
{
    return closedAfterwards(f) && f.workbenchError(kEndedInRecord);
}

bool isReset(const Facts& f)
{
    return f.record.peerEnding == PeerEnding::Reset;
}

/// Application data came, also where nobody took it before the end came.
bool heardData(const Facts& f)
{
    constexpr int kApplicationData = 23; // RFC 8446 §5.1
    const auto came = [](const auto& one) { return one.direction == Direction::Received; };
    const auto& messages = f.record.messages;
    return std::any_of(f.record.data.begin(), f.record.data.end(), came)
        || std::any_of(messages.begin(), messages.end(), [&](const TraceMessage& message) {
               return message.contentType == kApplicationData && came(message);
           });
}

/// Trap: a client that refuses the certificate may finish the handshake first and then just close.
bool leftRightAfterHandshake(const Facts& f)
{
    constexpr qint64 kRightAfterUs = 1'000'000;
    const Phase* data = f.record.phase(PhaseName::Data);
    return !f.client && closedAfterwards(f) && !heardData(f) && !isCutOff(f)
        && !f.warned(SSL_AD_NO_RENEGOTIATION) && data != nullptr
        && data->durationUs <= kRightAfterUs;
}

bool wasIdle(const Facts& f)
{
    constexpr qint64 kLongUs = 20'000'000;
    const Phase* data = f.record.phase(PhaseName::Data);
    if (!closedAfterwards(f) || isCutOff(f) || data == nullptr) {
        return false;
    }
    const qint64 last = f.record.data.isEmpty() ? data->startUs : f.record.data.last().timeUs;
    return data->startUs + data->durationUs - last >= kLongUs;
}

constexpr EvidenceKinds kBrokenOff = EvidenceKinds(Evidence::Agreed) | Evidence::Alerts
    | Evidence::Counters | Evidence::Errors | Evidence::Other;

/// Nobody can tell whether everything came.
bool endedSoftly(const Facts& f)
{
    return closedAfterwards(f) && !isCutOff(f) && !leftRightAfterHandshake(f) && !wasIdle(f);
}

constexpr std::array<const char*, 4> kCutOff {
    QT_TRANSLATE_NOOP("Diagnosis", "Look into the log of {peer}: it may have crashed."),
    QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that ends connections."),
    QT_TRANSLATE_NOOP("Diagnosis", "Take nothing of the last message for whole.")};

constexpr std::array<const char*, 4> kForeignBytes {
    QT_TRANSLATE_NOOP("Diagnosis",
                      "Look whether a part of {peer} writes into the TCP socket, past its TLS."),
    QT_TRANSLATE_NOOP("Diagnosis",
                      "Look for a device on the way that puts in words of its own, e.g. of a time "
                      "limit, or changes bytes.")};

constexpr Rule kRules[] = {
    {.id = "not-tls-data",
     .when = When::Established,
     .applies = isForeign,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "What {peer} sent into the open connection is not TLS: this end "
                                "broke it off."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The handshake was done. {program error}"),
     .evidence = kBrokenOff,
     .fixes = kForeignBytes,
     .phase = "data",
     .issuedBy = IssuedBy::Local},
    {.id = "record-header-invalid",
     .when = When::Established,
     .applies = [](const Facts& f) { return isNoRecord(f) && !isForeign(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{Peer} sent a record with another version than was agreed: this end broke off."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The handshake was done, and every record of {version} has the "
                                "same version in its header."),
     .evidence = kBrokenOff,
     .fixes = kForeignBytes,
     .phase = "data",
     .issuedBy = IssuedBy::Local},
    {.id = "alert-after-handshake",
     .when = When::Established,
     .applies = brokenOffByPeer,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{Peer} broke off the open connection with {alert}: {alert meaning}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The handshake was done. {late alert meaning}"),
     .evidence = kBrokenOff,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
    {.id = "alert-after-handshake",
     .when = When::Established,
     .applies = [](const Facts& f) { return brokenOffByThisEnd(f) && !isNoRecord(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "This end broke off the open connection with {sent alert}: {sent "
                                "alert meaning}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The handshake was done. {late alert meaning}"),
     .evidence = kBrokenOff,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Look at the last messages before the alert."),
               QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that changes bytes."),
               QT_TRANSLATE_NOOP("Diagnosis", "Check the TLS implementation of the peer.")},
     .phase = "data",
     .issuedBy = IssuedBy::Local},
    {.id = "truncated-message",
     .when = When::Established,
     .applies = [](const Facts& f) { return isCutOff(f) && isReset(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} reset the connection in the middle of a record: data is missing."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "A record had begun, and in place of its rest came a reset of TCP "
                                "(RST), without alert and close_notify."),
     .evidence = EvidenceKinds(Evidence::Counters) | Evidence::Errors,
     .fixes = kCutOff,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
    {.id = "truncated-message",
     .when = When::Established,
     .applies = isCutOff,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} ended the connection in the middle of a record: data is missing."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "A record had begun, and in place of its rest came the end of the "
                                "TCP stream, without alert and close_notify."),
     .evidence = EvidenceKinds(Evidence::Counters) | Evidence::Errors,
     .fixes = kCutOff,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-left-after-handshake",
     .when = When::Established,
     .applies = [](const Facts& f) { return leftRightAfterHandshake(f) && f.version() >= kTls13; },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} finished the handshake of {version} and left at once, "
                                "without alert and close_notify."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Its finished came, so it had the certificate before it. Maybe it was just done, as a "
         "check of health or a scanner is; maybe it refused the certificate without saying so."),
     .evidence = Evidence::Counters | Evidence::Agreed | Evidence::Other,
     .severity = Severity::Note,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer},
    {.id = "client-left-after-handshake",
     .when = When::Established,
     .applies = leftRightAfterHandshake,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} finished the handshake and left at once, without alert and close_notify."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Maybe it was just done, as a check of health or a scanner is. Some clients check the "
         "certificate only afterwards and then just close."),
     .evidence = Evidence::Counters | Evidence::Agreed | Evidence::Other,
     .severity = Severity::Note,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer},
    {.id = "idle-closed",
     .when = When::Established,
     .applies = wasIdle,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} closed the connection after a time without traffic."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Nothing was sent for a while; then came the end of the stream without close_notify."),
     .evidence = Evidence::Counters,
     .severity = Severity::Note,
     .phase = "data",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "closed-without-close-notify",
     .when = When::Established,
     .applies = [](const Facts& f) { return endedSoftly(f) && isReset(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} reset the connection, without close_notify."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "A reset of TCP (RST) came while TLS was still open: what was "
                                "under way is lost, and nobody can tell whether everything came."),
     .evidence = Evidence::Counters,
     .fixes
     = {QT_TRANSLATE_NOOP("Diagnosis", "Look into the log of {peer}: it may have crashed."),
        QT_TRANSLATE_NOOP("Diagnosis", "Let {peer} close TLS before TCP."),
        QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that ends connections.")},
     .severity = Severity::Note,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
    {.id = "closed-without-close-notify",
     .when = When::Established,
     .applies = endedSoftly,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} ended the connection without close_notify."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The TCP stream ended while TLS was still open, so nobody can tell "
                                "whether everything came."),
     .evidence = Evidence::Counters,
     .severity = Severity::Note,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable dataRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
