#pragma once

#include "core/base/result.h"
#include "ui/common/window_context.h"

#include <QByteArray>
#include <QString>
#include <QUndoCommand>

#include <memory>

namespace workbench {

/// Gives an entry's file another content; undoing puts it back as it was, byte by byte. Both
/// refuse, with words, where somebody else has changed the file meanwhile: a key would be lost.
class EntryFileCommand : public QUndoCommand
{
public:
    /// `before`: what stands in the file now.
    EntryFileCommand(const WindowContext& context,
                     const QString& text,
                     QString name,
                     QByteArray before,
                     QByteArray after);
    ~EntryFileCommand() override; ///< wipes both: they may hold private keys

    /// Carries it out and puts it on the stack of what can be undone. Errors as of
    /// Workbench::rewriteCertificate(); nothing is on the stack then.
    static Result<void> push(std::unique_ptr<EntryFileCommand> command);

    void redo() override;
    void undo() override;

private:
    Result<void> write(const QByteArray& before, const QByteArray& after);
    void tell(const Result<void>& outcome);

    WindowContext m_context;
    QString m_name;
    QByteArray m_before;
    QByteArray m_after;
    bool m_isDone = false; ///< before the stack has it
};

} // namespace workbench
