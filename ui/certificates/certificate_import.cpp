#include "ui/certificates/certificate_import.h"

#include "core/base/atomic_file.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/sign_request_dialog.h"
#include "ui/certificates/password_asker.h"
#include "ui/common/notifier.h"
#include "ui/common/text.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace workbench {

namespace {

constexpr qint64 kLargestFile = qint64(16) * 1024 * 1024;

} // namespace

CertificateImport::CertificateImport(const WindowContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
    setObjectName(QStringLiteral("certificateImport"));
}

void CertificateImport::chooseFiles()
{
    auto* dialog = new QFileDialog(m_window, tr("Import certificates and keys"));
    dialog->setObjectName(QStringLiteral("importFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Certificates and keys (*.pem *.crt *.cer *.der *.key *.p12 *.pfx *.csr)"),
         tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &CertificateImport::importFiles);
    connect(dialog, &QFileDialog::rejected, this, &QObject::deleteLater);
    dialog->open();
}

void CertificateImport::importFiles(const QStringList& paths)
{
    for (const QString& path : paths) {
        const Result<QByteArray> bytes = readFile(path, kLargestFile);
        if (bytes) {
            m_items.append({*bytes, path, QFileInfo(path).completeBaseName()});
        } else {
            m_failed.append(bytes.error());
        }
    }
    next();
}

void CertificateImport::importBytes(const QByteArray& bytes, const QString& origin)
{
    m_items.append({bytes, origin, {}});
    next();
}

bool CertificateImport::accepts(const QMimeData* mime)
{
    if (mime == nullptr) {
        return false;
    }
    if (mime->hasText() && mime->text().contains(QLatin1String("-----BEGIN "))) {
        return true;
    }
    const QList<QUrl> urls = mime->urls();
    return !urls.isEmpty() && urls.first().isLocalFile();
}

bool CertificateImport::importMime(const QMimeData* mime,
                                   const WindowContext& context,
                                   QWidget* window,
                                   const std::function<void(const QString&)>& imported)
{
    if (!accepts(mime)) {
        return false;
    }
    auto* import = new CertificateImport(context, window);
    connect(import, &CertificateImport::imported, window, imported);
    QStringList paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    if (paths.isEmpty()) {
        import->importBytes(mime->text().toUtf8(), tr("pasted text"));
    } else {
        import->importFiles(paths);
    }
    return true;
}

void CertificateImport::next()
{
    if (m_items.isEmpty()) {
        importFound();
        return;
    }
    const Item item = m_items.takeFirst();
    if (const Result<SigningRequestPtr> request = readSigningRequest(item.bytes, item.origin);
        request && !item.bytes.contains("-----BEGIN CERTIFICATE-----")) {
        auto* dialog = new SignRequestDialog(m_context, *request, item.origin, m_window);
        dialog->open();
        next();
        return;
    }
    const auto found = std::make_shared<CertificateBundle>();
    withPasswords(
        m_window,
        [item, found](const PasswordSource& source) -> Result<void> {
            // The first try is without a password: most files have none.
            const Result<CertificateBundle> read
                = readBundle(item.bytes,
                             source(QFileInfo(item.origin).fileName()),
                             item.origin,
                             KeyReading::Read);
            if (!read) {
                return fail(read.error());
            }
            *found = *read;
            return {};
        },
        [this, item, found](const Result<void>& outcome) {
            if (outcome) {
                m_files.append({.bundle = *found, .wish = item.wishedName, .origin = item.origin});
            } else if (outcome.error().code != ErrorCode::Cancelled) {
                m_failed.append(outcome.error());
            }
            next();
        });
}

/// All files at once, so that keys meet certificates of other files.
void CertificateImport::importFound()
{
    if (m_files.isEmpty()) {
        finish();
        return;
    }
    Workbench& workbench = m_context.workbench;
    connect(&workbench,
            &Workbench::certificatesImported,
            this,
            [this](int job, const QList<ImportedEntry>& entries) {
                if (job == m_job) {
                    complete(entries);
                }
            });
    connect(
        &workbench, &Workbench::certificateImportFailed, this, [this](int job, const Error& error) {
            if (job == m_job) {
                m_failed.append(error);
                finish();
            }
        });
    m_job = workbench.importCertificates(m_files);
}

/// Keys that wait here for one of the certificates go to it.
void CertificateImport::complete(QList<ImportedEntry> entries)
{
    const auto all = std::make_shared<QList<ImportedEntry>>(std::move(entries));
    withPasswords(
        m_window,
        [this, all](const PasswordSource& source) -> Result<void> {
            for (ImportedEntry& one : *all) {
                if (one.entry.hasPrivateKey) {
                    continue;
                }
                const Result<StoreEntry> completed
                    = m_context.workbench.completeRequest(one.entry.name, source(one.entry.name));
                if (!completed) {
                    return fail(completed.error());
                }
                one.entry = *completed;
                one.outcome
                    = completed->hasPrivateKey ? ImportedEntry::Outcome::KeyAdded : one.outcome;
            }
            return {};
        },
        [this, all](const Result<void>& outcome) {
            if (!outcome && outcome.error().code != ErrorCode::Cancelled) {
                m_failed.append(outcome.error());
            }
            tellOf(*all);
            finish();
        });
}

void CertificateImport::tellOf(const QList<ImportedEntry>& entries)
{
    for (const ImportedEntry& one : entries) {
        const QString name = one.entry.name;
        switch (one.outcome) {
        case ImportedEntry::Outcome::Added:
            m_done.append(name);
            break;
        case ImportedEntry::Outcome::KeyAdded:
            m_done.append(tr("“%1” (has its private key now)").arg(name));
            break;
        case ImportedEntry::Outcome::Present:
            m_done.append(tr("“%1” (was there already)").arg(name));
            break;
        }
        Q_EMIT imported(name);
    }
}

void CertificateImport::finish()
{
    if (!m_failed.isEmpty()) {
        Error error = m_failed.first();
        if (m_failed.size() > 1) {
            error.message = tr("%1 (and %2 more could not be imported)")
                                .arg(error.message)
                                .arg(m_failed.size() - 1);
        }
        m_context.notifier.tell(error);
    } else if (!m_done.isEmpty()) {
        m_context.notifier.tell(
            {Tone::Good, tr("Imported: %1.").arg(m_done.join(QStringLiteral(", "))), {}, {}, {}});
    }
    deleteLater();
}

} // namespace workbench
