#include "ui/certificates/certificate_import.h"

#include "core/base/atomic_file.h"
#include "core/base/openssl_errors.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/sign_request_dialog.h"
#include "ui/certificates/password_asker.h"
#include "ui/common/notifier.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace workbench {

namespace {

constexpr qint64 kLargestFile = qint64(16) * 1024 * 1024;

bool isKeyOf(EVP_PKEY* key, X509_REQ* request)
{
    EVP_PKEY* const asked = X509_REQ_get0_pubkey(request);
    return key != nullptr && asked != nullptr && EVP_PKEY_eq(key, asked) == 1;
}

bool isCertified(X509_REQ* request, const QList<ImportFile>& files)
{
    return std::any_of(files.begin(), files.end(), [request](const ImportFile& file) {
        const QList<std::shared_ptr<X509>>& all = file.bundle.certificates;
        return std::any_of(all.begin(), all.end(), [request](const std::shared_ptr<X509>& one) {
            return isKeyOf(X509_get0_pubkey(one.get()), request);
        });
    });
}

/// A request's private key, and what it is kept under.
struct RequestKey
{
    std::shared_ptr<EVP_PKEY> key; ///< null: none
    QByteArray password = {};
};

/// Takes the request's private key out of the files.
RequestKey takeKey(X509_REQ* request, QList<ImportFile>& files)
{
    for (ImportFile& file : files) {
        QList<std::shared_ptr<EVP_PKEY>>& keys = file.bundle.keys;
        for (qsizetype i = 0; i < keys.size(); ++i) {
            if (isKeyOf(keys.at(i).get(), request)) {
                return {.key = keys.takeAt(i), .password = file.keyPassword};
            }
        }
    }
    return {};
}

/// A file as it was read.
struct ReadItem
{
    CertificateBundle bundle;
    QByteArray password; ///< that opened it; empty: none was needed
    bool staysProtected = false; ///< its keys are kept under that password
};

FormField* protectRow(const std::shared_ptr<ReadItem>& item)
{
    auto* box = named(new QCheckBox(CertificateImport::tr("&Keep the key under this password")),
                      "importProtect");
    box->setToolTip(CertificateImport::tr("Else its private key is kept in clear, in a file that "
                                          "only you can read."));
    box->setChecked(item->staysProtected);
    QObject::connect(
        box, &QCheckBox::toggled, box, [item](bool keep) { item->staysProtected = keep; });
    auto* row = new FormField(CertificateImport::tr("In the store"), box);
    box->setAccessibleName(CertificateImport::tr("Keep the key under this password"));
    return row;
}

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
    return std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); });
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
        keepRequests();
        importFound();
        return;
    }
    const Item item = m_items.takeFirst();
    const bool isRequest = !item.bytes.contains("-----BEGIN CERTIFICATE-----");
    const Result<QList<SigningRequestPtr>> requests = isRequest
        ? readSigningRequests(item.bytes, item.origin)
        : Result<QList<SigningRequestPtr>>(QList<SigningRequestPtr> {});
    for (const SigningRequestPtr& one : requests.value_or(QList<SigningRequestPtr>())) {
        m_requests.append({one, item.origin, item.wishedName});
    }
    const bool isFaulty = !requests && item.bytes.contains("CERTIFICATE REQUEST-----");
    if (isFaulty) {
        m_failed.append(requests.error());
    }
    if (isFaulty
        || (requests && !requests->isEmpty() && !item.bytes.contains("PRIVATE KEY-----"))) {
        next();
        return;
    }
    const auto found = std::make_shared<ReadItem>();
    withPasswords(
        m_window,
        [item, found](const PasswordSource& source) -> Result<void> {
            // The first try is without a password: most files have none.
            found->password = source(QFileInfo(item.origin).fileName());
            const Result<CertificateBundle> read
                = readBundle(item.bytes, found->password, item.origin, KeyReading::Read);
            if (!read) {
                return fail(read.error());
            }
            found->bundle = *read;
            return {};
        },
        [this, item, found](const Result<void>& outcome) {
            if (outcome) {
                m_files.append(
                    {.bundle = found->bundle,
                     .wish = item.wishedName,
                     .origin = item.origin,
                     .keyPassword = found->staysProtected ? found->password : QByteArray()});
            } else if (outcome.error().code != ErrorCode::Cancelled) {
                m_failed.append(outcome.error());
            }
            next();
        },
        [found] { return QList<FormField*> {protectRow(found)}; });
}

/// A request and its private key wait here for the certificate, also when they stand in two files.
void CertificateImport::keepRequests()
{
    const OpenSslErrorGuard guard;
    const QList<Request> requests = std::exchange(m_requests, {});
    const QList<StoreEntry>& entries = m_context.workbench.certificates().entries();
    for (const Request& one : requests) {
        const QByteArray hash = signingRequestFacts(one.request.get()).spkiSha256;
        // A key that a certificate needs is imported with it.
        const bool isWanted = isCertified(one.request.get(), m_files)
            || std::any_of(entries.begin(), entries.end(), [&hash](const StoreEntry& entry) {
                                  return entry.facts.spkiSha256 == hash;
                              });
        const RequestKey found = isWanted ? RequestKey {} : takeKey(one.request.get(), m_files);
        if (found.key) {
            keepRequest(one, found.key, found.password);
        } else {
            m_requests.append(one);
        }
    }
    m_files.removeIf([](const ImportFile& file) {
        return file.bundle.certificates.isEmpty() && file.bundle.keys.isEmpty();
    });
}

void CertificateImport::keepRequest(const Request& request,
                                    const std::shared_ptr<EVP_PKEY>& key,
                                    const QByteArray& keyPassword)
{
    Workbench& workbench = m_context.workbench;
    const QList<PendingRequest> waiting = workbench.pendingRequests();
    const SigningRequestFacts facts = signingRequestFacts(request.request.get());
    if (const auto present = PendingRequests::waitingFor(facts.spkiSha256, waiting)) {
        m_done.append(tr("“%1” (was there already)").arg(present->name));
        return;
    }
    const auto isTaken = [&waiting](const QString& name) {
        return std::any_of(waiting.begin(), waiting.end(), [&name](const PendingRequest& one) {
            return one.name == name;
        });
    };
    const QString wish = workbench.certificates().freeName(
        request.wishedName.isEmpty() ? facts.commonName : request.wishedName);
    QString name = wish;
    for (int number = 2; isTaken(name); ++number) {
        name = workbench.certificates().freeName(QStringLiteral("%1 %2").arg(wish).arg(number));
    }
    const Result<PendingRequest> added
        = workbench.addRequest(name, request.request, key, keyPassword);
    if (added) {
        m_done.append(tr("the request “%1” (waits for its certificate)").arg(name));
    } else {
        m_failed.append(added.error());
    }
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
    const auto waiting
        = std::make_shared<QList<PendingRequest>>(m_context.workbench.pendingRequests());
    withPasswords(
        m_window,
        [this, all, waiting](const PasswordSource& source) -> Result<void> {
            for (ImportedEntry& one : *all) {
                const bool misses = !one.entry.hasPrivateKey
                    && PendingRequests::waitingFor(one.entry.facts.spkiSha256, *waiting);
                if (!misses) {
                    continue;
                }
                const Result<StoreEntry> completed = m_context.workbench.completeRequest(
                    one.entry.name, *waiting, source(one.entry.name));
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
    const QString done = tr("Imported: %1.").arg(m_done.join(QStringLiteral(", ")));
    if (!m_failed.isEmpty()) {
        Error error = m_failed.first();
        if (m_failed.size() > 1) {
            error.message = tr("%1 (and %2 more could not be imported)")
                                .arg(error.message)
                                .arg(m_failed.size() - 1);
        }
        QStringList details {error.remedy};
        if (!m_done.isEmpty()) {
            details.append(done);
        }
        m_context.notifier.tell(
            {Tone::Bad, error.message, details.join(QLatin1Char(' ')).trimmed(), {}, {}});
    } else if (!m_done.isEmpty()) {
        m_context.notifier.tell({Tone::Good, done, {}, {}, {}});
    }
    signNext();
}

void CertificateImport::signNext()
{
    if (m_requests.isEmpty()) {
        deleteLater();
        return;
    }
    const Request next = m_requests.takeFirst();
    const QString origin = m_requests.isEmpty()
        ? next.origin
        : tr("%1 (%n more after it)", nullptr, static_cast<int>(m_requests.size()))
              .arg(next.origin);
    auto* dialog = new SignRequestDialog(m_context, next.request, origin, m_window);
    connect(dialog, &QDialog::finished, this, &CertificateImport::signNext);
    dialog->open();
}

} // namespace workbench
