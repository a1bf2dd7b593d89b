#pragma once

#include <QLineEdit>
#include <QStringList>

namespace workbench {

/// A line with the paths of any number of files, parted as the system parts paths, with a button
/// that chooses more.
class FileListEdit : public QLineEdit
{
    Q_OBJECT

public:
    /// `name` becomes the object name, NAMEDialog that of the dialog, which has that title.
    FileListEdit(const QString& name, QString dialogTitle, QWidget* parent = nullptr);

    QStringList paths() const; ///< without blanks around them and without empty ones
    void setPaths(const QStringList& paths);
    QString problem() const; ///< names the first file that is not there; empty: all are

Q_SIGNALS:
    void chosen(); ///< in the dialog

private:
    void browse();

    QString m_dialogTitle;
};

} // namespace workbench
