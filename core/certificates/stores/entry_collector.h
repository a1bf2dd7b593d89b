#pragma once

#include "core/certificates/stores/certificate_source.h"

#include <QSet>

namespace workbench {

/// Makes entries of certificates and hands them out in batches, equal certificates once. For one
/// run of CertificateSource::read().
class EntryCollector
{
public:
    EntryCollector(QString path, const CertificateSource::Receiver& receive);

    void setPath(const QString& path) { m_path = path; } ///< of the entries that follow

    /// What is known of an entry beside its certificate.
    struct Beside
    {
        QString name; ///< empty: after the subject
        QList<QByteArray> chain;
        bool hasPrivateKey = false;
        bool keyEncrypted = false;
        bool keyOnToken = false;
    };

    void add(X509* certificate, const Beside& beside);
    /// One that stands in a file beside what the file is about: taken at the end, unless another
    /// file is about it, which may have its key.
    void addLater(X509* certificate, const Beside& beside);
    /// An entry without name and path, and later the issuers in its chain. `name` empty: after the
    /// subject.
    void addWithChain(StoreEntry entry, const QString& name);
    void add(const Error& fault);

    /// After each step: hands out what there is when it is enough. False: stop reading.
    bool progress(int done, int total);

    /// Hands out the rest. Error Cancelled.
    Result<void> finish();

private:
    StoreEntry entryOf(X509* certificate, const Beside& beside) const;
    void add(StoreEntry entry);
    bool handOut();

    QString m_path;
    const CertificateSource::Receiver& m_receive;
    SourceBatch m_batch;
    QSet<QByteArray> m_seen; ///< SHA-256
    QSet<QByteArray> m_waiting; ///< the same of m_later
    QList<StoreEntry> m_later;
    qsizetype m_wanted;
};

} // namespace workbench
