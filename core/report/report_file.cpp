#include "core/report/report_file.h"

#include "core/base/atomic_file.h"
#include "core/report/connection_report.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace workbench {
namespace {

struct Form
{
    const char* suffix;
    QByteArray (*content)(const ConnectionRecord& record,
                          const QList<Finding>& findings,
                          const ReportOptions& options);
};

QByteArray htmlContent(const ConnectionRecord& record,
                       const QList<Finding>& findings,
                       const ReportOptions& options)
{
    return toHtml(record, findings, options).toUtf8();
}

QByteArray jsonContent(const ConnectionRecord& record,
                       const QList<Finding>& findings,
                       const ReportOptions& options)
{
    return QJsonDocument(toJson(record, findings, options)).toJson(QJsonDocument::Indented);
}

QByteArray textContent(const ConnectionRecord& record,
                       const QList<Finding>& findings,
                       const ReportOptions& options)
{
    return toText(record, findings, options).toUtf8();
}

constexpr Form kForms[] = {
    {"html", &htmlContent}, {"htm", &htmlContent}, {"json", &jsonContent}, {"txt", &textContent}};

const Form* formOf(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    const auto* const form
        = std::find_if(std::begin(kForms), std::end(kForms), [&](const Form& one) {
              return suffix == QLatin1String(one.suffix);
          });
    return form == std::end(kForms) ? nullptr : form;
}

} // namespace

Result<void> checkReportName(const QString& path)
{
    if (formOf(path) != nullptr) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = QCoreApplication::translate(
                                "ReportFile", "“%1” does not say what form the report is to have.")
                                .arg(path),
                 .remedy = QCoreApplication::translate(
                     "ReportFile", "Let the name end in .html, .json or .txt.")});
}

Result<void> writeReport(const QString& path,
                         const ConnectionRecord& record,
                         const QList<Finding>& findings,
                         ReportedData data)
{
    if (Result<void> checked = checkReportName(path); !checked) {
        return checked;
    }
    const ReportOptions options {.data = data == ReportedData::Whole, .dataSize = true};
    return writeFileAtomically(path, formOf(path)->content(record, findings, options));
}

} // namespace workbench
