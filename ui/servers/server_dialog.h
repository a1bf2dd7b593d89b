#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/form_dialog.h"
#include "ui/common/unused_rows.h"
#include "ui/common/window_context.h"

#include <QList>

class QCheckBox;

namespace workbench {

class ServerCertificatesGroup;
class ServerGroup;

/// Makes or changes a server. It needs a certificate and a port; everything else has a default and
/// stands in groups that open. Each part of the profile is a ServerGroup (ui/servers/groups).
class ServerDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `editedName`: the server to change; empty: a new one.
    ServerDialog(const WindowContext& context,
                 const QString& editedName,
                 QWidget* parent = nullptr);

    void setProfile(const ServerProfile& profile);
    ServerProfile profile() const;

Q_SIGNALS:
    /// The workbench has it; `start` says whether it shall be started (again) now.
    void saved(const QString& name, bool start);

protected:
    void apply() override;

private:
    void watchGroups();

    WindowContext m_context;
    QString m_editedName;
    ServerCertificatesGroup* m_certificates;
    QList<ServerGroup*> m_groups; ///< in the order in which they stand
    QCheckBox* m_start;
    UnusedRows m_unused;
};

} // namespace workbench
