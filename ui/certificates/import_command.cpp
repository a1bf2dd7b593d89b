#include "ui/certificates/import_command.h"

#include "core/workbench/workbench.h"
#include "ui/common/notifier.h"

#include <functional>
#include <utility>

namespace workbench {

namespace {

/// Calls `done` with the outcome of one job, and never again; not when the window is gone by then.
template <typename Outcome>
void whenFinished(const WindowContext& context,
                  void (Workbench::*signal)(int, const Outcome&),
                  int job,
                  const std::function<void(const Outcome&)>& done)
{
    const auto connection = std::make_shared<QMetaObject::Connection>();
    *connection = QObject::connect(&context.workbench,
                                   signal,
                                   &context.notifier,
                                   [connection, job, done](int number, const Outcome& outcome) {
                                       if (number == job) {
                                           QObject::disconnect(*connection);
                                           done(outcome);
                                       }
                                   });
}

QList<ImportedEntry> changedOf(QList<ImportedEntry> entries)
{
    entries.removeIf(
        [](const ImportedEntry& one) { return one.outcome == ImportedEntry::Outcome::Present; });
    return entries;
}

void tellUndone(Notifier& notifier, const ImportUndone& undone)
{
    const auto tr
        = [](const char* text) { return QCoreApplication::translate("ImportCommand", text); };
    if (!undone.faults.isEmpty()) {
        notifier.tell(undone.faults.first());
    } else if (undone.cancelled) {
        notifier.tell({Tone::Warning,
                       tr("Undoing the import was stopped: %1 entries were removed.")
                           .arg(undone.removed.size()),
                       tr("Import again and undo that to begin anew."),
                       {},
                       {}});
    } else if (!undone.kept.isEmpty()) {
        notifier.tell({Tone::Warning,
                       tr("Changed since the import, and so kept: %1.")
                           .arg(undone.kept.mid(0, 3).join(QStringLiteral(", "))),
                       tr("Remove them by hand where they are not wanted."),
                       {},
                       {}});
    }
}

} // namespace

ImportCommand::ImportCommand(const WindowContext& context,
                             const QList<ImportItem>& items,
                             const QList<ImportedEntry>& imported)
    : m_context(context)
    , m_items(items)
    , m_imported(std::make_shared<QList<ImportedEntry>>(changedOf(imported)))
{
    setText(m_imported->size() == 1 ? tr("Import “%1”").arg(m_imported->first().entry.name)
                                    : tr("Import %1 certificates").arg(m_imported->size()));
}

void ImportCommand::redo()
{
    if (!std::exchange(m_done, true)) {
        return;
    }
    Notifier& notifier = m_context.notifier;
    const int job = m_context.workbench.importCertificates(m_items);
    whenFinished<ImportOutcome>(m_context,
                                &Workbench::certificatesImported,
                                job,
                                [imported = m_imported, &notifier](const ImportOutcome& outcome) {
                                    *imported = changedOf(outcome.entries);
                                    if (!outcome.faults.isEmpty()) {
                                        notifier.tell(outcome.faults.first());
                                    }
                                });
}

void ImportCommand::undo()
{
    Notifier& notifier = m_context.notifier;
    const int job = m_context.workbench.undoImport(*m_imported);
    whenFinished<ImportUndone>(
        m_context, &Workbench::importUndone, job, [&notifier](const ImportUndone& undone) {
            tellUndone(notifier, undone);
        });
}

} // namespace workbench
