#include "app/command_line/option_uses.h"

namespace workbench {

Result<void> checkOptionUses(const QCommandLineParser& parser, const SpokenProtocol& spoken)
{
    const QList<UnusedSetting> all = unusedAmong(parser.optionNames(), spoken);
    if (all.isEmpty()) {
        return {};
    }
    Error error = all.first().error;
    error.where = QStringLiteral("--%1 with --%2").arg(error.where, all.first().beside);
    return fail(error);
}

} // namespace workbench
