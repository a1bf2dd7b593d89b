#pragma once

#include <QtGlobal>

namespace workbench {

// What this program saw wrong in the stream of TLS itself, without a word of the library: the code
// of a NativeError of its own. Above all that proxies answer with.
constexpr qint64 kEndedInRecord = 10'001; ///< the peer ended TCP before the rest of a record came
constexpr qint64 kNoRecordHeader = 10'002; ///< something else came where a record had to begin

} // namespace workbench
