#include "ui/main_window/shortcuts_dialog.h"

#include "ui/common/text.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

ShortcutsDialog::ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* list = new QTreeWidget;
    list->setObjectName(QStringLiteral("shortcutList"));
    list->setAccessibleName(tr("Keyboard shortcuts"));
    list->setHeaderLabels({tr("Keys"), tr("What they do")});
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    const auto addRow = [list](const QString& keys, const QString& text) {
        list->addTopLevelItem(new QTreeWidgetItem({keys, text}));
    };
    for (const QAction* action : actions) {
        if (!action->shortcut().isEmpty()) {
            addRow(action->shortcut().toString(QKeySequence::NativeText),
                   withoutMnemonic(action->text()).remove(QStringLiteral("…")));
        }
    }
    addRow(QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText),
           tr("Copy the chosen rows of a list as text"));
    addRow(tr("Tab, Shift+Tab"), tr("To the next or the previous field"));
    list->resizeColumnToContents(0);
    list->setColumnWidth(0, list->columnWidth(0) + 24);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* close = buttons->button(QDialogButtonBox::Close);
    close->setObjectName(QStringLiteral("shortcutsClose"));
    close->setAccessibleName(tr("Close"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 14, 14, 14);
    layout->addWidget(list, 1);
    layout->addWidget(buttons);
    resize(480, 560);
}

} // namespace workbench
