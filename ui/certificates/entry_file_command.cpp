#include "ui/certificates/entry_file_command.h"

#include "core/base/wipe.h"
#include "core/workbench/workbench.h"
#include "ui/common/notifier.h"

#include <QUndoStack>

#include <utility>

namespace workbench {

EntryFileCommand::EntryFileCommand(const WindowContext& context,
                                   const QString& text,
                                   QString name,
                                   QByteArray before,
                                   QByteArray after)
    : QUndoCommand(text)
    , m_context(context)
    , m_name(std::move(name))
    , m_before(std::move(before))
    , m_after(std::move(after))
{ }

EntryFileCommand::~EntryFileCommand()
{
    wipe(m_before);
    wipe(m_after);
}

Result<void> EntryFileCommand::push(std::unique_ptr<EntryFileCommand> command)
{
    Result<void> written = command->write(command->m_before, command->m_after);
    if (written) {
        command->m_isDone = true;
        QUndoStack& stack = command->m_context.undo;
        stack.push(command.release());
    }
    return written;
}

Result<void> EntryFileCommand::write(const QByteArray& before, const QByteArray& after)
{
    const Result<StoreEntry> entry = m_context.workbench.rewriteCertificate(m_name, before, after);
    return entry ? Result<void>() : fail(entry.error());
}

void EntryFileCommand::tell(const Result<void>& outcome)
{
    if (!outcome) {
        setObsolete(true);
        m_context.notifier.tell(outcome.error());
    }
}

void EntryFileCommand::redo()
{
    if (!std::exchange(m_isDone, false)) {
        tell(write(m_before, m_after));
    }
}

void EntryFileCommand::undo()
{
    tell(write(m_after, m_before));
}

} // namespace workbench
