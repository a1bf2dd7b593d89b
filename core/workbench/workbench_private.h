#pragma once

#include "core/workbench/network_engine.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/passphrase_keeper.h"
#include "core/workbench/record_keeper.h"
#include "core/workbench/workbench.h"
#include "core/workbench/workspace_file.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <QThread>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace workbench {

constexpr qint64 kDefaultBudgetBytes = 256LL << 20;

/// A profile by name in a list of profiles; end() when there is none.
template <typename List>
auto findByName(List& list, const QString& name)
{
    return std::find_if(
        list.begin(), list.end(), [&](const auto& profile) { return profile.name == name; });
}

template <typename List>
QString freeNameIn(const List& list, const QString& wish)
{
    QString name = wish;
    for (int number = 2; findByName(list, name) != list.end(); ++number) {
        name = QStringLiteral("%1 %2").arg(wish).arg(number);
    }
    return name;
}

/// At the place, or at the end of a list that has become shorter.
template <typename Profile>
void insertAt(QList<Profile>& list, qsizetype place, const Profile& profile)
{
    list.insert(std::min(place, list.size()), profile);
}

template <typename List>
Result<void> checkNewName(const List& list, const QString& name)
{
    if (name.trimmed().isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Workbench::tr("The name is empty."),
                     .where = QStringLiteral("name")});
    }
    if (findByName(list, name) != list.end()) {
        return fail({.code = ErrorCode::AlreadyExists,
                     .message = Workbench::tr("“%1” exists already.").arg(name),
                     .remedy = Workbench::tr("Choose another name."),
                     .where = QStringLiteral("name")});
    }
    return {};
}

inline tl::unexpected<Error> notOpen(const QString& home)
{
    return fail({.code = ErrorCode::FileFault,
                 .message = Workbench::tr("The certificate store is not open."),
                 .where = home});
}

inline tl::unexpected<Error> notFound(const QString& name)
{
    return fail({.code = ErrorCode::NotFound,
                 .message = Workbench::tr("There is no “%1”.").arg(name),
                 .where = QStringLiteral("name")});
}

class Workbench::Private
{
public:
    explicit Private(Workbench* owner)
        : q(owner)
        , keeper(kDefaultBudgetBytes)
    { }

    void startNetwork();
    void listenToServers();
    void listenToClients();
    void onBatch(const QList<ObservedConnection>& batch);
    void writeLastResults();
    void count(const ObservedConnection& now, const ObservedConnection* before);
    template <typename Function>
    void inNetwork(Function function);
    Result<void> save();
    bool takeInWorkspace(); // what others have written; true: something is different now
    void followAccess(const QList<ServerProfile>& before); // whom running servers let in
    void followWorkspace();
    /// Changes the store's folder by way of `worker`; what is returned is run in the GUI thread.
    using StoreWork = std::function<std::function<void()>(CertificateStore& worker,
                                                          const ImportProgress& progress)>;
    void startStoreJob(int number, StoreJobKind kind, const StoreWork& work);
    void runStoreJob(); // the first one, unless one is running
    void finishStoreJob(const std::function<void()>& finish);
    void takeOver(const QList<StoreEntry>& written, const QList<StoreEntry>& removed = {});
    Result<void> openStore();
    void readStore(bool inPieces); // in the background
    void finishReading(const Result<StoreChanges>& changes);
    void watchStore();
    void readRevocations(); // in the background
    void completeStore(); // before something is done to it
    /// Loads the keys of token URIs in the background and hands them over in this thread.
    void loadTokens(const QStringList& uris,
                    const std::function<void(const Result<QList<KeyMaterial>>&)>& then) const;
    void listen(const ServerOptions& options);
    /// What begins in the network thread once everything is loaded.
    using StartClient = std::function<void(NetworkEngine& engine, const ClientOptions& options)>;
    Result<void>
    beginClient(const QString& name, const PasswordSource& password, const StartClient& start);
    void leaveToken(const QString& name); // client
    void failServer(const QString& name, const Error& error);
    /// Of one that was removed or renamed meanwhile nothing is noted.
    template <typename Change>
    void noteServer(const QString& name, Change change);
    bool moveServer(const QString& name, const QString& newName); // true: it was running
    void moveClient(const QString& name, const QString& newName);
    void forgetClient(const QString& name);
    void failClient(const QString& name, const Error& error);
    QString workspacePath() const;
    Result<SecretBytes> proxyPassword(const ProxyChoice& proxy, const PasswordSource& given) const;
    Result<PreSharedKey> preSharedKey(const QString& identity, const PasswordSource& given) const;
    void forgetRefusedPassword(const ObservedConnection& connection);
    PasswordSource orKept(const PasswordSource& given) const; // else what is kept in memory

    struct StoreJob
    {
        int number = 0;
        StoreJobKind kind = StoreJobKind::Import;
        StoreWork work;
        std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
    };

    Workbench* q;
    QString home;
    std::optional<CertificateStore> store;
    /// While the store is being read. Kept here, too: once it has what it shares with the store for
    /// itself, the store writes to it, and Qt looks without a barrier whether that is so.
    std::shared_ptr<const StoreFolderReader> storeReader;
    bool storeIsPartial = false;
    bool readAgain = false; // it was changed while it was being read
    StoreRevocations revocations;
    bool readingRevocations = false;
    bool readRevocationsAgain = false;
    std::atomic<bool> stopReading = false;
    PathWatcher storeWatcher;
    OpenedStores stores;
    PassphraseKeeper passphrases;
    CertificateStore emptyStore;
    Workspace workspace;
    Workspace writtenWorkspace; // what stands in the file, as far as is known
    PathWatcher workspaceWatcher;
    LastResults lastResults;
    QTimer lastResultsTimer; // many connections a second are one write
    bool writingLastResults = false;
    bool workspaceReadable = true;
    QHash<QString, ServerStatus> servers;
    QHash<QString, ServerProfile> startedAs; ///< servers as they were when they started last
    QHash<QString, ClientStatus> clients;
    QHash<QString, int> serversAtToken; // name → job: whose keys are being looked for
    QHash<QString, int> clientsAtToken;
    RecordKeeper keeper;
    QThread thread;
    NetworkEngine* engine = nullptr; // lives in `thread`, deleted there
    QThreadPool pool;
    int lastJob = 0;
    QSet<int> cancelledJobs;
    QList<StoreJob> storeJobs; // one after the other
    bool storeJobRuns = false; // the first of them
};

/// Leaves what lies on tokens for later and notes its URIs.
inline TokenLoader noteTokens(QStringList& uris)
{
    return [&uris](const QString& uri, const PasswordSource&) -> Result<KeyMaterial> {
        uris.append(uri);
        return KeyMaterial {};
    };
}

/// Error PasswordNeeded names the first token that has not been opened.
Result<void> checkTokensAreOpen(const QStringList& uris);

template <typename Change>
void Workbench::Private::noteServer(const QString& name, Change change)
{
    const auto status = servers.find(name);
    if (status != servers.end()) {
        change(*status);
        Q_EMIT q->serverChanged(name);
    }
}

template <typename Function>
void Workbench::Private::inNetwork(Function function)
{
    QMetaObject::invokeMethod(
        engine,
        [target = engine, function = std::move(function)] { function(*target); },
        Qt::QueuedConnection);
}

} // namespace workbench
