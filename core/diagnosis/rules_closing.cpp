#include "core/diagnosis/rule.h"

#include <cerrno>

namespace workbench {
namespace {

constexpr const char* kCheckPort
    = QT_TRANSLATE_NOOP("Diagnosis", "Check the port: the service may not speak TLS there.");

constexpr Situation kSituations[] = {
    {"closed-after-accept",
     QT_TRANSLATE_NOOP("Diagnosis", "The server closes right after accepting the connection."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It never read the hello: an access list, a TCP wrapper, or a load balancer "
                       "with nothing behind it."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the access rules of the server."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check that the service behind a load balancer runs."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log.")}},
    {"reset-after-accept",
     QT_TRANSLATE_NOOP("Diagnosis", "The server resets the connection right after accepting it."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The service crashed or has reached its limit of connections, or a device "
                       "on the way broke in."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Check limits of connections and intrusion prevention on the way.")}},
    {"silence-after-client-hello",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not answer the hello."),
     QT_TRANSLATE_NOOP("Diagnosis", "TCP works, the hello was sent, and nothing came back."),
     {kCheckPort,
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Try a smaller hello (fewer groups, no post-quantum key share): one over "
                        "1,400 bytes may get lost on the way."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check intrusion prevention and MTU on the way.")}},
    {"closed-after-client-hello",
     QT_TRANSLATE_NOOP("Diagnosis", "The server closes after the hello without an alert."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "It dislikes something in the hello (name, version, size), or crashed over it."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Try another server name, other versions, a smaller hello: one at a time."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log.")}},
    {"reset-after-client-hello",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection is reset after the hello."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A firewall that filters by server name, an intrusion prevention system, or "
                       "a crash of the server."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Try another or no server name."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check firewalls on the way."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log.")}},
    {"truncated-message",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection was cut in the middle of a message."),
     QT_TRANSLATE_NOOP("Diagnosis", "Bytes of TLS came, but not a whole message."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log: it may have crashed."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the MTU on the way.")}},
    {"handshake-stalled",
     QT_TRANSLATE_NOOP("Diagnosis", "The handshake stopped half-way."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The peer had answered, but the handshake did not come to its end."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the peer's log."),
      QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Check the MTU on the way: large messages such as certificates may get lost."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the time limit if the peer is slow.")}},
    {"closed-during-handshake",
     QT_TRANSLATE_NOOP("Diagnosis", "The server closed during the handshake without an alert."),
     QT_TRANSLATE_NOOP("Diagnosis", "It gave up after having answered the hello."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "If the server asked for a client certificate: give it one.")}},
    {"cancelled",
     QT_TRANSLATE_NOOP("Diagnosis", "The attempt was cancelled."),
     QT_TRANSLATE_NOOP("Diagnosis", "A person or the program stopped it before it came to an end."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Connect again.")}},
    {"peer-sent-alert",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer broke off with an alert."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The alert names the kind of reason; the exact one stands in the peer's log."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look into the peer's log.")}},
    {"handshake-failed",
     QT_TRANSLATE_NOOP("Diagnosis", "The handshake failed."),
     QT_TRANSLATE_NOOP("Diagnosis", "The raw errors say all that is known."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look at the raw errors and at the last messages.")}},
};

/// The server ended the connection and had not sent a byte.
bool nothingCame(const Facts& f)
{
    return f.client && f.droppedInHandshake() && f.record.bytesReceived == 0
        && f.protocol == wire::FirstBytesKind::Empty;
}

bool isReset(const Facts& f)
{
    return f.record.peerEnding == PeerEnding::Reset;
}

bool nothingSent(const Facts& f)
{
    return !f.helloSent();
}

/// A system answers bytes that nobody will read with a reset. When that follows the end of the
/// stream, the peer had closed before the hello came.
bool helloWasNotRead(const Facts& f)
{
    return f.record.peerEnding == PeerEnding::Fin && f.systemError({ECONNRESET, EPIPE});
}

bool deniedByOther(const Facts& f)
{
    return f.client && f.other != nullptr && f.other->denied;
}

bool helloUnanswered(const Facts& f)
{
    return f.client && f.timedOutIn(PhaseName::Tls) && f.record.bytesReceived == 0;
}

/// More than a packet of Ethernet carries: what would get lost where packets may not be large.
bool helloIsBig(const Facts& f)
{
    constexpr qint64 kMostInOnePacket = 1400;
    return f.record.bytesSent > kMostInOnePacket;
}

constexpr EvidenceKinds kEnding
    = EvidenceKinds(Evidence::Phase) | Evidence::Hello | Evidence::Counters | Evidence::Errors;

constexpr const char* kCheckPrevention
    = QT_TRANSLATE_NOOP("Diagnosis", "Check intrusion prevention on the way.");
constexpr const char* kHelloUnanswered = QT_TRANSLATE_NOOP(
    "Diagnosis",
    "TCP was connected and {bytes sent} bytes were sent; not one came back, and the connection is "
    "still open.");

constexpr Rule kRules[] = {
    {.id = "cancelled",
     .when = When::Cancelled,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "The attempt was cancelled in phase {phase}, after {phase time} of it."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "A person or the program stopped it."),
     .evidence = Evidence::Phase | Evidence::Counters,
     .severity = Severity::Note,
     .phase = "tcp"},
    // The client's view.
    {.id = "reset-after-accept",
     .applies = [](const Facts& f) { return deniedByOther(f) && !f.received && isReset(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} accepted the connection and reset it at once: the server does not let it in."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The server's own record says so; the hello was never read."),
     .evidence = kEnding | Evidence::Other,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "closed-after-accept",
     .applies = [](const Facts& f) { return deniedByOther(f) && !f.received && !isReset(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} accepted the connection and closed it at once: the server does not let it in."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The server's own record says so; the hello was never read."),
     .evidence = kEnding | Evidence::Other,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "closed-after-accept",
     .applies = [](const Facts& f) { return nothingCame(f) && nothingSent(f) && !isReset(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} accepted the connection and closed it at once."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "The end of the stream came before the hello was sent."),
     .evidence = kEnding,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "reset-after-accept",
     .applies = [](const Facts& f) { return nothingCame(f) && nothingSent(f) && isReset(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} accepted the connection and reset it at once."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The reset came before the hello was sent."),
     .evidence = kEnding,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "closed-after-accept",
     .applies
     = [](const Facts& f) { return nothingCame(f) && helloWasNotRead(f) && !deniedByOther(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} accepted the connection and closed it without reading the hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The end of the stream was followed by a reset in answer to the hello: nobody read it."),
     .evidence = kEnding,
     .phase = "tcp",
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "reset-after-client-hello",
     .applies =
         [](const Facts& f) {
             return nothingCame(f) && isReset(f) && !nothingSent(f) && !deniedByOther(f);
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "The connection to {target} was reset after the hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "client_hello went out; instead of an answer came a TCP reset after {phase time}."),
     .evidence = kEnding,
     .issuedBy = IssuedBy::Network,
     .standing = Standing::Fallback},
    {.id = "closed-after-client-hello",
     .applies =
         [](const Facts& f) {
             return nothingCame(f) && !isReset(f) && !nothingSent(f) && !helloWasNotRead(f)
                 && !deniedByOther(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} closed the connection after the hello, without an alert."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "client_hello went out; instead of an answer came the end of the "
                                "stream after {phase time}."),
     .evidence = kEnding,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "closed-after-accept",
     .applies
     = [](const Facts& f) { return nothingCame(f) && !nothingSent(f) && !deniedByOther(f); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} may have closed the connection without reading the hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "A server that closes without reading can look the same from here."),
     .evidence = kEnding,
     .phase = "tcp",
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "truncated-message",
     .applies =
         [](const Facts& f) {
             return f.client && f.droppedInHandshake() && f.record.bytesReceived > 0
                 && f.protocol == wire::FirstBytesKind::Tls && !f.helloAnswered();
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} closed the connection in the middle of its first message."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "{bytes received} of TLS came, not enough for a whole "
                                "message, and then the end of the stream."),
     .evidence = kEnding | Evidence::FirstBytes,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "closed-during-handshake",
     .applies
     = [](const Facts& f) { return f.client && f.droppedInHandshake() && f.helloAnswered(); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} closed the connection during the handshake, without an alert."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It had already answered the hello and chosen {version}; then came "
                                "the end of the stream."),
     .evidence = kEnding | Evidence::Agreed | Evidence::Request,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "closed-after-accept",
     .applies =
         [](const Facts& f) {
             return nothingCame(f) && !isReset(f) && !nothingSent(f) && !deniedByOther(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} may have closed the connection without reading the hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "An end of the stream looks the same whether the hello was read or not."),
     .evidence = kEnding,
     .phase = "tcp",
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "silence-after-client-hello",
     .applies
     = [](const Facts& f) { return helloUnanswered(f) && f.record.transport == Transport::Udp; },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} did not answer the hello within {limit}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "{bytes sent} bytes were sent as datagrams; not one came back. "
                                "Datagrams make no connection, so nothing says whether they "
                                "arrived."),
     .evidence = kEnding,
     .fixes
     = {kCheckPort,
        QT_TRANSLATE_NOOP("Diagnosis",
                          "Check that the service listens on UDP, and firewalls on the way.")},
     .issuedBy = IssuedBy::Network},
    {.id = "silence-after-client-hello",
     .applies = [](const Facts& f) { return helloUnanswered(f) && f.hadClearTalk(); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} agreed to TLS in clear, and did not answer the hello within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The dialogue in clear, {explicit protocol}, went up to TLS. {bytes sent} bytes of TLS "
         "were sent; not one came back, and the connection is still open."),
     .evidence = kEnding,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log: it agreed to TLS."),
               kCheckPrevention},
     .issuedBy = IssuedBy::Network},
    {.id = "silence-after-client-hello",
     .applies =
         [](const Facts& f) {
             return helloUnanswered(f) && f.record.transport == Transport::Tcp && helloIsBig(f);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} did not answer the hello within {limit}."),
     .cause = kHelloUnanswered,
     .evidence = kEnding,
     .issuedBy = IssuedBy::Network},
    {.id = "silence-after-client-hello",
     .applies
     = [](const Facts& f) { return helloUnanswered(f) && f.record.transport == Transport::Tcp; },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} did not answer the hello within {limit}."),
     .cause = kHelloUnanswered,
     .evidence = kEnding,
     .fixes = {kCheckPort, kCheckPrevention},
     .issuedBy = IssuedBy::Network},
    {.id = "handshake-stalled",
     .applies =
         [](const Facts& f) {
             return f.client && f.timedOutIn(PhaseName::Tls) && f.record.bytesReceived > 0;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The handshake with {target} stopped half-way: it was not finished within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{bytes received} had come by then. The peer has stopped, or it is too slow."),
     .evidence = kEnding | Evidence::Agreed | Evidence::FirstBytes,
     .issuedBy = IssuedBy::Network,
     .standing = Standing::Fallback},
    {.id = "peer-sent-alert",
     .applies = [](const Facts& f) { return f.received.has_value(); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{Peer} broke off with {alert}: {alert meaning}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The exact reason stands in the log of {peer}."),
     .evidence
     = Evidence::Hello | Evidence::Agreed | Evidence::Alerts | Evidence::Errors | Evidence::Other,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::LastResort},
    {.id = "handshake-failed",
     .applies = [](const Facts& f) { return !f.record.denied; },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "The connection failed in phase {phase}: {errors}"),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The raw errors say all that is known."),
     .evidence = Evidence::Phase | Evidence::Hello | Evidence::Agreed | Evidence::Alerts
         | Evidence::Counters | Evidence::Errors | Evidence::Other,
     .standing = Standing::LastResort},
};

} // namespace

RuleTable closingRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
