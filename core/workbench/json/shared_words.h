#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_verifier.h"
#include "core/connection/options/access_settings.h"
#include "core/connection/options/answer_settings.h"
#include "core/connection/options/client_certificate_policy.h"
#include "core/connection/options/server_handshake.h"
#include "core/connection/options/socket_settings.h"
#include "core/connection/options/transport.h"
#include "core/connection/options/unknown_names.h"
#include "core/connection/options/verify_mode.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

// Words in the JSON of clients and servers, and of options.

constexpr Word<Transport> kTransportWords[] = {{Transport::Tcp, "tcp"}, {Transport::Udp, "udp"}};
constexpr Word<CertificateLookup> kLookupWords[] = {{CertificateLookup::NameThenHash, "any"},
                                                    {CertificateLookup::Name, "name"},
                                                    {CertificateLookup::Hash, "hash"}};

constexpr Word<VerifyMode> kVerifyWords[]
    = {{VerifyMode::Full, "full"}, {VerifyMode::Chain, "chain"}, {VerifyMode::None, "none"}};
constexpr Word<Nagle> kNagleWords[]
    = {{Nagle::Never, "off"}, {Nagle::AfterHandshake, "after-handshake"}, {Nagle::Always, "on"}};
constexpr Word<RevocationCheck> kRevocationWords[]
    = {{RevocationCheck::Leaf, "leaf"}, {RevocationCheck::Chain, "chain"}};
constexpr Word<ClientCertificatePolicy> kPolicyWords[]
    = {{ClientCertificatePolicy::None, "none"},
       {ClientCertificatePolicy::Request, "request"},
       {ClientCertificatePolicy::Require, "require"}};
constexpr Word<UnknownNames> kUnknownNameWords[] = {
    {UnknownNames::Serve, "serve"}, {UnknownNames::Warn, "warn"}, {UnknownNames::Refuse, "refuse"}};
constexpr Word<DhGroup> kDhGroupWords[] = {{DhGroup::Usual, "usual"},
                                           {DhGroup::Ffdhe2048, "ffdhe2048"},
                                           {DhGroup::Ffdhe3072, "ffdhe3072"},
                                           {DhGroup::Ffdhe4096, "ffdhe4096"},
                                           {DhGroup::Ffdhe6144, "ffdhe6144"},
                                           {DhGroup::Ffdhe8192, "ffdhe8192"}};
constexpr Word<DenyWay> kDenyWords[]
    = {{DenyWay::Close, "close"}, {DenyWay::Reset, "reset"}, {DenyWay::Alert, "alert"}};
constexpr Word<AnswerMode> kAnswerWords[] = {{AnswerMode::None, "none"},
                                             {AnswerMode::Echo, "echo"},
                                             {AnswerMode::Discard, "discard"},
                                             {AnswerMode::Http, "http"},
                                             {AnswerMode::Banner, "banner"},
                                             {AnswerMode::File, "file"},
                                             {AnswerMode::Script, "script"}};

} // namespace workbench
