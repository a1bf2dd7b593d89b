#include "core/certificates/certificate_export.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

#include <algorithm>
#include <array>
#include <utility>

namespace workbench {
namespace {

using Pkcs7Ptr = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;

constexpr int kRounds = 10'000; // as Java does; NSS and Windows take their time beyond it

constexpr std::array kParts {std::pair {"certificate", ExportPart::Certificate},
                             std::pair {"chain", ExportPart::Chain},
                             std::pair {"key", ExportPart::Key},
                             std::pair {"all", ExportPart::All}};
constexpr std::array kForms {std::pair {"pem", ExportForm::Pem},
                             std::pair {"der", ExportForm::Der},
                             std::pair {"pkcs7", ExportForm::Pkcs7},
                             std::pair {"pkcs12", ExportForm::Pkcs12},
                             std::pair {"pkcs8", ExportForm::Pkcs8},
                             std::pair {"spki", ExportForm::Spki}};

template <typename Words>
auto parsed(const Words& words, const QString& word, const char* option)
    -> Result<decltype(words.front().second)>
{
    const auto* found = std::find_if(words.begin(), words.end(), [&word](const auto& entry) {
        return word == QLatin1String(entry.first);
    });
    if (found != words.end()) {
        return found->second;
    }
    QStringList known;
    for (const auto& entry : words) {
        known.append(QLatin1String(entry.first));
    }
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = CertificateText::tr("“%1” cannot be exported.").arg(word),
         .remedy = CertificateText::tr("Use one of: %1.").arg(known.join(QStringLiteral(", "))),
         .where = QLatin1String(option)});
}

template <typename Words, typename Value>
QString wordFor(const Words& words, Value value)
{
    const auto* found = std::find_if(
        words.begin(), words.end(), [value](const auto& entry) { return entry.second == value; });
    return QLatin1String(found->first);
}

Error doesNotFit(const ExportRequest& request)
{
    return {.code = ErrorCode::NotSupported,
            .message = CertificateText::tr("“%1” cannot be exported as “%2”.")
                           .arg(wordFor(kParts, request.part), wordFor(kForms, request.form)),
            .remedy = CertificateText::tr(
                "pem holds everything; der one certificate or key; pkcs7 certificates; pkcs12 "
                "certificates and the key; pkcs8 the key; spki the public key.")};
}

Error noKey()
{
    return {.code = ErrorCode::NoPrivateKey,
            .message = CertificateText::tr("There is no private key here.")};
}

/// The certificates of the part, the entry's own first; not owned.
QList<X509*> certificatesOf(const KeyMaterial& material, ExportPart part)
{
    QList<X509*> certificates;
    if (material.certificate) {
        certificates.append(material.certificate.get());
    }
    for (qsizetype i = 0; part != ExportPart::Certificate && i < material.chain.size(); ++i) {
        certificates.append(material.chain.at(i).get());
    }
    return certificates;
}

Result<QByteArray> asPem(const KeyMaterial& material, const ExportRequest& request)
{
    switch (request.part) {
    case ExportPart::Certificate:
    case ExportPart::Chain:
        return certificatePem(material, request.part == ExportPart::Chain);
    case ExportPart::Key:
        return keyPem(material, request.password);
    case ExportPart::All:
        break;
    }
    return toPem(material, request.password);
}

Result<QByteArray> asDer(const KeyMaterial& material, const ExportRequest& request)
{
    if (request.part == ExportPart::Key) {
        return keyPkcs8(material, KeyEncoding::Der, request.password);
    }
    return toDer(material.certificate.get());
}

Result<QByteArray> asPkcs7(const KeyMaterial& material, const ExportRequest& request)
{
    const Pkcs7Ptr container(PKCS7_new());
    PKCS7_set_type(container.get(), NID_pkcs7_signed);
    PKCS7_content_new(container.get(), NID_pkcs7_data);
    PKCS7_set_detached(container.get(), 1); // nothing is signed: certificates are all there is
    for (X509* certificate : certificatesOf(material, request.part)) {
        PKCS7_add_certificate(container.get(), certificate);
    }
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_PKCS7(bio.get(), container.get()) != 1) {
        return fail(openSslError(CertificateText::tr("The PKCS#7 file cannot be made.")));
    }
    return contentOf(bio.get());
}

Result<QByteArray> asPkcs12(const KeyMaterial& material, const ExportRequest& request)
{
    const bool withKey = request.part == ExportPart::All;
    if (withKey && !material.hasKey()) {
        return fail(noKey());
    }
    const bool isModern = request.encryption == Pkcs12Encryption::Modern;
    const int cipher = isModern ? NID_aes_256_cbc : NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
    const QByteArray name = request.friendlyName.toUtf8();
    const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> others(
        sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
    QList<X509*> certificates = certificatesOf(material, request.part);
    X509* const own = certificates.isEmpty() ? nullptr : certificates.takeFirst();
    for (X509* certificate : std::as_const(certificates)) {
        sk_X509_push(others.get(), certificate);
    }
    constexpr int kNoMacYet = -1;
    const Pkcs12Ptr container(PKCS12_create(request.password.constData(),
                                            name.isEmpty() ? nullptr : name.constData(),
                                            withKey ? material.key.get() : nullptr,
                                            own,
                                            others.get(),
                                            cipher,
                                            cipher,
                                            kRounds,
                                            kNoMacYet,
                                            0));
    const BioPtr bio(BIO_new(BIO_s_mem()));
    const bool isWritten = container
        && PKCS12_set_mac(container.get(),
                          request.password.constData(),
                          static_cast<int>(request.password.size()),
                          nullptr,
                          0,
                          kRounds,
                          isModern ? EVP_sha256() : EVP_sha1())
            == 1
        && i2d_PKCS12_bio(bio.get(), container.get()) == 1;
    if (!isWritten) {
        return fail(openSslError(CertificateText::tr("The PKCS#12 file cannot be made.")));
    }
    return contentOf(bio.get());
}

Result<QByteArray> asSpki(const KeyMaterial& material)
{
    EVP_PKEY* const key
        = material.certificate ? X509_get0_pubkey(material.certificate.get()) : material.key.get();
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (key == nullptr || PEM_write_bio_PUBKEY(bio.get(), key) != 1) {
        return fail(openSslError(CertificateText::tr("The public key cannot be written.")));
    }
    return contentOf(bio.get());
}

} // namespace

Result<ExportPart> parseExportPart(const QString& word)
{
    return parsed(kParts, word, "--what");
}

Result<ExportForm> parseExportForm(const QString& word)
{
    return parsed(kForms, word, "--as");
}

ExportPart usualPart(ExportForm form)
{
    switch (form) {
    case ExportForm::Pkcs12:
        return ExportPart::All;
    case ExportForm::Pkcs8:
        return ExportPart::Key;
    case ExportForm::Pkcs7:
        return ExportPart::Chain;
    default:
        return ExportPart::Certificate;
    }
}

bool canHold(ExportForm form, ExportPart part)
{
    const bool withKey = part == ExportPart::Key || part == ExportPart::All;
    switch (form) {
    case ExportForm::Pem:
        return true;
    case ExportForm::Der:
        return part == ExportPart::Certificate || part == ExportPart::Key;
    case ExportForm::Pkcs7:
        return !withKey;
    case ExportForm::Pkcs12:
        return part != ExportPart::Key;
    case ExportForm::Pkcs8:
        return part == ExportPart::Key;
    case ExportForm::Spki:
        return part == ExportPart::Certificate;
    }
    return false;
}

QString fileSuffix(ExportForm form)
{
    switch (form) {
    case ExportForm::Der:
        return QStringLiteral("der");
    case ExportForm::Pkcs7:
        return QStringLiteral("p7b");
    case ExportForm::Pkcs12:
        return QStringLiteral("p12");
    default:
        return QStringLiteral("pem");
    }
}

Result<QByteArray> exportMaterial(const KeyMaterial& material, const ExportRequest& request)
{
    if (!canHold(request.form, request.part)) {
        return fail(doesNotFit(request));
    }
    const OpenSslErrorGuard guard;
    switch (request.form) {
    case ExportForm::Pem:
        return asPem(material, request);
    case ExportForm::Der:
        return asDer(material, request);
    case ExportForm::Pkcs7:
        return asPkcs7(material, request);
    case ExportForm::Pkcs12:
        return asPkcs12(material, request);
    case ExportForm::Pkcs8:
        return keyPem(material, request.password);
    case ExportForm::Spki:
        break;
    }
    return asSpki(material);
}

QString certificateText(X509* certificate)
{
    const OpenSslErrorGuard guard;
    const BioPtr bio(BIO_new(BIO_s_mem()));
    const unsigned long names = XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB;
    X509_print_ex(bio.get(), certificate, names, 0);
    return QString::fromUtf8(contentOf(bio.get()));
}

QString spkiPin(const QByteArray& spkiSha256)
{
    return QStringLiteral("sha256//") + QString::fromLatin1(spkiSha256.toBase64());
}

} // namespace workbench
