#pragma once

namespace workbench {

/// How a server lets its clients take sessions up again.
struct SessionSettings
{
    bool tickets = true; ///< false: no session tickets (TLS 1.2 then resumes by session id only)
};

} // namespace workbench
