#pragma once

#include "core/certificates/certificate_verifier.h"

#include <QDateTime>
#include <QStringList>

namespace workbench {

/// How the peer's certificate is checked, beyond anchors and name.
struct CheckSettings
{
    QStringList pins; ///< as parsePin() reads them; not empty: they stand in place of the anchors
    QDateTime time; ///< moment of the check; invalid: now
    QStringList revocationFiles; ///< PEM or DER; empty: revocation is not looked at
    RevocationCheck revocation = RevocationCheck::Leaf; ///< where there are lists

    bool operator==(const CheckSettings&) const = default;
};

} // namespace workbench
