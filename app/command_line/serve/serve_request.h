#pragma once

#include "app/command_line/command_context.h"
#include "core/workbench/profiles.h"

namespace workbench {

/// What `serve` was asked for: the profile that the dialog edits, and what is no part of it.
struct ServeRequest
{
    CommandContext context;
    ServerProfile profile;
    SecretBytes keyPassword;
    SecretBytes pin; ///< of tokens
    PreSharedKey psk;
    // New keys on every connection, as its version has it.
    bool keyUpdate = false;
    bool renegotiate = false;
    int count = 0; ///< connections to serve; 0: until interrupted
};

} // namespace workbench
