#pragma once

#include "core/wire/field.h"

#include <QString>

namespace workbench {

/// A field in words: what rows, tool tips, screen readers and the clipboard get.

/// "cut off", "unexpected", …: what is wrong in a word or two.
QString faultWord(wire::Fault::Kind kind);

/// What people read as the value: "TLS_AES_128_GCM_SHA256 (0x1301)"; of a faulty field the word for
/// it first.
QString fieldValue(wire::Field field, std::size_t limit);

/// "cipher_suite: TLS_AES_128_GCM_SHA256 (0x1301)".
QString fieldLine(wire::Field field);

/// The field and all inside, a line each, indented by two blanks a level; cut after so many lines.
QString subtreeText(wire::Field field, int maxLines = 20'000);

/// "bytes 71 to 72", "byte 4", "no bytes".
QString rangeText(wire::ByteRange range);

/// "cipher_suite: TLS_AES_128_GCM_SHA256 (0x1301), bytes 71 to 72", with what is wrong at the end.
QString spokenText(wire::Field field);

/// What the bytes of another source are, for the caption above them; `field` is one of it.
QString sourceText(wire::Field field);

} // namespace workbench
