#pragma once

#include "app/command_line/store_call.h"

#include <QList>

namespace workbench {

/// One word after "store".
struct StoreAction
{
    const char* word;
    int (*run)(StoreCall&);
    int fewest; ///< positional arguments
    int most;
    const char* arguments;
    QList<const char*> options; ///< names, separated by spaces, besides those of every command
    void (*addOwnOptions)(QList<QCommandLineOption>&) = nullptr; ///< takes these, too
    bool writesFolder = false; ///< --out is no file but a folder
};

const QList<StoreAction>& storeActions();

/// Every option of every store command, besides those of all commands; and those of one.
QList<QCommandLineOption> storeOptions();
QList<QCommandLineOption> optionsOf(const StoreAction& action);

/// Error (InvalidInput) for an option that belongs to other store commands, which it names.
Result<void> checkOptions(const StoreAction& action, const QCommandLineParser& parser);

} // namespace workbench
