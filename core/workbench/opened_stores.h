#pragma once

#include "core/certificates/chain/certificate_pool.h"
#include "core/certificates/stores/certificate_source.h"
#include "core/workbench/path_watcher.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <map>
#include <memory>
#include <optional>

namespace workbench {

struct SourceStamp;

/// A store beside "My certificates", with what has been read of it.
struct OpenedStore
{
    QString id; ///< "system", that of a PlatformStore, the path or the PKCS#11 URI
    QString name; ///< for people
    QString place;
    SourceKind kind = SourceKind::File;
    QList<StoreEntry> entries; ///< sorted by name once all is read
    QList<Error> faults; ///< files that could not be read; of a token, what it does not show
    bool reading = false;
    int done = 0; ///< while reading: files that are through
    int total = 0;
    std::optional<Error> fault; ///< why nothing could be read; may be PasswordNeeded
};

/// The stores that are shown beside "My certificates": the system's trust anchors and every file,
/// folder and token that a person opened. Read in a thread of their own, again when they change.
/// Lives in the GUI thread.
class OpenedStores : public QObject
{
    Q_OBJECT

public:
    explicit OpenedStores(QObject* parent = nullptr);
    ~OpenedStores() override; ///< stops reading

    /// "system", the platform's own stores, then the opened ones in their order.
    QStringList ids() const;
    /// Null: not open. Valid until the next event.
    const OpenedStore* find(const QString& id) const;

    /// The opened ones, as the workspace keeps them.
    QStringList paths() const;

    /// Opens a file, a folder or a token and begins to read it; its id. With a password (of a token
    /// its PIN) it is read anew. Errors as of openSource().
    Result<QString> open(const QString& path, const QByteArray& password = {});
    /// What the workspace remembers; a path that is gone stays, and says so.
    void restore(const QStringList& paths);
    void close(const QString& id);

    /// Begins to read what has not been read yet; called when somebody wants to see it.
    void need(const QString& id);

    /// What is in those that a person opened, for the search of issuers. Those that have not been
    /// read yet begin to be: storeChanged() tells when there is more.
    QList<PoolPlace> places();

    /// Where its entries are loaded from, in any thread. Error NotFound: it is not open, or gone.
    Result<CertificateSourcePtr> source(const QString& id) const;

Q_SIGNALS:
    void listChanged(); ///< one came or went
    void entriesAdded(const QString& id, const QList<workbench::StoreEntry>& entries);
    void storeChanged(const QString& id); ///< all of it is read, or could not be
    void pathsChanged(); ///< to be remembered

private:
    struct Place;

    void read(Place& place);
    void readToken(const Place& place);
    /// Why what was read may no longer be what is there.
    enum class Cause
    {
        Noticed,
        Unwatched ///< some of it was not watched yet while it was read
    };
    void look(Place& place, Cause cause); ///< reads it when it differs from what was read
    void add(const QString& id, int run, const SourceBatch& batch);
    void finish(const QString& id,
                int run,
                const Result<void>& outcome,
                const QList<SourceStamp>& stamps);
    Place* placeOf(const QString& id) const;
    void append(const QString& id, CertificateSourcePtr source);

    QStringList m_ids;
    std::map<QString, std::unique_ptr<Place>> m_places;
    QThreadPool m_pool;
    int m_lastRun = 0;
};

} // namespace workbench
