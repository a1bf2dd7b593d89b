#pragma once

#include "core/workbench/workbench.h"

#include <QWidget>

namespace workbench {

/// One tab of the connection view. All tabs get the same connection; the view calls show() only on
/// the tab that is in front.
class ConnectionTab : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void showConnection(const ObservedConnection& connection) = 0;
};

} // namespace workbench
