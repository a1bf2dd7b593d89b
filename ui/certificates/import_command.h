#pragma once

#include "core/certificates/store_import.h"
#include "ui/common/window_context.h"

#include <QCoreApplication>
#include <QUndoCommand>

#include <memory>

namespace workbench {

/// An import that was done. Undoing takes back what was not changed since; both go on in the
/// background and tell what became of it.
class ImportCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(ImportCommand)

public:
    /// `items`: what was asked for; `imported`: what came of it.
    ImportCommand(const WindowContext& context,
                  const QList<ImportItem>& items,
                  const QList<ImportedEntry>& imported);

    void redo() override; ///< the first one finds it done
    void undo() override;

private:
    WindowContext m_context;
    QList<ImportItem> m_items;
    std::shared_ptr<QList<ImportedEntry>> m_imported; ///< what the newest run changed
    bool m_done = false;
};

} // namespace workbench
