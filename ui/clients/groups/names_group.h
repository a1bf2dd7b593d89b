#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

class AlpnField;

/// What the client asks for by name: the server (SNI) and the application protocol (ALPN).
class NamesGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit NamesGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    QCheckBox* m_sendServerName;
    QLineEdit* m_serverName;
    FormField* m_serverNameField;
    AlpnField* m_alpn;
};

} // namespace workbench
