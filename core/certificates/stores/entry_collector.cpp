#include "core/certificates/stores/entry_collector.h"

#include "core/certificates/certificate_bundle.h"
#include "core/certificates/store_search.h"

#include <QCryptographicHash>

#include <utility>

namespace workbench {
namespace {

constexpr qsizetype kFirstBatch = 20;
constexpr qsizetype kBatch = 500;

} // namespace

EntryCollector::EntryCollector(QString path, const CertificateSource::Receiver& receive)
    : m_path(std::move(path))
    , m_receive(receive)
    , m_wanted(kFirstBatch)
{ }

StoreEntry EntryCollector::entryOf(X509* certificate, const Beside& beside) const
{
    StoreEntry entry;
    entry.facts = certificateFacts(certificate);
    entry.name = beside.name.isEmpty() ? entryName(entry.facts) : beside.name;
    entry.path = m_path;
    entry.der = toDer(certificate);
    entry.chain = beside.chain;
    entry.hasPrivateKey = beside.hasPrivateKey;
    entry.keyEncrypted = beside.keyEncrypted;
    entry.keyOnToken = beside.keyOnToken;
    entry.searchText = searchTextOf(entry.facts);
    return entry;
}

void EntryCollector::add(X509* certificate, const Beside& beside)
{
    add(entryOf(certificate, beside));
}

void EntryCollector::addLater(X509* certificate, const Beside& beside)
{
    StoreEntry entry = entryOf(certificate, beside);
    if (!m_seen.contains(entry.facts.sha256) && !m_waiting.contains(entry.facts.sha256)) {
        m_waiting.insert(entry.facts.sha256);
        m_later.append(std::move(entry));
    }
}

void EntryCollector::add(StoreEntry entry)
{
    if (!m_seen.contains(entry.facts.sha256)) {
        m_seen.insert(entry.facts.sha256);
        m_batch.entries.append(std::move(entry));
    }
}

void EntryCollector::addWithChain(StoreEntry entry, const QString& name)
{
    const QList<QByteArray> chain = entry.chain;
    entry.name = name.isEmpty() ? entryName(entry.facts) : name;
    entry.path = m_path;
    add(std::move(entry));
    for (qsizetype i = 0; i < chain.size(); ++i) {
        const QByteArray hash = QCryptographicHash::hash(chain.at(i), QCryptographicHash::Sha256);
        const bool known = m_seen.contains(hash) || m_waiting.contains(hash);
        const Result<X509Ptr> issuer = known ? fail(Error {}) : parseCertificate(chain.at(i));
        if (issuer) {
            addLater(issuer->get(), {.chain = chain.mid(i + 1, kLongestChain)});
        }
    }
}

void EntryCollector::add(const Error& fault)
{
    m_batch.faults.append(fault);
}

bool EntryCollector::progress(int done, int total)
{
    m_batch.done = done;
    m_batch.total = total;
    return m_batch.entries.size() < m_wanted || handOut();
}

bool EntryCollector::handOut()
{
    m_wanted = kBatch;
    // A batch of its own each time: whoever gets one may hand it to another thread.
    return m_receive(std::exchange(m_batch, {.done = m_batch.done, .total = m_batch.total}));
}

Result<void> EntryCollector::finish()
{
    for (StoreEntry& entry : m_later) {
        add(std::move(entry));
    }
    m_later.clear();
    if (!handOut()) {
        return fail({.code = ErrorCode::Cancelled});
    }
    return {};
}

} // namespace workbench
