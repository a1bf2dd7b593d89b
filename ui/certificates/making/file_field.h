#pragma once

#include "ui/common/form_field.h"

class QLineEdit;

namespace workbench {

/// A row for the file that something is written to, with a button that lets one choose it.
class FileField : public FormField
{
    Q_OBJECT

public:
    /// `name` becomes the editor's object name; `file` is proposed in the home folder.
    FileField(const QString& label, const char* name, const QString& file, bool needed = true);

    QString path() const; ///< empty: none is wanted

    /// Says what is wrong with the path, or that the file will be replaced.
    void check();

Q_SIGNALS:
    void changed();

private:
    void browse();

    QLineEdit* m_path;
    bool m_needed;
};

} // namespace workbench
