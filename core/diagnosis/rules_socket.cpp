// What a client asked of its socket, and what it is like to speak without TLS.
#include "core/diagnosis/rule.h"

#include <cerrno>

namespace workbench {
namespace {

constexpr int kFirstFreePort = 1024;

constexpr Situation kSituations[] = {
    {"local-port-permission-denied",
     QT_TRANSLATE_NOOP("Diagnosis", "The system does not allow this program that local port."),
     QT_TRANSLATE_NOOP("Diagnosis", "Ports below 1024 need a right of their own."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose a local port from 1024 on, or none."),
      QT_TRANSLATE_NOOP("Diagnosis", "Give the program the right (CAP_NET_BIND_SERVICE).")}},
    {"local-port-in-use",
     QT_TRANSLATE_NOOP("Diagnosis", "The local port is in use."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Another program has it, or an earlier connection from it to the same peer is not gone "
         "yet."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose another local port, or none."),
      QT_TRANSLATE_NOOP("Diagnosis", "Wait a minute if the last connection ended just now.")}},
    {"local-address-unavailable",
     QT_TRANSLATE_NOOP("Diagnosis", "The local address cannot be used for this connection."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It is not one of this computer's, or not of the target's family."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose one of this computer's addresses, or none.")}},
    {"broadcast-not-allowed",
     QT_TRANSLATE_NOOP("Diagnosis", "The address is that of everybody in a network."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The system sends datagrams to everybody only when that is asked for."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Allow broadcast (--broadcast), without DTLS."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the address.")}},
    {"datagram-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "Nothing takes datagrams on that port."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The computer was reached, and its system refused the datagram (ICMP)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Start the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the port, and whether the service is one over UDP.")}},
    {"datagram-too-large",
     QT_TRANSLATE_NOOP("Diagnosis", "The datagram is too large."),
     QT_TRANSLATE_NOOP("Diagnosis", "UDP carries at most 65507 bytes, some ways carry less."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send less at once.")}},
    {"udp-connects-nothing",
     QT_TRANSLATE_NOOP("Diagnosis", "UDP connects nothing."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The socket has a default destination; nobody was asked whether it is "
                       "there."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send something that the peer answers.")}},
};

/// The errno came with the local end that was asked for, or with the connection from it.
bool localEndRefused(const Facts& f, std::initializer_list<int> numbers)
{
    return f.client && f.record.bytesSent == 0 && f.systemError(numbers);
}

bool overUdp(const Facts& f)
{
    return f.client && f.record.transport == Transport::Udp;
}

bool plainUdp(const Facts& f)
{
    return overUdp(f) && f.record.plain;
}

bool answered(const Facts& f)
{
    return f.record.bytesReceived > 0;
}

constexpr Rule kRules[] = {
    {.id = "local-port-permission-denied",
     .applies =
         [](const Facts& f) {
             const int port = f.record.socket.localPort;
             return port > 0 && port < kFirstFreePort && localEndRefused(f, {EACCES, EPERM});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The system does not allow a connection from local port {local "
                                "port}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Ports below 1024 need a right of their own; nothing was sent to {address}: {errors}."),
     .evidence = Evidence::Addresses | Evidence::Errors,
     .phase = "tcp"},
    {.id = "local-port-in-use",
     .applies =
         [](const Facts& f) {
             const bool chosen = f.record.socket.localPort != 0;
             return chosen
                 && (localEndRefused(f, {EADDRINUSE})
                     || (f.record.socket.localAddress.isEmpty()
                         && localEndRefused(f, {EADDRNOTAVAIL})));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The local port {local port} is in use."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Another program has it, or an earlier connection from it to {address} is not gone yet. "
         "Nothing was sent: {errors}."),
     .evidence = Evidence::Addresses | Evidence::Errors,
     .phase = "tcp"},
    {.id = "local-address-unavailable",
     .applies =
         [](const Facts& f) {
             return !f.record.socket.localAddress.isEmpty()
                 && localEndRefused(f, {EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL});
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "No connection leads from {local address} to {address}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "That address is not one of this computer's, or of another family than the target's. "
         "Nothing was sent: {errors}."),
     .evidence = Evidence::Addresses | Evidence::Errors,
     .phase = "tcp"},
    {.id = "network-unreachable",
     .applies =
         [](const Facts& f) {
             return f.record.socket.dontRoute && localEndRefused(f, {ENETUNREACH, EHOSTUNREACH});
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{address} is in no network that this computer is part of."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "Gateways were forbidden, so that there is no way to it: {errors}."),
     .evidence = Evidence::Addresses | Evidence::Errors,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Allow gateways (without --dont-route).")},
     .phase = "tcp"},
    {.id = "broadcast-not-allowed",
     .applies =
         [](const Facts& f) {
             return overUdp(f) && !f.record.socket.broadcast && f.record.socket.localPort == 0
                 && f.systemError({EACCES});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{address} is the address of everybody in a network."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The system sends datagrams there only when broadcast is asked for: {errors}."),
     .evidence = Evidence::Addresses | Evidence::Errors,
     .phase = "data"},
    {.id = "datagram-refused",
     .applies = [](const Facts& f) { return plainUdp(f) && f.systemError({ECONNREFUSED}); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{host} takes no datagrams on port {port}: nothing listens."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{address} answered the datagram with “port unreachable” (ICMP). UDP connects nothing, so "
         "that this was the first word of it."),
     .evidence = Evidence::Phase | Evidence::Addresses | Evidence::Errors,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
    {.id = "datagram-too-large",
     .applies = [](const Facts& f) { return plainUdp(f) && f.systemError({EMSGSIZE}); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "What was to be sent does not fit into a datagram."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The system did not take it: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "data"},
    {.id = "reset-after-accept",
     .applies =
         [](const Facts& f) {
             return f.record.plain && f.failedIn(PhaseName::Data)
                 && f.record.peerEnding == PeerEnding::Reset;
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} reset the connection right after accepting it."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Not one byte was exchanged: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer},
    {.id = "udp-connects-nothing",
     .when = When::Established,
     .applies = [](const Facts& f) { return plainUdp(f) && !answered(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "Nothing was connected, and nothing came back from {address}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "UDP only gives the socket a default destination. Whether anybody is there, and got what "
         "was sent, is not known."),
     .evidence = Evidence::Counters,
     .severity = Severity::Note,
     .phase = "data"},
    {.id = "udp-connects-nothing",
     .when = When::Established,
     .applies = [](const Facts& f) { return plainUdp(f) && answered(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "Nothing was connected; an answer came to what was sent."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "UDP only gives the socket a default destination. Datagrams may get lost, come twice, and "
         "in another order, without anybody saying so."),
     .evidence = Evidence::Counters,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Speak DTLS where it has to be secure.")},
     .severity = Severity::Note,
     .phase = "data"},
};

} // namespace

RuleTable socketRules()
{
    return {kSituations, kRules, false};
}

} // namespace workbench
