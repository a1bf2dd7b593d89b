#include "ui/certificates/chain_commands.h"

#include "core/certificates/preflight/preflight.h"
#include "core/workbench/workbench.h"
#include "ui/common/notifier.h"

namespace workbench {

RepairChainCommand::RepairChainCommand(const WindowContext& context,
                                       const QString& name,
                                       const QList<std::shared_ptr<X509>>& chain)
    : QUndoCommand(tr("Repair the chain of “%1”").arg(name))
    , m_context(context)
    , m_name(name)
    , m_chain(chain)
{ }

RepairChainCommand::~RepairChainCommand()
{
    m_file.fill('\0');
}

void RepairChainCommand::redo()
{
    const Result<QByteArray> file = m_context.workbench.replaceCertificateChain(m_name, m_chain);
    if (file) {
        m_file = *file;
    } else {
        setObsolete(true);
        m_context.notifier.tell(file.error());
    }
}

void RepairChainCommand::undo()
{
    const Result<StoreEntry> entry = m_context.workbench.rewriteCertificate(m_name, m_file);
    if (!entry) {
        m_context.notifier.tell(entry.error());
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
    QFile::setPermissions(m_path, m_before);
    Q_EMIT m_context.workbench.certificatesChanged();
}

} // namespace workbench
