#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

/// Which session is taken up again, and under which identity a key is shared.
class SessionGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit SessionGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    QLineEdit* m_file;
    FormField* m_fileField;
    QLineEdit* m_pskIdentity;
    FormField* m_pskField;
};

} // namespace workbench
