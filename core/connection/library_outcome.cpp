#include "core/connection/library_outcome.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <algorithm>
#include <cerrno>

namespace workbench {
namespace {

QString reasonText(quint64 code)
{
    const char* text = ERR_reason_error_string(static_cast<unsigned long>(code));
    return text == nullptr ? QString() : QString::fromLatin1(text);
}

LibraryOutcome fatal(quint64 code, const QString& text)
{
    return {
        .called = true, .returned = -1, .reason = LibraryReason::Ssl, .code = code, .text = text};
}

quint64 sslCode(int reason)
{
    return ERR_PACK(ERR_LIB_SSL, 0, reason);
}

const NativeError* firstOf(const ConnectionRecord& record, ErrorSource source)
{
    const auto error = std::find_if(
        record.errors.begin(), record.errors.end(), [source](const NativeError& one) {
            return one.source == source && one.code != 0;
        });
    return error == record.errors.end() ? nullptr : &*error;
}

bool saidGoodbye(const ConnectionRecord& record)
{
    return std::any_of(record.alerts.begin(), record.alerts.end(), [](const AlertFact& alert) {
        return alert.direction == Direction::Received && alert.code == SSL_AD_CLOSE_NOTIFY;
    });
}

LibraryOutcome resetByPeer(const ConnectionRecord& record)
{
    const NativeError* system = firstOf(record, ErrorSource::System);
    const int number = system == nullptr ? ECONNRESET : static_cast<int>(system->code);
    return {.called = true,
            .returned = -1,
            .reason = LibraryReason::Syscall,
            .errorNumber = number,
            .text = qt_error_string(number)};
}

} // namespace

LibraryOutcome libraryOutcome(const ConnectionRecord& record)
{
    if (!record.handshakeCall.begun) {
        return {};
    }
    if (record.handshakeCall.finished) {
        return {.called = true, .returned = 1};
    }
    if (const NativeError* error = firstOf(record, ErrorSource::OpenSsl)) {
        return fatal(static_cast<quint64>(error->code), error->text);
    }
    if (const AlertFact* alert = record.fatalAlert(Direction::Received)) {
        const quint64 code = sslCode(SSL_AD_REASON_OFFSET + alert->code);
        return fatal(code, reasonText(code));
    }
    if (saidGoodbye(record)) {
        return {.called = true, .returned = -1, .reason = LibraryReason::ZeroReturn};
    }
    if (record.peerEnding == PeerEnding::Reset) {
        return resetByPeer(record);
    }
    if (record.peerEnding == PeerEnding::Fin) {
        const quint64 code = sslCode(SSL_R_UNEXPECTED_EOF_WHILE_READING);
        return fatal(code, reasonText(code));
    }
    const QList<LibraryWait>& waits = record.handshakeCall.waits;
    const bool reading = waits.isEmpty() || waits.last().reading;
    return {.called = true,
            .returned = -1,
            .reason = reading ? LibraryReason::WantRead : LibraryReason::WantWrite};
}

const char* libraryFunction(Role role)
{
    return role == Role::Client ? "SSL_connect" : "SSL_accept";
}

const char* toIdentifier(LibraryReason reason)
{
    switch (reason) {
    case LibraryReason::None:
        return "none";
    case LibraryReason::Ssl:
        return "ssl";
    case LibraryReason::Syscall:
        return "syscall";
    case LibraryReason::ZeroReturn:
        return "zero_return";
    case LibraryReason::WantRead:
        return "want_read";
    case LibraryReason::WantWrite:
        return "want_write";
    }
    return "none";
}

const char* toOpenSslName(LibraryReason reason)
{
    switch (reason) {
    case LibraryReason::None:
        return "SSL_ERROR_NONE";
    case LibraryReason::Ssl:
        return "SSL_ERROR_SSL";
    case LibraryReason::Syscall:
        return "SSL_ERROR_SYSCALL";
    case LibraryReason::ZeroReturn:
        return "SSL_ERROR_ZERO_RETURN";
    case LibraryReason::WantRead:
        return "SSL_ERROR_WANT_READ";
    case LibraryReason::WantWrite:
        return "SSL_ERROR_WANT_WRITE";
    }
    return "SSL_ERROR_NONE";
}

} // namespace workbench
