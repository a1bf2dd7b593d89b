#include "core/certificates/request_matcher.h"

#include "core/base/openssl_bytes.h"

#include <QCryptographicHash>

namespace workbench {
namespace {

QByteArray hashOf(const QByteArray& publicKey)
{
    return QCryptographicHash::hash(publicKey, QCryptographicHash::Sha256);
}

} // namespace

RequestMatcher::RequestMatcher(const CertificateStore& store,
                               const QList<PendingRequest>& waiting,
                               QList<ImportFile>& files)
    : m_files(files)
{
    for (const StoreEntry& entry : store.entries()) {
        m_certified.insert(entry.facts.spkiSha256);
    }
    for (const PendingRequest& one : waiting) {
        m_waiting.insert(one.facts.spkiSha256, one.name);
    }
    for (qsizetype file = 0; file < files.size(); ++file) {
        const CertificateBundle& bundle = files.at(file).bundle;
        for (const auto& one : bundle.certificates) {
            m_certified.insert(hashOf(derOf(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(one.get()))));
        }
        for (qsizetype place = 0; place < bundle.keys.size(); ++place) {
            m_keys.insert(hashOf(derOf(i2d_PUBKEY, bundle.keys.at(place).get())), {file, place});
        }
    }
}

bool RequestMatcher::isCertified(const SigningRequestFacts& request) const
{
    return m_certified.contains(request.spkiSha256);
}

QString RequestMatcher::waitingFor(const SigningRequestFacts& request) const
{
    return m_waiting.value(request.spkiSha256);
}

RequestKey RequestMatcher::takeKey(X509_REQ* request)
{
    EVP_PKEY* const asked = X509_REQ_get0_pubkey(request);
    const auto found
        = asked == nullptr ? m_keys.end() : m_keys.find(hashOf(derOf(i2d_PUBKEY, asked)));
    if (found == m_keys.end()) {
        return {};
    }
    ImportFile& file = m_files[found->first];
    RequestKey taken {.key = std::exchange(file.bundle.keys[found->second], nullptr),
                      .password = file.keyPassword};
    m_keys.erase(found);
    return taken;
}

void RequestMatcher::finish()
{
    m_keys.clear();
    for (ImportFile& file : m_files) {
        file.bundle.keys.removeAll(nullptr);
    }
}

} // namespace workbench
