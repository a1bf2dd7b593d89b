#pragma once

#include "core/workbench/resolution/unused_settings.h"

#include <QList>
#include <QString>

#include <functional>

namespace workbench {

class FormField;

/// What a connection has no use for, beside the rows of a dialog in which it is set.
class UnusedRows
{
public:
    /// `rowOf`: where the errors of an option stand; null: nowhere. That of "plain" stands for
    /// those without one, since it is said there what is spoken.
    explicit UnusedRows(std::function<FormField*(const QString& option)> rowOf);

    /// Takes back what was said; before the rows are checked anew.
    void clear();

    /// After everything else was checked: a row with another problem keeps that.
    void show(const QList<UnusedSetting>& settings);

private:
    std::function<FormField*(const QString& option)> m_rowOf;
    QList<FormField*> m_rows; ///< that say so now
};

} // namespace workbench
