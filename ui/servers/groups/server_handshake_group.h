#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace workbench {

/// Whose order of preference counts, the group of Diffie-Hellman, renegotiation.
class ServerHandshakeGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerHandshakeGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    QCheckBox* m_clientOrder;
    QComboBox* m_dhGroup;
    QLineEdit* m_renegotiations;
    FormField* m_renegotiationsField;
};

} // namespace workbench
