#pragma once

#include "core/wire/byte_reader.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace workbench::capture {

using wire::Bytes;

/// What a file can hold that is decoded.
enum class InputKind : std::uint8_t
{
    Hex, ///< text: a dump or digits alone
    Records, ///< of TLS, DTLS or SSL 2, one after the other
    Messages, ///< handshake messages without records
    Certificate, ///< DER, or PEM
    Pcap,
    Pcapng
};

/// Bytes of an input that recognizeInput() looks at.
constexpr std::size_t kRecognizedBeginning = 64U << 10U;

/// What the input is, by its beginning; nothing when it is none of them. `isWhole`: there is no
/// more than the beginning.
std::optional<InputKind> recognizeInput(Bytes beginning, bool isWhole);

/// Whether the handshake messages that begin here have the header of DTLS.
bool isDtlsMessage(Bytes message);

/// "hex", "records", "messages", "certificate", "pcap", "pcapng".
const char* toWord(InputKind kind);
std::optional<InputKind> inputKindFrom(std::string_view word);

} // namespace workbench::capture
