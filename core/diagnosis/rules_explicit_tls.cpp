#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/diagnosis/rule.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"starttls-injection",
     QT_TRANSLATE_NOOP("Diagnosis", "Bytes in clear stand where TLS has to begin."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "After the answer with which TLS begins nothing may come in clear: anybody "
                       "on the way could have put it there (CVE-2011-0411)."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that adds bytes."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Check the server's software: it must say nothing between its answer and "
                        "TLS.")}},
    {"starttls-not-offered",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not offer TLS in its protocol."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It speaks the protocol, but TLS is switched off there, or was taken out of "
                       "its answer by a device on the way."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Switch TLS on in the server: it needs a certificate and a key."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Use the port with TLS from the start, if the server has one."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that takes the offer away.")}},
    {"starttls-refused",
     QT_TRANSLATE_NOOP("Diagnosis", "The server refuses to begin TLS."),
     QT_TRANSLATE_NOOP("Diagnosis", "It was asked for TLS in its own protocol, and said no."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Look into the server's log: often it cannot read its certificate or key."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Use the port with TLS from the start, if the server has one.")}},
    {"starttls-wrong-protocol",
     QT_TRANSLATE_NOOP("Diagnosis", "The server speaks another protocol than was chosen."),
     QT_TRANSLATE_NOOP("Diagnosis", "Its first words are those of another protocol."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Choose the protocol that the server speaks."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the port.")}},
    {"starttls-not-understood",
     QT_TRANSLATE_NOOP("Diagnosis", "What the server says before TLS is not understood."),
     QT_TRANSLATE_NOOP("Diagnosis", "Its words do not fit the protocol that was chosen."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Look at what was said in clear, in the log."),
      QT_TRANSLATE_NOOP("Diagnosis", "Check the protocol and the port.")}},
    {"starttls-on-implicit-tls-port",
     QT_TRANSLATE_NOOP("Diagnosis", "STARTTLS was tried on a port that speaks TLS from the start."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The client waited for a greeting in clear that such a port never sends."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch STARTTLS off for this port.")}},
    {"starttls-timed-out",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not answer in clear, before TLS."),
     QT_TRANSLATE_NOOP("Diagnosis", "The connection is open, and the server says nothing more."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the protocol and the port."),
      QT_TRANSLATE_NOOP("Diagnosis", "If the port has TLS from the start, switch STARTTLS off."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the time limit if the server is slow to greet.")}},
    {"closed-during-starttls",
     QT_TRANSLATE_NOOP("Diagnosis", "The server closes the connection before TLS."),
     QT_TRANSLATE_NOOP("Diagnosis", "It ended the connection in the dialogue in clear."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Check the protocol and the port."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the server's log.")}},
    {"client-asked-no-tls",
     QT_TRANSLATE_NOOP("Diagnosis", "The client speaks the protocol and does not ask for TLS."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "It left, or wanted to go on in clear, where the server demands TLS first."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch STARTTLS on in the client, and make it compulsory."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Look for a device on the way that takes the server's offer away.")}},
    {"client-began-tls-at-once",
     QT_TRANSLATE_NOOP("Diagnosis", "The client begins TLS where it has to be asked for first."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The server begins in clear (STARTTLS), and the first bytes of the client "
                       "are a TLS record."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch STARTTLS on in the client."),
      QT_TRANSLATE_NOOP("Diagnosis", "Or let the server begin with TLS at once.")}},
};

bool has(const Facts& f, ClearProblem problem)
{
    return f.client && f.failedIn(PhaseName::Starttls) && f.record.clearProblem == problem;
}

bool clientHas(const Facts& f, ClearProblem problem)
{
    return !f.client && f.failedIn(PhaseName::Starttls) && f.record.clearProblem == problem;
}

/// Words of the peer in the dialogue: those of a proxy come before the phase began.
bool heardInClear(const Facts& f)
{
    const Phase* phase = f.record.phase(PhaseName::Starttls);
    return phase != nullptr
        && std::any_of(f.record.clearDialogue.begin(),
                       f.record.clearDialogue.end(),
                       [phase](const DataChunk& chunk) {
                           return chunk.direction == Direction::Received
                               && chunk.timeUs >= phase->startUs;
                       });
}

bool silentOnTlsPort(const Facts& f)
{
    const bool over = f.timedOutIn(PhaseName::Starttls)
        || (f.failedIn(PhaseName::Starttls) && !f.workbenchError());
    return f.client && over && !heardInClear(f) && isTlsPort(f.record.targetPort());
}

/// The client ended the dialogue of this server, which had nothing against it.
bool clientLeft(const Facts& f)
{
    return !f.client && f.failedIn(PhaseName::Starttls) && !f.workbenchError() && !f.record.denied;
}

constexpr EvidenceKinds kTalk = EvidenceKinds(Evidence::Phase) | Evidence::Errors;

constexpr std::array<const char*, 4> kInjectingClient {
    QT_TRANSLATE_NOOP("Diagnosis", "Look for a device on the way that adds bytes."),
    QT_TRANSLATE_NOOP("Diagnosis",
                      "Check the client: behind its request for TLS it must say nothing in "
                      "clear.")};

constexpr Rule kRules[] = {
    {.id = "starttls-injection",
     .applies = [](const Facts& f) { return has(f, ClearProblem::Injected); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} sent bytes in clear where TLS has to begin: they are not taken."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-injection",
     .applies =
         [](const Facts& f) {
             return f.client && f.hadClearTalk() && f.failedIn(PhaseName::Tls)
                 && f.protocol != wire::FirstBytesKind::Empty
                 && f.protocol != wire::FirstBytesKind::Tls && !f.answeredWithRecords();
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} goes on in clear after it has agreed to TLS."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "Instead of a TLS record came “{first bytes}”, from the server or "
                                "from somebody on the way."),
     .evidence = Evidence::FirstBytes | Evidence::Counters | Evidence::Errors,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-injection",
     .applies = [](const Facts& f) { return clientHas(f, ClearProblem::Injected); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} sent bytes in clear where TLS has to begin: they are not taken."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .fixes = kInjectingClient,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-injection",
     .applies =
         [](const Facts& f) {
             return !f.client && f.hadClearTalk() && f.failedIn(PhaseName::Tls)
                 && f.protocol != wire::FirstBytesKind::Empty
                 && f.protocol != wire::FirstBytesKind::Tls && !f.answeredWithRecords();
         },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} goes on in clear after it has asked for TLS."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "Instead of a client_hello came “{first bytes}”, from the client "
                                "or from somebody on the way."),
     .evidence = Evidence::FirstBytes | Evidence::Counters | Evidence::Errors,
     .fixes = kInjectingClient,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "client-asked-no-tls",
     .applies = [](const Facts& f) { return clientHas(f, ClearProblem::NotOffered); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} did not ask for TLS: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-began-tls-at-once",
     .applies = [](const Facts& f) { return clientHas(f, ClearProblem::SpeaksTls); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} began TLS at once, where it has to ask first: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "client-sent-plain-text",
     .applies =
         [](const Facts& f) {
             return clientHas(f, ClearProblem::OtherProtocol)
                 || clientHas(f, ClearProblem::NotUnderstood);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "What {target} says in clear does not fit: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Look at what was said in clear, in the log."),
               QT_TRANSLATE_NOOP("Diagnosis", "Check the protocol and the port.")},
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-not-offered",
     .applies = [](const Facts& f) { return has(f, ClearProblem::NotOffered); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} offers no TLS in its protocol: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Peer},
    {.id = "starttls-refused",
     .applies = [](const Facts& f) { return has(f, ClearProblem::Refused); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} refuses to begin TLS: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Peer},
    {.id = "starttls-wrong-protocol",
     .applies = [](const Facts& f) { return has(f, ClearProblem::OtherProtocol); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} speaks another protocol than was chosen: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-not-understood",
     .applies = [](const Facts& f) { return has(f, ClearProblem::NotUnderstood); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "What {target} says in clear does not fit: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "{program error}"),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-on-implicit-tls-port",
     .applies = [](const Facts& f) { return has(f, ClearProblem::SpeaksTls); },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} speaks TLS from the start."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It was spoken to in clear ({explicit protocol}) and answered with "
                                "a TLS record."),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-on-implicit-tls-port",
     .applies = silentOnTlsPort,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} said nothing in clear: port {port} usually has TLS from "
                                "the start."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The client waits for words in clear ({explicit protocol}), and "
                                "such a port waits for a client_hello."),
     .evidence = kTalk,
     .phase = "starttls",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Local},
    {.id = "starttls-timed-out",
     .applies =
         [](const Facts& f) {
             return f.client && f.timedOutIn(PhaseName::Starttls) && !silentOnTlsPort(f);
         },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} did not come to TLS within {limit}: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The connection is open, and what was still missing in clear did not come. It may be "
         "another protocol, or a port with TLS from the start."),
     .evidence = kTalk,
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "client-closed-during-handshake",
     .applies = [](const Facts& f) { return clientLeft(f) && !heardInClear(f); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "{target} connected and closed without sending anything."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "That is how port scanners and health checks of load balancers behave."),
     .evidence = Evidence::Phase | Evidence::Counters | Evidence::Errors,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Nothing has to be done for a health check."),
               QT_TRANSLATE_NOOP(
                   "Diagnosis", "If it should have spoken the protocol: look at its own message.")},
     .phase = "starttls",
     .issuedBy = IssuedBy::Peer},
    {.id = "client-asked-no-tls",
     .applies = [](const Facts& f) { return clientLeft(f) && heardInClear(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} ended the connection before TLS: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It ended the dialogue in clear after {phase time}: {errors}."),
     .evidence = Evidence::Phase | Evidence::Counters | Evidence::Errors,
     .phase = "starttls",
     .issuedBy = IssuedBy::Peer},
    {.id = "starttls-timed-out",
     .applies = [](const Facts& f) { return !f.client && f.timedOutIn(PhaseName::Starttls); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "{target} did not come to TLS within {limit}: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The connection is open, and the client has not asked for TLS."),
     .evidence = kTalk,
     .fixes = {QT_TRANSLATE_NOOP("Diagnosis", "Switch STARTTLS on in the client."),
               QT_TRANSLATE_NOOP("Diagnosis", "Check the protocol and the port."),
               QT_TRANSLATE_NOOP("Diagnosis", "Raise the time limit if the client is slow.")},
     .phase = "starttls",
     .issuedBy = IssuedBy::Local},
    {.id = "closed-during-starttls",
     .applies =
         [](const Facts& f) {
             return f.client && f.failedIn(PhaseName::Starttls) && !f.workbenchError()
                 && !silentOnTlsPort(f);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} ended the connection before TLS: {explicit protocol}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "It ended the dialogue in clear after {phase time}: {errors}."),
     .evidence = Evidence::Phase | Evidence::Counters | Evidence::Errors,
     .phase = "starttls",
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable explicitTlsRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
