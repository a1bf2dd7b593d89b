#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/hello_fingerprints.h"

#include <QString>

/// Facts of a connection in a few words, as the reports and the window have them.
namespace workbench {

/// "presented", "none: the server did not ask", "asked for, none sent", "asked for, presented; its
/// issuer is not among those asked for".
QString clientCertificateText(const ConnectionRecord& record);

/// "curl or git"; empty where no program is known to say hello like this.
QString looksLikeText(const HelloFingerprints& prints);

/// "2, good for 2 h". `tickets`: at least one.
QString ticketsText(const TicketFacts& tickets);

/// Whether the server would take early data, from its newest ticket. `record`: with a ticket.
QString earlyDataText(const ConnectionRecord& record);

} // namespace workbench
