#pragma once

#include "core/base/result.h"
#include "core/base/secret_bytes.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace workbench {

/// A service of the desktop that keeps secrets for programs, locked by the person's login. Every
/// call returns at once; the answer comes later, in the GUI thread. Everything works without one.
class SecretStorage
{
public:
    using Found = std::function<void(const Result<SecretBytes>& secret)>;
    using Done = std::function<void(const Result<void>& outcome)>;

    SecretStorage() = default;
    virtual ~SecretStorage() = default;
    Q_DISABLE_COPY_MOVE(SecretStorage)

    /// Whether there is such a service, as far as is known by now.
    virtual bool isAvailable() const = 0;

    /// The secret under `id`. Errors: NotFound, PermissionDenied (the person did not unlock it),
    /// NotSupported (there is no service), LibraryFault; Cancelled when it never answered.
    virtual void read(const QString& id, const Found& found) = 0;

    /// Keeps the secret under `id`, in place of the one before. Errors as above.
    virtual void write(const QString& id, const SecretBytes& secret, const Done& done) = 0;

    /// Forgets it; that it was not there is no error.
    virtual void remove(const QString& id, const Done& done) = 0;
};

} // namespace workbench
