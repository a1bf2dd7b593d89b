#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/form_dialog.h"
#include "ui/common/unused_rows.h"
#include "ui/common/window_context.h"

#include <QList>

class QCheckBox;

namespace workbench {

class ClientGroup;
class ExplicitTlsGroup;
class TargetGroup;
class VersionsGroup;

/// Makes or changes a client. Host, port, versions, verification and time limit in front; the rest
/// in groups that open. Each part of the profile is a ClientGroup (ui/clients/groups).
class ClientDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `editedName`: the client to change; empty: a new one.
    ClientDialog(const WindowContext& context,
                 const QString& editedName,
                 QWidget* parent = nullptr);

    void setProfile(const ClientProfile& profile);
    ClientProfile profile() const;

Q_SIGNALS:
    /// The workbench has it; `connectNow` says whether an attempt shall begin.
    void saved(const QString& name, bool connectNow);

protected:
    void apply() override;

private:
    void watchGroups();
    FormField* rowOfOption(const QString& option) const;
    void watchProbes();

    WindowContext m_context;
    QString m_editedName;
    TargetGroup* m_target;
    VersionsGroup* m_versions;
    ExplicitTlsGroup* m_explicitTls;
    QList<ClientGroup*> m_groups; ///< in the order in which they stand
    QCheckBox* m_connect;
    UnusedRows m_unused;
    int m_probe = 0; ///< whose answer is waited for; 0: none
};

} // namespace workbench
