#include "core/base/openssl_errors.h"

#include <openssl/err.h>

namespace workbench {

OpenSslErrorGuard::OpenSslErrorGuard()
{
    ERR_set_mark();
}

OpenSslErrorGuard::~OpenSslErrorGuard()
{
    ERR_pop_to_mark();
}

QList<OpenSslError> takeOpenSslErrors()
{
    QList<OpenSslError> errors;
    const char* data = nullptr;
    int flags = 0;
    while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
        const char* reason = ERR_reason_error_string(code);
        QString text = reason != nullptr ? QString::fromLatin1(reason)
                                         : QStringLiteral("reason(%1)").arg(ERR_GET_REASON(code));
        if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && data[0] != '\0') {
            text += QStringLiteral(" (%1)").arg(QString::fromUtf8(data));
        }
        errors.append({code, text});
    }
    return errors;
}

Error openSslError(const QString& message)
{
    const QList<OpenSslError> errors = takeOpenSslErrors();
    Error error {.code = ErrorCode::LibraryFault, .message = message};
    if (!errors.isEmpty()) {
        error.nativeCode = errors.first().code;
        error.nativeText = errors.first().text;
    }
    return error;
}

QString openSslCodeText(quint64 code)
{
    return QStringLiteral("%1").arg(code, 8, 16, QLatin1Char('0')).toUpper();
}

} // namespace workbench
