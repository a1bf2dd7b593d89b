#include "ui/certificates/dragged_certificates.h"

#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/store_file_name.h"

#include <QDir>
#include <QMimeData>
#include <QUrl>

namespace workbench {
namespace {

/// The file in the folder; empty: it cannot be written.
QString writeInto(const QString& folder, const QString& name, const QByteArray& pem)
{
    const QString path = folder + QLatin1Char('/') + name;
    return writeFileAtomically(path, pem) ? path : QString();
}

} // namespace

QStringList DraggedCertificates::mimeTypes()
{
    return {QStringLiteral("text/uri-list"), QStringLiteral("text/plain")};
}

std::unique_ptr<QMimeData> DraggedCertificates::mime(const QList<StoreEntry>& entries)
{
    if (entries.isEmpty()) {
        return nullptr;
    }
    if (!m_folder) {
        m_folder = std::make_unique<QTemporaryDir>();
    }
    // Each in a folder of its own: the files of the one before may still be read.
    const QString folder = m_folder->filePath(QString::number(++m_drags));
    const bool isMade = m_folder->isValid() && QDir().mkdir(folder);
    QByteArray text;
    QStringList names;
    QList<QUrl> urls;
    for (const StoreEntry& entry : entries) {
        const QByteArray pem = certificatePem(certificatesOf(entry), false);
        text += pem;
        const Result<QString> name = freeFileName(entry.name, names);
        const QString path = name && isMade ? writeInto(folder, *name, pem) : QString();
        if (!path.isEmpty()) {
            names.append(*name);
            urls.append(QUrl::fromLocalFile(path));
        }
    }
    auto data = std::make_unique<QMimeData>();
    data->setText(QString::fromLatin1(text));
    if (!urls.isEmpty()) {
        data->setUrls(urls);
    }
    return data;
}

} // namespace workbench
