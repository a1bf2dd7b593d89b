#include "core/diagnosis/rule.h"

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"server-set-to-deny",
     QT_TRANSLATE_NOOP("Diagnosis", "This server is set to deny connections."),
     QT_TRANSLATE_NOOP("Diagnosis", "It accepts TCP and refuses, as it was told."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Switch “deny” off in the server's settings.")}},
    {"client-address-not-allowed",
     QT_TRANSLATE_NOOP("Diagnosis", "The server does not let in clients from that address."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Its settings name the addresses that may connect, and this one is not "
                       "among them."),
     {QT_TRANSLATE_NOOP("Diagnosis",
                        "Add the address, or its network, to those that the server allows."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Look whether the client comes through a proxy or another network card "
                        "than you think.")}},
    {"connection-limit-reached",
     QT_TRANSLATE_NOOP("Diagnosis", "As many clients are connected as the server lets in."),
     QT_TRANSLATE_NOOP("Diagnosis", "The limit of connections at a time is reached."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Raise the limit of connections in the server's settings."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Set a limit of silence, so that clients which have gone away make room."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Look for a client that opens connections and leaves them "
                        "open.")}},
};

bool isDenied(const Facts& f, Denial why)
{
    return !f.client && f.record.denied == why;
}

constexpr Rule kRules[] = {
    {.id = "server-set-to-deny",
     .applies = [](const Facts& f) { return isDenied(f, Denial::Everybody); },
     .title
     = QT_TRANSLATE_NOOP("Diagnosis", "This server is set to deny, so {target} was refused."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The connection was accepted and then refused, as the server's settings say."),
     .evidence = Evidence::Counters | Evidence::Alerts,
     .severity = Severity::Note,
     .phase = "tcp"},
    {.id = "client-address-not-allowed",
     .applies = [](const Facts& f) { return isDenied(f, Denial::Address); },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} was refused: its address is not among those that this server allows."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The connection was accepted and then refused, as the server's settings say."),
     .evidence = Evidence::Counters | Evidence::Alerts,
     .severity = Severity::Note,
     .phase = "tcp"},
    {.id = "connection-limit-reached",
     .applies = [](const Facts& f) { return isDenied(f, Denial::Crowd); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} was refused: as many clients are connected already as "
                                "this server lets in."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "The connection was accepted and then refused, since the limit of connections is "
         "reached."),
     .evidence = Evidence::Counters | Evidence::Alerts,
     .severity = Severity::Warning,
     .phase = "tcp"},
};

} // namespace

RuleTable accessRules()
{
    return {kSituations, kRules, false};
}

} // namespace workbench
