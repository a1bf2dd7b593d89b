#pragma once

#include "core/certificates/certificate_store.h"
#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QCoreApplication>
#include <QUndoCommand>

#include <functional>

namespace workbench {

/// Removes a certificate; undoing puts its file back as it was.
class RemoveCertificateCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(RemoveCertificateCommand)

public:
    RemoveCertificateCommand(const WindowContext& context,
                             const QString& name,
                             QUndoCommand* parent = nullptr);
    ~RemoveCertificateCommand() override; ///< wipes the kept file: it may hold a private key

    void redo() override;
    void undo() override;

private:
    WindowContext m_context;
    QString m_name;
    RemovedEntry m_files;
};

/// Removes certificates, in one step where there are several.
QUndoCommand* removeCertificates(const WindowContext& context, const QStringList& names);

/// Removes a request that waits for its certificate, with its private key; undoing puts it back.
class RemoveRequestCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(RemoveRequestCommand)

public:
    RemoveRequestCommand(const WindowContext& context, const QString& name);
    ~RemoveRequestCommand() override; ///< wipes the kept file

    void redo() override;
    void undo() override;

private:
    WindowContext m_context;
    QString m_name;
    QByteArray m_file;
};

/// Removes a server (stopping it); undoing puts it back where it was, listening if it was, and
/// calls `onBack`.
class RemoveServerCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(RemoveServerCommand)

public:
    RemoveServerCommand(const WindowContext& context,
                        const QString& name,
                        std::function<void()> onBack);

    void redo() override;
    void undo() override;

private:
    WindowContext m_context;
    QString m_name;
    std::function<void()> m_onBack;
    RemovedServer m_removed;
    bool m_listening = false;
};

/// Removes a client; undoing puts it back where it was and calls `onBack`.
class RemoveClientCommand : public QUndoCommand
{
    Q_DECLARE_TR_FUNCTIONS(RemoveClientCommand)

public:
    RemoveClientCommand(const WindowContext& context,
                        const QString& name,
                        std::function<void()> onBack);

    void redo() override;
    void undo() override;

private:
    WindowContext m_context;
    QString m_name;
    std::function<void()> m_onBack;
    RemovedClient m_removed;
};

/// Does it and offers the undoing in the message bar.
void pushRemoval(const WindowContext& context, QUndoCommand* command);

/// Says that the newest command was carried out, and offers to undo it as long as it is the newest.
void tellDone(const WindowContext& context, const QString& text);

} // namespace workbench
