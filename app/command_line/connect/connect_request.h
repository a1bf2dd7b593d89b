#pragma once

#include "app/command_line/command_context.h"
#include "core/wire/legacy_hello.h"
#include "core/workbench/profiles.h"

#include <QByteArray>

#include <optional>

namespace workbench {

/// What `connect` was asked for: the profile that the dialog edits, and what is no part of it.
struct ConnectRequest
{
    CommandContext context;
    ClientProfile profile;
    SecretBytes keyPassword;
    SecretBytes pin; ///< of a token
    ClientSecrets secrets;
    QByteArray send;
    QByteArray expect; ///< what the answer must contain; empty: nothing
    std::optional<wire::LegacyVersion> probe; ///< only ask whether the server would speak it
};

} // namespace workbench
