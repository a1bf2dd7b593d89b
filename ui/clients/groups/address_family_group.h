#pragma once

#include "ui/clients/groups/client_group.h"

class QComboBox;

namespace workbench {

/// Which addresses of the host's name are tried, and in which order.
class AddressFamilyGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit AddressFamilyGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;
    void checkWhole(const ClientProfile& profile) override;

private:
    QComboBox* m_family;
    FormField* m_field;
};

} // namespace workbench
