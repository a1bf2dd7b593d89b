#include "core/certificates/certificate_extensions.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/extension_values.h"
#include "core/certificates/name_constraints.h"
#include "core/certificates/subject_alt_name.h"

#include <algorithm>
#include <functional>

namespace workbench {
namespace {

QStringList usualKeyUsage(const CertificateRequest& request, const EVP_PKEY* key)
{
    if (isCaKind(request.kind)) {
        return {QStringLiteral("keyCertSign"), QStringLiteral("cRLSign")};
    }
    QStringList usage {QStringLiteral("digitalSignature")};
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
        usage.append(QStringLiteral("keyEncipherment")); // RSA key exchange of TLS 1.2 and older
    }
    return usage;
}

QStringList usualExtendedKeyUsage(CertificateKind kind)
{
    const QString server = QStringLiteral("serverAuth");
    const QString client = QStringLiteral("clientAuth");
    switch (kind) {
    case CertificateKind::Server:
        return {server};
    case CertificateKind::Client:
        return {client};
    case CertificateKind::SelfSigned:
        return {server, client};
    case CertificateKind::Ca:
    case CertificateKind::Intermediate:
        break;
    }
    return {};
}

Result<X509ExtensionPtr> configured(const ExtensionTarget& target, int nid, const char* value)
{
    X509V3_CTX context {};
    X509V3_set_ctx(&context, target.issuer, target.certificate, nullptr, nullptr, 0);
    X509ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    if (!extension) {
        return fail(openSslError(CertificateText::tr("The certificate cannot be put together.")));
    }
    return extension;
}

Result<X509ExtensionPtr> rawExtension(const RawExtension& raw)
{
    const Asn1ObjectPtr object = objectOf(raw.oid);
    const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> value(
        ASN1_OCTET_STRING_new());
    X509ExtensionPtr extension;
    if (object
        && ASN1_OCTET_STRING_set(value.get(),
                                 reinterpret_cast<const unsigned char*>(raw.value.constData()),
                                 static_cast<int>(raw.value.size()))
            == 1) {
        extension.reset(
            X509_EXTENSION_create_by_OBJ(nullptr, object.get(), raw.critical ? 1 : 0, value.get()));
    }
    if (!extension) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("“%1” is no dotted OID.").arg(raw.oid.left(40)),
                     .where = QStringLiteral("extension")});
    }
    return extension;
}

/// The NID or dotted OID of a word in `without`, as dotted numbers.
Result<QString> numbersOf(const QString& word)
{
    const OpenSslErrorGuard guard;
    const Asn1ObjectPtr object(OBJ_txt2obj(word.trimmed().toLatin1().constData(), 0));
    if (!object) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = CertificateText::tr("“%1” is not the name of an extension.").arg(word.left(40)),
             .remedy = CertificateText::tr("Write a name like basicConstraints, keyUsage, "
                                           "subjectKeyIdentifier, or a dotted OID."),
             .where = QStringLiteral("extension")});
    }
    return objectNumbers(object.get());
}

/// Collects extensions; ends at the first error.
class ExtensionList
{
public:
    explicit ExtensionList(const CertificateRequest& request)
    {
        for (const RawExtension& raw : request.rawExtensions) {
            m_skipped.append(raw.oid);
        }
        for (const QString& word : request.without) {
            const Result<QString> numbers = numbersOf(word);
            if (!numbers) {
                m_outcome = fail(numbers.error());
                return;
            }
            m_skipped.append(*numbers);
        }
    }

    /// Adds what `make` returns, when `wanted`, unless the request leaves that extension out or has
    /// another of its own.
    void add(int nid, bool wanted, const std::function<Result<X509ExtensionPtr>()>& make)
    {
        if (wanted && m_outcome && !m_skipped.contains(objectNumbers(OBJ_nid2obj(nid)))) {
            append(make());
        }
    }

    void append(Result<X509ExtensionPtr> made)
    {
        if (made && m_outcome) {
            m_extensions.push_back(std::move(*made));
        } else if (m_outcome) {
            m_outcome = fail(made.error());
        }
    }

    Result<std::vector<X509ExtensionPtr>> take()
    {
        if (!m_outcome) {
            return fail(m_outcome.error());
        }
        return std::move(m_extensions);
    }

private:
    QStringList m_skipped;
    std::vector<X509ExtensionPtr> m_extensions;
    Result<void> m_outcome;
};

Result<void> checkCaOnly(const CertificateRequest& request)
{
    if (isCaKind(request.kind)) {
        return {};
    }
    const QString remedy = CertificateText::tr(
        "Choose kind CA or intermediate, or give the extension as raw bytes for a failure test.");
    if (request.pathLength >= 0) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("Only a CA has a path length."),
                     .remedy = remedy,
                     .where = QStringLiteral("path-length")});
    }
    if (!request.permittedNames.isEmpty() || !request.excludedNames.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("Only a CA has name constraints."),
                     .remedy = remedy,
                     .where = QStringLiteral("name-constraints")});
    }
    return {};
}

} // namespace

Result<std::vector<X509ExtensionPtr>> requestedExtensions(const CertificateRequest& request,
                                                          const ExtensionTarget& target)
{
    const Result<void> checked = checkCaOnly(request);
    if (!checked) {
        return fail(checked.error());
    }
    const QStringList usage = request.keyUsage.value_or(usualKeyUsage(request, target.key));
    const QStringList purposes
        = request.extendedKeyUsage.value_or(usualExtendedKeyUsage(request.kind));
    const bool constrains = !request.permittedNames.isEmpty() || !request.excludedNames.isEmpty();
    const bool certificate = target.certificate != nullptr;
    ExtensionList list(request);
    list.add(NID_basic_constraints, true, [&] {
        return basicConstraintsExtension(isCaKind(request.kind), request.pathLength);
    });
    list.add(NID_key_usage, !usage.isEmpty(), [&] { return keyUsageExtension(usage); });
    list.add(NID_ext_key_usage, !purposes.isEmpty(), [&] {
        return extendedKeyUsageExtension(purposes);
    });
    list.add(NID_subject_alt_name, !request.san.isEmpty(), [&] {
        return subjectAltNameExtension(request.san, target.emptySubject);
    });
    list.add(NID_subject_key_identifier, certificate, [&] {
        return configured(target, NID_subject_key_identifier, "hash");
    });
    list.add(NID_authority_key_identifier, certificate && target.issuer != target.certificate, [&] {
        return configured(target, NID_authority_key_identifier, "keyid,issuer");
    });
    list.add(NID_name_constraints, constrains, [&] {
        return nameConstraintsExtension(request.permittedNames, request.excludedNames);
    });
    list.add(NID_certificate_policies, !request.policies.isEmpty(), [&] {
        return policiesExtension(request.policies);
    });
    list.add(NID_crl_distribution_points, !request.crlUrls.isEmpty(), [&] {
        return distributionPointsExtension(request.crlUrls);
    });
    list.add(NID_info_access, !request.ocspUrls.isEmpty() || !request.caIssuersUrls.isEmpty(), [&] {
        return authorityInfoAccessExtension(request.ocspUrls, request.caIssuersUrls);
    });
    list.add(NID_tlsfeature, request.mustStaple, [] { return mustStapleExtension(); });
    for (const RawExtension& raw : request.rawExtensions) {
        list.append(rawExtension(raw));
    }
    return list.take();
}

} // namespace workbench
