#pragma once

#include "ui/servers/groups/server_group.h"

namespace workbench {

class VersionEditor;

/// The protocol versions.
class ServerVersionsGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerVersionsGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    VersionEditor* m_versions;
    FormField* m_field;
};

} // namespace workbench
