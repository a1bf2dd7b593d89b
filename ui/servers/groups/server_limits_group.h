#pragma once

#include "ui/servers/groups/server_group.h"

class QLineEdit;

namespace workbench {

/// How long connections may take.
class ServerLimitsGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerLimitsGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    QLineEdit* m_handshake;
    FormField* m_handshakeField;
};

} // namespace workbench
