#include "ui/certificates/certificate_import.h"

#include "core/certificates/chain/chain_repair.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/import_command.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/making/sign_request_dialog.h"
#include "ui/certificates/own_entry.h"
#include "ui/certificates/passphrases/passphrase_asker.h"
#include "ui/common/background.h"
#include "ui/common/notifier.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHash>
#include <QMimeData>
#include <QPointer>
#include <QSet>
#include <QTimer>
#include <QUndoStack>
#include <QUrl>

#include <algorithm>
#include <chrono>
#include <utility>

namespace workbench {

namespace {

constexpr auto kPatience = std::chrono::milliseconds(500);
constexpr qsizetype kNamed = 5; ///< so many entries are named in a message

/// A file for each certificate of the entries, in the order of their chains: what is alone in its
/// file becomes an entry, and finds its issuers in the others.
QList<FoundFile> filesOfChains(const CertificateStore& mine, const QList<StoreEntry>& entries)
{
    QList<FoundFile> files;
    QSet<QByteArray> seen;
    for (const StoreEntry& entry : entries) {
        const auto chains = splitIntoChains(certificatesAround(mine, entry));
        for (const QList<std::shared_ptr<X509>>& chain : chains) {
            for (const std::shared_ptr<X509>& certificate : chain) {
                const QByteArray der = toDer(certificate.get());
                if (!seen.contains(der)) {
                    seen.insert(der);
                    ImportContent content;
                    content.bundle.certificates = {certificate};
                    files.append({.origin = entry.path, .wish = {}, .content = content});
                }
            }
        }
    }
    return files;
}

} // namespace

namespace {

/// There is no list beside which it would stand.
Error namingFile(Error fault, const QString& file)
{
    if (!file.isEmpty() && !fault.message.contains(file)) {
        fault.message = QStringLiteral("%1: %2").arg(file, fault.message);
    }
    return fault;
}

} // namespace

CertificateImport::CertificateImport(const WindowContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
    , m_patience(new QTimer(this))
{
    setObjectName(QStringLiteral("certificateImport"));
    m_patience->setSingleShot(true);
    m_patience->setInterval(kPatience);
    connect(m_patience, &QTimer::timeout, this, &CertificateImport::tellOfReading);
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
    QList<ImportSource> sources;
    for (const QString& path : paths) {
        sources.append({.path = path,
                        .bytes = {},
                        .origin = path,
                        .wish = QFileInfo(path).completeBaseName()});
    }
    read(sources);
}

void CertificateImport::importBytes(const QByteArray& bytes, const QString& origin)
{
    read({{.path = {}, .bytes = bytes, .origin = origin, .wish = {}}});
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

void CertificateImport::read(const QList<ImportSource>& sources)
{
    auto* reader = new ImportReader(sources, m_window, this);
    connect(reader, &ImportReader::reading, m_patience, qOverload<>(&QTimer::start));
    connect(reader, &ImportReader::asking, this, &CertificateImport::quiet);
    connect(reader, &ImportReader::finished, this, &CertificateImport::plan);
    reader->start();
}

void CertificateImport::tellOfReading()
{
    const auto stop = [import = QPointer<QObject>(this)] {
        if (import) {
            import->deleteLater();
        }
    };
    m_toldOfReading = m_context.notifier.tell(
        {Tone::Busy, tr("Reading what is to be imported…"), {}, tr("&Cancel"), stop});
}

void CertificateImport::quiet()
{
    m_patience->stop();
    if (m_toldOfReading) {
        m_context.notifier.takeBack(*std::exchange(m_toldOfReading, std::nullopt));
    }
}

/// All files at once, so that keys meet certificates of other files.
void CertificateImport::plan(const QList<FoundFile>& files)
{
    inBackground(
        this,
        [store = m_context.workbench.certificates(),
         files,
         soonDays = expirySoonDays(m_context.settings)] {
            return importRows(store, PendingRequests(store.folder()).list(), files, soonDays);
        },
        [this](const QList<ImportRow>& rows) {
            quiet();
            review(rows);
        });
}

void CertificateImport::review(const QList<ImportRow>& rows)
{
    if (!ImportReviewDialog::isNeeded(m_context, rows)) {
        take(rows);
        return;
    }
    show(new ImportReviewDialog(m_context, rows, m_window));
}

void CertificateImport::splitChains(const QList<StoreEntry>& entries)
{
    m_patience->start();
    inBackground(
        this,
        [store = m_context.workbench.certificates(),
         entries,
         soonDays = expirySoonDays(m_context.settings)] {
            return importRows(store, {}, filesOfChains(store, entries), soonDays);
        },
        [this](const QList<ImportRow>& rows) {
            quiet();
            reviewSplit(rows);
        });
}

void CertificateImport::reviewSplit(const QList<ImportRow>& rows)
{
    if (rows.size() < 2) {
        m_context.notifier.tell(
            {Tone::Neutral, tr("There is only one certificate: nothing to split."), {}, {}, {}});
        deleteLater();
        return;
    }
    auto* dialog = new ImportReviewDialog(m_context, rows, m_window);
    dialog->setWindowTitle(tr("Split chain"));
    show(dialog);
}

void CertificateImport::show(ImportReviewDialog* dialog)
{
    connect(dialog, &ImportReviewDialog::entryWanted, this, &CertificateImport::imported);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { take(dialog->rows()); });
    connect(dialog, &QDialog::rejected, this, &QObject::deleteLater);
    dialog->show();
}

void CertificateImport::take(const QList<ImportRow>& rows)
{
    for (const ImportRow& row : rows) {
        // What is there already is told of only where nobody has seen the list.
        const bool isTold = row.taken || (rows.size() == 1 && !row.existing.isEmpty());
        if (row.kind == ImportRow::Kind::Request && row.taken) {
            if (row.requestKey) {
                m_waiting.append({.wish = row.item.name,
                                  .request = row.request,
                                  .key = row.requestKey,
                                  .keyPassword = row.item.keyPassword});
            } else {
                m_requests.append(row);
            }
        } else if (row.kind == ImportRow::Kind::Material && isTold) {
            m_items.append(row.item);
        } else if (rows.size() == 1 && row.fault && row.fault->code != ErrorCode::Cancelled) {
            m_failed.append(namingFile(*row.fault, row.origin));
        }
    }
    if (m_waiting.isEmpty()) {
        importItems();
    } else {
        keepRequests();
    }
}

void CertificateImport::keepRequests()
{
    Workbench& workbench = m_context.workbench;
    connect(
        &workbench, &Workbench::requestsAdded, this, [this](int job, const RequestsAdded& outcome) {
            if (job == m_job) {
                requestsKept(outcome);
            }
        });
    m_job = workbench.addRequests(m_waiting);
}

void CertificateImport::requestsKept(const RequestsAdded& outcome)
{
    m_failed += outcome.faults;
    if (outcome.cancelled || outcome.added.size() > kNamed) {
        m_done.append(
            tr("%1 requests (they wait for their certificates)").arg(outcome.added.size()));
    } else {
        for (const PendingRequest& one : outcome.added) {
            m_done.append(tr("the request “%1” (waits for its certificate)").arg(one.name));
        }
    }
    m_outcome.cancelled = outcome.cancelled;
    if (outcome.cancelled) {
        finish();
    } else {
        importItems();
    }
}

void CertificateImport::importItems()
{
    if (m_items.isEmpty()) {
        finish();
        return;
    }
    Workbench& workbench = m_context.workbench;
    connect(&workbench,
            &Workbench::certificatesImported,
            this,
            [this](int job, const ImportOutcome& outcome) {
                if (job == m_job) {
                    complete(outcome);
                }
            });
    m_job = workbench.importCertificates(m_items);
}

/// Keys that wait here for one of the certificates go to it.
void CertificateImport::complete(const ImportOutcome& outcome)
{
    m_outcome = outcome;
    m_failed += outcome.faults;
    m_entries = outcome.entries;
    QList<StoreEntry> bare;
    for (const ImportedEntry& one : std::as_const(m_entries)) {
        if (!one.entry.hasPrivateKey) {
            bare.append(one.entry);
        }
    }
    if (bare.isEmpty()) {
        tellOf(m_entries);
        finish();
        return;
    }
    Workbench& workbench = m_context.workbench;
    connect(&workbench,
            &Workbench::requestsCompleted,
            this,
            [this](int job, const RequestsCompleted& completed) {
                if (job == m_job) {
                    keysGiven(completed);
                }
            });
    m_job = workbench.completeRequests(bare);
}

void CertificateImport::noteKeys(const QList<StoreEntry>& entries)
{
    QHash<QString, const StoreEntry*> byName;
    for (const StoreEntry& entry : entries) {
        byName.insert(entry.name, &entry);
    }
    for (ImportedEntry& one : m_entries) {
        if (const StoreEntry* completed = byName.value(one.entry.name)) {
            one.entry = *completed;
            one.outcome = ImportedEntry::Outcome::KeyAdded;
        }
    }
}

/// Of the keys whose passphrases are not kept a person is asked for them, one after the other.
void CertificateImport::keysGiven(const RequestsCompleted& outcome)
{
    m_failed += outcome.faults;
    noteKeys(outcome.completed);
    // Who has cancelled is asked for nothing.
    const auto locked = std::make_shared<QList<StoreEntry>>(outcome.cancelled ? QList<StoreEntry>()
                                                                              : outcome.locked);
    const auto waiting = std::make_shared<QList<PendingRequest>>(outcome.waiting);
    withPassphrases(
        m_window,
        m_context,
        [this, locked, waiting](const PasswordSource& source) -> Result<void> {
            while (!locked->isEmpty()) {
                const QString name = locked->first().name;
                const Result<StoreEntry> completed
                    = m_context.workbench.completeRequest(name, *waiting, source(name));
                if (!completed) {
                    return fail(completed.error());
                }
                noteKeys({*completed});
                locked->removeFirst();
            }
            return {};
        },
        [this, outcome](const Result<void>& completed) {
            if (!completed && completed.error().code != ErrorCode::Cancelled) {
                m_failed.append(completed.error());
            }
            tellOf(m_entries);
            if (outcome.cancelled) {
                m_done.append(tr("then it was stopped: some private keys still wait"));
            }
            finish();
        });
}

void CertificateImport::tellOf(const QList<ImportedEntry>& entries)
{
    qsizetype present = 0;
    for (const ImportedEntry& one : entries) {
        present += one.outcome == ImportedEntry::Outcome::Present ? 1 : 0;
    }
    if (m_outcome.cancelled || entries.size() > kNamed) {
        m_done.append(m_outcome.cancelled ? tr("%1 of %2 certificates, then it was stopped")
                                                .arg(entries.size() - present)
                                                .arg(m_items.size())
                                          : tr("%1 certificates").arg(entries.size() - present));
        if (present > 0) {
            m_done.append(tr("%1 were there already").arg(present));
        }
    } else {
        for (const ImportedEntry& one : entries) {
            m_done.append(one.outcome == ImportedEntry::Outcome::Added ? one.entry.name
                              : one.outcome == ImportedEntry::Outcome::KeyAdded
                              ? tr("“%1” (has its private key now)").arg(one.entry.name)
                              : tr("“%1” (was there already)").arg(one.entry.name));
        }
    }
    if (!entries.isEmpty()) {
        Q_EMIT imported(entries.last().entry.name);
    }
}

/// What doing it again imports: not what was not reached.
QList<ImportItem> CertificateImport::doneItems() const
{
    QSet<QString> names;
    for (const ImportedEntry& one : m_outcome.entries) {
        names.insert(one.entry.name);
    }
    QList<ImportItem> items = m_items;
    items.removeIf([&names](const ImportItem& item) { return !names.contains(item.name); });
    return items;
}

void CertificateImport::finish()
{
    const bool anyNew = std::any_of(
        m_outcome.entries.begin(), m_outcome.entries.end(), [](const ImportedEntry& one) {
            return one.outcome != ImportedEntry::Outcome::Present;
        });
    Notice notice;
    if (anyNew) {
        QUndoStack& stack = m_context.undo;
        stack.push(new ImportCommand(m_context, doneItems(), m_outcome.entries));
        notice.actionText = tr("&Undo");
        notice.action = [&stack] { stack.undo(); };
    }
    const QString done
        = m_done.isEmpty() ? QString() : tr("Imported: %1.").arg(m_done.join(QStringLiteral(", ")));
    if (!m_failed.isEmpty()) {
        const Error& error = m_failed.first();
        notice.tone = Tone::Bad;
        notice.text = m_failed.size() == 1 ? error.message
                                           : tr("%1 (and %2 more could not be imported)")
                                                 .arg(error.message)
                                                 .arg(m_failed.size() - 1);
        notice.detail = QStringLiteral("%1 %2").arg(error.remedy, done).trimmed();
    } else {
        notice.tone = m_outcome.cancelled ? Tone::Warning : Tone::Good;
        notice.text = done;
    }
    if (!notice.text.isEmpty()) {
        m_context.notifier.tell(notice);
    }
    signNext();
}

/// One dialog after the other.
void CertificateImport::signNext()
{
    if (m_requests.isEmpty()) {
        deleteLater();
        return;
    }
    const ImportRow next = m_requests.takeFirst();
    const QString origin = m_requests.isEmpty()
        ? next.item.origins.first()
        : tr("%1 (%n more after it)", nullptr, static_cast<int>(m_requests.size()))
              .arg(next.item.origins.first());
    auto* dialog = new SignRequestDialog(m_context, next.request, origin, m_window);
    connect(dialog, &QDialog::finished, this, &CertificateImport::signNext);
    dialog->open();
}

} // namespace workbench
