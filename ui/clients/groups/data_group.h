#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

/// What becomes of the data that comes in.
class DataGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit DataGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    QLineEdit* m_most;
    QLineEdit* m_file;
    FormField* m_fileField;
    FormField* m_mostField;
};

} // namespace workbench
