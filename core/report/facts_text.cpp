#include "core/report/facts_text.h"

#include "core/base/duration.h"
#include "core/wire/registry.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionReport)
};

} // namespace

QString clientCertificateText(const ConnectionRecord& record)
{
    const CertificateRequestFacts& request = record.certificateRequest;
    if (record.negotiated.resumed && record.negotiated.clientCertificate) {
        return Text::tr("from the session that was taken up again");
    }
    if (!request.asked) {
        return record.negotiated.clientCertificate
            ? Text::tr("presented")
            : Text::tr("none: the server did not ask for one");
    }
    if (!record.negotiated.clientCertificate) {
        return Text::tr("asked for, none sent");
    }
    const bool isStrange = record.role == Role::Client && !record.ownIssuers.isEmpty()
        && !isAskedFor(request, record.ownIssuers);
    return isStrange
        ? Text::tr("asked for, presented; its issuer is not among those that the server named")
        : Text::tr("asked for, presented");
}

QString looksLikeText(const HelloFingerprints& prints)
{
    return prints.clients.join(Text::tr(" or "));
}

QString ticketsText(const TicketFacts& tickets)
{
    const Milliseconds lifetime = std::chrono::seconds(tickets.lifetimeSeconds);
    return Text::tr("%1, good for %2").arg(tickets.count).arg(toText(lifetime));
}

QString earlyDataText(const ConnectionRecord& record)
{
    if (!wire::isTls13OrLater(record.negotiated.version)) {
        return Text::tr("only TLS 1.3 has it");
    }
    const std::optional<quint32>& most = record.tickets.earlyDataBytes;
    return most && *most > 0 ? Text::tr("the server would take up to %1 bytes").arg(*most)
                             : Text::tr("the server takes none");
}

} // namespace workbench
