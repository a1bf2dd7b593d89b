#pragma once

#include "core/base/result.h"
#include "core/certificates/certificate_request.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// A request to start from, under a name.
struct CertificateTemplate
{
    QString name;
    CertificateRequest request;
    bool builtIn = false; ///< one for each kind, named after it; cannot be changed
    QStringList unknownMembers; ///< of the JSON it came from: most often misspelt

    bool operator==(const CertificateTemplate&) const = default;
};

/// The request as JSON of schema "tls-workbench/certificate-template/1": one member for each of
/// CertificateRequest, in snake_case, all of them written out. `null` where the kind decides.
QByteArray templateJson(const CertificateRequest& request);

/// Reads it back; members that are missing keep their defaults. Values are looked at when the
/// certificate is made. Error (InvalidInput, where = `origin`) names a member of the wrong type.
Result<CertificateTemplate> parseTemplate(const QByteArray& json, const QString& origin);

/// The built-in templates and those in a folder, where each is a file NAME.json. The folder is the
/// only state, and need not exist before something is saved.
class TemplateFolder
{
public:
    explicit TemplateFolder(QString folder);

    /// Built-in ones first, then by name. Files that cannot be read are `faults`.
    QList<CertificateTemplate> list(QList<Error>* faults = nullptr) const;

    /// Errors: NotFound (names those there are), InvalidInput.
    Result<CertificateTemplate> find(const QString& name) const;

    /// Adds or replaces. Errors: InvalidInput (name of a built-in one, unusable name),
    /// PermissionDenied, FileFault.
    Result<void> save(const QString& name, const CertificateRequest& request) const;

    /// Errors: NotFound, InvalidInput (built-in), PermissionDenied, FileFault.
    Result<void> remove(const QString& name) const;

private:
    Result<QString> pathOf(const QString& name) const;

    QString m_folder;
};

} // namespace workbench
