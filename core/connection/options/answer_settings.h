#pragma once

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
};

struct AnswerSettings
{
    AnswerMode mode = AnswerMode::Echo;
    QString text; ///< of a banner; of a file its path
};

} // namespace workbench
