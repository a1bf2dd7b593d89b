#pragma once

#include "core/base/result.h"
#include "core/workbench/resolution/unused_settings.h"

#include <QCommandLineParser>

namespace workbench {

/// Whether every option that was given changes something in a connection that speaks so. Error
/// InvalidInput names the option, and the one that leaves nothing for it to do, or that is missing.
Result<void> checkOptionUses(const QCommandLineParser& parser, const SpokenProtocol& spoken);

} // namespace workbench
