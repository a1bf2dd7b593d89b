#pragma once

#include <QtGlobal>

namespace workbench {

/// While it lives, that Qt finds no display to open windows on ends the program with status 3 and a
/// message. Qt by itself aborts, and leaves a core file. Stands around the making of QApplication.
class DisplayGuard
{
public:
    DisplayGuard();
    ~DisplayGuard();
    Q_DISABLE_COPY_MOVE(DisplayGuard)
};

} // namespace workbench
