#pragma once

#include "core/workbench/server_profile.h"
#include "ui/common/form_group.h"

namespace workbench {

/// One part of a ServerProfile in the server's dialog.
class ServerGroup : public FormGroup
{
    Q_OBJECT

public:
    using FormGroup::FormGroup;

    /// Fills the rows.
    virtual void show(const ServerProfile& profile) = 0;
    /// Puts what the rows say into the profile; the rest of it stays.
    virtual void read(ServerProfile& profile) const = 0;

    /// The same as check() in view of what the other groups say; after all of them were checked.
    virtual void checkWhole(const ServerProfile& /*profile*/) { }
};

} // namespace workbench
