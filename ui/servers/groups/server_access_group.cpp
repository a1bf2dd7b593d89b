#include "ui/servers/groups/server_access_group.h"

#include "core/connection/access_guard.h"
#include "core/wire/registry.h"
#include "ui/common/combo_values.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

ServerAccessGroup::ServerAccessGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverAccessGroup"), tr("Access"))
    , m_deny(box("serverDeny",
                 tr("&Refuse every connection after accepting it"),
                 tr("Holds at once, also for a server that runs; whoever is connected stays.")))
    , m_way(named(new QComboBox, "serverDenyWay"))
    , m_alert(named(new QComboBox, "serverDenyAlert"))
    , m_most(line("serverMostConnections", QString::number(kMostConnections)))
    , m_allowed(line("serverAllowed", tr("everybody")))
{
    addWide(m_deny);
    addItem(m_way, tr("closing the connection"), DenyWay::Close);
    addItem(m_way, tr("resetting the connection"), DenyWay::Reset);
    addItem(m_way, tr("a fatal alert"), DenyWay::Alert);
    for (const quint8 alert : refusalAlerts()) {
        m_alert->addItem(QStringLiteral("%1 (%2)")
                             .arg(QString::fromStdString(wire::alertName(alert)))
                             .arg(alert),
                         alert);
    }
    m_mostField = addField(new FormField(tr("Most clients at a time"),
                                         m_most,
                                         tr("More are refused, until one of them has gone.")),
                           "max-connections");
    m_allowedField
        = addField(new FormField(tr("Allowed addresses"),
                                 m_allowed,
                                 tr("Addresses and networks, like 192.0.2.0/24, separated by "
                                    "commas. Others are refused.")),
                   "allow");
    addField(new FormField(tr("Refuse by"), m_way, tr("What those who are refused see.")));
    addField(new FormField(tr("Alert"), m_alert, tr("In answer to the client's hello.")),
             "deny-with");
    connect(m_way, &QComboBox::currentIndexChanged, this, &ServerAccessGroup::changed);
}

void ServerAccessGroup::show(const ServerProfile& profile)
{
    const AccessSettings& access = profile.access;
    m_deny->setChecked(access.deny);
    choose(m_way, access.way);
    choose(m_alert, access.alert);
    m_most->setText(numberOrNothing(access.mostConnections));
    m_allowed->setText(access.allowed.join(QStringLiteral(", ")));
}

void ServerAccessGroup::read(ServerProfile& profile) const
{
    profile.access = {.deny = m_deny->isChecked(),
                      .way = chosen<DenyWay>(m_way),
                      .alert = chosen<quint8>(m_alert),
                      .mostConnections = m_most->text().toInt(),
                      .allowed = allowed()};
}

QStringList ServerAccessGroup::allowed() const
{
    QStringList ranges;
    for (const QString& range : m_allowed->text().split(QLatin1Char(','))) {
        if (!range.trimmed().isEmpty()) {
            ranges.append(range.trimmed());
        }
    }
    return ranges;
}

void ServerAccessGroup::check()
{
    m_alert->setEnabled(chosen<DenyWay>(m_way) == DenyWay::Alert);
    const QString most = m_most->text().trimmed();
    bool isNumber = false;
    const int number = most.toInt(&isNumber);
    const bool wrong = !most.isEmpty() && (!isNumber || number < 1 || number > kMostConnections);
    m_mostField->setProblem(wrong ? tr("It goes from 1 to %1.").arg(kMostConnections) : QString());
    const Result<void> ranges = checkAccess({.allowed = allowed()});
    m_allowedField->setProblem(ranges ? QString() : errorText(ranges.error()));
}

} // namespace workbench
