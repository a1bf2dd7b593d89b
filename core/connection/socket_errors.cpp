#include "core/connection/socket_errors.h"

#include <QRegularExpression>

#include <openssl/err.h>

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace workbench {
namespace {

int errnoBehind(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return ECONNREFUSED;
    case QAbstractSocket::SocketAccessError:
        return EACCES;
    case QAbstractSocket::AddressInUseError:
        return EADDRINUSE;
    case QAbstractSocket::SocketAddressNotAvailableError:
        return EADDRNOTAVAIL;
    default:
        return 0;
    }
}

} // namespace

QList<NativeError> nativeErrors(QAbstractSocket::SocketError error, const QString& errorString)
{
    QList<NativeError> errors;
    // The form is ERR_error_string_n's, the same in every language.
    static const QRegularExpression pattern(
        QStringLiteral("error:([0-9A-Fa-f]{8,16}):[^:]*:[^:]*:([^,]*)"));
    auto matches = pattern.globalMatch(errorString);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const qint64 code = match.captured(1).toLongLong(nullptr, 16);
        const char* reason = ERR_reason_error_string(static_cast<unsigned long>(code));
        errors.append(
            {ErrorSource::OpenSsl,
             code,
             reason != nullptr ? QString::fromLatin1(reason) : match.captured(2).trimmed()});
    }
    if (const int number = errnoBehind(error)) {
        errors.append({ErrorSource::System, number, qt_error_string(number)});
    }
    errors.append({ErrorSource::Qt, error, errorString});
    return errors;
}

PeerEnding takeTcpEnding()
{
    const int number = errno;
    errno = 0;
    return number == ECONNRESET || number == EPIPE ? PeerEnding::Reset : PeerEnding::Fin;
}

void endStream(qintptr descriptor)
{
    ::shutdown(static_cast<int>(descriptor), SHUT_WR);
}

void resetOnClose(qintptr descriptor)
{
    const linger immediately {.l_onoff = 1, .l_linger = 0};
    ::setsockopt(
        static_cast<int>(descriptor), SOL_SOCKET, SO_LINGER, &immediately, sizeof immediately);
}

bool isGone(qintptr descriptor)
{
    pollfd state {.fd = static_cast<int>(descriptor), .events = 0, .revents = 0};
    return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLERR | POLLHUP)) != 0;
}

} // namespace workbench
