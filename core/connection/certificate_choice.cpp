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

/// Those that cover the name, the ones that hold it before those with a wildcard.
QList<qsizetype> thoseFor(const QList<KeyMaterial>& certificates, const QByteArray& serverName)
{
    const QByteArray name = serverName.endsWith('.') ? serverName.chopped(1) : serverName;
    QList<qsizetype> found;
    if (name.isEmpty()) {
        return found;
    }
    for (const unsigned flags :
         {X509_CHECK_FLAG_NO_WILDCARDS, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS}) {
        for (qsizetype i = 0; i < certificates.size(); ++i) {
            if (!found.contains(i) && isFor(certificates.at(i), name, flags)) {
                found.append(i);
            }
        }
    }
    return found;
}

GeneralNamesPtr namesOf(const KeyMaterial& material)
{
    return GeneralNamesPtr(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(material.certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
}

bool shareName(const GENERAL_NAMES* some, const GENERAL_NAMES* others)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(some); ++i) {
        for (int j = 0; j < sk_GENERAL_NAME_num(others); ++j) {
            if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(some, i), sk_GENERAL_NAME_value(others, j))
                == 0) {
                return true;
            }
        }
    }
    return false;
}

/// The first, and those with a name of its own.
QList<qsizetype> thoseBesideTheFirst(const QList<KeyMaterial>& certificates)
{
    QList<qsizetype> found {0};
    const GeneralNamesPtr names = namesOf(certificates.first());
    for (qsizetype i = 1; i < certificates.size(); ++i) {
        if (shareName(names.get(), namesOf(certificates.at(i)).get())) {
            found.append(i);
        }
    }
    return found;
}

/// OpenSSL has one place for each: P-256 and P-384 are one type.
int keyTypeOf(const KeyMaterial& material)
{
    return EVP_PKEY_get_base_id(X509_get0_pubkey(material.certificate.get()));
}

} // namespace

QList<qsizetype> chooseCertificates(const QList<KeyMaterial>& certificates,
                                    const QByteArray& serverName)
{
    if (certificates.size() < 2) {
        return certificates.isEmpty() ? QList<qsizetype>() : QList<qsizetype> {0};
    }
    QList<qsizetype> fit = thoseFor(certificates, serverName);
    if (fit.isEmpty()) {
        fit = thoseBesideTheFirst(certificates);
    }
    QList<int> types;
    fit.removeIf([&](qsizetype number) {
        const int type = keyTypeOf(certificates.at(number));
        const bool taken = types.contains(type);
        types.append(type);
        return taken;
    });
    return fit;
}

bool anyIsFor(const QList<KeyMaterial>& certificates, const QByteArray& serverName)
{
    return !thoseFor(certificates, serverName).isEmpty();
}

} // namespace workbench
