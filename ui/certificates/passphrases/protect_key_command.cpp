#include "ui/certificates/passphrases/protect_key_command.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/making/key_access.h"
#include "ui/certificates/passphrases/keep_fields.h"
#include "ui/certificates/passphrases/passphrase_dialog.h"
#include "ui/certificates/passphrases/passphrase_settings.h"
#include "ui/common/notifier.h"
#include "ui/common/removal_commands.h"

#include <QApplication>

namespace workbench {

namespace {

QString textOf(const QString& name, bool wasLocked, bool isLocked)
{
    return !wasLocked ? ProtectKeyCommand::tr("Set the passphrase of “%1”").arg(name)
        : isLocked    ? ProtectKeyCommand::tr("Change the passphrase of “%1”").arg(name)
                      : ProtectKeyCommand::tr("Remove the passphrase of “%1”").arg(name);
}

/// Hands over the entry and the passphrase that its key is under.
void withOldPassphrase(const WindowContext& context,
                       QWidget* window,
                       const QString& name,
                       const std::function<void(const UnlockedEntry&)>& ready)
{
    const Result<StoreEntry> entry
        = context.workbench.certificates().find(name, CertificateLookup::Name);
    const auto refuse = [context](const Error& error) { context.notifier.tell(error); };
    if (!entry) {
        refuse(entry.error());
    } else if (entry->hasPrivateKey) {
        withKey(window, context, *entry, ready, refuse);
    }
}

} // namespace

ProtectKeyCommand::ProtectKeyCommand(const WindowContext& context,
                                     const QString& name,
                                     const SecretBytes& before,
                                     const SecretBytes& after)
    : QUndoCommand(textOf(name, !before.isEmpty(), !after.isEmpty()))
    , m_context(context)
    , m_name(name)
    , m_before(before)
    , m_after(after)
    , m_time(usualKeepTime(context.settings))
{
    const Result<StoreEntry> entry
        = context.workbench.certificates().find(name, CertificateLookup::Name);
    m_store = entry && isInStorage(context.settings, entry->facts.spkiSha256);
}

void ProtectKeyCommand::setKeeping(KeepTime time, bool store)
{
    m_time = time;
    m_store = store;
}

Result<StoreEntry> ProtectKeyCommand::protect(const SecretBytes& before, const SecretBytes& after)
{
    Workbench& workbench = m_context.workbench;
    Result<StoreEntry> entry
        = workbench.protectCertificateKey(m_name, before.bytes(), after.bytes());
    if (entry) {
        const QByteArray spki = entry->facts.spkiSha256;
        workbench.passphrases().keep(spki, after, m_time);
        storePassphrase(m_context, m_name, spki, after, m_store && !after.isEmpty());
    }
    return entry;
}

void ProtectKeyCommand::redo()
{
    const Result<StoreEntry> entry = protect(m_before, m_after);
    if (!entry) {
        setObsolete(true);
        m_context.notifier.tell(entry.error());
    }
}

void ProtectKeyCommand::undo()
{
    if (m_before.isEmpty()) {
        setObsolete(true);
        m_context.notifier.tell(
            {Tone::Neutral,
             tr("“%1” keeps its passphrase: undoing never writes a private key in clear.")
                 .arg(m_name),
             tr("Remove the passphrase if that is what you want."),
             tr("&Remove the passphrase…"),
             [context = m_context, name = m_name] {
                 removePassphrase(context, QApplication::activeWindow(), name);
             }});
        return;
    }
    const Result<StoreEntry> entry = protect(m_after, m_before);
    if (!entry) {
        m_context.notifier.tell(entry.error());
    }
}

void removePassphrase(const WindowContext& context, QWidget* window, const QString& name)
{
    withOldPassphrase(context, window, name, [context](const UnlockedEntry& unlocked) {
        if (unlocked.entry.keyEncrypted) {
            pushRemoval(context,
                        new ProtectKeyCommand(context, unlocked.entry.name, unlocked.password, {}));
        }
    });
}

void changePassphrase(const WindowContext& context, QWidget* window, const QString& name)
{
    withOldPassphrase(context, window, name, [context, window](const UnlockedEntry& unlocked) {
        auto* dialog = new PassphraseDialog(context, unlocked.entry, window);
        QObject::connect(dialog, &QDialog::accepted, dialog, [context, dialog, unlocked] {
            auto* command = new ProtectKeyCommand(
                context, unlocked.entry.name, unlocked.password, dialog->passphrase());
            command->setKeeping(dialog->keeping().time(), dialog->keeping().toStorage());
            setUsualKeepTime(context.settings, dialog->keeping().time());
            pushRemoval(context, command);
        });
        dialog->open();
    });
}

} // namespace workbench
