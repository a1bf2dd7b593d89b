#include "core/certificates/store_revocations.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/ca_revocations.h"

#include <QFileInfo>

#include <algorithm>

namespace workbench {
namespace {

using KeyIdentifierPtr = std::unique_ptr<AUTHORITY_KEYID, Freed<AUTHORITY_KEYID_free>>;

QByteArray bytesOf(const ASN1_OCTET_STRING* text)
{
    return text == nullptr ? QByteArray()
                           : QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                        ASN1_STRING_length(text));
}

bool bearsNameOf(const X509* certificate, const X509* issuer)
{
    return X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(issuer)) == 0;
}

bool isSignedBy(X509* certificate, X509* issuer)
{
    return bearsNameOf(certificate, issuer)
        && X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

/// Which key signed the list (RFC 5280 §5.2.1).
QByteArray keyOf(const X509_CRL* list)
{
    const KeyIdentifierPtr identifier(static_cast<AUTHORITY_KEYID*>(
        X509_CRL_get_ext_d2i(list, NID_authority_key_identifier, nullptr, nullptr)));
    return identifier ? bytesOf(identifier->keyid) : QByteArray();
}

} // namespace

StoreRevocations::StoreRevocations(const QList<StoreEntry>& entries)
{
    const OpenSslErrorGuard guard;
    for (const StoreEntry& entry : entries) {
        const QString path = revocationListPath(entry.path);
        if (entry.facts.isCa && QFileInfo::exists(path)) {
            read(entry, path);
        }
    }
}

void StoreRevocations::read(const StoreEntry& entry, const QString& path)
{
    const std::shared_ptr<X509> certificate = certificatesOf(entry).certificate;
    if (!certificate) {
        return;
    }
    const Result<std::optional<CaLists>> lists = readCaLists(path, certificate.get());
    if (!lists) {
        m_unreadable.append({.ca = entry.name,
                             .entryPath = entry.path,
                             .certificate = certificate,
                             .error = lists.error()});
        return;
    }
    if (!*lists) {
        return; // removed just now
    }
    Ca ca {.name = entry.name,
           .certificate = certificate,
           .lists = {.lists = (*lists)->former, .sources = {path}},
           .revoked = {},
           .formerKeys = {}};
    for (const RevocationListPtr& former : (*lists)->former) {
        ca.formerKeys.insert(keyOf(former.get()));
    }
    ca.formerKeys.remove(QByteArray());
    if ((*lists)->current) {
        ca.lists.lists.prepend((*lists)->current);
    }
    // The current list, which has taken over what was before it, has the last word.
    for (auto list = ca.lists.lists.crbegin(); list != ca.lists.lists.crend(); ++list) {
        const RevocationListFacts facts = revocationListFacts(list->get());
        for (const Revocation& one : facts.revocations) {
            ca.revoked.insert(one.serial, one);
        }
    }
    m_cas.append(ca);
}

/// Serial numbers are only unique below one CA. The signature is looked at last, as it costs most;
/// what a key signed that the CA has no more, cannot be checked and names that key.
bool StoreRevocations::isBy(const Ca& ca, X509* certificate)
{
    return bearsNameOf(certificate, ca.certificate.get())
        && (ca.formerKeys.contains(bytesOf(X509_get0_authority_key_id(certificate)))
            || X509_verify(certificate, X509_get0_pubkey(ca.certificate.get())) == 1);
}

std::optional<KnownRevocation> StoreRevocations::find(X509* certificate) const
{
    const OpenSslErrorGuard guard;
    const QString serial = serialText(X509_get0_serialNumber(certificate));
    for (const Ca& ca : m_cas) {
        const auto found = ca.revoked.constFind(serial);
        if (found != ca.revoked.constEnd() && isBy(ca, certificate)) {
            return KnownRevocation {.ca = ca.name, .revocation = *found, .lists = ca.lists};
        }
    }
    return std::nullopt;
}

RevocationLists StoreRevocations::listsAbout(const QList<QByteArray>& certificates) const
{
    const OpenSslErrorGuard guard;
    RevocationLists lists;
    for (const Ca& ca : m_cas) {
        const bool issuedOne
            = std::any_of(certificates.begin(), certificates.end(), [&ca](const QByteArray& der) {
                  const Result<X509Ptr> certificate = parseCertificate(der);
                  return certificate && isBy(ca, certificate->get());
              });
        if (issuedOne) {
            lists.lists += ca.lists.lists;
            lists.sources += ca.lists.sources;
        }
    }
    return lists;
}

bool StoreRevocations::isUnreadableOf(const StoreEntry& ca) const
{
    return std::any_of(m_unreadable.begin(), m_unreadable.end(), [&ca](const UnreadableList& list) {
        return list.entryPath == ca.path;
    });
}

const UnreadableList* StoreRevocations::unreadableAbout(X509* certificate) const
{
    const OpenSslErrorGuard guard;
    const auto found = std::find_if(
        m_unreadable.begin(), m_unreadable.end(), [certificate](const UnreadableList& list) {
            return isSignedBy(certificate, list.certificate.get());
        });
    return found == m_unreadable.end() ? nullptr : &*found;
}

std::optional<KnownRevocation> StoreRevocations::find(const StoreEntry& entry) const
{
    const bool mayBe = std::any_of(m_cas.begin(), m_cas.end(), [&entry](const Ca& ca) {
        return ca.revoked.contains(entry.facts.serial);
    });
    if (!mayBe) {
        return std::nullopt;
    }
    const Result<X509Ptr> certificate = parseCertificate(entry.der);
    return certificate ? find(certificate->get()) : std::nullopt;
}

VerifyQuery withKnownRevocations(const VerifyQuery& query,
                                 const QList<QByteArray>& sent,
                                 const TrustAnchors& anchors,
                                 const StoreRevocations& revocations)
{
    const Result<Verification> built
        = revocations.isEmpty() ? fail(Error {}) : verifyCertificates(sent, anchors, query);
    const RevocationLists lists
        = built ? revocations.listsAbout(built->builtChain) : RevocationLists {};
    if (lists.lists.isEmpty()) {
        return query;
    }
    VerifyQuery known = query;
    known.revocation = RevocationCheck::Known;
    known.revocationLists = lists;
    return known;
}

} // namespace workbench
