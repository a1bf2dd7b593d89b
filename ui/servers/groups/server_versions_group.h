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

Q_SIGNALS:
    void legacyChosen(bool legacy); ///< a preset, by a person

private:
    VersionEditor* m_versions;
    FormField* m_field;
    bool m_isLegacy = false; ///< the preset that was chosen here
};

} // namespace workbench
