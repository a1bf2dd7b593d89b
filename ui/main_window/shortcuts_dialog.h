#pragma once

#include <QDialog>

class QAction;

namespace workbench {

/// Every key of the window in one list. Not modal.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent);
};

} // namespace workbench
