#include "ui/servers/groups/server_handshake_group.h"

#include "ui/common/combo_values.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

ServerHandshakeGroup::ServerHandshakeGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverHandshakeGroup"), tr("Handshake"))
    , m_clientOrder(
          box("serverClientOrder", tr("Take the client's &first choice, not the server's")))
    , m_dhGroup(named(new QComboBox, "serverDhGroup"))
    , m_renegotiations(line("serverRenegotiations", tr("none")))
{
    m_clientOrder->setToolTip(tr("Of the suites and groups that both have."));
    addWide(m_clientOrder);
    const std::pair<const char*, DhGroup> groups[] = {{"ffdhe2048", DhGroup::Ffdhe2048},
                                                      {"ffdhe3072", DhGroup::Ffdhe3072},
                                                      {"ffdhe4096", DhGroup::Ffdhe4096},
                                                      {"ffdhe6144", DhGroup::Ffdhe6144},
                                                      {"ffdhe8192", DhGroup::Ffdhe8192}};
    addItem(m_dhGroup, tr("as strong as the certificate, at least 2048 bits"), DhGroup::Usual);
    for (const auto& [name, group] : groups) {
        addItem(m_dhGroup, QLatin1String(name), group);
    }
    addField(new FormField(tr("&DH group"),
                           m_dhGroup,
                           tr("Of finite-field Diffie-Hellman, in TLS 1.2 and older.")),
             "dh-group");
    connect(m_dhGroup, &QComboBox::currentIndexChanged, this, &ServerHandshakeGroup::changed);
    m_renegotiationsField
        = addField(new FormField(tr("&Renegotiations"),
                                 m_renegotiations,
                                 tr("So often a client may begin another handshake on its "
                                    "connection, in TLS 1.2 and older.")),
                   "renegotiations");
}

void ServerHandshakeGroup::show(const ServerProfile& profile)
{
    m_clientOrder->setChecked(profile.handshake.clientOrder);
    choose(m_dhGroup, profile.handshake.dhGroup);
    m_renegotiations->setText(numberOrNothing(profile.handshake.renegotiations));
}

void ServerHandshakeGroup::read(ServerProfile& profile) const
{
    profile.handshake = {.clientOrder = m_clientOrder->isChecked(),
                         .renegotiations = m_renegotiations->text().toInt(),
                         .dhGroup = chosen<DhGroup>(m_dhGroup)};
}

void ServerHandshakeGroup::check()
{
    const QString text = m_renegotiations->text().trimmed();
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    const bool wrong = !text.isEmpty() && (!isNumber || number < 0 || number > kMostRenegotiations);
    m_renegotiationsField->setProblem(wrong ? tr("It goes from 0 to %1.").arg(kMostRenegotiations)
                                            : QString());
}

} // namespace workbench
