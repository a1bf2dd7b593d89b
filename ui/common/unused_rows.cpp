#include "ui/common/unused_rows.h"

#include "ui/common/form_field.h"
#include "ui/common/text.h"

#include <utility>

namespace workbench {

UnusedRows::UnusedRows(std::function<FormField*(const QString& option)> rowOf)
    : m_rowOf(std::move(rowOf))
{ }

void UnusedRows::clear()
{
    for (FormField* row : std::exchange(m_rows, {})) {
        row->setProblem({});
    }
}

void UnusedRows::show(const QList<UnusedSetting>& settings)
{
    for (const UnusedSetting& setting : settings) {
        FormField* const own = m_rowOf(setting.error.where);
        FormField* const row = own != nullptr ? own : m_rowOf(QStringLiteral("plain"));
        if (row->isFine()) {
            row->setProblem(errorText(setting.error));
            m_rows.append(row);
        }
    }
}

} // namespace workbench
