#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <string>
#include <string_view>

/// JSON written straight into text, for documents too large to build in memory first.
namespace workbench {

/// The text in quotes; `text` is UTF-8.
void appendJsonText(std::string& out, std::string_view text);
/// Two digits a byte, in quotes.
void appendJsonHex(std::string& out, wire::Bytes bytes);
void appendJsonNumber(std::string& out, std::uint64_t number);

} // namespace workbench
