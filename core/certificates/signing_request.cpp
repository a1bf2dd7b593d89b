#include "core/certificates/signing_request.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_extensions.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/distinguished_name.h"
#include "core/certificates/pasted_text.h"
#include "core/certificates/signing.h"
#include "core/certificates/subject_alt_name.h"

#include <QCryptographicHash>

#include <openssl/pem.h>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

Error badRequest(const QString& message, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QStringLiteral("request")};
}

bool signatureFits(X509_REQ* request)
{
    EVP_PKEY* const key = X509_REQ_get0_pubkey(request);
    return key != nullptr && X509_REQ_verify(request, key) == 1;
}

RawExtension rawOf(X509_EXTENSION* extension)
{
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
    return {.oid = objectNumbers(X509_EXTENSION_get_object(extension)),
            .critical = X509_EXTENSION_get_critical(extension) != 0,
            .value = QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                ASN1_STRING_length(value))};
}

Result<void> addExtensions(X509_REQ* request, const CertificateRequest& wanted, EVP_PKEY* key)
{
    const bool nameless = X509_NAME_entry_count(X509_REQ_get_subject_name(request)) == 0;
    if (nameless && wanted.san.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("The subject is empty."),
                     .remedy = CertificateText::tr("Write a name, for instance CN=shop,O=Test."),
                     .where = QStringLiteral("subject")});
    }
    Result<std::vector<X509ExtensionPtr>> extensions
        = requestedExtensions(wanted, {.key = key, .emptySubject = nameless});
    if (!extensions) {
        return fail(extensions.error());
    }
    const ExtensionStackPtr stack(sk_X509_EXTENSION_new_null());
    for (X509ExtensionPtr& extension : *extensions) {
        sk_X509_EXTENSION_push(stack.get(), extension.release());
    }
    if (sk_X509_EXTENSION_num(stack.get()) > 0
        && X509_REQ_add_extensions(request, stack.get()) != 1) {
        return fail(openSslError(CertificateText::tr("The request cannot be put together.")));
    }
    return {};
}

/// What asks for more would be worth hours of work for whoever looks at it; real ones ask for less
/// than ten.
constexpr int kMostExtensions = 100;

Result<SigningRequestPtr> checked(SigningRequestPtr request, const QString& origin)
{
    const ExtensionStackPtr extensions(X509_REQ_get_extensions(request.get()));
    const int count = sk_X509_EXTENSION_num(extensions.get());
    if (count > kMostExtensions) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = CertificateText::tr("The request asks for %1 extensions.").arg(count),
             .remedy = CertificateText::tr("More than %1 are not looked at: have it made "
                                           "again with those that are needed.")
                           .arg(kMostExtensions),
             .where = origin});
    }
    return request;
}

Result<SigningRequestPtr> parseDer(const QByteArray& bytes, const QString& origin)
{
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.constData());
    const unsigned char* position = begin;
    X509RequestPtr request(d2i_X509_REQ(nullptr, &position, static_cast<long>(bytes.size())));
    if (!request || position - begin != bytes.size()) {
        Error error
            = openSslError(CertificateText::tr("It is no certificate signing request (PKCS#10)."));
        error.code = ErrorCode::InvalidInput;
        error.remedy = CertificateText::tr("A request begins with “-----BEGIN CERTIFICATE "
                                           "REQUEST-----”, or is the same in DER.");
        error.where = origin;
        return fail(error);
    }
    return checked(SigningRequestPtr(std::move(request)), origin);
}

Result<SigningRequestPtr> nextRequest(BIO* pem, const QString& origin)
{
    X509RequestPtr request(PEM_read_bio_X509_REQ(pem, nullptr, nullptr, nullptr));
    return request ? checked(std::move(request), origin) : parseDer({}, origin);
}

/// The OIDs to copy; an Error for one that the request does not have.
Result<QStringList> chosenNumbers(const CopiedExtensions& copied,
                                  const QList<RawExtension>& extensions)
{
    QStringList numbers;
    for (const QString& word : copied.chosen) {
        const Asn1ObjectPtr object(OBJ_txt2obj(word.trimmed().toLatin1().constData(), 0));
        const QString oid = object ? objectNumbers(object.get()) : QString();
        const bool there = std::any_of(extensions.begin(),
                                       extensions.end(),
                                       [&oid](const RawExtension& raw) { return raw.oid == oid; });
        if (!there) {
            QStringList names;
            for (const RawExtension& raw : extensions) {
                names.append(objectText(objectOf(raw.oid).get()));
            }
            return fail(badRequest(
                CertificateText::tr("The request does not ask for the extension “%1”.").arg(word),
                names.isEmpty() ? CertificateText::tr("It asks for none.")
                                : CertificateText::tr("It asks for: %1.")
                                      .arg(names.join(QStringLiteral(", ")))));
        }
        numbers.append(oid);
    }
    return numbers;
}

/// The extensions that go over; the names always, unless others are wanted.
Result<QList<RawExtension>> copiedOf(const QList<RawExtension>& extensions,
                                     const CertificateRequest& wanted,
                                     const CopiedExtensions& copied)
{
    const Result<QStringList> chosen = chosenNumbers(copied, extensions);
    if (!chosen) {
        return fail(chosen.error());
    }
    const QString names = objectNumbers(OBJ_nid2obj(NID_subject_alt_name));
    const QString authority = objectNumbers(OBJ_nid2obj(NID_authority_key_identifier));
    QList<RawExtension> result;
    for (const RawExtension& extension : extensions) {
        const bool isNames = extension.oid == names;
        const bool wished = chosen->contains(extension.oid)
            || (copied.all && extension.oid != authority) // who signs is not the sender's to say
            || isNames;
        if (wished && (!isNames || wanted.san.isEmpty())) {
            result.append(extension);
        }
    }
    return result;
}

} // namespace

Result<SigningRequestPtr> makeSigningRequest(const CertificateRequest& wanted, EVP_PKEY* key)
{
    const OpenSslErrorGuard guard;
    const Result<X509NamePtr> subject = parseDistinguishedName(wanted.subject);
    if (!subject) {
        return fail(subject.error());
    }
    X509RequestPtr request(X509_REQ_new());
    if (!request || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1
        || X509_REQ_set_subject_name(request.get(), subject->get()) != 1
        || X509_REQ_set_pubkey(request.get(), key) != 1) {
        return fail(openSslError(CertificateText::tr("The request cannot be put together.")));
    }
    const Result<void> filled = addExtensions(request.get(), wanted, key);
    const Result<const EVP_MD*> digest
        = filled ? signatureDigest(key, wanted.digest) : fail(filled.error());
    if (!digest) {
        return fail(digest.error());
    }
    if (X509_REQ_sign(request.get(), key, *digest) == 0) {
        return fail(signingError(wanted.digest));
    }
    return SigningRequestPtr(std::move(request));
}

Result<SigningRequestPtr> readSigningRequest(const QByteArray& given, const QString& origin)
{
    const OpenSslErrorGuard guard;
    const std::optional<SecretBytes> repaired = repairedPaste(given);
    const QByteArray& bytes = repaired ? repaired->bytes() : given;
    if (!bytes.contains("-----BEGIN ")) {
        return parseDer(bytes, origin);
    }
    const BioPtr bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
    return nextRequest(bio.get(), origin);
}

Result<QList<SigningRequestPtr>> readSigningRequests(const QByteArray& given, const QString& origin)
{
    const OpenSslErrorGuard guard;
    const std::optional<SecretBytes> repaired = repairedPaste(given);
    const QByteArray& bytes = repaired ? repaired->bytes() : given;
    const qsizetype count = bytes.count("-----BEGIN CERTIFICATE REQUEST-----")
        + bytes.count("-----BEGIN NEW CERTIFICATE REQUEST-----");
    const BioPtr bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
    QList<SigningRequestPtr> requests;
    do {
        const Result<SigningRequestPtr> request
            = count == 0 ? readSigningRequest(bytes, origin) : nextRequest(bio.get(), origin);
        if (!request) {
            return fail(request.error());
        }
        requests.append(*request);
    } while (requests.size() < count);
    return requests;
}

SigningRequestFacts signingRequestFacts(X509_REQ* request)
{
    const OpenSslErrorGuard guard;
    SigningRequestFacts facts;
    facts.commonName = commonName(X509_REQ_get_subject_name(request));
    facts.subject = nameText(X509_REQ_get_subject_name(request));
    facts.key = keyDescription(X509_REQ_get0_pubkey(request));
    const X509_ALGOR* algorithm = nullptr;
    X509_REQ_get0_signature(request, nullptr, &algorithm);
    facts.signatureAlgorithm = algorithmText(algorithm);
    facts.signatureFits = signatureFits(request);
    facts.spkiSha256 = QCryptographicHash::hash(
        derOf(i2d_X509_PUBKEY, X509_REQ_get_X509_PUBKEY(request)), QCryptographicHash::Sha256);
    const ExtensionStackPtr extensions(X509_REQ_get_extensions(request));
    facts.san = subjectAltNames(extensions.get());
    for (int i = 0; i < sk_X509_EXTENSION_num(extensions.get()); ++i) {
        facts.extensions.append(rawOf(sk_X509_EXTENSION_value(extensions.get(), i)));
    }
    return facts;
}

QByteArray signingRequestPem(X509_REQ* request)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_REQ(bio.get(), request);
    return contentOf(bio.get());
}

Result<KeyMaterial> signRequest(X509_REQ* request,
                                const CertificateRequest& wanted,
                                const CopiedExtensions& copied,
                                const KeyMaterial& issuer)
{
    const OpenSslErrorGuard guard;
    if (!signatureFits(request)) {
        return fail(badRequest(
            CertificateText::tr("The request's signature does not fit the key in it: it was "
                                "changed, or its sender does not have that key."),
            CertificateText::tr("Have the request made again with the key it is for.")));
    }
    const Result<QList<RawExtension>> extensions
        = copiedOf(signingRequestFacts(request).extensions, wanted, copied);
    if (!extensions) {
        return fail(extensions.error());
    }
    CertificateRequest complete = wanted;
    complete.rawExtensions += *extensions;
    CertificateSubject subject;
    subject.key = std::shared_ptr<EVP_PKEY>(shared(X509_REQ_get0_pubkey(request)));
    if (wanted.subject.isEmpty()) {
        subject.name = std::shared_ptr<X509_NAME>(
            X509NamePtr(X509_NAME_dup(X509_REQ_get_subject_name(request))));
    }
    return certifyKey(complete, subject, &issuer);
}

} // namespace workbench
