#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

/// Which session is taken up again.
class SessionGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit SessionGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;

private:
    QLineEdit* m_file;
};

} // namespace workbench
