#pragma once

#include "core/diagnosis/facts.h"
#include "core/diagnosis/finding.h"

#include <QFlags>

#include <array>
#include <cstdint>
#include <span>

namespace workbench {

/// Which records a rule looks at.
enum class When : std::uint8_t
{
    Failed, ///< also timed out
    Established,
    Cancelled,
    Any,
};

/// How a finding stands next to others.
enum class Standing : std::uint8_t
{
    Fact, ///< stays whatever else was found
    Guess, ///< one of several causes that fit: gives way to anything certain
    Fallback, ///< said only when no fact or guess is an error
    LastResort, ///< said only when nothing at all was found
};

/// Which certificate of the chain a rule is about.
enum class Depth : std::uint8_t
{
    Any,
    Leaf,
    Issuer
};

/// Facts that a rule rests on; each becomes a line of Finding::evidence where the record has it.
enum class Evidence : std::uint32_t
{
    Phase = 0x0001, ///< which phase ended how, after how long
    Addresses = 0x0002, ///< each address tried
    Counters = 0x0004, ///< bytes of both directions, how the peer ended
    FirstBytes = 0x0008,
    Hello = 0x0010, ///< versions and server name of the client_hello
    Suites = 0x0020,
    Groups = 0x0040,
    Schemes = 0x0080,
    Protocols = 0x0100, ///< ALPN
    Agreed = 0x0200, ///< what server_hello chose
    Alerts = 0x0400,
    Errors = 0x0800, ///< raw errors with their numbers
    Certificate = 0x1000, ///< the certificate that the rule is about
    Check = 0x2000, ///< the X.509 result, and against what was checked
    Names = 0x4000, ///< names wanted and offered
    Request = 0x8000, ///< certificate_request and what answered it
    Own = 0x10000, ///< own certificate and versions
    Level = 0x20000, ///< security level
    Other = 0x40000, ///< what the record of the other end says
    Chain = 0x80000, ///< the certificates in the order sent
    Files = 0x100000, ///< those that could not be written, and why
};
Q_DECLARE_FLAGS(EvidenceKinds, Evidence)
Q_DECLARE_OPERATORS_FOR_FLAGS(EvidenceKinds)

/// A situation in general, for help and for explaining a code without a connection. Texts are
/// marked for translation and have no placeholders.
struct Situation
{
    const char* id;
    const char* title; ///< one sentence
    const char* cause;
    std::array<const char*, 4> fixes {}; ///< null: no more
};

/// One row of the diagnosis. Several rows may have the same id: the first that applies speaks.
/// Texts may contain {names} of values (named_values.h).
// The order is that in which a row reads; the table is small.
struct Rule // NOLINT(clang-analyzer-optin.performance.Padding)
{
    const char* id;
    When when = When::Failed;
    bool (*applies)(const Facts& facts) = nullptr; ///< null: always (the codes decide)
    const char* title = nullptr;
    const char* cause = nullptr;
    EvidenceKinds evidence = {};
    std::array<const char*, 4> fixes {}; ///< none: those of the situation
    Severity severity = Severity::Error;
    const char* phase = "tls";
    Confidence confidence = Confidence::Certain;
    IssuedBy issuedBy = IssuedBy::Local;
    Standing standing = Standing::Fact;
    std::array<int, 12> codes {}; ///< X509_V_ERR_… of the fault that it is about; none: no fault
    Depth depth = Depth::Any; ///< of that fault
};

struct RuleTable
{
    std::span<const Situation> situations;
    std::span<const Rule> rules;
    bool ofTls = true; ///< says nothing of connections without TLS
};

// One table per section of the situations, in the order of causes: what comes first explains what
// comes later.
RuleTable localRules(); ///< own material and settings
RuleTable socketRules(); ///< options of the socket, speaking without TLS
RuleTable transportRules(); ///< name, route, TCP
RuleTable explicitTlsRules(); ///< what is said in clear before TLS
RuleTable notTlsRules(); ///< the other side does not speak TLS here
RuleTable versionRules(); ///< versions and security level
RuleTable agreementRules(); ///< suites, groups, signature schemes
RuleTable extensionRules(); ///< ALPN, SNI and other extensions
RuleTable keyAgreementRules(); ///< PSK, resumption, key exchange, renegotiation
RuleTable certificateRules(); ///< the peer's certificate itself
RuleTable attestationRules(); ///< what others say of it: revocation lists, OCSP, logs, DNS
RuleTable chainRules(); ///< its chain and trust
RuleTable clientCertificateRules(); ///< client certificates, and our certificate at the peer
RuleTable recordRules(); ///< record and crypto faults
RuleTable dataRules(); ///< how an open connection ended
RuleTable timeLimitRules(); ///< limits of an open connection
RuleTable answerRules(); ///< how far a server's answer came
RuleTable accessRules(); ///< whom a server does not let in
RuleTable serverClosingRules(); ///< stops and time-outs at a server
RuleTable closingRules(); ///< stops and time-outs of the handshake, and what is left

/// Whether the rule applies; for a rule about a fault, `facts.fault` is then the fault it is about.
bool matches(const Rule& rule, Facts& facts);

/// Sorts so that what is worst and surest comes first; otherwise the order stays.
void putVerdictFirst(QList<Finding>& findings);

/// All tables in that order.
std::span<const RuleTable> ruleTables();

} // namespace workbench
