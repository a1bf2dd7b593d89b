#include "core/workbench/resolution/server_talk_checks.h"

#include "core/connection/answer.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

struct Misfit
{
    const char* where;
    bool (*applies)(const ServerProfile& profile);
    const char* message;
    const char* remedy;
};

bool overUdp(const ServerProfile& profile)
{
    return profile.transport == Transport::Udp;
}

/// An answer in clear is to be no more than about three times as large as what asks for it, as QUIC
/// has it (RFC 9000 §8.1): a datagram of one byte has 29 with its headers. The end of
/// a banner's line is among them.
constexpr qsizetype kMostUnproven = 64;

/// A connection over UDP has one always.
Milliseconds silenceLimit(const ServerProfile& profile)
{
    const Milliseconds chosen = profile.limits.idle;
    return chosen.count() == 0 && overUdp(profile) ? ServerLimits::kUsualIdle : chosen;
}

constexpr Misfit kMisfits[] = {
    {"starttls",
     [](const ServerProfile& p) { return overUdp(p) && !p.explicitTls.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "Explicit TLS begins on a TCP connection, not over UDP."),
     QT_TRANSLATE_NOOP("Profile", "Switch DTLS off, or explicit TLS.")},
    {"plain",
     [](const ServerProfile& p) { return p.plain && p.access.way == DenyWay::Alert; },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there are no alerts to refuse clients with."),
     QT_TRANSLATE_NOOP("Profile", "Refuse them with the end of the stream or a reset.")},
    {"plain",
     [](const ServerProfile& p) {
         return p.plain && overUdp(p)
             && (p.answer.mode == AnswerMode::File || p.answer.mode == AnswerMode::Http
                 || p.answer.mode == AnswerMode::Script);
     },
     QT_TRANSLATE_NOOP("Profile",
                       "Over UDP in clear anybody can claim any address, and would have long "
                       "answers sent there."),
     QT_TRANSLATE_NOOP("Profile", "Choose echo, discard, a banner or none.")},
    {"plain",
     [](const ServerProfile& p) {
         return p.plain && overUdp(p) && greeting(p.answer).bytes.size() > kMostUnproven;
     },
     QT_TRANSLATE_NOOP("Profile",
                       "Over UDP in clear anybody can claim any address, and would have a long "
                       "banner sent there."),
     QT_TRANSLATE_NOOP("Profile", "Make it one of at most 62 bytes; two more end its line.")},
    {"answer-delay",
     [](const ServerProfile& p) {
         return silenceLimit(p).count() > 0 && p.answer.delay >= silenceLimit(p);
     },
     QT_TRANSLATE_NOOP("Profile",
                       "The connection ends for its silence before the delayed answer is due."),
     QT_TRANSLATE_NOOP("Profile", "Raise the limit of silence above the delay.")},
    {"keepalive",
     [](const ServerProfile& p) { return overUdp(p) && p.listen.keepAlive; },
     QT_TRANSLATE_NOOP("Profile", "Keep-alive is of TCP: over UDP there is no connection."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out over UDP.")},
    {"nagle",
     [](const ServerProfile& p) { return overUdp(p) && p.listen.nagle != Nagle::Never; },
     QT_TRANSLATE_NOOP("Profile", "Nagle's algorithm is one of TCP, there is none over UDP."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out over UDP.")},
};

Result<void> checkWord(const QString& word)
{
    const ExplicitTlsProtocol* protocol = explicitTlsProtocol(word);
    if (word.isEmpty() || (protocol != nullptr && protocol->makeServer != nullptr)) {
        return {};
    }
    return fail(
        {.code = protocol == nullptr ? ErrorCode::InvalidInput : ErrorCode::NotSupported,
         .message
         = Text::tr("“%1” is no protocol that this program can serve before TLS.").arg(word),
         .remedy
         = Text::tr("Use one of %1.").arg(servedExplicitTlsWords().join(QStringLiteral(", "))),
         .where = QStringLiteral("starttls")});
}

} // namespace

Result<void> checkServerTalk(const ServerProfile& profile)
{
    for (const Misfit& misfit : kMisfits) {
        if (misfit.applies(profile)) {
            return fail({.code = ErrorCode::NotSupported,
                         .message = Text::tr(misfit.message),
                         .remedy = Text::tr(misfit.remedy),
                         .where = QLatin1String(misfit.where)});
        }
    }
    return checkWord(profile.explicitTls);
}

} // namespace workbench
