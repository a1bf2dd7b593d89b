#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/store_entry.h"
#include "core/workbench/passphrase_keeper.h"
#include "ui/common/window_context.h"

#include <QCoreApplication>
#include <QUndoCommand>

namespace workbench {

/// Puts the key of an entry under another passphrase, or (`after` empty) into clear. Undoing gives
/// it the one before, but never writes a key in clear: who set a passphrase removes it expressly.
class ProtectKeyCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(ProtectKeyCommand)

public:
    ProtectKeyCommand(const WindowContext& context,
                      const QString& name,
                      const SecretBytes& before,
                      const SecretBytes& after);

    /// What becomes of the new passphrase, instead of what the settings say.
    void setKeeping(KeepTime time, bool store);

    void redo() override;
    void undo() override;

private:
    Result<StoreEntry> protect(const SecretBytes& before, const SecretBytes& after);

    WindowContext m_context;
    QString m_name;
    SecretBytes m_before;
    SecretBytes m_after;
    KeepTime m_time;
    bool m_store = false;
};

/// Removes the passphrase of an entry, as a command; asks for it first where it is not kept.
void removePassphrase(const WindowContext& context, QWidget* window, const QString& name);

/// Asks for a new passphrase of an entry, first for the old one where there is one, and sets it, as
/// a command.
void changePassphrase(const WindowContext& context, QWidget* window, const QString& name);

} // namespace workbench
