#include "ui/certificates/making/file_field.h"

#include "ui/common/themed_icon.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

namespace workbench {

FileField::FileField(const QString& label, const char* name, const QString& file, bool needed)
    : FormField(label, named(new QLineEdit, name))
    , m_path(qobject_cast<QLineEdit*>(editor()))
    , m_needed(needed)
{
    m_path->setText(file.isEmpty() ? QString() : QDir::home().filePath(file));
    QAction* browseAction = m_path->addAction(themedIcon(QStringLiteral("actions/folder")),
                                              QLineEdit::TrailingPosition);
    browseAction->setToolTip(tr("Choose a file…"));
    connect(browseAction, &QAction::triggered, this, &FileField::browse);
    connect(m_path, &QLineEdit::textChanged, this, &FileField::changed);
}

QString FileField::path() const
{
    return m_path->text().trimmed();
}

void FileField::check()
{
    const QFileInfo file(path());
    if (path().isEmpty() && m_needed) {
        setMissing(tr("A file name is needed."));
    } else if (path().isEmpty()) {
        setNote(tr("Empty: no file is written."));
    } else if (file.isDir()) {
        setProblem(tr("“%1” is a folder: add a file name.").arg(path()));
    } else if (!file.absoluteDir().exists()) {
        setProblem(tr("The folder “%1” does not exist.").arg(file.absolutePath()));
    } else if (file.exists()) {
        setWarning(tr("The file exists and will be replaced."));
    } else {
        setProblem({});
    }
}

void FileField::browse()
{
    auto* dialog = new QFileDialog(window(), tr("Write to"), path());
    dialog->setObjectName(m_path->objectName() + QStringLiteral("Dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

} // namespace workbench
