#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

class VersionEditor;

/// The protocol versions.
class VersionsGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit VersionsGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    VersionEditor* m_versions;
    FormField* m_field;
};

} // namespace workbench
