#pragma once

#include "core/connection/connection_record.h"

namespace workbench {

/// What SSL_get_error() says of a result that is not 1.
enum class LibraryReason
{
    None, ///< SSL_ERROR_NONE: it returned 1
    Ssl,
    Syscall,
    ZeroReturn,
    WantRead, ///< it was still waiting
    WantWrite
};

/// How the library's handshake function would have ended over the socket itself.
struct LibraryOutcome
{
    bool called = false; ///< it came to a handshake at all
    int returned = 0; ///< 1 finished, < 0 fatal; 0 while `called` is false
    LibraryReason reason = LibraryReason::None;
    int errorNumber = 0; ///< errno, with Syscall
    quint64 code = 0; ///< packed, with Ssl
    QString text; ///< of errno or code
};

/// In the library's own terms, worked out from the facts: Qt feeds OpenSSL through memory, so that
/// it never sees how the transport ended. As SSL_connect() or SSL_accept() of OpenSSL 3 on a
/// blocking socket in the same situation. Pure.
LibraryOutcome libraryOutcome(const ConnectionRecord& record);

const char* libraryFunction(Role role); ///< "SSL_connect", "SSL_accept"
const char* toIdentifier(LibraryReason reason); ///< "none", "ssl", "syscall", "zero_return", …
const char* toOpenSslName(LibraryReason reason); ///< "SSL_ERROR_SSL", …

} // namespace workbench
