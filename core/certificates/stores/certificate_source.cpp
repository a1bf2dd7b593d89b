#include "core/certificates/stores/certificate_source.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/stores/file_source.h"
#include "core/certificates/stores/own_source.h"
#include "core/certificates/stores/platform_source.h"
#include "core/certificates/stores/system_source.h"
#include "core/certificates/stores/token_source.h"

#include <QDir>
#include <QFileInfo>

namespace workbench {

QString toIdentifier(SourceKind kind)
{
    switch (kind) {
    case SourceKind::Own:
        return QStringLiteral("folder");
    case SourceKind::System:
        return QStringLiteral("system");
    case SourceKind::File:
        return QStringLiteral("file");
    case SourceKind::Folder:
        return QStringLiteral("open-folder");
    case SourceKind::Token:
        return QStringLiteral("token");
    }
    return {};
}

Result<CertificateSourcePtr> openSource(const QString& id, const QByteArray& password)
{
    if (id == SystemSource::kId) {
        return std::make_shared<const SystemSource>();
    }
    if (isTokenUri(id)) {
        const Result<TokenUri> uri = parseTokenUri(id);
        return uri
            ? Result<CertificateSourcePtr>(std::make_shared<const TokenSource>(*uri, password))
            : fail(uri.error());
    }
    const QList<PlatformStore> stores = platformStores();
    for (const PlatformStore& store : stores) {
        if (store.id == id) {
            return std::make_shared<const PlatformSource>(store);
        }
    }
    const QString path = QDir::cleanPath(QFileInfo(id).absoluteFilePath());
    if (id.isEmpty() || !QFileInfo::exists(path)) {
        return fail({.code = ErrorCode::NotFound,
                     .message = CertificateText::tr("There is no file and no folder “%1”.").arg(id),
                     .remedy = CertificateText::tr(
                         "Name a file or folder with certificates, a token by its "
                         "PKCS#11 URI, or “system”."),
                     .where = id});
    }
    return std::make_shared<const FileSource>(path, password);
}

CertificateSourcePtr ownSource(const QString& folder)
{
    return std::make_shared<const OwnSource>(folder);
}

Result<QList<StoreEntry>> readAll(const CertificateSource& source, QList<Error>* faults)
{
    QList<StoreEntry> entries;
    const Result<void> read = source.read([&entries, faults](const SourceBatch& batch) {
        entries += batch.entries;
        if (faults != nullptr) {
            *faults += batch.faults;
        }
        return true;
    });
    if (!read) {
        return fail(read.error());
    }
    std::sort(entries.begin(), entries.end(), comesBefore);
    return entries;
}

} // namespace workbench
