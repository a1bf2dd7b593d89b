#pragma once

#include "core/base/duration.h"

#include <QString>

namespace workbench {

/// What a server says after the handshake.
enum class AnswerMode
{
    None, ///< stays silent, keeps the connection
    Echo,
    Discard,
    Http, ///< one small page that shows the client its own handshake; then closes
    Banner, ///< the text, then reads
    File, ///< the file, then closes
    Script, ///< says and waits for what the lines of the file say; then closes
};

struct AnswerSettings
{
    AnswerMode mode = AnswerMode::Echo;
    QString text; ///< of a banner; of a file or a script its path
    Milliseconds delay {0}; ///< before every answer
    int bytesPerSecond = 0; ///< of data, to each client; 0: as fast as it takes them

    bool operator==(const AnswerSettings&) const = default;
};

constexpr int kMostBytesPerSecond = 1'000'000'000;

} // namespace workbench
