#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;
class QLineEdit;

namespace workbench {

/// Whether clients can take sessions up again, and a key that they share with the server.
class ServerSessionGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerSessionGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    QCheckBox* m_tickets;
    QCheckBox* m_ids;
    QLineEdit* m_count;
    FormField* m_countField;
    QLineEdit* m_lifetime;
    FormField* m_lifetimeField;
    QLineEdit* m_rotation;
    FormField* m_rotationField;
    QLineEdit* m_pskIdentity;
    FormField* m_pskField;
};

} // namespace workbench
