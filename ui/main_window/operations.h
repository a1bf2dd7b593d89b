#pragma once

#include "core/workbench/commands/client_commands.h"
#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QObject>

#include <functional>

class QWidget;

namespace workbench {

class CertificateImport;
struct ImportedClient;
enum class ReportedData;

/// What the window's menus and buttons do to certificates, servers and clients: opens the dialogs,
/// asks for passwords, tells what went wrong. Knows no page: says what shall be shown.
class Operations : public QObject
{
    Q_OBJECT

public:
    Operations(const WindowContext& context, QWidget* window);

    void newCertificate(CertificateKind kind);
    void newRequest();
    void importCertificates();
    void importFiles(const QStringList& paths);
    /// Offers the certificates of each entry as entries of their own.
    void splitChains(const QList<StoreEntry>& entries);
    /// Chooses a token and unlocks it.
    void openToken();
    // What a certificate of the store is used for; `name` is the entry's.
    void renewCertificate(const QString& name);
    void revokeCertificate(const QString& name);
    void publishList(const QString& ca);
    void makeOcspResponse(const QString& name);

    void newServer(const QString& certificate = {});
    void editServer(const QString& name);
    void startServer(const QString& name);
    void restartServer(const QString& name);
    void denyConnections(const QString& name, bool deny);

    void newClient();
    /// A client for a server of this program: host, port and trust are filled in.
    void newClientFor(const QString& server);
    void editClient(const QString& name);
    void connectClient(const QString& name);

    void resumeClient(const QString& name); ///< its newest session of this run
    void repeatClient(const QString& name); ///< asks how often
    void duplicateClient(const QString& name);
    void exportClient(const QString& name);
    void importClient();
    void copyClientAs(OtherTool tool, const QString& name); ///< onto the clipboard
    void sendFile(const QString& client);
    void saveReceived(const QByteArray& received);
    void saveReport(const ObservedConnection& connection);
    void tellRepetition(const QString& name,
                        const Repetition& repetition,
                        int total,
                        const std::optional<Error>& fault);

    Result<void> renameServer(const QString& name, const QString& newName);
    Result<void> renameClient(const QString& name, const QString& newName);

Q_SIGNALS:
    void certificateWanted(const QString& name);
    void serverWanted(const QString& name);
    void clientWanted(const QString& name);
    void storeWanted(const QString& id); ///< to be opened and shown

private:
    /// `cancelled` is said when the person gave no passphrase or PIN; empty: nothing is.
    void report(const Result<void>& outcome, const QString& cancelled = {});
    /// Makes the attempt when the tokens among the certificates are open, and again with each
    /// passphrase that it needs. `failed`: what to say it is when the person gives none. `begun`
    /// is called when it has worked.
    void withKeys(const QStringList& certificates,
                  const QString& failed,
                  const std::function<Result<void>(const PasswordSource&)>& attempt,
                  const std::function<void()>& begun);
    void beginClient(const QString& name,
                     const std::function<Result<void>(const PasswordSource&)>& attempt);
    void beginServer(const QString& name,
                     const std::function<Result<void>(const PasswordSource&)>& attempt);
    void takeIn(const ImportedClient& imported);
    void
    writeReportTo(const QString& path, const ObservedConnection& connection, ReportedData data);
    CertificateImport* newImport(); ///< shows the entry that comes of it
    void openNew(CertificateKind kind, bool requestOnly);
    /// The entry and the CA that issued it; tells when there is none.
    std::optional<QPair<StoreEntry, StoreEntry>> withIssuer(const QString& name);

    WindowContext m_context;
    QWidget* m_window;
};

} // namespace workbench
