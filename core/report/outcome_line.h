#pragma once

#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"
#include "core/report/text_writer.h"

namespace workbench {

/// One line that says it all: sign, outcome, what was agreed.
struct OutcomeLine
{
    QString text;
    Tone tone = Tone::Plain;
};

OutcomeLine outcomeLine(const ConnectionRecord& record, const QList<Finding>& findings);

} // namespace workbench
