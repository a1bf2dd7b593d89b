#include "core/base/error.h"

namespace workbench {

const char* toIdentifier(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return "invalid-input";
    case ErrorCode::WrongPassword:
        return "wrong-password";
    case ErrorCode::PasswordNeeded:
        return "password-needed";
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::AlreadyExists:
        return "already-exists";
    case ErrorCode::NoPrivateKey:
        return "no-private-key";
    case ErrorCode::KeyMismatch:
        return "key-does-not-match-certificate";
    case ErrorCode::NotSupported:
        return "not-supported";
    case ErrorCode::PermissionDenied:
        return "permission-denied";
    case ErrorCode::AddressInUse:
        return "listen-address-in-use";
    case ErrorCode::AddressUnavailable:
        return "address-unavailable";
    case ErrorCode::FileFault:
        return "file-fault";
    case ErrorCode::LibraryFault:
        return "library-fault";
    case ErrorCode::Cancelled:
        return "cancelled";
    }
    return "unknown";
}

bool asksForPassword(const Error& error)
{
    return error.code == ErrorCode::PasswordNeeded || error.code == ErrorCode::WrongPassword;
}

QString Error::toLine() const
{
    QString line;
    if (!where.isEmpty()) {
        line += where + QStringLiteral(": ");
    }
    line += message;
    if (!remedy.isEmpty()) {
        line += QLatin1Char(' ') + remedy;
    }
    if (nativeCode != 0) {
        line += QStringLiteral(" [%1 %2]").arg(nativeCode, 8, 16, QLatin1Char('0')).arg(nativeText);
    }
    return line;
}

} // namespace workbench
