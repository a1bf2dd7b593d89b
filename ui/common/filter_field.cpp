#include "ui/common/filter_field.h"

#include <QKeyEvent>

namespace workbench {

FilterField::FilterField(QWidget* parent)
    : QLineEdit(parent)
{
    setClearButtonEnabled(true);
}

bool FilterField::event(QEvent* event)
{
    // As long as there is something to clear, the key is no shortcut of the window.
    if (event->type() == QEvent::ShortcutOverride && !text().isEmpty()
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void FilterField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace workbench
