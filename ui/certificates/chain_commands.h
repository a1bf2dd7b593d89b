#pragma once

#include "core/certificates/store_entry.h"
#include "ui/common/window_context.h"

#include <QCoreApplication>
#include <QFile>
#include <QList>
#include <QUndoCommand>

#include <openssl/x509.h>

#include <memory>

namespace workbench {

/// Gives the entry a repaired chain, the certificate first, so that it can be undone; tells what
/// became of it.
void carryOutRepair(const WindowContext& context,
                    const StoreEntry& entry,
                    const QList<std::shared_ptr<X509>>& chain);

/// Lets only its owner read an entry's file; undoing gives the rights back.
class RestrictFileCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(RestrictFileCommand)

public:
    RestrictFileCommand(const WindowContext& context, const QString& name, const QString& path);

    void redo() override;
    void undo() override;

private:
    WindowContext m_context;
    QString m_path;
    QFile::Permissions m_before;
};

} // namespace workbench
