// What the page of certificates does with stores beside "My certificates".
#include "core/workbench/opened_stores.h"
#include "core/workbench/validity_alarm.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/making/key_access.h"
#include "ui/certificates/password_asker.h"
#include "ui/certificates/password_dialog.h"
#include "ui/certificates/tokens/token_opening.h"
#include "ui/common/data_table.h"
#include "ui/common/elided_label.h"
#include "ui/common/notifier.h"
#include "ui/common/text.h"

#include <QAction>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStackedLayout>

#include <algorithm>

namespace workbench {

namespace {

/// A password or PIN would show more of it. A token without PIN shows its certificates.
bool isLocked(const OpenedStore& store)
{
    return (store.fault && asksForPassword(*store.fault))
        || (store.kind == SourceKind::Token
            && std::any_of(store.faults.begin(), store.faults.end(), asksForPassword));
}

} // namespace

void CertificatesPage::connectStores()
{
    OpenedStores& stores = m_context.workbench.stores();
    connect(
        &m_context.workbench, &Workbench::certificatesChanged, this, &CertificatesPage::ownChanged);
    const auto takeRevocations
        = [this] { m_model->setRevocations(m_context.workbench.revocations()); };
    takeRevocations();
    connect(&m_context.workbench, &Workbench::revocationsChanged, this, [this, takeRevocations] {
        takeRevocations();
        if (m_filter->filter().onlyProblems) {
            refilter();
        }
    });
    connect(&stores,
            &OpenedStores::entriesAdded,
            this,
            [this](const QString& id, const QList<StoreEntry>& entries) {
                if (id == m_store) {
                    m_model->append(filterEntries(entries,
                                                  m_filter->filter(),
                                                  QDateTime::currentDateTimeUtc(),
                                                  m_context.workbench.revocations()));
                    showNote();
                }
            });
    connect(&stores, &OpenedStores::storeChanged, this, [this](const QString& id) {
        if (id == m_store) {
            refresh();
        }
    });
    connect(&stores, &OpenedStores::listChanged, this, [this] {
        if (!showsOwn() && m_context.workbench.stores().find(m_store) == nullptr) {
            showStore({});
        }
    });
}

void CertificatesPage::ownChanged()
{
    if (!showsOwn()) {
        return;
    }
    // The first rows at once, the others together: sorting them again and again takes time.
    if (m_context.workbench.isReadingCertificates() && m_model->rowCount() > 0) {
        showNote();
    } else {
        refresh();
    }
}

void CertificatesPage::showStore(const QString& id)
{
    if (id == m_store) {
        return;
    }
    m_store = id;
    m_model->setEntries({});
    m_model->setReadOnly(!showsOwn());
    m_context.workbench.stores().need(id);
    {
        const QSignalBlocker quiet(m_filter);
        m_filter->clear();
    }
    refresh();
}

QList<StoreEntry> CertificatesPage::allEntries() const
{
    const OpenedStore* store = m_context.workbench.stores().find(m_store);
    return showsOwn()      ? m_context.workbench.certificates().entries()
        : store == nullptr ? QList<StoreEntry>()
                           : store->entries;
}

void CertificatesPage::refresh()
{
    fill();
    m_alarm->follow(allEntries(), expirySoonDays(m_context.settings));
    showCurrent();
}

void CertificatesPage::refilter()
{
    fill();
    // The view of the same certificate need not be worked out again for each key.
    if (currentEntry() != m_shown) {
        showCurrent();
    } else {
        updateActions();
    }
}

void CertificatesPage::fill()
{
    const QScopedValueRollback filling(m_filling, true);
    const std::optional<StoreEntry> selected = currentEntry();
    const QList<StoreEntry> entries = allEntries();
    m_model->setEntries(filterEntries(entries,
                                      m_filter->filter(),
                                      QDateTime::currentDateTimeUtc(),
                                      m_context.workbench.revocations()));
    QList<Error> faults; // of requests: they are told beside those that wait
    const bool isEmpty = entries.isEmpty() && m_context.workbench.pendingRequests(&faults).isEmpty()
        && faults.isEmpty();
    m_stack->setCurrentIndex(showsOwn() && isEmpty ? 0 : 1);
    m_waiting->setVisible(showsOwn());
    for (QWidget* button : m_ownButtons) {
        button->setVisible(showsOwn());
    }
    showNote();
    if (selected) {
        selectRow(m_model->rowOf(*selected));
    }
    if (m_table->currentRow() < 0 && m_proxy->rowCount() > 0) {
        m_table->selectRow(0);
    }
}

void CertificatesPage::showNote()
{
    const OpenedStore* store = m_context.workbench.stores().find(m_store);
    const bool reading
        = store != nullptr ? store->reading : m_context.workbench.isReadingCertificates();
    const bool locked = store != nullptr && isLocked(*store);
    QString note;
    if (store != nullptr) {
        note = tr("%1 — read-only, %n certificate(s), from %2",
                  nullptr,
                  static_cast<int>(store->entries.size()))
                   .arg(store->name, store->place);
        if (store->fault) {
            note = tr("%1 — %2").arg(store->name, errorText(*store->fault));
        } else if (store->kind == SourceKind::Token && !store->faults.isEmpty()) {
            note = tr("%1 — read-only, %n certificate(s). %2",
                      nullptr,
                      static_cast<int>(store->entries.size()))
                       .arg(store->name, store->faults.first().message);
        } else if (!store->faults.isEmpty()) {
            note += tr(", %n file(s) could not be read: %1",
                       nullptr,
                       static_cast<int>(store->faults.size()))
                        .arg(store->faults.first().toLine());
        }
    }
    if (reading && store != nullptr && store->total > 1) {
        note = tr("%1 — reading, %2 of %3 files")
                   .arg(store->name)
                   .arg(store->done)
                   .arg(store->total);
    } else if (reading) {
        note = tr(
            "Reading, %n certificate(s) so far", nullptr, static_cast<int>(allEntries().size()));
    }
    m_note->setText(note);
    m_unlock->setVisible(locked);
    m_noteRow->setVisible(!note.isEmpty());
    m_table->setAccessibleName(store == nullptr ? tr("My certificates") : store->name);
    m_table->setEmptyText(reading ? tr("Reading…")
                              : store != nullptr && store->fault
                              ? errorText(*store->fault)
                              : tr("No certificate fits the search."));
}

void CertificatesPage::askPassword()
{
    const OpenedStore* store = m_context.workbench.stores().find(m_store);
    if (store == nullptr || !isLocked(*store)) {
        return;
    }
    if (store->kind == SourceKind::Token) {
        openTokens(window(), {m_store}, [this, id = m_store](const Result<void>& opened) {
            const Result<QString> reading
                = opened ? m_context.workbench.stores().open(id) : fail(opened.error());
            if (!reading && reading.error().code != ErrorCode::Cancelled) {
                m_context.notifier.tell(reading.error());
            }
        });
        return;
    }
    const QString reason
        = store->fault->code == ErrorCode::WrongPassword ? errorText(*store->fault) : QString();
    auto* dialog = new PasswordDialog(PasswordDialog::Of::File, store->name, reason, window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = m_store] {
        const Result<QString> opened = m_context.workbench.stores().open(id, dialog->password());
        if (!opened) {
            m_context.notifier.tell(opened.error());
        }
    });
    dialog->open();
}

/// One after the other, since each may ask for its password.
void CertificatesPage::copyIntoOwn()
{
    if (!showsOwn()) {
        copyNext(selectedEntries());
    }
}

void CertificatesPage::copyNext(QList<StoreEntry> rest)
{
    if (rest.isEmpty()) {
        return;
    }
    const Result<CertificateSourcePtr> source = m_context.workbench.stores().source(m_store);
    if (!source) {
        m_context.notifier.tell(source.error());
        return;
    }
    const auto loaded = std::make_shared<UnlockedEntry>();
    loaded->entry = rest.takeFirst();
    withPasswords(
        window(),
        [loaded, source = *source](const PasswordSource& password) -> Result<void> {
            const StoreEntry& wanted = loaded->entry;
            const bool movable = wanted.hasPrivateKey && !wanted.keyOnToken; // else without its key
            const QByteArray given = movable ? password(wanted.name) : QByteArray();
            const Result<KeyMaterial> material
                = movable ? source->load(wanted, given) : certificatesOf(wanted);
            if (!material) {
                return fail(material.error());
            }
            loaded->material = *material;
            loaded->password
                = SecretBytes(movable && wanted.keyEncrypted ? QByteArray(given) : QByteArray());
            return {};
        },
        [this, loaded, rest](const Result<void>& outcome) {
            if (outcome && keepCopy(*loaded)) {
                copyNext(rest);
            } else if (outcome) {
                return; // it told why
            } else if (outcome.error().code != ErrorCode::Cancelled) {
                m_context.notifier.tell(outcome.error());
            }
        });
}

bool CertificatesPage::keepCopy(const UnlockedEntry& copy)
{
    Workbench& workbench = m_context.workbench;
    const Result<StoreEntry> added = workbench.addCertificate(
        workbench.certificates().freeName(copy.entry.name), copy.material, copy.password.bytes());
    if (!added) {
        m_context.notifier.tell(added.error());
        return false;
    }
    m_context.notifier.tell({Tone::Good,
                             tr("“%1” was copied into “My certificates”.").arg(added->name),
                             {},
                             tr("&Show it"),
                             [this, name = added->name] { Q_EMIT certificateWanted(name); }});
    return true;
}

} // namespace workbench
