#include "core/connection/certificate_choice.h"

namespace workbench {
namespace {

constexpr unsigned kOnlyAlternativeNames = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;

bool isFor(const KeyMaterial& material, const QByteArray& name, unsigned flags)
{
    return material.certificate
        && X509_check_host(material.certificate.get(),
                           name.constData(),
                           static_cast<std::size_t>(name.size()),
                           kOnlyAlternativeNames | flags,
                           nullptr)
        == 1;
}

} // namespace

qsizetype chooseCertificate(const QList<KeyMaterial>& certificates, const QByteArray& serverName)
{
    const QByteArray name = serverName.endsWith('.') ? serverName.chopped(1) : serverName;
    if (name.isEmpty()) {
        return 0;
    }
    for (const unsigned flags :
         {X509_CHECK_FLAG_NO_WILDCARDS, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS}) {
        for (qsizetype i = 0; i < certificates.size(); ++i) {
            if (isFor(certificates.at(i), name, flags)) {
                return i;
            }
        }
    }
    return 0;
}

} // namespace workbench
