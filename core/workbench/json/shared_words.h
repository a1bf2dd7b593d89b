#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/options/transport.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

// Words in the JSON of clients and servers alike.

constexpr Word<Transport> kTransportWords[] = {{Transport::Tcp, "tcp"}, {Transport::Udp, "udp"}};
constexpr Word<CertificateLookup> kLookupWords[] = {{CertificateLookup::NameThenHash, "any"},
                                                    {CertificateLookup::Name, "name"},
                                                    {CertificateLookup::Hash, "hash"}};

} // namespace workbench
