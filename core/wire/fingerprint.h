#pragma once

#include "core/wire/handshake_summary.h"

#include <string>
#include <string_view>

/// Fingerprints of hellos, by which one implementation is told from another.
namespace workbench::wire {

/// A digest in lower-case hexadecimal; this library has none of its own.
using Digest = std::string (*)(std::string_view text);

/// What JA3 is the MD5 of: "version,suites,extensions,groups,point formats", decimal, joined with
/// dashes, without GREASE (github.com/salesforce/ja3).
std::string ja3Text(const ClientHelloSummary& hello);
/// What JA3S is the MD5 of: "version,suite,extensions".
std::string ja3sText(const ServerHelloSummary& hello);

enum class Carrier : std::uint8_t
{
    Tcp,
    Udp, ///< DTLS
    Quic
};

/// "t13d1516h2_8daaf6152771_e5627efa2ab1" (github.com/FoxIO-LLC/ja4).
std::string ja4(const ClientHelloSummary& hello, Carrier carrier, Digest sha256);
/// The same with the lists instead of their digests: "t13d1516h2_002f,0035,…_0005,…_0403,…".
std::string ja4Raw(const ClientHelloSummary& hello, Carrier carrier);

/// The hello without the extensions that one and the same program sends on one connection and not
/// on the next: pre_shared_key and early_data, which come with a session to take up again (RFC 8446
/// §4.2.10, §4.2.11), and padding, which hangs on the lengths of names (RFC 7685).
ClientHelloSummary lastingPart(ClientHelloSummary hello);

} // namespace workbench::wire
