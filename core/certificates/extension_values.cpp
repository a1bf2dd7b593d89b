#include "core/certificates/extension_values.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/subject_alt_name.h"

namespace workbench {
namespace {

using BitStringPtr = std::unique_ptr<ASN1_BIT_STRING, Freed<ASN1_BIT_STRING_free>>;
using ExtendedKeyUsagePtr = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<EXTENDED_KEY_USAGE_free>>;
using PoliciesPtr = std::unique_ptr<CERTIFICATEPOLICIES, Freed<CERTIFICATEPOLICIES_free>>;
using PolicyPtr = std::unique_ptr<POLICYINFO, Freed<POLICYINFO_free>>;
using DistributionPointsPtr = std::unique_ptr<CRL_DIST_POINTS, Freed<CRL_DIST_POINTS_free>>;
using DistributionPointPtr = std::unique_ptr<DIST_POINT, Freed<DIST_POINT_free>>;
using InfoAccessPtr = std::unique_ptr<AUTHORITY_INFO_ACCESS, Freed<AUTHORITY_INFO_ACCESS_free>>;
using AccessPtr = std::unique_ptr<ACCESS_DESCRIPTION, Freed<ACCESS_DESCRIPTION_free>>;
using TlsFeaturePtr = std::unique_ptr<TLS_FEATURE, Freed<TLS_FEATURE_free>>;

Error invalid(const char* where, const QString& message, const QString& remedy)
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QString::fromLatin1(where)};
}

Result<X509ExtensionPtr> encoded(int nid, bool critical, void* value)
{
    X509ExtensionPtr extension(X509V3_EXT_i2d(nid, critical ? 1 : 0, value));
    if (!extension) {
        return fail(openSslError(CertificateText::tr("The extension %1 cannot be encoded.")
                                     .arg(QString::fromLatin1(OBJ_nid2sn(nid)))));
    }
    return extension;
}

Result<GeneralNamePtr> uriName(const QString& text)
{
    const Result<QString> uri = toAsciiUri(text.trimmed());
    if (!uri) {
        return fail(invalid(
            "url",
            CertificateText::tr("“%1” cannot be an address: %2").arg(text, uri.error().message),
            CertificateText::tr("Write it like http://ca.example/root.crl.")));
    }
    return textualName(GEN_URI, uri->toLatin1());
}

Result<void> appendAccess(AUTHORITY_INFO_ACCESS* list, int method, const QStringList& uris)
{
    for (const QString& text : uris) {
        Result<GeneralNamePtr> name = uriName(text);
        if (!name) {
            return fail(name.error());
        }
        AccessPtr access(ACCESS_DESCRIPTION_new());
        ASN1_OBJECT_free(access->method);
        access->method = OBJ_nid2obj(method);
        GENERAL_NAME_free(access->location);
        access->location = name->release();
        sk_ACCESS_DESCRIPTION_push(list, access.release());
    }
    return {};
}

/// The practice statement's address (id-qt-cps) of a policy.
Result<void> addStatement(POLICYINFO* policy, const QString& text)
{
    const Result<GeneralNamePtr> uri = uriName(text);
    if (!uri) {
        return fail(uri.error());
    }
    POLICYQUALINFO* const qualifier = POLICYQUALINFO_new();
    ASN1_OBJECT_free(qualifier->pqualid);
    qualifier->pqualid = OBJ_nid2obj(NID_id_qt_cps);
    qualifier->d.cpsuri = ASN1_STRING_dup((*uri)->d.uniformResourceIdentifier);
    policy->qualifiers = sk_POLICYQUALINFO_new_null();
    sk_POLICYQUALINFO_push(policy->qualifiers, qualifier);
    return {};
}

Result<PolicyPtr> policyOf(const QString& text)
{
    const QString oid = text.section(QLatin1Char('='), 0, 0).trimmed();
    const QString statement = text.section(QLatin1Char('='), 1).trimmed();
    Asn1ObjectPtr object(oid == QStringLiteral("anyPolicy") ? OBJ_nid2obj(NID_any_policy)
                                                            : objectOf(oid).release());
    if (!object) {
        return fail(
            invalid("policy",
                    CertificateText::tr("“%1” is not a certificate policy.").arg(text),
                    CertificateText::tr("Write a dotted OID like 2.23.140.1.2.1, or anyPolicy; "
                                        "the practice statement's address may follow as =URI.")));
    }
    PolicyPtr policy(POLICYINFO_new());
    ASN1_OBJECT_free(policy->policyid);
    policy->policyid = object.release();
    if (!statement.isEmpty()) {
        const Result<void> added = addStatement(policy.get(), statement);
        if (!added) {
            return fail(added.error());
        }
    }
    return policy;
}

} // namespace

Result<X509ExtensionPtr> basicConstraintsExtension(bool ca, int pathLength)
{
    const BasicConstraintsPtr constraints(BASIC_CONSTRAINTS_new());
    constraints->ca = ca ? 0xff : 0;
    if (ca && pathLength >= 0) {
        constraints->pathlen = ASN1_INTEGER_new();
        ASN1_INTEGER_set(constraints->pathlen, pathLength);
    }
    return encoded(NID_basic_constraints, true, constraints.get());
}

Result<X509ExtensionPtr> keyUsageExtension(const QStringList& words)
{
    const QStringList known = keyUsageWords();
    const BitStringPtr bits(ASN1_BIT_STRING_new());
    for (const QString& word : words) {
        const qsizetype bit = known.indexOf(word.trimmed());
        if (bit < 0) {
            return fail(invalid(
                "key-usage",
                CertificateText::tr("“%1” is not a key usage.").arg(word),
                CertificateText::tr("Choose of %1.").arg(known.join(QStringLiteral(", ")))));
        }
        ASN1_BIT_STRING_set_bit(bits.get(), static_cast<int>(bit), 1);
    }
    return encoded(NID_key_usage, true, bits.get());
}

Result<X509ExtensionPtr> extendedKeyUsageExtension(const QStringList& words)
{
    const QStringList known = extendedKeyUsageWords();
    const ExtendedKeyUsagePtr usages(sk_ASN1_OBJECT_new_null());
    for (const QString& text : words) {
        const QString word = text.trimmed();
        Asn1ObjectPtr object = known.contains(word)
            ? Asn1ObjectPtr(OBJ_nid2obj(OBJ_sn2nid(word.toLatin1().constData())))
            : objectOf(word);
        if (!object) {
            return fail(invalid("extended-key-usage",
                                CertificateText::tr("“%1” is not an extended key usage.").arg(word),
                                CertificateText::tr("Choose of %1, or write a dotted OID.")
                                    .arg(known.join(QStringLiteral(", ")))));
        }
        sk_ASN1_OBJECT_push(usages.get(), object.release());
    }
    return encoded(NID_ext_key_usage, false, usages.get());
}

Result<X509ExtensionPtr> policiesExtension(const QStringList& policies)
{
    const PoliciesPtr list(sk_POLICYINFO_new_null());
    for (const QString& text : policies) {
        Result<PolicyPtr> policy = policyOf(text);
        if (!policy) {
            return fail(policy.error());
        }
        sk_POLICYINFO_push(list.get(), policy->release());
    }
    return encoded(NID_certificate_policies, false, list.get());
}

Result<X509ExtensionPtr> distributionPointsExtension(const QStringList& uris)
{
    const DistributionPointsPtr list(sk_DIST_POINT_new_null());
    for (const QString& text : uris) {
        Result<GeneralNamePtr> name = uriName(text);
        if (!name) {
            return fail(name.error());
        }
        DistributionPointPtr point(DIST_POINT_new());
        point->distpoint = DIST_POINT_NAME_new();
        point->distpoint->type = 0; // fullName
        point->distpoint->name.fullname = sk_GENERAL_NAME_new_null();
        sk_GENERAL_NAME_push(point->distpoint->name.fullname, name->release());
        sk_DIST_POINT_push(list.get(), point.release());
    }
    return encoded(NID_crl_distribution_points, false, list.get());
}

Result<X509ExtensionPtr> authorityInfoAccessExtension(const QStringList& ocspUris,
                                                      const QStringList& caIssuersUris)
{
    const InfoAccessPtr list(sk_ACCESS_DESCRIPTION_new_null());
    const Result<void> appended = appendAccess(list.get(), NID_ad_OCSP, ocspUris).and_then([&] {
        return appendAccess(list.get(), NID_ad_ca_issuers, caIssuersUris);
    });
    if (!appended) {
        return fail(appended.error());
    }
    return encoded(NID_info_access, false, list.get());
}

Result<X509ExtensionPtr> mustStapleExtension()
{
    constexpr long kStatusRequest = 5; // the number of the TLS extension
    const TlsFeaturePtr features(TLS_FEATURE_new());
    Asn1IntegerPtr feature(ASN1_INTEGER_new());
    ASN1_INTEGER_set(feature.get(), kStatusRequest);
    sk_ASN1_INTEGER_push(features.get(), feature.release());
    return encoded(NID_tlsfeature, false, features.get());
}

} // namespace workbench
