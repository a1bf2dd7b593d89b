#include "core/diagnosis/facts.h"

#include "core/base/bytes.h"
#include "core/connection/options/explicit_tls_choice.h"
#include "core/diagnosis/certificate_cache.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

namespace workbench {
namespace {

/// OpenSSL counts a received alert as reason 1000 + its number (SSL_AD_REASON_OFFSET).
constexpr int kAlertReasonOffset = 1000;
constexpr int kMostAlertNumber = 255;
/// Who has been silent for so long is not merely short of time.
constexpr qint64 kTellingSilenceUs = 3'000'000;

/// Alerts that end nothing by themselves when they come as a warning, RFC 5246 §7.2, RFC 6066 §3.
bool isHarmless(const AlertFact& alert)
{
    constexpr std::array<quint8, 4> kHarmless {0, 41, 100, 112};
    constexpr quint8 kFatal = 2;
    return alert.code == 0
        || (alert.level != kFatal
            && std::find(kHarmless.begin(), kHarmless.end(), alert.code) != kHarmless.end());
}

std::optional<AlertFact> decisiveAlert(const ConnectionRecord& record, Direction direction)
{
    if (const AlertFact* fatal = record.fatalAlert(direction);
        fatal != nullptr && fatal->code != 0) {
        return *fatal;
    }
    for (const AlertFact& alert : record.alerts) {
        if (alert.direction == direction && !isHarmless(alert)) {
            return alert;
        }
    }
    if (direction == Direction::Sent) {
        return std::nullopt;
    }
    for (const NativeError& error : record.errors) {
        const auto code = static_cast<unsigned long>(error.code);
        const int reason = ERR_GET_REASON(code) - kAlertReasonOffset;
        if (error.source == ErrorSource::OpenSsl && ERR_GET_LIB(code) == ERR_LIB_SSL && reason > 0
            && reason <= kMostAlertNumber) {
            return AlertFact {
                .direction = direction, .level = 2, .code = static_cast<quint8>(reason)};
        }
    }
    return std::nullopt;
}

/// When the peer of the last phase could begin to answer: making the hello takes time, too.
qint64 askedUs(const ConnectionRecord& record)
{
    const Phase& last = record.phases.last();
    const bool byHello
        = last.name == PhaseName::Tls && record.bytesReceived == 0 && !record.messages.isEmpty();
    return byHello ? std::max(last.startUs, record.messages.first().timeUs) : last.startUs;
}

/// When the limit that ran out began: with the attempt, with its phase, or anew when a person let
/// TLS begin.
qint64 limitBegunUs(const ConnectionRecord& record)
{
    const Phase& last = record.phases.last();
    const bool byHand
        = record.explicitTls == ExplicitTlsChoice::kManual && last.name == PhaseName::Tls;
    return record.wholeLimit && !byHand ? record.phases.first().startUs : last.startUs;
}

bool isFailure(ConnectionResult result)
{
    return result == ConnectionResult::Failed || result == ConnectionResult::TimedOut;
}

} // namespace

Facts::Facts(const ConnectionRecord& subject, const ConnectionRecord* otherEnd)
    : record(subject)
    , other(otherEnd)
    , client(subject.role == Role::Client)
    , failed(isFailure(subject.result))
    , established(subject.result == ConnectionResult::Established)
    , protocol(wire::firstBytesKind(asSpan(subject.firstBytesReceived)))
    , received(decisiveAlert(subject, Direction::Received))
    , sent(decisiveAlert(subject, Direction::Sent))
{
    collectFaults();
}

void Facts::collectFaults()
{
    const Verification& check = record.verification;
    if (!check.performed) {
        return;
    }
    for (const VerifyResult& result : check.results) {
        if (result.code != X509_V_OK) {
            faults.append(
                {result.depth, result.code, result.name, result.text, result.certificateSha256});
        }
    }
    const bool named = hasFault({X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH});
    if (check.hostChecked && !check.hostnameMatches && !named) {
        const int code = QHostAddress(record.host).isNull() ? X509_V_ERR_HOSTNAME_MISMATCH
                                                            : X509_V_ERR_IP_ADDRESS_MISMATCH;
        faults.append({0,
                       code,
                       verifyCodeName(code),
                       QString::fromLatin1(X509_verify_cert_error_string(code)),
                       {}});
    }
}

bool Facts::reason(int sslReason) const
{
    return record.hasOpenSslReason(sslReason);
}

bool Facts::reason(std::initializer_list<int> sslReasons) const
{
    return std::any_of(sslReasons.begin(), sslReasons.end(), [this](int candidate) {
        return record.hasOpenSslReason(candidate);
    });
}

bool Facts::otherReason(int sslReason) const
{
    return other != nullptr && other->hasOpenSslReason(sslReason);
}

bool Facts::openSslError(int library, std::initializer_list<int> reasons) const
{
    return std::any_of(record.errors.begin(), record.errors.end(), [&](const NativeError& error) {
        const auto code = static_cast<unsigned long>(error.code);
        return error.source == ErrorSource::OpenSsl && ERR_GET_LIB(code) == library
            && std::find(reasons.begin(), reasons.end(), ERR_GET_REASON(code)) != reasons.end();
    });
}

bool Facts::systemError(std::initializer_list<int> numbers) const
{
    return std::any_of(record.errors.begin(), record.errors.end(), [&](const NativeError& error) {
        return error.source == ErrorSource::System
            && std::find(numbers.begin(), numbers.end(), error.code) != numbers.end();
    });
}

bool Facts::qtError(int number) const
{
    return std::any_of(record.errors.begin(), record.errors.end(), [&](const NativeError& error) {
        return error.source == ErrorSource::Qt && error.code == number;
    });
}

bool Facts::workbenchError(qint64 number) const
{
    return std::any_of(record.errors.begin(), record.errors.end(), [&](const NativeError& error) {
        return error.source == ErrorSource::Workbench && error.code == number;
    });
}

bool Facts::workbenchError() const
{
    return std::any_of(record.errors.begin(), record.errors.end(), [](const NativeError& error) {
        return error.source == ErrorSource::Workbench;
    });
}

bool Facts::ended(PhaseName phase, PhaseResult result) const
{
    const Phase* found = record.phase(phase);
    return found != nullptr && found->result == result;
}

qint64 Facts::waitedUs() const
{
    const Phase& last = record.phases.last();
    return last.startUs + last.durationUs - askedUs(record);
}

bool Facts::limitUsedUp() const
{
    const qint64 limitUs = std::chrono::microseconds(record.limit).count();
    if (!client || limitUs == 0 || record.result != ConnectionResult::TimedOut
        || record.phases.isEmpty() || record.phases.last().result != PhaseResult::TimedOut) {
        return false;
    }
    const Phase& last = record.phases.last();
    const qint64 begunUs = limitBegunUs(record);
    if (waitedUs() >= kTellingSilenceUs) {
        return false;
    }
    return 2 * (last.startUs - begunUs) > limitUs
        || (last.name == PhaseName::Tls && 4 * (askedUs(record) - begunUs) > 3 * limitUs);
}

const Phase* Facts::longestBefore() const
{
    const Phase* longest = nullptr;
    for (qsizetype index = 0; index + 1 < record.phases.size(); ++index) {
        const Phase& phase = record.phases.at(index);
        if (longest == nullptr || phase.durationUs > longest->durationUs) {
            longest = &phase;
        }
    }
    return longest;
}

bool Facts::receivedAlert(std::initializer_list<int> codes) const
{
    return received && std::find(codes.begin(), codes.end(), received->code) != codes.end();
}

bool Facts::sentAlert(std::initializer_list<int> codes) const
{
    return sent && std::find(codes.begin(), codes.end(), sent->code) != codes.end();
}

bool Facts::warnedBy(int code) const
{
    return std::any_of(record.alerts.begin(), record.alerts.end(), [code](const AlertFact& alert) {
        return alert.direction == Direction::Received && alert.level == 1 && alert.code == code;
    });
}

bool Facts::warned(int code) const
{
    return std::any_of(record.alerts.begin(), record.alerts.end(), [code](const AlertFact& alert) {
        return alert.direction == Direction::Sent && alert.level == 1 && alert.code == code;
    });
}

int Facts::messageIndex(int handshakeType, Direction direction) const
{
    for (const TraceMessage& message : record.messages) {
        if (message.direction == direction && message.handshakeType() == handshakeType) {
            return message.index;
        }
    }
    return -1;
}

int Facts::alertIndex(Direction direction) const
{
    const std::optional<AlertFact>& alert = direction == Direction::Received ? received : sent;
    constexpr int kAlertContent = 21;
    for (const TraceMessage& message : record.messages) {
        if (alert && message.direction == direction && message.contentType == kAlertContent
            && message.bytes.size() == 2
            && static_cast<quint8>(message.bytes.at(1)) == alert->code) {
            return message.index;
        }
    }
    return -1;
}

bool Facts::gaveUpInClear() const
{
    const int index = alertIndex(Direction::Sent);
    const auto message
        = std::find_if(record.messages.begin(),
                       record.messages.end(),
                       [index](const TraceMessage& one) { return one.index == index; });
    return client && record.transport == Transport::Tcp && version() == kTls13 && helloAnswered()
        && message != record.messages.end() && !message->encrypted;
}

bool Facts::helloSent() const
{
    return record.sawMessage(kClientHello, client ? Direction::Sent : Direction::Received);
}

bool Facts::helloAnswered() const
{
    return record.sawMessage(kServerHello, client ? Direction::Received : Direction::Sent);
}

bool Facts::answeredWithRecords() const
{
    return protocol == wire::FirstBytesKind::Tls
        || std::any_of(record.messages.begin(), record.messages.end(), [](const TraceMessage& m) {
               return m.direction == Direction::Received;
           });
}

qint64 Facts::announcedBytes() const
{
    if (protocol != wire::FirstBytesKind::Tls) {
        return 0;
    }
    wire::ByteReader reader(asSpan(record.firstBytesReceived));
    constexpr qint64 kRecordHeader = 5; // RFC 8446 §5.1
    constexpr qint64 kMessageHeader = 4; // RFC 8446 §4
    constexpr quint8 kHandshake = 22;
    const quint8 contentType = reader.u8();
    reader.u16(); // version
    const qint64 ofRecord = kRecordHeader + reader.u16();
    if (reader.failed() || contentType != kHandshake) {
        return ofRecord;
    }
    reader.u8(); // which message
    const qint64 ofMessage = kRecordHeader + kMessageHeader + static_cast<qint64>(reader.uint(3));
    return reader.failed() ? ofRecord : std::max(ofRecord, ofMessage);
}

bool Facts::hadClearTalk() const
{
    return ended(PhaseName::Starttls, PhaseResult::Done);
}

bool Facts::keyNotFound() const
{
    return !client && !record.unknownPskIdentity.isEmpty()
        && !record.sawMessage(kCertificate, Direction::Sent)
        && !record.sawMessage(kCompressedCertificate, Direction::Sent);
}

bool Facts::certificateRequested() const
{
    return record.sawMessage(kCertificateRequest, client ? Direction::Received : Direction::Sent);
}

bool Facts::droppedInHandshake() const
{
    constexpr int kRemoteHostClosed = 1; // QAbstractSocket::RemoteHostClosedError
    const bool closed = record.peerEnding == PeerEnding::Fin
        || record.peerEnding == PeerEnding::Reset || qtError(kRemoteHostClosed);
    return record.result == ConnectionResult::Failed && failedIn(PhaseName::Tls) && closed
        && !received && !sent;
}

bool Facts::hasFault(std::initializer_list<int> codes) const
{
    return std::any_of(faults.begin(), faults.end(), [&](const Fault& candidate) {
        return std::find(codes.begin(), codes.end(), candidate.code) != codes.end();
    });
}

bool Facts::checkFailed() const
{
    return record.verification.performed && !faults.isEmpty();
}

const QList<CertificateFacts>& Facts::peerCertificates() const
{
    if (!m_peerCertificates) {
        m_peerCertificates
            = cachedCertificateFacts(record.peerCertificates.isEmpty() ? record.sessionCertificates
                                                                       : record.peerCertificates);
    }
    return *m_peerCertificates;
}

const CertificateFacts* Facts::leaf() const
{
    const QList<CertificateFacts>& all = peerCertificates();
    return all.isEmpty() ? nullptr : &all.first();
}

const CertificateFacts* Facts::blamed() const
{
    if (fault == nullptr) {
        return nullptr;
    }
    peerCertificates(); // reads them
    if (!m_builtChain) {
        m_builtChain = cachedCertificateFacts(record.verification.builtChain);
    }
    for (const QList<CertificateFacts>* list :
         {&std::as_const(*m_peerCertificates), &std::as_const(*m_builtChain)}) {
        for (const CertificateFacts& candidate : *list) {
            if (candidate.sha256 == fault->certificateSha256) {
                return &candidate;
            }
        }
    }
    if (fault->depth < m_builtChain->size()) {
        return &m_builtChain->at(fault->depth);
    }
    return fault->depth == 0 ? leaf() : nullptr;
}

const CertificateFacts* Facts::own() const
{
    if (!m_own) {
        m_own = record.ownCertificate.isEmpty() ? QList<CertificateFacts>()
                                                : cachedCertificateFacts({record.ownCertificate});
    }
    return m_own->isEmpty() ? nullptr : &m_own->first();
}

} // namespace workbench
