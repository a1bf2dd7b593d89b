#include "core/certificates/certificate_issuer.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/distinguished_name.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/subject_alt_name.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

struct KindWord
{
    CertificateKind kind;
    const char* word;
};

constexpr std::array kKindWords = {
    KindWord {CertificateKind::Ca, "ca"},
    KindWord {CertificateKind::Intermediate, "intermediate"},
    KindWord {CertificateKind::Server, "server"},
    KindWord {CertificateKind::Client, "client"},
    KindWord {CertificateKind::SelfSigned, "self-signed"},
};

constexpr int kCaYears = 10;
constexpr int kLeafDays = 397;

bool isCaKind(CertificateKind kind)
{
    return kind == CertificateKind::Ca || kind == CertificateKind::Intermediate;
}

Error invalid(const char* where, const QString& message, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QString::fromLatin1(where)};
}

Result<void> checkIssuer(const CertificateRequest& request, const KeyMaterial* issuer)
{
    const bool maySignItself
        = request.kind == CertificateKind::Ca || request.kind == CertificateKind::SelfSigned;
    if (issuer == nullptr) {
        if (maySignItself) {
            return {};
        }
        return fail(invalid(
            "issuer",
            CertificateText::tr("A certificate of this kind needs an issuer that signs it."),
            CertificateText::tr("Choose a CA, or make a self-signed certificate instead.")));
    }
    if (request.kind == CertificateKind::SelfSigned) {
        return fail(invalid("issuer",
                            CertificateText::tr("A self-signed certificate has no other issuer."),
                            CertificateText::tr("Leave the issuer out, or choose another kind.")));
    }
    const QString where = QStringLiteral("issuer");
    if (!issuer->certificate || !issuer->hasKey()) {
        return fail({.code = ErrorCode::NoPrivateKey,
                     .message = CertificateText::tr(
                         "The issuer has no private key here, so it cannot sign."),
                     .remedy = CertificateText::tr(
                         "Choose a CA whose private key is in the store, or import that key."),
                     .where = where});
    }
    if (!keyFits(*issuer)) {
        return fail({.code = ErrorCode::KeyMismatch,
                     .message = CertificateText::tr(
                         "The issuer's private key does not belong to its certificate."),
                     .where = where});
    }
    if (!certificateFacts(issuer->certificate.get()).isCa && !request.allowUnsuitableIssuer) {
        return fail(
            invalid("issuer",
                    CertificateText::tr("The issuer is not a CA: what it signs is refused."),
                    CertificateText::tr("Choose a certificate of kind CA or intermediate.")));
    }
    return {};
}

bool isEncodable(const QDateTime& time)
{
    const int year = time.toUTC().date().year();
    return year >= 1 && year <= 9999;
}

Result<void> setValidity(X509* certificate, const CertificateRequest& request)
{
    const QDateTime from
        = (request.notBefore.isValid() ? request.notBefore : QDateTime::currentDateTimeUtc())
              .toUTC();
    const QDateTime standardEnd
        = isCaKind(request.kind) ? from.addYears(kCaYears) : from.addDays(kLeafDays);
    const QDateTime until = request.notAfter.isValid() ? request.notAfter.toUTC() : standardEnd;
    if (until < from) {
        return fail(
            invalid("validity",
                    CertificateText::tr("The certificate would end (%1) before it begins (%2).")
                        .arg(until.toString(Qt::ISODate), from.toString(Qt::ISODate)),
                    CertificateText::tr("Choose an end that is after the beginning.")));
    }
    if (!isEncodable(from) || !isEncodable(until)) {
        return fail(invalid(
            "validity", CertificateText::tr("A certificate's dates lie in the years 1 to 9999.")));
    }
    if (ASN1_TIME_set(X509_getm_notBefore(certificate), from.toSecsSinceEpoch()) == nullptr
        || ASN1_TIME_set(X509_getm_notAfter(certificate), until.toSecsSinceEpoch()) == nullptr) {
        return fail(openSslError(CertificateText::tr("The dates cannot be encoded.")));
    }
    return {};
}

/// A random positive number of 127 bits: 16 bytes, unguessable, never short.
bool setRandomSerial(X509* certificate)
{
    const BignumPtr number(BN_new());
    return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1
        && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool addExtension(X509* certificate, X509V3_CTX* context, int nid, const QByteArray& value)
{
    const X509ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, context, nid, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

QByteArray basicConstraints(const CertificateRequest& request)
{
    if (!isCaKind(request.kind)) {
        return "critical,CA:FALSE";
    }
    return request.pathLength < 0
        ? QByteArray("critical,CA:TRUE")
        : QByteArray("critical,CA:TRUE,pathlen:") + QByteArray::number(request.pathLength);
}

QByteArray keyUsage(CertificateKind kind, const EVP_PKEY* key)
{
    if (isCaKind(kind)) {
        return "critical,keyCertSign,cRLSign";
    }
    // keyEncipherment: the RSA key exchange of TLS 1.2 and older.
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA ? "critical,digitalSignature,keyEncipherment"
                                                     : "critical,digitalSignature";
}

QByteArray extendedKeyUsage(CertificateKind kind)
{
    switch (kind) {
    case CertificateKind::Server:
        return "serverAuth";
    case CertificateKind::Client:
        return "clientAuth";
    case CertificateKind::SelfSigned:
        return "serverAuth,clientAuth";
    case CertificateKind::Ca:
    case CertificateKind::Intermediate:
        break;
    }
    return {};
}

Result<void> addExtensions(X509* certificate,
                           const CertificateRequest& request,
                           X509* issuer,
                           const EVP_PKEY* key)
{
    X509V3_CTX context {};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    bool added
        = addExtension(certificate, &context, NID_basic_constraints, basicConstraints(request))
        && addExtension(certificate, &context, NID_key_usage, keyUsage(request.kind, key))
        && addExtension(certificate, &context, NID_subject_key_identifier, "hash");
    const QByteArray usage = extendedKeyUsage(request.kind);
    if (!usage.isEmpty()) {
        added = added && addExtension(certificate, &context, NID_ext_key_usage, usage);
    }
    if (issuer != certificate) {
        added = added
            && addExtension(certificate, &context, NID_authority_key_identifier, "keyid,issuer");
    }
    if (!added) {
        return fail(openSslError(CertificateText::tr("The certificate cannot be put together.")));
    }
    if (request.san.isEmpty()) {
        return {};
    }
    const bool emptySubject = X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0;
    const Result<X509ExtensionPtr> names = subjectAltNameExtension(request.san, emptySubject);
    if (!names) {
        return fail(names.error());
    }
    X509_add_ext(certificate, names->get(), -1);
    return {};
}

Result<void> setSubject(X509* certificate, const CertificateRequest& request)
{
    const Result<X509NamePtr> subject = parseDistinguishedName(request.subject);
    if (!subject) {
        return fail(subject.error());
    }
    if (X509_NAME_entry_count(subject->get()) == 0
        && (isCaKind(request.kind) || request.san.isEmpty())) {
        return fail(invalid("subject",
                            CertificateText::tr("The subject is empty."),
                            CertificateText::tr("Write a name, for instance CN=shop,O=Test.")));
    }
    X509_set_subject_name(certificate, subject->get());
    return {};
}

Result<void> sign(X509* certificate, const CertificateRequest& request, EVP_PKEY* key)
{
    const int type = EVP_PKEY_get_base_id(key);
    const EVP_MD* digest = nullptr;
    if (type != EVP_PKEY_ED25519 && type != EVP_PKEY_ED448) {
        digest = EVP_get_digestbyname(request.digest.toLatin1().constData());
        if (digest == nullptr) {
            return fail(
                invalid("digest",
                        CertificateText::tr("“%1” is not a digest that the TLS library has.")
                            .arg(request.digest),
                        CertificateText::tr("Choose for instance sha256, sha384 or sha512.")));
        }
    }
    if (X509_sign(certificate, key, digest) == 0) {
        Error error = openSslError(
            CertificateText::tr("The issuer's key cannot sign with %1.").arg(request.digest));
        error.code = ErrorCode::NotSupported;
        return fail(error);
    }
    return {};
}

QList<std::shared_ptr<X509>> chainBelow(const KeyMaterial& issuer)
{
    QList<std::shared_ptr<X509>> chain {issuer.certificate};
    chain += issuer.chain;
    chain.removeIf([](const std::shared_ptr<X509>& certificate) {
        return X509_self_signed(certificate.get(), 0) == 1;
    });
    return chain;
}

/// Everything but key and signature.
Result<X509Ptr> assemble(const CertificateRequest& request, EVP_PKEY* key, X509* issuer)
{
    X509Ptr certificate(X509_new());
    X509* const raw = certificate.get();
    if (raw == nullptr || X509_set_version(raw, X509_VERSION_3) != 1 || !setRandomSerial(raw)
        || X509_set_pubkey(raw, key) != 1) {
        return fail(openSslError(CertificateText::tr("The certificate cannot be put together.")));
    }
    const Result<void> filled = setSubject(raw, request)
                                    .and_then([&] { return setValidity(raw, request); })
                                    .and_then([&]() -> Result<void> {
                                        X509* const signer = issuer != nullptr ? issuer : raw;
                                        X509_set_issuer_name(raw, X509_get_subject_name(signer));
                                        return addExtensions(raw, request, signer, key);
                                    });
    if (!filled) {
        return fail(filled.error());
    }
    return certificate;
}

} // namespace

Result<CertificateKind> parseCertificateKind(const QString& word)
{
    QStringList words;
    for (const KindWord& known : kKindWords) {
        if (word.compare(QLatin1String(known.word), Qt::CaseInsensitive) == 0) {
            return known.kind;
        }
        words.append(QString::fromLatin1(known.word));
    }
    return fail(
        invalid("kind",
                CertificateText::tr("“%1” is not a kind of certificate.").arg(word),
                CertificateText::tr("Choose one of %1.").arg(words.join(QStringLiteral(", ")))));
}

const char* toIdentifier(CertificateKind kind)
{
    const auto* const known
        = std::find_if(kKindWords.begin(), kKindWords.end(), [kind](const KindWord& word) {
              return word.kind == kind;
          });
    return known == kKindWords.end() ? "unknown" : known->word;
}

Result<KeyMaterial> issueCertificate(const CertificateRequest& request, const KeyMaterial* issuer)
{
    const OpenSslErrorGuard guard;
    const Result<void> checked = checkIssuer(request, issuer);
    if (!checked) {
        return fail(checked.error());
    }
    // A key that is quickly made stands in for checking the fields, so that a wrong one is told at
    // once and not after seconds of making a large key.
    const Result<std::shared_ptr<EVP_PKEY>> quick = generateKey(QStringLiteral("ec:P-256"));
    if (quick) {
        const Result<X509Ptr> rehearsal = assemble(
            request, quick->get(), issuer != nullptr ? issuer->certificate.get() : nullptr);
        if (!rehearsal) {
            return fail(rehearsal.error());
        }
    }
    const Result<std::shared_ptr<EVP_PKEY>> key = generateKey(request.key);
    if (!key) {
        return fail(key.error());
    }
    Result<X509Ptr> certificate
        = assemble(request, key->get(), issuer != nullptr ? issuer->certificate.get() : nullptr);
    if (!certificate) {
        return fail(certificate.error());
    }
    EVP_PKEY* const signer = issuer != nullptr ? issuer->key.get() : key->get();
    const Result<void> done = sign(certificate->get(), request, signer);
    if (!done) {
        return fail(done.error());
    }
    KeyMaterial material;
    material.certificate = std::shared_ptr<X509>(std::move(*certificate));
    material.key = *key;
    if (issuer != nullptr) {
        material.chain = chainBelow(*issuer);
    }
    return material;
}

} // namespace workbench
