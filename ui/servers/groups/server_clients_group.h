#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;
class QComboBox;

namespace workbench {

class TrustEditor;

/// Whether clients are asked for a certificate, and whose are good.
class ServerClientsGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerClientsGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    QComboBox* m_policy;
    TrustEditor* m_trust;
    QCheckBox* m_issuerNames;
    FormField* m_trustField;
};

} // namespace workbench
