#pragma once

namespace workbench {

/// Makes Qt's gesture manager, to be called before a second thread runs an event loop:
/// QApplication::notify looks at it in every thread, without a lock, and Qt makes it at the first
/// widget that wants gestures.
void makeGestureManager();

} // namespace workbench
