#include "core/diagnosis/rule.h"

#include <cerrno>

namespace workbench {
namespace {

// QAbstractSocket::SocketError
constexpr int kConnectionRefused = 0;
constexpr int kHostNotFound = 2;
constexpr int kSocketTimeout = 5;
constexpr int kNetworkError = 7;
constexpr int kProxyRefused = 14;
constexpr int kProxyClosed = 15;
constexpr int kProxyTimeout = 16;
constexpr int kProxyNotFound = 17;
constexpr int kProxyAuthentication = 12;
constexpr int kProxyProtocol = 18;
// RFC 9110 §15.5.8; and what some proxies say of a wrong password.
constexpr qint64 kProxyAuthenticationRequired = 407;
constexpr qint64 kUnauthorized = 401;
// EAI_AGAIN, which not every system's headers show.
constexpr int kTryAgain = -3;
// Socks5Connect: the two bytes of its answer.
constexpr qint64 kSocksNoMethod = 0x05FF;
constexpr qint64 kSocksWrongPassword = 0x0101;

/// In place of the address of a proxy: the system has not named one yet.
constexpr QLatin1String kSystemProxy("system");

constexpr Situation kSituations[] = {
    {"limit-used-up",
     QT_TRANSLATE_NOOP("Diagnosis", "The time limit was used up before the peer could answer."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A limit of the whole attempt is shared by its phases: what one of them "
                       "takes, the others lack."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Raise the limit."),
      QT_TRANSLATE_NOOP("Diagnosis", "Find out why the phase that took most of it is slow."),
      QT_TRANSLATE_NOOP("Diagnosis", "Give that phase a limit of its own.")}},
    {"name-not-found",
     QT_TRANSLATE_NOOP("Diagnosis", "The host name does not exist."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The name service answered that there is no address for the name."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Correct the spelling of the name."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the DNS zone and the search domain."),
      QT_TRANSLATE_NOOP("Diagnosis", "Try the IP address itself: then only the name is wrong.")}},
    {"resolver-unavailable",
     QT_TRANSLATE_NOOP("Diagnosis", "The name service does not answer."),
     QT_TRANSLATE_NOOP("Diagnosis", "The name may be right, but no name server gave an answer."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the network, VPN and name server settings."),
      QT_TRANSLATE_NOOP("Diagnosis", "Try the IP address itself.")}},
    {"address-family-unreachable",
     QT_TRANSLATE_NOOP("Diagnosis", "The name has an address of a family that does not work here."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "One of the addresses (IPv6 or IPv4) was tried in vain before another one worked."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Repair the route of that family."),
      QT_TRANSLATE_NOOP("Diagnosis", "Take the dead address (AAAA or A record) out of the zone.")}},
    {"connection-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "Nothing listens on that port."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The computer was reached, and its system refused the connection."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Start the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the port number."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the address on which the server listens.")}},
    {"connect-timed-out",
     QT_TRANSLATE_NOOP("Diagnosis", "No answer to the attempt to connect."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Packets get lost without a word: a firewall, a wrong route, or a computer "
                       "that is switched off."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check firewalls and security groups on the way."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the address and the route to it."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the time limit if the way is slow.")}},
    {"network-unreachable",
     QT_TRANSLATE_NOOP("Diagnosis", "There is no way to that network."),
     QT_TRANSLATE_NOOP("Diagnosis", "The own system or a router has no route to the address."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the network connection and VPN."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the route to the address.")}},
    {"proxy-unreachable",
     QT_TRANSLATE_NOOP("Diagnosis", "The proxy cannot be reached."),
     QT_TRANSLATE_NOOP("Diagnosis", "The connection to the proxy itself failed."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the proxy's host and port.")}},
    {"system-proxy-unusable",
     QT_TRANSLATE_NOOP("Diagnosis", "The system's settings of proxies cannot be used."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "They name none that can be used, or a script in them does not end."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look at the desktop's settings, https_proxy and no_proxy."),
      QT_TRANSLATE_NOOP("Diagnosis", "Name the proxy itself, or none.")}},
    {"proxy-authentication-required",
     QT_TRANSLATE_NOOP("Diagnosis", "The proxy wants a user name and password."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It answered with status 407 (HTTP), or took none of the ways to log in "
                       "that it was offered (SOCKS5)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Enter credentials for the proxy.")}},
    {"proxy-answer-invalid",
     QT_TRANSLATE_NOOP("Diagnosis", "What answers is no proxy of that kind."),
     QT_TRANSLATE_NOOP("Diagnosis", "Its answer is not one that such a proxy gives."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the proxy's host and port."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check whether it is an HTTP or a SOCKS5 proxy.")}},
    {"proxy-refused-tunnel",
     QT_TRANSLATE_NOOP("Diagnosis", "The proxy refuses to connect to the target."),
     QT_TRANSLATE_NOOP("Diagnosis", "The proxy answered the wish for a tunnel with an error."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Have the target and port allowed in the proxy.")}},
};

/// What failed is not the way to the target but that to its proxy.
bool throughProxy(const Facts& f)
{
    return f.client && !f.record.proxy.isEmpty();
}

bool proxyNotReached(const Facts& f)
{
    return throughProxy(f) && f.record.proxy != kSystemProxy
        && (f.failedIn(PhaseName::Resolve) || f.timedOutIn(PhaseName::Resolve)
            || f.failedIn(PhaseName::Tcp) || f.timedOutIn(PhaseName::Tcp));
}

bool wantsCredentials(const Facts& f)
{
    if (!f.failedIn(PhaseName::Proxy)) {
        return false;
    }
    if (f.record.proxy.startsWith(QLatin1String("socks5:"))) {
        return f.workbenchError(kSocksNoMethod) || f.workbenchError(kSocksWrongPassword);
    }
    return f.workbenchError(kProxyAuthenticationRequired) || f.workbenchError(kUnauthorized);
}

bool tcpFailed(const Facts& f)
{
    return f.client && !throughProxy(f) && f.failedIn(PhaseName::Tcp);
}

/// An address that is not available is then the own one.
bool choseLocalEnd(const Facts& f)
{
    const SocketSettings& socket = f.record.socket;
    return (socket.localPort != 0 || !socket.localAddress.isEmpty())
        && f.systemError({EADDRNOTAVAIL});
}

bool refused(const Facts& f)
{
    return tcpFailed(f) && (f.systemError({ECONNREFUSED}) || f.qtError(kConnectionRefused));
}

bool lostTimeOnDeadFamily(const Facts& f)
{
    constexpr qint64 kWorthSayingUs = 200'000; // an attempt goes first for 250 ms
    bool wasted = false;
    for (const AddressAttempt& attempt : f.record.addresses) {
        if (attempt.connected) {
            return wasted;
        }
        wasted = wasted || attempt.durationUs >= kWorthSayingUs;
    }
    return false;
}

/// Earlier phases, and not what the last one did before it asked the peer.
bool othersTookIt(const Facts& f)
{
    const Phase& last = f.record.phases.last();
    const Phase* longest = f.longestBefore();
    return f.record.wholeLimit
        && (last.name != PhaseName::Tls
            || (longest != nullptr && longest->durationUs >= last.durationUs));
}

constexpr Rule kRules[] = {
    {.id = "limit-used-up",
     .applies = [](const Facts& f) { return f.limitUsedUp() && othersTookIt(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The limit of {limit} for the whole attempt was used up before "
                                "phase {phase} could come to its end."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The longest phase before it was {longest phase}; {phase} had {phase time}. That says "
         "nothing against {target}."),
     .evidence = Evidence::Phase | Evidence::Addresses | Evidence::Errors,
     .phase = "settings"},
    {.id = "limit-used-up",
     .applies = [](const Facts& f) { return f.limitUsedUp() && f.helloSent(); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The limit of {limit} ran out {waited} after the hello was sent."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "This end needed most of it for what comes before: {target} had hardly time to answer."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "settings"},
    {.id = "limit-used-up",
     .applies = [](const Facts& f) { return f.limitUsedUp(); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The limit of {limit} ran out before the hello was sent."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} was asked for nothing, so it cannot have failed to answer."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "settings"},
    {.id = "name-not-found",
     .applies =
         [](const Facts& f) {
             return f.client && !throughProxy(f) && f.failedIn(PhaseName::Resolve)
                 && !f.systemError({kTryAgain});
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The name “{host}” was not found."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "The name service has no address for it; nothing was sent to any server."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "name",
     .issuedBy = IssuedBy::Network},
    {.id = "resolver-unavailable",
     .applies =
         [](const Facts& f) {
             return f.client && !throughProxy(f)
                 && (f.timedOutIn(PhaseName::Resolve)
                     || (f.failedIn(PhaseName::Resolve) && f.systemError({kTryAgain})));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The name service gave no answer for “{host}” within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The attempt ended while the name was being looked up; nothing was sent to any server."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "name",
     .issuedBy = IssuedBy::Network},
    {.id = "connection-refused",
     .applies = refused,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{host} refuses connections on port {port}: nothing listens there."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "{address} answered the attempt to connect with a reset, before any TLS."),
     .evidence = Evidence::Phase | Evidence::Addresses | Evidence::Errors,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer},
    {.id = "network-unreachable",
     .applies =
         [](const Facts& f) {
             return tcpFailed(f) && !refused(f) && !choseLocalEnd(f)
                 && (f.systemError({ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL})
                     || f.qtError(kNetworkError));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "There is no way to {address} from here."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The system or a router said so at once: {errors}."),
     .evidence = Evidence::Phase | Evidence::Addresses | Evidence::Errors,
     .phase = "tcp",
     .issuedBy = IssuedBy::Network},
    {.id = "connect-timed-out",
     .applies =
         [](const Facts& f) {
             return f.client && !throughProxy(f)
                 && (f.timedOutIn(PhaseName::Tcp)
                     || (tcpFailed(f) && !refused(f)
                         && (f.systemError({ETIMEDOUT}) || f.qtError(kSocketTimeout))));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} did not answer the attempt to connect within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "No packet came back from {address}: neither an acceptance nor a refusal. That is how a "
         "firewall that drops packets looks, or a computer that is not there."),
     .evidence = Evidence::Phase | Evidence::Addresses | Evidence::Errors,
     .phase = "tcp",
     .issuedBy = IssuedBy::Network},
    {.id = "proxy-unreachable",
     .applies =
         [](const Facts& f) {
             return proxyNotReached(f) || f.qtError(kProxyRefused) || f.qtError(kProxyClosed)
                 || f.qtError(kProxyTimeout) || f.qtError(kProxyNotFound);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The proxy for {target} cannot be reached."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The connection to the proxy failed: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy",
     .issuedBy = IssuedBy::Network},
    {.id = "system-proxy-unusable",
     .applies =
         [](const Facts& f) {
             return f.record.proxy == kSystemProxy
                 && (f.failedIn(PhaseName::Resolve) || f.timedOutIn(PhaseName::Resolve));
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The system does not say in a usable way which proxy leads to {target}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "It was asked for the proxy, and nothing was sent to the target: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy"},
    {.id = "proxy-unreachable",
     .applies = [](const Facts& f) { return f.timedOutIn(PhaseName::Proxy); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The proxy for {target} gave no answer within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "It took the connection and was asked for a way to the target. It may still wait for the "
         "target, or be no proxy."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy",
     .issuedBy = IssuedBy::Network},
    {.id = "proxy-authentication-required",
     .applies
     = [](const Facts& f) { return f.qtError(kProxyAuthentication) || wantsCredentials(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The proxy for {target} wants a user name and password."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It answered: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy",
     .issuedBy = IssuedBy::Peer},
    {.id = "proxy-answer-invalid",
     .applies = [](const Facts& f) { return f.failedIn(PhaseName::Proxy) && f.workbenchError(0); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "What answers at the address of the proxy for {target} is no such proxy."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "Its answer cannot be used: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy",
     .issuedBy = IssuedBy::Peer},
    {.id = "proxy-unreachable",
     .applies =
         [](const Facts& f) {
             return f.failedIn(PhaseName::Proxy) && !f.workbenchError()
                 && f.record.peerEnding != PeerEnding::None;
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The proxy for {target} ended the connection without an answer."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "It took the connection and was asked for a way to the target. It may be no proxy of "
         "that kind, or not be meant for this computer: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy",
     .issuedBy = IssuedBy::Peer},
    {.id = "proxy-refused-tunnel",
     .applies =
         [](const Facts& f) {
             return f.qtError(kProxyProtocol)
                 || (f.failedIn(PhaseName::Proxy) && f.workbenchError() && !f.workbenchError(0)
                     && !wantsCredentials(f));
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The proxy refuses to connect to {target}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "It answered: {errors}."),
     .evidence = Evidence::Phase | Evidence::Errors,
     .phase = "proxy",
     .issuedBy = IssuedBy::Peer},
    {.id = "address-family-unreachable",
     .when = When::Established,
     .applies = [](const Facts& f) { return f.client && lostTimeOnDeadFamily(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "Time was lost on an address of “{host}” before another one answered."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "An earlier address was tried in vain before {address} worked."),
     .evidence = Evidence::Addresses,
     .severity = Severity::Warning,
     .phase = "tcp",
     .issuedBy = IssuedBy::Network},
};

} // namespace

RuleTable transportRules()
{
    return {kSituations, kRules, false};
}

} // namespace workbench
