#pragma once

#include "ui/clients/groups/client_group.h"

class QComboBox;

namespace workbench {

/// The proxy on the way to the target.
class ProxyGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit ProxyGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    bool isWanted() const;
    void checkHost();

    QComboBox* m_kind;
    QLineEdit* m_host;
    QLineEdit* m_port;
    FormField* m_hostField;
    FormField* m_portField;
};

} // namespace workbench
