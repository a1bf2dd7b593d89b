#include "ui/certificates/passphrases/keep_fields.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/passphrases/passphrase_settings.h"
#include "ui/common/notifier.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QPointer>
#include <QSettings>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Passphrase)
};

/// What the storage's answer means for the settings; the window may be gone by then.
SecretStorage::Done reportTo(const WindowContext& context,
                             const QString& entry,
                             const QByteArray& spkiSha256,
                             bool store)
{
    return [notifier = QPointer<Notifier>(&context.notifier),
            settings = QPointer<QSettings>(&context.settings),
            entry,
            spkiSha256,
            store](const Result<void>& outcome) {
        if (!notifier || !settings) {
            return;
        }
        if (outcome) {
            setInStorage(*settings, spkiSha256, store);
            return;
        }
        const QString text = store
            ? Text::tr("The desktop's secret storage did not take the passphrase of “%1”: %2")
            : Text::tr("The desktop's secret storage still has the passphrase of “%1”: %2");
        notifier->tell({Tone::Warning,
                        text.arg(entry, outcome.error().message),
                        outcome.error().remedy,
                        {},
                        {}});
    };
}

} // namespace

KeepFields::KeepFields(const WindowContext& context, const QByteArray& spkiSha256, bool mayStore)
    : m_time(named(new QComboBox, "passphraseKeep"))
{
    for (const KeepTime time : allKeepTimes()) {
        m_time->addItem(keepTimeText(time), static_cast<int>(time));
    }
    m_time->setCurrentIndex(m_time->findData(static_cast<int>(usualKeepTime(context.settings))));
    m_rows.append(new FormField(Text::tr("&Keep it in memory"), m_time));
    const SecretStorage* storage = context.workbench.passphrases().storage();
    if (mayStore && storage != nullptr && storage->isAvailable()) {
        m_store = named(new QCheckBox(Text::tr("&Remember in the desktop's secret storage")),
                        "passphraseStore");
        m_store->setChecked(isInStorage(context.settings, spkiSha256));
        m_rows.append(new FormField(Text::tr("Beyond that"), m_store));
        m_store->setAccessibleName(Text::tr("Remember in the desktop's secret storage"));
    }
}

KeepTime KeepFields::time() const
{
    return static_cast<KeepTime>(m_time->currentData().toInt());
}

bool KeepFields::toStorage() const
{
    return m_store != nullptr && m_store->isChecked();
}

void storePassphrase(const WindowContext& context,
                     const QString& entry,
                     const QByteArray& spkiSha256,
                     const SecretBytes& passphrase,
                     bool store)
{
    SecretStorage* storage = context.workbench.passphrases().storage();
    if (storage == nullptr || (!store && !isInStorage(context.settings, spkiSha256))) {
        return;
    }
    const SecretStorage::Done report = reportTo(context, entry, spkiSha256, store);
    if (store) {
        storage->write(storageId(spkiSha256), passphrase, report);
    } else {
        storage->remove(storageId(spkiSha256), report);
    }
}

} // namespace workbench
