#include "ui/common/file_list_edit.h"

#include "ui/common/themed_icon.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace workbench {

FileListEdit::FileListEdit(const QString& name, QString dialogTitle, QWidget* parent)
    : QLineEdit(parent)
    , m_dialogTitle(std::move(dialogTitle))
{
    setObjectName(name);
    QAction* browseAction
        = addAction(themedIcon(QStringLiteral("actions/folder")), QLineEdit::TrailingPosition);
    browseAction->setToolTip(tr("Choose files…"));
    connect(browseAction, &QAction::triggered, this, &FileListEdit::browse);
}

QStringList FileListEdit::paths() const
{
    QStringList paths;
    for (const QString& path : text().split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
        if (const QString trimmed = path.trimmed(); !trimmed.isEmpty()) {
            paths.append(trimmed);
        }
    }
    return paths;
}

void FileListEdit::setPaths(const QStringList& paths)
{
    setText(paths.join(QDir::listSeparator()));
}

QString FileListEdit::problem() const
{
    for (const QString& path : paths()) {
        if (!QFileInfo(path).isFile()) {
            return tr("There is no file “%1”.").arg(path);
        }
    }
    return {};
}

void FileListEdit::browse()
{
    auto* dialog = new QFileDialog(window(), m_dialogTitle);
    dialog->setObjectName(objectName() + QStringLiteral("Dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& more) {
        setPaths(paths() + more);
        Q_EMIT chosen();
    });
    dialog->open();
}

} // namespace workbench
