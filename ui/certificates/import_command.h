#pragma once

#include "core/certificates/store_import.h"
#include "ui/common/window_context.h"

#include <QCoreApplication>
#include <QUndoCommand>

#include <memory>

namespace workbench {

/// An import that was done. Undoing takes back what was not changed since; both go on in the
/// background, one after the other, and tell what became of it. What a stopped undo or redo has
/// left, the next one takes on.
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
    struct Work;

    std::shared_ptr<Work> m_work;
    bool m_isDone = false;
};

} // namespace workbench
