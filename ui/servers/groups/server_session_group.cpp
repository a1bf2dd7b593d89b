#include "ui/servers/groups/server_session_group.h"

#include "ui/common/limit_check.h"
#include "ui/common/psk_identity.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {
namespace {

QString durationOrNothing(Milliseconds duration)
{
    return duration.count() == 0 ? QString() : toText(duration);
}

} // namespace

ServerSessionGroup::ServerSessionGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverSessionGroup"), tr("Sessions and pre-shared key"))
    , m_tickets(box("serverTickets",
                    tr("&Give session tickets"),
                    tr("By which clients take a session up again; the server keeps nothing.")))
    , m_ids(box("serverSessionIds",
                tr("&Keep sessions by their id (TLS 1.2)"),
                tr("In memory, for clients without tickets.")))
    , m_count(line("serverTicketCount", QString::number(SessionSettings().ticketCount)))
    , m_lifetime(line("serverSessionLifetime", tr("2 h")))
    , m_rotation(line("serverTicketKeyRotation", tr("never")))
    , m_pskIdentity(line("serverPskIdentity"))
    , m_pskField(new FormField(tr("PSK identit&y"),
                               m_pskIdentity,
                               tr("Of a key that clients have as well. It is asked for when the "
                                  "server starts, which then needs no certificate.")))
{
    addWide(m_tickets);
    addWide(m_ids);
    m_countField = addField(
        new FormField(tr("Number of tickets"), m_count, tr("After a full handshake of TLS 1.3.")),
        "tickets");
    m_lifetimeField = addField(new FormField(tr("Lifetime"),
                                             m_lifetime,
                                             tr("Of sessions and tickets, like 90 s or 2 min.")),
                               "session-lifetime");
    m_rotationField
        = addField(new FormField(tr("New ticket key after"),
                                 m_rotation,
                                 tr("Tickets of the key before are taken once more as long.")),
                   "ticket-key-rotation");
    addField(m_pskField, "psk");
}

void ServerSessionGroup::show(const ServerProfile& profile)
{
    const SessionSettings& sessions = profile.sessions;
    m_tickets->setChecked(sessions.tickets);
    m_ids->setChecked(sessions.ids);
    const bool usual = sessions.ticketCount == SessionSettings().ticketCount;
    m_count->setText(usual ? QString() : QString::number(sessions.ticketCount));
    m_lifetime->setText(durationOrNothing(sessions.lifetime));
    m_rotation->setText(durationOrNothing(sessions.keyRotation));
    m_pskIdentity->setText(profile.pskIdentity);
}

void ServerSessionGroup::read(ServerProfile& profile) const
{
    const QString count = m_count->text().trimmed();
    profile.sessions
        = {.tickets = m_tickets->isChecked(),
           .ticketCount = count.isEmpty() ? SessionSettings().ticketCount : count.toInt(),
           .lifetime = parseDuration(m_lifetime->text()).value_or(Milliseconds(0)),
           .keyRotation = parseDuration(m_rotation->text()).value_or(Milliseconds(0)),
           .ids = m_ids->isChecked()};
    profile.pskIdentity = m_pskIdentity->text();
}

void ServerSessionGroup::check()
{
    m_count->setEnabled(m_tickets->isChecked());
    const QString count = m_count->text().trimmed();
    const bool wrong = !count.isEmpty() && (count.toInt() < 1 || count.toInt() > kMostTickets);
    m_countField->setProblem(wrong ? tr("It goes from 1 to %1.").arg(kMostTickets) : QString());
    checkLimit(m_lifetimeField, tr("2 h, as without it."));
    checkLimit(m_rotationField, tr("Never, as without it."));
    m_pskField->setProblem(pskIdentityProblem(m_pskIdentity->text()));
}

} // namespace workbench
