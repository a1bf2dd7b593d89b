#pragma once

#include "core/workbench/client_profile.h"
#include "ui/common/form_group.h"

namespace workbench {

/// One part of a ClientProfile in the client's dialog.
class ClientGroup : public FormGroup
{
    Q_OBJECT

public:
    using FormGroup::FormGroup;

    /// Fills the rows.
    virtual void show(const ClientProfile& profile) = 0;
    /// Puts what the rows say into the profile; the rest of it stays.
    virtual void read(ClientProfile& profile) const = 0;

    /// The same as check() in view of what the other groups say; after all of them were checked.
    virtual void checkWhole(const ClientProfile& /*profile*/) { }
};

} // namespace workbench
