#include "ui/common/psk_identity.h"

#include "core/connection/pre_shared_key.h"

#include <QCoreApplication>

namespace workbench {

QString pskIdentityProblem(const QString& identity)
{
    const qsizetype length = identity.toUtf8().size();
    return length <= PreSharedKey::kLongestIdentity
        ? QString()
        : QCoreApplication::translate("PskIdentity",
                                      "An identity has at most %1 bytes; this one has %2.")
              .arg(PreSharedKey::kLongestIdentity)
              .arg(length);
}

} // namespace workbench
