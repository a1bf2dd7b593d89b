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
    void checkWhole(const ClientProfile& profile) override;

private:
    ProxyKind kind() const;
    bool isWanted() const; ///< it has an address of its own
    void checkHost();

    QComboBox* m_kind;
    QLineEdit* m_host;
    QLineEdit* m_port;
    QLineEdit* m_user;
    FormField* m_kindField;
    FormField* m_hostField;
    FormField* m_portField;
    FormField* m_userField;
};

} // namespace workbench
