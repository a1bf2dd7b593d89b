#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/connection_record.h"
#include "core/workbench/workspace_file.h"

#include <QList>
#include <QStringList>

namespace workbench {

/// Who uses a certificate of the store or of a token.
struct CertificateUser
{
    Role role = Role::Server;
    QString name;

    bool operator==(const CertificateUser&) const = default;
};

/// Servers and clients that use the entry, whether they give its name, its hash or, on a token, its
/// PKCS#11 URI.
QList<CertificateUser> certificateUsers(const Workspace& workspace,
                                        const CertificateStore& store,
                                        const StoreEntry& entry);

QStringList namesOf(const QList<CertificateUser>& users);

/// Servers and clients that give the old name give the new one from now on; true: there were some.
bool renameCertificate(Workspace& workspace, const QString& name, const QString& newName);

} // namespace workbench
