#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;

namespace workbench {

/// Who is let in.
class ServerAccessGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerAccessGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;

private:
    QCheckBox* m_deny;
};

} // namespace workbench
