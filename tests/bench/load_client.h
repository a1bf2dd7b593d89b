#pragma once

#include <QtGlobal>

namespace workbench::bench {

/// Makes `count` full handshakes one after the other with 127.0.0.1:`port` in exactly `version`
/// (wire value, 0x0303 or 0x0304), closing each in order. Plain OpenSSL, blocking, never resumes.
/// False after the first that fails; the reason is on standard error.
bool runLoad(quint16 port, int version, int count);

} // namespace workbench::bench
