#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;
class QComboBox;

namespace workbench {

/// What a server speaks before TLS or instead of it, and what the system is told of its
/// connections.
class ServerSocketGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerSocketGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void checkWhole(const ServerProfile& profile) override;

private:
    QComboBox* m_protocol;
    QCheckBox* m_plain;
    QCheckBox* m_keepAlive;
    QComboBox* m_nagle;
};

} // namespace workbench
