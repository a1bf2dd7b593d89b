#pragma once

#include <QMetaType>
#include <QString>

namespace workbench {

/// What kind of thing the program itself could not do. A failed handshake is not an Error: it is a
/// ConnectionRecord with findings.
enum class ErrorCode
{
    InvalidInput, ///< text, option or file content that cannot be used
    WrongPassword, ///< a password was given and does not fit
    PasswordNeeded, ///< the material is encrypted and no password was given
    NotFound, ///< no such certificate, server, client, file
    AlreadyExists, ///< the name or the material is there already
    NoPrivateKey, ///< the entry has no private key on this computer
    KeyMismatch, ///< private key and certificate do not belong together
    NotSupported, ///< this library, system or build cannot do it
    PermissionDenied, ///< the system does not allow it
    AddressInUse, ///< address and port are taken
    AddressUnavailable, ///< the address is not one of this computer
    FileFault, ///< reading or writing failed
    LibraryFault, ///< Qt or OpenSSL refused; `nativeCode` says how
    Cancelled, ///< a person stopped it
};

/// A fault with everything a person needs: what happened (`message`, one sentence, names the
/// cause), what to do (`remedy`, may be empty), where (`where`: file, option or field name, may be
/// empty) and the library's or system's own code (0: none) with its text.
struct Error
{
    ErrorCode code = ErrorCode::InvalidInput;
    QString message;
    QString remedy;
    QString where;
    quint64 nativeCode = 0;
    QString nativeText;

    bool operator==(const Error&) const = default;

    /// One line for a terminal or a log: where, message, remedy, native code in hexadecimal.
    QString toLine() const;
};

/// Whether a password (passphrase, PIN), or another one than was given, would help.
bool asksForPassword(const Error& error);

/// The identifier of a code for machines, e.g. "no-private-key".
const char* toIdentifier(ErrorCode code);

} // namespace workbench

Q_DECLARE_METATYPE(workbench::Error)
