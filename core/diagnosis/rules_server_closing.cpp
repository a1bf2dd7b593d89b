// How the handshake of a client of this server stopped.
#include "core/diagnosis/rule.h"

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"server-handshake-timed-out",
     QT_TRANSLATE_NOOP("Diagnosis", "The client did not finish the handshake in time."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "A slow client, a port scanner, or one that waits for something else."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look at the client."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the handshake limit for slow clients.")}},
    {"client-closed-during-handshake",
     QT_TRANSLATE_NOOP("Diagnosis", "The client closed during the handshake without an alert."),
     QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Often it refuses the server's certificate without saying so; Qt's default does that."),
     {QT_TRANSLATE_NOOP(
          "Diagnosis",
          "Look at the client's own message: most likely it does not accept the certificate."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check names, dates and chain of the server's certificate.")}},
};

/// The client asked for TLS in its own protocol, and not a byte of TLS came.
bool silentAfterClearTalk(const Facts& f)
{
    return !f.client && f.hadClearTalk() && f.record.bytesReceived == 0;
}

/// The first record came in part: less of it than its header says, or less than a header.
bool helloInPart(const Facts& f)
{
    return !f.client && !f.helloSent() && f.record.bytesReceived > 0
        && f.record.bytesReceived < f.announcedBytes();
}

constexpr EvidenceKinds kEnding
    = EvidenceKinds(Evidence::Phase) | Evidence::Hello | Evidence::Counters | Evidence::Errors;

constexpr std::array<const char*, 4> kSilentAfterClearTalk {
    QT_TRANSLATE_NOOP("Diagnosis",
                      "Look at the client's own message: it may not have understood the answer, or "
                      "have no TLS that it could begin."),
    QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that answers in its place.")};

constexpr std::array<const char*, 4> kHelloInPart {
    QT_TRANSLATE_NOOP("Diagnosis",
                      "Check the MTU on the way: a hello over 1,400 bytes, as with a post-quantum "
                      "key share, needs several packets, and the later ones get lost."),
    QT_TRANSLATE_NOOP("Diagnosis", "Look at the client: it may have stopped while it was sending."),
    QT_TRANSLATE_NOOP("Diagnosis",
                      "Where many do so: limit the connections of an address, since programs that "
                      "hold connections open behave like that.")};

constexpr Rule kRules[] = {
    {.id = "server-handshake-timed-out",
     .applies
     = [](const Facts& f) { return silentAfterClearTalk(f) && f.timedOutIn(PhaseName::Tls); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} asked for TLS and sent no client_hello within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "In clear all went well up to the request for TLS, in {explicit protocol}; behind this "
         "server's answer not a single byte of TLS came."),
     .evidence = kEnding,
     .fixes = kSilentAfterClearTalk,
     .issuedBy = IssuedBy::Local},
    {.id = "server-handshake-timed-out",
     .applies =
         [](const Facts& f) {
             return !f.client && f.timedOutIn(PhaseName::Tls) && f.record.bytesReceived == 0;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} connected and did not send a single byte within {limit}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "This server waited for a client_hello and gave up."),
     .evidence = kEnding,
     .issuedBy = IssuedBy::Local},
    {.id = "server-handshake-timed-out",
     .applies = [](const Facts& f) { return helloInPart(f) && f.timedOutIn(PhaseName::Tls); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} sent only {count received} of at least {announced bytes} bytes of its hello "
         "within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The header of a record says how long it is, and the rest never came: packets get lost on "
         "the way, or the client stopped in the middle."),
     .evidence = kEnding | Evidence::FirstBytes,
     .fixes = kHelloInPart,
     .issuedBy = IssuedBy::Local},
    {.id = "server-handshake-timed-out",
     .applies = [](const Facts& f) { return !f.client && f.timedOutIn(PhaseName::Tls); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} did not finish the handshake within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "{bytes received} came; then this server waited in vain and gave up."),
     .evidence = kEnding | Evidence::Agreed | Evidence::FirstBytes,
     .issuedBy = IssuedBy::Local,
     .standing = Standing::Fallback},
    {.id = "client-closed-during-handshake",
     .applies = [](const Facts& f) { return silentAfterClearTalk(f) && f.droppedInHandshake(); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} asked for TLS and closed the connection without a client_hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "In clear all went well up to the request for TLS, in {explicit protocol}; behind this "
         "server's answer came the end of the stream."),
     .evidence = kEnding,
     .fixes = kSilentAfterClearTalk,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "client-closed-during-handshake",
     .applies =
         [](const Facts& f) {
             return !f.client && f.droppedInHandshake() && f.record.bytesReceived == 0;
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} connected and closed without sending anything."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "That is how port scanners and health checks of load balancers behave."),
     .evidence = kEnding,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Nothing has to be done for a health check."),
               QT_TRANSLATE_NOOP("Diagnosis",
                                 "If it should have been a TLS client: look at its own message.")},
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "client-closed-during-handshake",
     .applies =
         [](const Facts& f) {
             return !f.client && f.droppedInHandshake() && f.protocol == wire::FirstBytesKind::Tls
                 && f.helloAnswered();
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} closed the connection during the handshake without an "
                                "alert, after our certificate."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "This server had sent its certificate; the client went away "
                                "without a word. Most often it does not accept the certificate."),
     .evidence = kEnding | Evidence::Agreed | Evidence::Own | Evidence::Other,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "client-closed-during-handshake",
     .applies = [](const Facts& f) { return helloInPart(f) && f.droppedInHandshake(); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} closed the connection after {count received} of at least "
                                "{announced bytes} bytes of its hello."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The header of a record says how long it is; in place of the rest came the end of the "
         "stream. This server had sent nothing by then."),
     .evidence = kEnding | Evidence::FirstBytes,
     .fixes = kHelloInPart,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
    {.id = "client-closed-during-handshake",
     .applies =
         [](const Facts& f) {
             return !f.client && f.droppedInHandshake() && f.protocol == wire::FirstBytesKind::Tls;
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} closed the connection in the middle of the handshake without an alert."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis", "{bytes received} came, and then the end of the stream."),
     .evidence = kEnding | Evidence::FirstBytes,
     .issuedBy = IssuedBy::Peer,
     .standing = Standing::Fallback},
};

} // namespace

RuleTable serverClosingRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
