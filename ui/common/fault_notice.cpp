#include "ui/common/fault_notice.h"

#include "core/diagnosis/diagnosis.h"

namespace workbench {

Notice faultNotice(const Error& error)
{
    const Finding finding = diagnose(error);
    QStringList lines;
    // What no rule knows has no cause but the words of its code.
    if (finding.id != QLatin1String(toIdentifier(error.code)) || !error.nativeText.isEmpty()) {
        lines.append(finding.cause);
    }
    // The error knows its remedy better than its situation, which repeats it.
    lines += error.remedy.isEmpty() ? finding.fixes : QStringList {error.remedy};
    lines.removeAll(QString());
    return {Tone::Bad, finding.title, lines.join(QLatin1Char(' ')), {}, {}};
}

} // namespace workbench
