#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>

#include <memory>
#include <p11-kit/p11-kit.h>

namespace workbench {

/// A PKCS#11 module: the shared library through which tokens of one maker are reached, loaded by
/// p11-kit and kept until the program ends, since OpenSSL's keys lead into it. Thread-safe; calls
/// into it may block as long as a slow token does.
class TokenModule
{
public:
    /// Loads a module by its path, once. Errors: NotFound, NotSupported (the file is no module, or
    /// it cannot be initialized).
    static Result<std::shared_ptr<const TokenModule>> load(const QString& path);

    /// Those that are registered with p11-kit on this computer and hold keys; stores of trust
    /// anchors are left out. What cannot be initialized is a fault (may be null).
    static QList<std::shared_ptr<const TokenModule>> registered(QList<Error>* faults);

    const QString& path() const { return m_path; }

    const QString& name() const { return m_name; } ///< "softhsm2"; else the file's name

    const CK_FUNCTION_LIST& call() const { return *m_functions; }

    /// Lets it look for tokens anew: SoftHSM does so only when it begins. Every session of it ends.
    void restart() const;

    /// Slots in which there is a token.
    QList<CK_SLOT_ID> slotsWithToken() const;

private:
    TokenModule(CK_FUNCTION_LIST* functions, QString path, QString name);

    static Result<std::shared_ptr<const TokenModule>> initialize(CK_FUNCTION_LIST* functions);

    CK_FUNCTION_LIST* m_functions;
    QString m_path;
    QString m_name;
};

using TokenModulePtr = std::shared_ptr<const TokenModule>;

/// An Error (LibraryFault) for what a module answered (PKCS#11 §5.1).
Error tokenError(const QString& message, CK_RV answer);

} // namespace workbench
