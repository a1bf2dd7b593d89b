#pragma once

#include "core/base/secret_bytes.h"

#include <QString>

namespace workbench {

/// Who asks a proxy for its services.
struct ProxyCredentials
{
    QString user; ///< empty: nobody in particular
    SecretBytes password;
};

} // namespace workbench
