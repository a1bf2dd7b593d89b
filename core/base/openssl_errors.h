#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>

namespace workbench {

/// Takes back what OpenSSL calls put into the calling thread's error queue during its life, and
/// leaves what was there before: for calls whose failure is an answer, in threads where Qt's TLS
/// plugin reads the same queue.
class OpenSslErrorGuard
{
public:
    OpenSslErrorGuard();
    ~OpenSslErrorGuard();
    Q_DISABLE_COPY_MOVE(OpenSslErrorGuard)
};

/// One entry of OpenSSL's error queue: the packed code (printed as eight hexadecimal digits, e.g.
/// 0A0000C1) and the library's own text for it.
struct OpenSslError
{
    quint64 code = 0;
    QString text;

    bool operator==(const OpenSslError&) const = default;
};

/// Takes everything out of the calling thread's error queue, oldest first.
QList<OpenSslError> takeOpenSslErrors();

/// An Error (LibraryFault) that carries the oldest entry of the calling thread's queue, which is
/// emptied.
Error openSslError(const QString& message);

/// "0A0000C1": how OpenSSL's tools print a code.
QString openSslCodeText(quint64 code);

} // namespace workbench
