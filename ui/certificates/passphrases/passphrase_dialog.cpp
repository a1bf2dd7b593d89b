#include "ui/certificates/passphrases/passphrase_dialog.h"

#include "ui/certificates/passphrases/new_passphrase.h"

namespace workbench {

PassphraseDialog::PassphraseDialog(const WindowContext& context,
                                   const StoreEntry& entry,
                                   QWidget* parent)
    : FormDialog(QStringLiteral("passphraseDialog"),
                 entry.keyEncrypted ? tr("Change the passphrase of “%1”").arg(entry.name)
                                    : tr("Set a passphrase for “%1”").arg(entry.name),
                 entry.keyEncrypted ? tr("&Change it") : tr("&Set it"),
                 parent)
    , m_passphrase(new NewPassphrase(NewPassphrase::Need::Required, this))
    , m_keep(context, entry.facts.spkiSha256)
{
    const QList<FormField*> rows = m_passphrase->rows() + m_keep.rows();
    for (FormField* row : rows) {
        addField(row);
    }
    addCheck([this] { m_passphrase->check(); });
    connect(m_passphrase, &NewPassphrase::changed, this, &PassphraseDialog::revalidate);
    finishForm();
}

SecretBytes PassphraseDialog::passphrase() const
{
    return m_passphrase->passphrase();
}

void PassphraseDialog::apply()
{
    accept();
}

} // namespace workbench
