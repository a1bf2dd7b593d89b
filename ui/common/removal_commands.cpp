#include "ui/common/removal_commands.h"

#include "core/base/wipe.h"
#include "ui/common/notifier.h"

#include <QUndoStack>

#include <utility>

namespace workbench {

RemoveCertificateCommand::RemoveCertificateCommand(const WindowContext& context,
                                                   const QString& name,
                                                   QUndoCommand* parent)
    : QUndoCommand(tr("Remove certificate “%1”").arg(name), parent)
    , m_context(context)
    , m_name(name)
{ }

RemoveCertificateCommand::~RemoveCertificateCommand()
{
    wipe(m_files.file);
}

void RemoveCertificateCommand::redo()
{
    const Result<RemovedEntry> files = m_context.workbench.removeCertificate(m_name);
    if (files) {
        wipe(m_files.file);
        m_files = *files;
    } else {
        setObsolete(true);
        m_context.notifier.tell(files.error());
    }
}

void RemoveCertificateCommand::undo()
{
    const Result<StoreEntry> entry = m_context.workbench.restoreCertificate(m_name, m_files);
    if (!entry) {
        m_context.notifier.tell(entry.error());
    }
}

QUndoCommand* removeCertificates(const WindowContext& context, const QStringList& names)
{
    if (names.size() == 1) {
        return new RemoveCertificateCommand(context, names.first());
    }
    auto* all = new QUndoCommand(
        QCoreApplication::translate("Removal", "Remove %1 certificates").arg(names.size()));
    for (const QString& name : names) {
        new RemoveCertificateCommand(context, name, all); // which owns and runs it
    }
    return all;
}

RemoveRequestCommand::RemoveRequestCommand(const WindowContext& context, const QString& name)
    : QUndoCommand(tr("Remove request “%1”").arg(name))
    , m_context(context)
    , m_name(name)
{ }

RemoveRequestCommand::~RemoveRequestCommand()
{
    wipe(m_file);
}

void RemoveRequestCommand::redo()
{
    const Result<QByteArray> file = m_context.workbench.removeRequest(m_name);
    if (file) {
        wipe(m_file);
        m_file = *file;
    } else {
        setObsolete(true);
        m_context.notifier.tell(file.error());
    }
}

void RemoveRequestCommand::undo()
{
    const Result<void> back = m_context.workbench.restoreRequest(m_name, m_file);
    if (!back) {
        m_context.notifier.tell(back.error());
    }
}

RemoveServerCommand::RemoveServerCommand(const WindowContext& context,
                                         const QString& name,
                                         std::function<void()> onBack)
    : QUndoCommand(tr("Remove server “%1”").arg(name))
    , m_context(context)
    , m_name(name)
    , m_onBack(std::move(onBack))
{ }

void RemoveServerCommand::redo()
{
    m_listening = m_context.workbench.serverStatus(m_name).state == ServerState::Listening;
    const Result<RemovedServer> removed = m_context.workbench.removeServer(m_name);
    if (removed) {
        m_removed = *removed;
    } else {
        setObsolete(true);
        m_context.notifier.tell(removed.error());
    }
}

void RemoveServerCommand::undo()
{
    Result<void> back = m_context.workbench.restoreServer(m_removed);
    if (back) {
        m_onBack();
    }
    if (back && m_listening) {
        back = m_context.workbench.startServer(m_name);
    }
    if (!back) {
        m_context.notifier.tell(back.error());
    }
}

RemoveClientCommand::RemoveClientCommand(const WindowContext& context,
                                         const QString& name,
                                         std::function<void()> onBack)
    : QUndoCommand(tr("Remove client “%1”").arg(name))
    , m_context(context)
    , m_name(name)
    , m_onBack(std::move(onBack))
{ }

void RemoveClientCommand::redo()
{
    const Result<RemovedClient> removed = m_context.workbench.removeClient(m_name);
    if (removed) {
        m_removed = *removed;
    } else {
        setObsolete(true);
        m_context.notifier.tell(removed.error());
    }
}

void RemoveClientCommand::undo()
{
    const Result<void> back = m_context.workbench.restoreClient(m_removed);
    if (back) {
        m_onBack();
    } else {
        m_context.notifier.tell(back.error());
    }
}

void pushRemoval(const WindowContext& context, QUndoCommand* command)
{
    const QString text = command->text();
    QUndoStack& stack = context.undo;
    const int before = stack.index();
    stack.push(command);
    if (stack.index() > before) {
        tellDone(context, text);
    }
}

void tellDone(const WindowContext& context, const QString& text)
{
    const quint64 number
        = context.notifier.tell({Tone::Neutral,
                                 QCoreApplication::translate("Removal", "Done: %1.").arg(text),
                                 {},
                                 QCoreApplication::translate("Removal", "&Undo"),
                                 [&stack = context.undo] { stack.undo(); }});
    // Undone by its keys, or no longer the newest: the button would undo something else.
    QObject::connect(
        &context.undo,
        &QUndoStack::indexChanged,
        &context.notifier,
        [&notifier = context.notifier, number] { notifier.takeBack(number); },
        Qt::SingleShotConnection);
}

} // namespace workbench
