#include "ui/common/gesture_manager.h"

#include <QWidget>

namespace workbench {

void makeGestureManager()
{
    QWidget().grabGesture(Qt::PanGesture);
}

} // namespace workbench
