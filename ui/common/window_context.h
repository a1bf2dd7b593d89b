#pragma once

class QSettings;
class QUndoStack;

namespace workbench {

class Notifier;
class Workbench;

/// What every page of the window works with; everything outlives the pages.
struct WindowContext
{
    Workbench& workbench;
    QSettings& settings; ///< sizes, columns, choices of views
    Notifier& notifier;
    QUndoStack& undo;
};

} // namespace workbench
