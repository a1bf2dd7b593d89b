#pragma once

namespace workbench {

enum class Transport
{
    Tcp,
    Udp ///< DTLS 1.0 and 1.2, which stand for TLS 1.1 and 1.2 in the set of versions
};

} // namespace workbench
