#pragma once

#include "core/base/secret_bytes.h"

#include <QByteArray>

#include <optional>

namespace workbench {

/// PEM as people copy it, made what RFC 7468 calls PEM: indented (YAML), quoted (“> ” of e-mail,
/// comments, strings of programs), with “\n” spelled out (JSON, environment variables), on one
/// line, in UTF-16, after a byte order mark. Base64 without the lines around it, with or without
/// line breaks, becomes what it encodes. Null: there is nothing to repair, and whatever is wrong
/// with the bytes is another matter. In proportion to the bytes; what comes out may hold a key.
std::optional<SecretBytes> repairedPaste(const QByteArray& bytes);

} // namespace workbench
