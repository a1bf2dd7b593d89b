#pragma once

#include "core/certificates/store_entry.h"
#include "ui/certificates/passphrases/keep_fields.h"
#include "ui/common/form_dialog.h"

namespace workbench {

class NewPassphrase;

/// Asks for a new passphrase of an entry's key and what becomes of it.
class PassphraseDialog : public FormDialog
{
    Q_OBJECT

public:
    PassphraseDialog(const WindowContext& context,
                     const StoreEntry& entry,
                     QWidget* parent = nullptr);

    SecretBytes passphrase() const;

    const KeepFields& keeping() const { return m_keep; }

protected:
    void apply() override;

private:
    NewPassphrase* m_passphrase;
    KeepFields m_keep;
};

} // namespace workbench
