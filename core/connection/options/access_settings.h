#pragma once

namespace workbench {

/// Who a server lets in.
struct AccessSettings
{
    bool deny = false; ///< accept TCP, then refuse
};

} // namespace workbench
