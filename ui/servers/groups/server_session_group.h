#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;

namespace workbench {

/// Whether clients can take sessions up again.
class ServerSessionGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerSessionGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;

private:
    QCheckBox* m_tickets;
};

} // namespace workbench
