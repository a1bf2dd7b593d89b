#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace workbench {

/// What a PEM text (RFC 7468) of certificates and at most unread keys holds.
struct QuickPem
{
    QList<QByteArray> certificates; ///< DER, in the order of the text
    bool holdsKey = false;
    bool keyEncrypted = false; ///< the first key is
};

/// Reads PEM as it is usually written, without decoding keys. Nothing for all else, damaged text
/// included: readBundle() decides about that and has the words for it.
std::optional<QuickPem> readQuickPem(QByteArrayView text);

} // namespace workbench
