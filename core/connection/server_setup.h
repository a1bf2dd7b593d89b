#pragma once

#include "core/base/result.h"
#include "core/connection/connection_tap.h"
#include "core/connection/options/server_options.h"

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>

#include <memory>

namespace workbench {

/// What all connections of one server share: made at its start, never changed.
struct ServerSetup
{
    ServerOptions options;
    QSslConfiguration configuration;
    std::shared_ptr<const TapPlan> plan;
    QByteArray ownCertificate; ///< DER of the default certificate
    QString ownCertificateName; ///< of its entry in the store
    QString ownKey;
};

/// Errors: NoPrivateKey, KeyMismatch, what the library cannot load, an ALPN name that is none.
Result<std::shared_ptr<const ServerSetup>> makeServerSetup(const ServerOptions& options);

} // namespace workbench
