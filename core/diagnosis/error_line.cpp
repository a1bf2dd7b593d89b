#include "core/diagnosis/error_line.h"

#include "core/base/openssl_errors.h"
#include "core/diagnosis/diagnosis_text.h"

#include <openssl/err.h>

namespace workbench {
namespace {

/// Tokens and others below count in their own way, and have no such code.
bool isOfSystem(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::PermissionDenied:
    case ErrorCode::AddressInUse:
    case ErrorCode::AddressUnavailable:
    case ErrorCode::FileFault:
        return true;
    default:
        return false;
    }
}

} // namespace

QString nativeCodeText(const Error& error)
{
    if (error.nativeCode == 0) {
        return {};
    }
    if (ERR_GET_LIB(static_cast<unsigned long>(error.nativeCode)) != 0) {
        return DiagnosisText::tr("OpenSSL %1").arg(openSslCodeText(error.nativeCode));
    }
    return isOfSystem(error.code) ? DiagnosisText::tr("system %1").arg(error.nativeCode)
                                  : DiagnosisText::tr("code %1").arg(error.nativeCode);
}

QString errorLine(const Error& error)
{
    QStringList parts;
    if (!error.where.isEmpty()) {
        parts.append(error.where + QLatin1Char(':'));
    }
    parts.append(error.message);
    if (!error.remedy.isEmpty()) {
        parts.append(error.remedy);
    }
    if (error.nativeCode != 0) {
        parts.append(QStringLiteral("[%1 %2]").arg(nativeCodeText(error), error.nativeText));
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace workbench
