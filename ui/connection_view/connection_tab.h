#pragma once

#include "core/workbench/workbench.h"

#include <QList>
#include <QWidget>

class QAction;

namespace workbench {

/// One tab of the connection view. All tabs get the same connection; the view calls show() only on
/// the tab that is in front.
class ConnectionTab : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void showConnection(const ObservedConnection& connection) = 0;

    /// Opens a line to find something in the tab; false where there is nothing like it.
    virtual bool openFind() { return false; }

    /// What the tab can do beyond what the window can, for menus and the list of keys.
    virtual QList<QAction*> moreActions() const { return {}; }
};

} // namespace workbench
