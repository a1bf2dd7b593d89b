#pragma once

#include "app/command_line/command_context.h"

#include <QCommandLineParser>

namespace workbench {

/// The same error, said of the option that it came through: `where` is “--trust: /missing.pem” for
/// a path that --trust gave, “--cert” for the field that --cert fills. What no option gave stays.
Error saidOfOption(const QCommandLineParser& parser, Error error);

/// CommandContext::faultDocument() for what a connection was asked to be made with: the line for
/// people names the option, and an option that names what is not there is wrong usage.
int refuse(const CommandContext& context, const QCommandLineParser& parser, const Error& error);

} // namespace workbench
