#include "ui/common/limit_check.h"

#include "core/base/duration.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"

#include <QLineEdit>

namespace workbench {

void checkLimit(FormField* field, const QString& zero)
{
    const QString text = qobject_cast<QLineEdit*>(field->editor())->text().trimmed();
    const Result<Milliseconds> limit = parseDuration(text);
    if (text.isEmpty() || !limit) {
        field->setProblem(text.isEmpty() ? QString() : errorText(limit.error()));
        return;
    }
    field->setNote(limit->count() == 0 ? zero : QString());
}

} // namespace workbench
