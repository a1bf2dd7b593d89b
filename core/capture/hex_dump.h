#pragma once

#include "core/capture/hex_text.h"

#include <optional>
#include <string_view>

namespace workbench::capture {

/// Reads a text whose lines begin with offsets (xxd, hexdump, od, Wireshark, `openssl -debug`) or
/// that has the headings of `openssl -msg`. Nothing when it is neither.
std::optional<HexText> readHexDump(std::string_view text);

/// -1 for what is no digit.
int hexDigit(char character);

} // namespace workbench::capture
