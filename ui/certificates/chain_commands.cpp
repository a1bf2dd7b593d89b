#include "ui/certificates/chain_commands.h"

#include "core/base/wipe.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/preflight/preflight.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/entry_file_command.h"
#include "ui/common/notifier.h"
#include "ui/common/removal_commands.h"

namespace workbench {

void carryOutRepair(const WindowContext& context,
                    const StoreEntry& entry,
                    const QList<std::shared_ptr<X509>>& chain)
{
    if (chain.isEmpty()) {
        return;
    }
    StoreEntry repaired = entry;
    repaired.der = toDer(chain.first().get()); // what the entry is by now may be another one
    Result<QByteArray> before = context.workbench.certificateFile(repaired);
    if (!before) {
        context.notifier.tell(before.error());
        return;
    }
    const QString text
        = QCoreApplication::translate("RepairChain", "Repair the chain of “%1”").arg(entry.name);
    QByteArray after = withCertificates(*before, chain);
    const Result<void> done = EntryFileCommand::push(
        std::make_unique<EntryFileCommand>(context, text, entry.name, *before, after));
    wipe(*before);
    wipe(after);
    if (done) {
        tellDone(context, text);
    } else {
        context.notifier.tell(done.error());
    }
}

RestrictFileCommand::RestrictFileCommand(const WindowContext& context,
                                         const QString& name,
                                         const QString& path)
    : QUndoCommand(tr("Protect the file of “%1”").arg(name))
    , m_context(context)
    , m_path(path)
    , m_before(QFile::permissions(path))
{ }

void RestrictFileCommand::redo()
{
    const Result<void> restricted = restrictToOwner(m_path);
    if (restricted) {
        Q_EMIT m_context.workbench.certificatesChanged();
    } else {
        setObsolete(true);
        m_context.notifier.tell(restricted.error());
    }
}

void RestrictFileCommand::undo()
{
    QFile file(m_path);
    if (file.setPermissions(m_before)) {
        Q_EMIT m_context.workbench.certificatesChanged();
        return;
    }
    setObsolete(true);
    m_context.notifier.tell(
        Error {.code = ErrorCode::FileFault,
               .message
               = tr("The rights of “%1” cannot be given back: %2.").arg(m_path, file.errorString()),
               .remedy = tr("It stays readable by its owner only."),
               .where = m_path});
}

} // namespace workbench
