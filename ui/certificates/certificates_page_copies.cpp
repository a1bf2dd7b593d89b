// What the page of certificates gives away: copies, exports, comparisons, of all that are chosen.
#include "core/base/atomic_file.h"
#include "core/base/hex.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/openssl_commands.h"
#include "core/certificates/store_file_name.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/compare_dialog.h"
#include "ui/certificates/export_dialog.h"
#include "ui/common/data_table.h"
#include "ui/common/notifier.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <utility>

namespace workbench {

namespace {

/// Each certificate with its chain; nothing that is there is replaced.
Result<void> writeInto(const QString& folder, const QList<StoreEntry>& entries)
{
    QStringList taken = QDir(folder).entryList(QDir::AllEntries | QDir::Hidden);
    for (const StoreEntry& entry : entries) {
        const Result<QString> name = freeFileName(entry.name, taken);
        Result<void> written = name
            ? writeFileAtomically(QDir(folder).filePath(*name),
                                  certificatePem(certificatesOf(entry), true),
                                  Existing::Refuse)
            : fail(name.error());
        if (!written) {
            return written;
        }
        taken.append(*name);
    }
    return {};
}

} // namespace

bool CertificatesPage::canExport() const
{
    const std::optional<StoreEntry> entry = currentEntry();
    return entry && (showsOwn() || !entry->hasPrivateKey || entry->keyOnToken);
}

void CertificatesPage::exportCurrent()
{
    const QList<StoreEntry> entries = selectedEntries();
    if (entries.size() == 1) {
        (new ExportDialog(m_context, entries.first(), window()))->open();
    } else if (!entries.isEmpty()) {
        chooseFolder(entries);
    }
}

/// Several go into a folder, each with its chain; keys are exported one at a time.
void CertificatesPage::chooseFolder(const QList<StoreEntry>& entries)
{
    auto* dialog
        = new QFileDialog(window(), tr("Export %1 certificates into a folder").arg(entries.size()));
    dialog->setObjectName(QStringLiteral("exportFolderDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this, entries](const QString& folder) {
        const Result<void> written = writeInto(folder, entries);
        if (written) {
            m_context.notifier.tell(
                {Tone::Good,
                 tr("%1 certificates were exported into %2.").arg(entries.size()).arg(folder),
                 tr("Their private keys stay here."),
                 {},
                 {}});
        } else {
            m_context.notifier.tell(written.error());
        }
    });
    dialog->open();
}

QList<StoreEntry> CertificatesPage::selectedEntries() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end()); // not in the order of the clicks
    QList<StoreEntry> entries;
    for (const QModelIndex& row : std::as_const(rows)) {
        entries.append(m_model->at(m_proxy->mapToSource(row).row()));
    }
    return entries;
}

void CertificatesPage::compareCurrent()
{
    QList<StoreEntry> chosen = selectedEntries();
    if (chosen.isEmpty()) {
        return;
    }
    if (chosen.size() > 2) {
        m_context.notifier.tell(
            {Tone::Neutral,
             tr("Two certificates are compared, and %1 are chosen.").arg(chosen.size()),
             tr("Choose two, or one and the other in the dialog."),
             {},
             {}});
        return;
    }
    if (chosen.size() == 1) { // with the next one until the person chooses
        const int row = m_table->currentRow();
        const int other = row + 1 < m_proxy->rowCount() ? row + 1 : qMax(0, row - 1);
        chosen.append(m_model->at(m_proxy->mapToSource(m_proxy->index(other, 0)).row()));
    }
    (new CompareDialog(m_context, chosen.at(0), chosen.at(1), window()))->show();
}

void CertificatesPage::copyAs(const std::function<QString(const StoreEntry&)>& text,
                              const QString& what)
{
    const QList<StoreEntry> entries = selectedEntries();
    QStringList texts;
    for (const StoreEntry& entry : entries) {
        const QString one = text(entry);
        texts.append(one.endsWith(QLatin1Char('\n')) ? one.chopped(1) : one);
    }
    if (texts.isEmpty()) {
        return;
    }
    const bool isLine = texts.size() == 1 && !texts.first().contains(QLatin1Char('\n'));
    QGuiApplication::clipboard()->setText(texts.join(QLatin1Char('\n'))
                                          + (isLine ? QString() : QStringLiteral("\n")));
    m_context.notifier.tell(
        {Tone::Good,
         entries.size() == 1
             ? tr("“%1” was copied as %2.").arg(entries.first().name, what)
             : tr("%1 certificates were copied as %2.").arg(entries.size()).arg(what),
         {},
         {},
         {}});
}

/// The commands that would make it.
void CertificatesPage::copyCommands()
{
    const QList<StoreEntry> known = m_context.workbench.certificates().entries();
    const QList<StoreEntry> entries = selectedEntries();
    for (const StoreEntry& entry : entries) {
        const Result<QString> script = opensslCommandsFor(entry, known);
        if (!script) {
            m_context.notifier.tell(script.error());
            return;
        }
    }
    copyAs(
        [&known](const StoreEntry& entry) {
            return opensslCommandsFor(entry, known).value_or(QString());
        },
        tr("openssl commands"));
}

void CertificatesPage::copyHash()
{
    if (selectedEntries().size() == 1) {
        const StoreEntry entry = selectedEntries().first();
        QGuiApplication::clipboard()->setText(toHex(entry.facts.sha256));
        m_context.notifier.tell(
            {Tone::Good, tr("The SHA-256 hash of “%1” was copied.").arg(entry.name), {}, {}, {}});
        return;
    }
    copyAs([](const StoreEntry& entry) { return toHex(entry.facts.sha256); }, tr("SHA-256 hash"));
}

} // namespace workbench
