#pragma once

#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/pending_requests.h"
#include "core/certificates/store_import.h"
#include "core/certificates/store_revocations.h"
#include "core/connection/connection_record.h"
#include "core/connection/legacy_probe.h"
#include "core/connection/rekeying.h"
#include "core/connection/repetition.h"
#include "core/diagnosis/diagnosis.h"
#include "core/workbench/certificate_users.h"
#include "core/workbench/last_results.h"
#include "core/workbench/profiles.h"
#include "core/workbench/server_counters.h"

#include <QObject>

#include <memory>
#include <optional>

namespace workbench {

class OpenedStores;
class PassphraseKeeper;

/// A connection with what the diagnosis says about it: what lists and the connection view show.
struct ObservedConnection
{
    ConnectionRecordPtr record;
    QList<Finding> findings;
};

enum class ServerState
{
    Stopped,
    Starting,
    Listening,
    Failed
};

struct ServerStatus
{
    ServerState state = ServerState::Stopped;
    QList<QHostAddress> addresses; ///< while listening: one or more, with the same port
    quint16 port = 0; ///< while listening
    bool reachableFromOutside = false; ///< listens on more than loopback: to be said loudly
    ServerCounters connections; ///< since the server was made
    std::optional<Error> fault; ///< why the last start failed
    QStringList waiting; ///< while it runs: what was changed and holds after a restart, in words
    std::optional<Error> trouble; ///< while listening: why new clients have to wait
};

struct ClientStatus
{
    bool connecting = false;
    bool open = false;
    bool stood = false; ///< a connection has stood in this run: there may be a session of it
    quint64 lastRecord = 0; ///< id of the newest attempt; 0: none yet
    std::optional<Error> fault; ///< why the last start failed before anything was sent
    std::optional<LastResult> former; ///< of the newest attempt, also of one in an earlier run
    int repeated = 0; ///< connections in a row that are over, while more are to be made
    int repetitions = 0; ///< so many are to be made; 0: no such run is under way
};

/// A server that was removed, and what it takes to put it back.
struct RemovedServer
{
    ServerProfile profile;
    qsizetype place = 0; ///< in serverNames()
    ServerCounters connections;
};

struct RemovedClient
{
    ClientProfile profile;
    qsizetype place = 0; ///< in clientNames()
    std::optional<LastResult> result; ///< of its newest attempt
};

/// Work on the store that may take a while.
enum class StoreJobKind
{
    Import,
    UndoImport,
    AddRequests,
    CompleteRequests
};

/// Everything behind the window: certificates, servers, clients, the connections kept. Lives in the
/// GUI thread; the sockets live in a network thread of its own; only values cross. Records are kept
/// up to a memory budget, the oldest closed ones go first and are counted.
class Workbench : public QObject
{
    Q_OBJECT

public:
    /// `home`: the folder that holds store, workspace and settings; made when missing.
    explicit Workbench(const QString& home, QObject* parent = nullptr);
    ~Workbench() override; ///< ends every server and connection, then the network thread

    /// Opens store and workspace. An unreadable workspace file is an Error, kept as it is, and
    /// nothing is overwritten until the person changes something.
    Result<void> open();

    QString home() const;

    // Certificates. Changes go through these, so that certificatesChanged() is emitted.
    const CertificateStore& certificates() const;
    /// A large store arrives in pieces after open(), each with certificatesChanged().
    bool isReadingCertificates() const;
    /// What is shown beside "My certificates".
    OpenedStores& stores();
    Result<StoreEntry> addCertificate(const QString& name,
                                      const KeyMaterial& material,
                                      const QByteArray& keyPassword = {});
    /// Imports off the GUI thread; then certificatesImported(). The returned number identifies the
    /// job. Jobs of this kind wait for each other.
    int importCertificates(const QList<ImportItem>& items);
    /// Takes an import back, off the GUI thread; then importUndone().
    int undoImport(const QList<ImportedEntry>& imported);
    /// Stops an import or its undoing after the part that it is at; what is done stays.
    void cancelStoreJob(int job);
    Result<RemovedEntry> removeCertificate(const QString& name);
    Result<StoreEntry> restoreCertificate(const QString& name, const RemovedEntry& removed);
    Result<void> renameCertificate(const QString& name, const QString& newName);
    /// What the CAs of the own store have revoked, as far as is known by now; read in the
    /// background whenever something changes there.
    const StoreRevocations& revocations() const;
    /// What stands in the entry's file; it may hold the private key. Error InvalidInput where there
    /// is another certificate under the name by now.
    Result<QByteArray> certificateFile(const StoreEntry& entry) const;
    /// Gives the entry's file another content. Error InvalidInput where it is not `before` any
    /// more: what somebody else has written meanwhile is not lost.
    Result<StoreEntry>
    rewriteCertificate(const QString& name, const QByteArray& before, const QByteArray& after);
    /// Makes key and certificate off the GUI thread and adds it as `name`, the key under
    /// `keyPassword`; then certificateIssued(). `issuerName` empty: signs itself. The returned
    /// number identifies the job.
    int issueCertificate(const QString& name,
                         const CertificateRequest& request,
                         const QString& issuerName,
                         const QByteArray& issuerPassword = {},
                         const QByteArray& keyPassword = {});
    /// Whatever comes out is dropped; certificateIssueFailed() says Cancelled.
    void cancelIssue(int job);
    /// Puts the entry's key under another passphrase, as protectKey() does; what was kept of the
    /// old one is forgotten.
    Result<StoreEntry> protectCertificateKey(const QString& name,
                                             const QByteArray& oldPassphrase,
                                             const QByteArray& newPassphrase);
    /// The passphrases that are kept. What needs a key looks there when it is given none.
    PassphraseKeeper& passphrases();
    /// Of the entry's key, of the one that waits for it, or of the user of a proxy, who is called
    /// by the proxy's URL; empty: none is kept.
    QByteArray keptPassphrase(const QString& name) const;
    /// What the keeper calls that passphrase; empty: nobody has that name.
    QByteArray passphraseId(const QString& name) const;
    /// Servers and clients that use an entry of the own store or of a token.
    QList<CertificateUser> certificateUsers(const StoreEntry& entry) const;
    QStringList usersOfCertificate(const QString& name) const; ///< their names; of the own store

    // Requests that wait for their certificates.
    /// By name; reads them from the folder. As of PendingRequests::list().
    QList<PendingRequest> pendingRequests(QList<Error>* faults = nullptr) const;
    /// The one of that name alone, as PEM. Errors: NotFound, FileFault, InvalidInput.
    Result<QByteArray> requestPem(const QString& name) const;
    Result<PendingRequest> addRequest(const QString& name,
                                      const SigningRequestPtr& request,
                                      const std::shared_ptr<EVP_PKEY>& key,
                                      const QByteArray& keyPassword = {});
    /// Adds many off the GUI thread, as PendingRequests::addTogether() does; then requestsAdded().
    /// A job as of importCertificates().
    int addRequests(const QList<NewRequest>& requests);
    /// Gives an entry the key that waits for it, as PendingRequests::complete() does.
    Result<StoreEntry> completeRequest(const QString& certificate,
                                       QList<PendingRequest>& waiting,
                                       const QByteArray& keyPassword);
    /// Does so for many off the GUI thread, with the passphrases that are kept; then
    /// requestsCompleted(). A job as of importCertificates().
    int completeRequests(const QList<StoreEntry>& entries);
    Result<QByteArray> removeRequest(const QString& name);
    Result<void> restoreRequest(const QString& name, const QByteArray& content);

    // Servers.
    QStringList serverNames() const; ///< in the order of creation
    std::optional<ServerProfile> serverProfile(const QString& name) const;
    ServerStatus serverStatus(const QString& name) const;
    Result<void> addServer(const ServerProfile& profile);
    /// Who is let in holds at once, the rest from the next start on. Under another name it keeps
    /// its connections and counters; while it runs it is started again at once, with the
    /// passphrases that are kept, and its status says what keeps it from that.
    Result<void> changeServer(const QString& name, const ServerProfile& profile);
    /// Whether new connections are refused, from now on.
    Result<void> setServerDeny(const QString& name, bool deny);
    Result<RemovedServer> removeServer(const QString& name); ///< stops it first
    /// Puts it back where it was, with its connections; it does not run.
    Result<void> restoreServer(const RemovedServer& removed);
    /// Starts every server that is to run whenever the window opens. What keeps one from it stands
    /// in its status; nobody is asked for a passphrase.
    void startAutomaticServers();
    /// Resolves the profile now (errors at once, also kept in serverStatus), listens in the network
    /// thread; serverChanged() tells the outcome. A pre-shared key is asked for as for clients. Of
    /// a certificate on a token the key is looked for off this thread first; a token that
    /// openToken() has not opened is the error PasswordNeeded.
    Result<void> startServer(const QString& name, const PasswordSource& password = {});
    void stopServer(const QString& name);
    Result<void> restartServer(const QString& name, const PasswordSource& password = {});

    /// New keys on an open connection of a server; where that cannot be, serverRefused() says why.
    void rekeyServerConnection(const QString& name, quint64 connection, Rekeying way);
    /// By hand, to one client; nothing happens when its connection has ended.
    void sendFromServer(const QString& name, quint64 connection, const QByteArray& bytes);
    void endServerConnection(const QString& name, quint64 connection); ///< in order

    // Clients.
    QStringList clientNames() const;
    std::optional<ClientProfile> clientProfile(const QString& name) const;
    ClientStatus clientStatus(const QString& name) const;
    Result<void> addClient(const ClientProfile& profile);
    /// Under another name it keeps its attempts and their results; what is open or under way ends.
    Result<void> changeClient(const QString& name, const ClientProfile& profile);
    Result<RemovedClient> removeClient(const QString& name);
    /// Puts it back where it was, with its attempts.
    Result<void> restoreClient(const RemovedClient& removed);
    /// Begins an attempt; an attempt of this client that is under way or open is ended first.
    /// Tokens as for servers. The password of a proxy's user is asked for by the proxy's URL, and
    /// forgotten when the proxy does not take it.
    Result<void> connectClient(const QString& name, const PasswordSource& password = {});
    /// The same with the newest session that the client got in this run; whether the server took
    /// it up stands in the record. Where there is none that fits, clientStatus() has the reason as
    /// `fault`, and a connection that is open stays.
    Result<void> resumeClient(const QString& name, const PasswordSource& password = {});
    /// What a PasswordSource is asked for by its name.
    enum class Secret
    {
        KeyPassphrase, ///< the name of an entry of the store
        ProxyPassword, ///< a proxy's URL with a user in it, as no entry is called
        PreSharedKey ///< "psk://" and its identity; hexadecimal digits are wanted
    };
    static Secret secretOf(const QString& name);
    /// The same several times in a row, `interval` between the end of one and the start of the
    /// next, each closed once it stands and a record of its own; then repetitionEnded().
    Result<void> repeatClient(const QString& name,
                              int count,
                              Milliseconds interval,
                              const PasswordSource& password = {});
    void cancelClient(const QString& name); ///< while connecting or repeating
    void disconnectClient(const QString& name); ///< orderly, while open
    void closeSendingOfClient(const QString& name); ///< half-close, while open
    void breakOffClient(const QString& name); ///< abruptly, while open
    void sendFromClient(const QString& name, const QByteArray& bytes);
    /// A file in pieces, while open; how far it is stands in the record. Where it cannot be sent,
    /// or not to its end, clientRefused() says why.
    void sendFileFromClient(const QString& name, const QString& path);
    void stopFileOfClient(const QString& name); ///< what was sent stays sent
    /// Begins TLS on a connection that is open in clear; where that cannot be, clientRefused()
    /// says why.
    void startTls(const QString& name);
    /// New keys on an open connection; where that cannot be, clientRefused() says why.
    void rekeyClient(const QString& name, Rekeying way);
    /// Asks the target of a profile, which need not be one of the workspace, whether it would speak
    /// a version that the library cannot. legacyProbed() follows with the number that is returned.
    /// `password`: of a proxy's user, as for connectClient(). Errors as of resolveClient().
    Result<int> probeLegacy(const ClientProfile& profile,
                            wire::LegacyVersion version,
                            const PasswordSource& password = {});

    // Connections kept.
    QList<ObservedConnection> connections(Role role, const QString& name) const; ///< oldest first
    std::optional<ObservedConnection> connection(quint64 id) const;
    void clearConnections(Role role, const QString& name); ///< the closed ones
    bool hasClosedConnections(Role role, const QString& name) const;
    qint64 keptBytes() const;
    int keptConnections() const;
    int droppedConnections() const; ///< let go to stay within the budget
    qint64 budgetBytes() const;
    void setBudgetBytes(qint64 bytes);

    /// A name that no server (client) has: "shop", "shop 2", ….
    QString freeServerName(const QString& wish) const;
    QString freeClientName(const QString& wish) const;

Q_SIGNALS:
    void certificatesChanged();
    void revocationsChanged();
    /// The folder could not be read (again); what was read before stays.
    void certificatesUnreadable(const workbench::Error& error);
    void certificateIssued(int job, const QString& name);
    void certificateIssueFailed(int job, const workbench::Error& error);
    /// How far a job of the store is: before each part of some dozens of certificates.
    void storeJobProgress(int job, workbench::StoreJobKind kind, int done, int total);
    void storeJobFinished(int job); ///< before its outcome
    void certificatesImported(int job, const workbench::ImportOutcome& outcome);
    void importUndone(int job, const workbench::ImportUndone& undone);
    void requestsChanged();
    void requestsAdded(int job, const workbench::RequestsAdded& outcome);
    void requestsCompleted(int job, const workbench::RequestsCompleted& outcome);
    void serversChanged(); ///< one came or went, or was renamed
    void serverChanged(const QString& name); ///< state or counters
    /// What was asked of one of its connections cannot be done now.
    void serverRefused(const QString& name, const workbench::Error& error);
    void clientsChanged();
    void clientChanged(const QString& name);
    /// What was asked of its connection cannot be done now.
    void clientRefused(const QString& name, const workbench::Error& error);
    void legacyProbed(int probe, const workbench::LegacyProbeResult& result);
    /// Connections in a row are over, `total` were to be made. `fault`: why there were fewer; none
    /// where somebody ended it.
    void repetitionEnded(const QString& name,
                         const workbench::Repetition& repetition,
                         int total,
                         const std::optional<workbench::Error>& fault);
    /// New or grown connections, at most one batch per display frame. Ids are in the records.
    void connectionsChanged(const QList<workbench::ObservedConnection>& batch);
    /// The oldest were let go; models drop their rows.
    void connectionsDropped(const QList<quint64>& ids);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench

Q_DECLARE_METATYPE(workbench::ObservedConnection)
