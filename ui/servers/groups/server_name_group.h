#pragma once

#include "ui/common/window_context.h"
#include "ui/servers/groups/server_group.h"

class QLineEdit;

namespace workbench {

/// What the server is called; a new one as its certificate unless a person says otherwise.
class ServerNameGroup : public ServerGroup
{
    Q_OBJECT

public:
    /// `editedName`: the server that is changed; empty: a new one.
    ServerNameGroup(const WindowContext& context, QString editedName, QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

    /// Proposes a free name made from that of the certificate.
    void propose(const QString& certificate);

private:
    QString name() const;

    WindowContext m_context;
    QString m_editedName;
    QLineEdit* m_name;
    FormField* m_field;
};

} // namespace workbench
