#include "ui/servers/server_dialog.h"

#include "core/workbench/workbench.h"
#include "ui/servers/groups/server_access_group.h"
#include "ui/servers/groups/server_answers_group.h"
#include "ui/servers/groups/server_certificates_group.h"
#include "ui/servers/groups/server_clients_group.h"
#include "ui/servers/groups/server_handshake_group.h"
#include "ui/servers/groups/server_limits_group.h"
#include "ui/servers/groups/server_listen_group.h"
#include "ui/servers/groups/server_name_group.h"
#include "ui/servers/groups/server_session_group.h"
#include "ui/servers/groups/server_socket_group.h"
#include "ui/servers/groups/server_tuning_group.h"
#include "ui/servers/groups/server_versions_group.h"

#include <QCheckBox>

namespace workbench {

ServerDialog::ServerDialog(const WindowContext& context, const QString& editedName, QWidget* parent)
    : FormDialog(QStringLiteral("serverDialog"),
                 editedName.isEmpty() ? tr("New server") : tr("Change “%1”").arg(editedName),
                 editedName.isEmpty() ? tr("C&reate") : tr("&Save"),
                 parent)
    , m_context(context)
    , m_editedName(editedName)
    , m_certificates(new ServerCertificatesGroup(context, this))
    , m_groups {
          m_certificates,
          new ServerListenGroup(this),
          new ServerNameGroup(context, editedName, this),
          new ServerVersionsGroup(this),
          new ServerClientsGroup(this),
          new ServerAnswersGroup(this),
          new ServerSocketGroup(this),
          new ServerAccessGroup(this),
          new ServerLimitsGroup(this),
          new ServerHandshakeGroup(this),
          new ServerSessionGroup(this),
          new ServerTuningGroup(this),
      }
    , m_start(named(
          new QCheckBox(editedName.isEmpty() ? tr("S&tart it now") : tr("S&tart it again now")),
          "serverStartNow"))
    , m_unused([this](const QString& option) { return rowOf(option); })
{
    addGroups(m_groups);
    m_start->setChecked(true);
    m_start->setToolTip(
        tr("As soon as it is saved; a server that runs ends its connections first."));
    addFooter(m_start);
    connect(m_certificates,
            &ServerCertificatesGroup::looked,
            findChild<ServerNameGroup*>(),
            &ServerNameGroup::propose);
    connect(findChild<ServerVersionsGroup*>(),
            &ServerVersionsGroup::legacyChosen,
            findChild<ServerTuningGroup*>(),
            &ServerTuningGroup::allowLegacySuites);
    const std::optional<ServerProfile> edited = context.workbench.serverProfile(editedName);
    setProfile(edited.value_or(ServerProfile {}));
    if (!edited) {
        m_certificates->proposeFirst();
    }
    watchGroups();
    finishForm();
    m_certificates->focus();
}

void ServerDialog::watchGroups()
{
    addCheck([this] { m_unused.clear(); });
    for (ServerGroup* group : m_groups) {
        watchGroup(group);
    }
    addCheck([this] {
        const ServerProfile whole = profile();
        for (ServerGroup* group : std::as_const(m_groups)) {
            group->checkWhole(whole);
        }
        m_unused.show(unusedSettings(whole));
    });
}

void ServerDialog::setProfile(const ServerProfile& profile)
{
    for (ServerGroup* group : m_groups) {
        group->show(profile);
    }
    revalidate();
}

ServerProfile ServerDialog::profile() const
{
    // What no row shows stays as it is.
    ServerProfile profile
        = m_context.workbench.serverProfile(m_editedName).value_or(ServerProfile {});
    for (const ServerGroup* group : m_groups) {
        group->read(profile);
    }
    return profile;
}

void ServerDialog::apply()
{
    const ServerProfile wanted = profile();
    Workbench& workbench = m_context.workbench;
    const Result<void> kept = m_editedName.isEmpty() ? workbench.addServer(wanted)
                                                     : workbench.changeServer(m_editedName, wanted);
    if (!kept) {
        showError(kept.error());
        return;
    }
    Q_EMIT saved(wanted.name, m_start->isChecked());
    accept();
}

} // namespace workbench
