#pragma once

#include <QStringList>

namespace workbench {

/// Where the anchors of a check come from. All chosen ones together.
struct TrustChoice
{
    bool system = true;
    bool store = false; ///< the CA certificates (and self-signed ones) of "My certificates"
    QStringList files; ///< PEM or DER files

    bool operator==(const TrustChoice&) const = default;
};

} // namespace workbench
