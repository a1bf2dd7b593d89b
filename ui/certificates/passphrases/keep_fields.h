#pragma once

#include "core/workbench/passphrase_keeper.h"
#include "ui/common/form_field.h"
#include "ui/common/window_context.h"

#include <QList>

class QCheckBox;
class QComboBox;

namespace workbench {

/// The rows of a form that ask what becomes of a passphrase: how long it is kept in memory and,
/// where the desktop has a storage for secrets, whether it goes there.
class KeepFields
{
public:
    /// Filled with what was chosen last, and with what holds for this key.
    /// `mayStore`: it may go to the desktop's storage at all.
    KeepFields(const WindowContext& context, const QByteArray& spkiSha256, bool mayStore = true);

    QList<FormField*> rows() const { return m_rows; } ///< to be placed by the form

    KeepTime time() const;
    bool toStorage() const;

private:
    QComboBox* m_time;
    QCheckBox* m_store = nullptr; ///< null: there is no storage
    QList<FormField*> m_rows;
};

/// Puts the passphrase of an entry's key into the desktop's storage, or takes it out; says when
/// that does not work. Nothing happens without a storage.
void storePassphrase(const WindowContext& context,
                     const QString& entry,
                     const QByteArray& spkiSha256,
                     const SecretBytes& passphrase,
                     bool store);

} // namespace workbench
