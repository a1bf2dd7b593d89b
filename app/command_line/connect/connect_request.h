#pragma once

#include "app/command_line/command_context.h"
#include "app/command_line/given_options.h"
#include "core/base/duration.h"
#include "core/connection/rekeying.h"
#include "core/wire/legacy_hello.h"
#include "core/workbench/commands/client_commands.h"
#include "core/workbench/profiles.h"

#include <QByteArray>
#include <QStringList>

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
    QList<QByteArray> send; ///< one after the other; over UDP each is a datagram
    QString sendPath; ///< of a file that is sent afterwards; empty: none
    QByteArray expect; ///< what the answer must contain; empty: nothing
    std::optional<wire::LegacyVersion> probe; ///< only ask whether the server would speak it
    std::optional<Rekeying> rekeying; ///< before anything is sent
    bool halfClose = false; ///< end this direction after sending, and read on
    bool abruptClose = false; ///< end with a reset
    int repeat = 0; ///< connections in a row; 0: one, reported as a whole
    std::optional<OtherTool> command; ///< print the command in place of connecting
    QList<GivenOption> beyondProfile; ///< what the profile does not say, for that command, in the
                                      ///< order in which it stands there
    QStringList reports; ///< files, each in the form that its name says
    bool reportData = false; ///< with the application data
    Milliseconds interval {0}; ///< between the end of one and the start of the next
};

} // namespace workbench
