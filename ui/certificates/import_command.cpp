#include "ui/certificates/import_command.h"

#include "core/workbench/workbench.h"
#include "ui/common/notifier.h"

#include <QSet>

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

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ImportCommand)
};

void tellUndone(Notifier& notifier, const ImportUndone& undone)
{
    if (!undone.faults.isEmpty()) {
        notifier.tell(undone.faults.first());
    } else if (undone.cancelled) {
        notifier.tell({Tone::Warning,
                       Text::tr("Undoing the import was stopped: %1 entries were removed.")
                           .arg(undone.removed.size()),
                       Text::tr("Redo the import and undo it again to remove the others too."),
                       {},
                       {}});
    } else if (!undone.kept.isEmpty()) {
        notifier.tell({Tone::Warning,
                       Text::tr("Changed since the import, and so kept: %1.")
                           .arg(undone.kept.mid(0, 3).join(QStringLiteral(", "))),
                       Text::tr("Remove them by hand where they are not wanted."),
                       {},
                       {}});
    }
}

} // namespace

/// The work of the command, one job after the other; outlives the command while one is under way.
struct ImportCommand::Work : std::enable_shared_from_this<ImportCommand::Work>
{
    WindowContext context;
    QList<ImportItem> items;
    QList<ImportedEntry> imported; ///< by this command, and not taken back yet
    bool isWanted = true; ///< what undo and redo have come to
    bool isBusy = false;

    explicit Work(const WindowContext& window)
        : context(window)
    { }

    void want(bool wanted)
    {
        isWanted = wanted;
        if (!isBusy) {
            begin();
        }
    }

    void begin()
    {
        isBusy = true;
        if (isWanted) {
            import();
        } else {
            takeBack();
        }
    }

    /// What was wanted meanwhile counts from what this job has left.
    void end(bool whatWasWanted)
    {
        isBusy = false;
        if (isWanted != whatWasWanted) {
            begin();
        }
    }

    /// Only what is not there: an undo that was stopped has left the rest.
    void import()
    {
        QSet<QString> there;
        for (const ImportedEntry& one : std::as_const(imported)) {
            there.insert(one.entry.name);
        }
        QList<ImportItem> missing = items;
        missing.removeIf([&there](const ImportItem& item) { return there.contains(item.name); });
        whenFinished<ImportOutcome>(context,
                                    &Workbench::certificatesImported,
                                    context.workbench.importCertificates(missing),
                                    [self = shared_from_this()](const ImportOutcome& outcome) {
                                        self->imported += changedOf(outcome.entries);
                                        if (!outcome.faults.isEmpty()) {
                                            self->context.notifier.tell(outcome.faults.first());
                                        }
                                        self->end(true);
                                    });
    }

    void takeBack()
    {
        whenFinished<ImportUndone>(context,
                                   &Workbench::importUndone,
                                   context.workbench.undoImport(imported),
                                   [self = shared_from_this()](const ImportUndone& undone) {
                                       self->forget(undone);
                                       tellUndone(self->context.notifier, undone);
                                       self->end(false);
                                   });
    }

    void forget(const ImportUndone& undone)
    {
        QSet<QString> over(undone.kept.begin(), undone.kept.end());
        for (const QList<StoreEntry>& entries : {undone.removed, undone.rewritten}) {
            for (const StoreEntry& entry : entries) {
                over.insert(entry.name);
            }
        }
        imported.removeIf(
            [&over](const ImportedEntry& one) { return over.contains(one.entry.name); });
    }
};

ImportCommand::ImportCommand(const WindowContext& context,
                             const QList<ImportItem>& items,
                             const QList<ImportedEntry>& imported)
    : m_work(std::make_shared<Work>(context))
{
    m_work->items = items;
    m_work->imported = changedOf(imported);
    setText(m_work->imported.size() == 1
                ? Text::tr("Import “%1”").arg(m_work->imported.first().entry.name)
                : Text::tr("Import %1 certificates").arg(m_work->imported.size()));
}

void ImportCommand::redo()
{
    if (std::exchange(m_isDone, true)) {
        m_work->want(true);
    }
}

void ImportCommand::undo()
{
    m_work->want(false);
}

} // namespace workbench
