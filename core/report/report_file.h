#pragma once

#include "core/base/result.h"
#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

#include <QString>

namespace workbench {

/// Whether the name of a report says its form: .html (.htm), .json or .txt. Error InvalidInput.
Result<void> checkReportName(const QString& path);

/// Whether a report that is to be passed on holds what was said: passwords stand in it as well.
enum class ReportedData
{
    Size, ///< how much it was
    Whole
};

/// Writes the report of a connection in the form that the file's name says. As of
/// writeFileAtomically(); errors as of that and of checkReportName().
Result<void> writeReport(const QString& path,
                         const ConnectionRecord& record,
                         const QList<Finding>& findings,
                         ReportedData data = ReportedData::Size);

} // namespace workbench
