#pragma once

#include "ui/common/window_context.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QFile>
#include <QList>
#include <QUndoCommand>

#include <openssl/x509.h>

#include <memory>

namespace workbench {

/// Gives an entry a repaired chain; undoing puts its file back as it was.
class RepairChainCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(RepairChainCommand)

public:
    /// `chain`: the certificate first.
    RepairChainCommand(const WindowContext& context,
                       const QString& name,
                       const QList<std::shared_ptr<X509>>& chain);
    ~RepairChainCommand() override; ///< wipes the kept file: it may hold a private key

    void redo() override;
    void undo() override;

private:
    WindowContext m_context;
    QString m_name;
    QList<std::shared_ptr<X509>> m_chain;
    QByteArray m_file;
};

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
