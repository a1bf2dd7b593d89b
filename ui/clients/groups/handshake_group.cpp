#include "ui/clients/groups/handshake_group.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {
namespace {

/// 0 where nothing is written; -1: what is written is no number in these bounds.
int numberIn(const QLineEdit* edit, int least, int most)
{
    const QString text = edit->text().trimmed();
    if (text.isEmpty()) {
        return 0;
    }
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= least && number <= most ? number : -1;
}

} // namespace

HandshakeGroup::HandshakeGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientHandshakeGroup"), tr("Handshake"))
    , m_tickets(box("clientTickets", tr("Ask for session tickets")))
    , m_timestamps(box("clientTimestamps", tr("Ask for signed certificate timestamps")))
    , m_legacyRenegotiation(
          box("clientLegacyRenegotiation", tr("Also with servers without secure renegotiation")))
    , m_padding(line("clientRecordPadding", tr("none")))
    , m_minimumDh(line("clientMinimumDh", tr("what the security level says")))
    , m_paddingField(new FormField(
          tr("Padding"), m_padding, tr("Of TLS 1.3: records become multiples of so many bytes.")))
    , m_minimumDhField(
          new FormField(tr("Smallest DH group"),
                        m_minimumDh,
                        tr("Of finite-field Diffie-Hellman to TLS 1.2, in bits; a smaller one ends "
                           "the handshake.")))
{
    addField(new FormField(tr("Tickets"),
                           m_tickets,
                           tr("To TLS 1.2, for taking up the session again; without it by id.")),
             "no-tickets");
    addField(new FormField(tr("Transparency"),
                           m_timestamps,
                           tr("Of the logs that the certificate is in (SCT). Those in the "
                              "certificate itself are shown "
                              "in any case.")),
             "sct");
    addField(m_paddingField, "record-padding");
    addField(m_minimumDhField, "min-dh");
    addField(
        new FormField(
            tr("Old servers"),
            m_legacyRenegotiation,
            tr("Those that do not know RFC 5746 are open to an attack; current libraries refuse "
               "them.")),
        "legacy-renegotiation");
}

void HandshakeGroup::show(const ClientProfile& profile)
{
    const HandshakeSettings& settings = profile.handshake;
    m_tickets->setChecked(settings.tickets);
    m_timestamps->setChecked(settings.askTimestamps);
    m_legacyRenegotiation->setChecked(settings.legacyRenegotiation);
    m_padding->setText(numberOrNothing(settings.recordPadding));
    m_minimumDh->setText(numberOrNothing(settings.minimumDhBits));
}

void HandshakeGroup::read(ClientProfile& profile) const
{
    profile.handshake = {.recordPadding = qMax(0, numberIn(m_padding, 1, kMostPadding)),
                         .minimumDhBits = qMax(0, numberIn(m_minimumDh, kLeastDhBits, kMostDhBits)),
                         .tickets = m_tickets->isChecked(),
                         .askTimestamps = m_timestamps->isChecked(),
                         .legacyRenegotiation = m_legacyRenegotiation->isChecked()};
}

void HandshakeGroup::check()
{
    const auto problem = [](int number, int least, int most) {
        return number >= 0 ? QString()
                           : tr("Write a number from %1 to %2, or nothing.").arg(least).arg(most);
    };
    m_paddingField->setProblem(problem(numberIn(m_padding, 1, kMostPadding), 1, kMostPadding));
    m_minimumDhField->setProblem(
        problem(numberIn(m_minimumDh, kLeastDhBits, kMostDhBits), kLeastDhBits, kMostDhBits));
}

} // namespace workbench
