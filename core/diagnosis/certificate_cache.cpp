#include "core/diagnosis/certificate_cache.h"

#include <QCache>
#include <QMutex>

namespace workbench {
namespace {

constexpr int kMostKept = 256;

class CertificateCache
{
public:
    QList<CertificateFacts> read(const QList<QByteArray>& certificates)
    {
        QList<CertificateFacts> all;
        for (const QByteArray& der : certificates) {
            const QMutexLocker locker(&m_mutex);
            if (const CertificateFacts* known = m_facts.object(der)) {
                all.append(*known);
            } else if (const Result<CertificateFacts> facts
                       = certificateFacts(QByteArrayView(der))) {
                m_facts.insert(der, new CertificateFacts(*facts));
                all.append(*facts);
            }
        }
        return all;
    }

private:
    QMutex m_mutex;
    QCache<QByteArray, CertificateFacts> m_facts {kMostKept};
};

} // namespace

QList<CertificateFacts> cachedCertificateFacts(const QList<QByteArray>& certificates)
{
    static CertificateCache cache;
    return cache.read(certificates);
}

} // namespace workbench
