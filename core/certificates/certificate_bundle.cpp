#include "core/certificates/certificate_bundle.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/openssh_key_reader.h"
#include "core/certificates/pasted_text.h"
#include "core/certificates/pkcs12_reader.h"
#include "core/certificates/private_key_reader.h"

#include <QSet>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

namespace workbench {
namespace {

using Pkcs7Ptr = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;

/// One block between BEGIN and END; wiped when it goes, for it may be a key.
struct PemBlock
{
    char* label = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long length = 0;

    PemBlock() = default;
    Q_DISABLE_COPY_MOVE(PemBlock)

    ~PemBlock()
    {
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(length));
    }
};

Error damaged(const QString& origin, const QString& message, const QString& remedy)
{
    Error error = openSslError(message);
    error.code = ErrorCode::InvalidInput;
    error.remedy = remedy;
    error.where = origin;
    return error;
}

bool isKeyLabel(const QByteArray& label)
{
    return label.endsWith("PRIVATE KEY");
}

bool isCertificateLabel(const QByteArray& label)
{
    return label == PEM_STRING_X509 || label == PEM_STRING_X509_OLD
        || label == PEM_STRING_X509_TRUSTED;
}

X509* parseTrusted(const PemBlock& block)
{
    const unsigned char* position = block.data;
    return d2i_X509_AUX(nullptr, &position, block.length);
}

X509* parsePlain(const PemBlock& block)
{
    const unsigned char* position = block.data;
    return d2i_X509(nullptr, &position, block.length);
}

/// Keys are DER. Where only the end tells how long something is (BER), OpenSSL goes through every
/// byte several times over for a key, which takes seconds for a large file that is none.
bool mayBeKey(const unsigned char* data, qsizetype length)
{
    constexpr unsigned char kIndefinite = 0x80;
    return length > 1 && data[1] != kIndefinite;
}

Error noKey(const QString& origin)
{
    return {.code = ErrorCode::InvalidInput,
            .message = CertificateText::tr(
                "The private key is damaged or of a kind that the TLS library does not know."),
            .where = origin};
}

Result<std::shared_ptr<EVP_PKEY>>
readKey(const PemBlock& block, const QByteArray& password, const QString& origin)
{
    if (QByteArray(block.label) == kOpenSshKeyLabel) {
        return readOpenSshKey(
            QByteArray::fromRawData(reinterpret_cast<const char*>(block.data), block.length),
            password,
            origin);
    }
    const bool isEncrypted = block.header != nullptr && *block.header != '\0';
    if (!isEncrypted && !mayBeKey(block.data, block.length)) {
        return fail(noKey(origin));
    }
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio(bio.get(), block.label, block.header, block.data, block.length);
    // Not copied: it is a key.
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &text);
    return readPrivateKey(QByteArray::fromRawData(text, length), password, origin);
}

Result<void> appendKey(const PemBlock& block,
                       const QByteArray& password,
                       const QString& origin,
                       CertificateBundle& bundle)
{
    const Result<std::shared_ptr<EVP_PKEY>> key = readKey(block, password, origin);
    if (!key) {
        return fail(key.error());
    }
    bundle.keys.append(*key);
    return {};
}

bool appendPkcs7(const unsigned char* data, long length, CertificateBundle& bundle)
{
    const Pkcs7Ptr container(d2i_PKCS7(nullptr, &data, length));
    if (!container || PKCS7_type_is_signed(container.get()) == 0 || container->d.sign == nullptr) {
        return false;
    }
    const STACK_OF(X509)* const stack = container->d.sign->cert;
    for (int i = 0; i < sk_X509_num(stack); ++i) {
        bundle.certificates.append(std::shared_ptr<X509>(shared(sk_X509_value(stack, i))));
    }
    return true;
}

Result<void> appendBlock(const PemBlock& block,
                         int number,
                         const QByteArray& password,
                         const QString& origin,
                         KeyReading keys,
                         CertificateBundle& bundle)
{
    const QByteArray label(block.label);
    if (isCertificateLabel(label)) {
        X509Ptr certificate(label == PEM_STRING_X509_TRUSTED ? parseTrusted(block)
                                                             : parsePlain(block));
        if (!certificate) {
            return fail(damaged(
                origin,
                CertificateText::tr("Part %1 of the file is marked as a certificate but is none.")
                    .arg(number),
                CertificateText::tr("Export the certificate again.")));
        }
        bundle.certificates.append(std::shared_ptr<X509>(std::move(certificate)));
        return {};
    }
    if (isKeyLabel(label)) {
        if (!bundle.holdsKey) {
            bundle.keyEncrypted
                = label == PEM_STRING_PKCS8 || QByteArray(block.header).contains("ENCRYPTED");
        }
        bundle.holdsKey = true;
        return keys == KeyReading::Read ? appendKey(block, password, origin, bundle)
                                        : Result<void>();
    }
    if (label == PEM_STRING_PKCS7 || label == PEM_STRING_PKCS7_SIGNED || label == "CMS") {
        if (appendPkcs7(block.data, block.length, bundle)) {
            return {};
        }
    }
    bundle.others.append(QString::fromLatin1(label));
    return {};
}

Result<CertificateBundle>
readPem(const QByteArray& bytes, const QByteArray& password, const QString& origin, KeyReading keys)
{
    CertificateBundle bundle;
    const BioPtr bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
    for (int number = 1;; ++number) {
        PemBlock block;
        ERR_clear_error();
        if (PEM_read_bio(bio.get(), &block.label, &block.header, &block.data, &block.length) != 1) {
            const unsigned long code = ERR_peek_last_error();
            if (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE) {
                ERR_clear_error();
                return bundle;
            }
            return fail(
                damaged(origin,
                        CertificateText::tr("Part %1 of the PEM text is damaged: %2.")
                            .arg(number)
                            .arg(QString::fromLatin1(ERR_reason_error_string(code))),
                        CertificateText::tr("Copy it again from its first “-----BEGIN” to its last "
                                            "“-----END …-----”, or export it again.")));
        }
        const Result<void> appended = appendBlock(block, number, password, origin, keys, bundle);
        if (!appended) {
            return fail(appended.error());
        }
    }
}

bool isRevocationList(const QByteArray& bytes)
{
    const auto* position = reinterpret_cast<const unsigned char*>(bytes.constData());
    return std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>(
               d2i_X509_CRL(nullptr, &position, static_cast<long>(bytes.size())))
        != nullptr;
}

Result<CertificateBundle>
readDer(const QByteArray& bytes, const QByteArray& password, const QString& origin, KeyReading keys)
{
    CertificateBundle bundle;
    if (Result<X509Ptr> certificate = parseCertificate(bytes)) {
        bundle.certificates.append(std::shared_ptr<X509>(std::move(*certificate)));
        return bundle;
    }
    if (isPkcs12(bytes)) {
        const Result<void> done = readPkcs12(bytes, password, origin, bundle);
        return done ? Result<CertificateBundle>(bundle) : fail(done.error());
    }
    if (appendPkcs7(reinterpret_cast<const unsigned char*>(bytes.constData()),
                    static_cast<long>(bytes.size()),
                    bundle)) {
        return bundle;
    }
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.constData());
    if (isRevocationList(bytes)) {
        bundle.others.append(QStringLiteral(PEM_STRING_X509_CRL));
        return bundle;
    }
    if (keys == KeyReading::Skip || !mayBeKey(data, bytes.size())) {
        return bundle;
    }
    Result<std::shared_ptr<EVP_PKEY>> key = readPrivateKey(bytes, password, origin);
    if (key) {
        bundle.keys.append(*key);
        bundle.holdsKey = true;
        return bundle;
    }
    if (key.error().code != ErrorCode::InvalidInput) {
        return fail(key.error());
    }
    return bundle;
}

QString describe(const CertificateBundle& bundle)
{
    if (!bundle.others.isEmpty()) {
        return CertificateText::tr("It holds: %1.").arg(bundle.others.join(QStringLiteral(", ")));
    }
    return CertificateText::tr("Readable are PEM, DER, PKCS#7 and PKCS#12, whatever the file is "
                               "called.");
}

/// The keystores that Java wrote up to version 8 (JKS), and the other own one (JCEKS), by their
/// first four bytes.
bool isJavaKeystore(const QByteArray& bytes)
{
    return bytes.startsWith("\xFE\xED\xFE\xED") || bytes.startsWith("\xCE\xCE\xCE\xCE");
}

Error javaKeystoreError(const QString& origin)
{
    return {.code = ErrorCode::NotSupported,
            .message = CertificateText::tr("It is a Java keystore of the old kind (JKS or JCEKS), "
                                           "which only Java reads."),
            .remedy = CertificateText::tr(
                "Make a PKCS#12 file of it: keytool -importkeystore -srckeystore OLD "
                "-destkeystore NEW.p12 -deststoretype PKCS12"),
            .where = origin};
}

/// The number that OpenSSL's hashed folders use too: equal for names that count as equal.
unsigned long nameHash(const X509_NAME* name)
{
    return X509_NAME_hash_ex(name, nullptr, nullptr, nullptr);
}

bool isSelfIssued(const X509* certificate)
{
    return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate))
        == 0;
}

/// Each costs a signature's check.
constexpr qsizetype kMostUnsuitable = 8;

/// One that may be its issuer; else one that is and may not.
std::shared_ptr<X509> issuerAmong(const std::shared_ptr<X509>& certificate,
                                  const QList<std::shared_ptr<X509>>& sameName)
{
    std::shared_ptr<X509> fallback;
    std::shared_ptr<X509> unsuitable; // signed it all the same, like a server's certificate
    for (const std::shared_ptr<X509>& candidate : sameName) {
        if (candidate == certificate) {
            continue;
        }
        if (X509_check_issued(candidate.get(), certificate.get()) != X509_V_OK) {
            const bool tried = unsuitable || sameName.size() > kMostUnsuitable;
            EVP_PKEY* const other = tried ? nullptr : X509_get0_pubkey(candidate.get());
            if (other != nullptr && X509_verify(certificate.get(), other) == 1) {
                unsuitable = candidate;
            }
            continue;
        }
        if (sameName.size() == 1) {
            return candidate; // nothing to choose; checking the signature would only cost time
        }
        EVP_PKEY* key = X509_get0_pubkey(candidate.get());
        if (key != nullptr && X509_verify(certificate.get(), key) == 1) {
            return candidate;
        }
        fallback = fallback ? fallback : candidate;
    }
    return fallback ? fallback : unsuitable;
}

} // namespace

Result<CertificateBundle> readBundle(const QByteArray& given,
                                     const QByteArray& password,
                                     const QString& origin,
                                     KeyReading keys)
{
    const OpenSslErrorGuard guard;
    if (given.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("The file is empty."),
                     .where = origin});
    }
    if (isJavaKeystore(given)) {
        return fail(javaKeystoreError(origin));
    }
    const std::optional<SecretBytes> repaired = repairedPaste(given);
    const QByteArray& bytes = repaired ? repaired->bytes() : given;
    const bool isPem = bytes.contains("-----BEGIN ");
    Result<CertificateBundle> bundle
        = isPem ? readPem(bytes, password, origin, keys) : readDer(bytes, password, origin, keys);
    if (bundle && bundle->certificates.isEmpty() && !bundle->holdsKey) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr(
                         "There is neither a certificate nor a private key in it."),
                     .remedy = describe(*bundle),
                     .where = origin});
    }
    return bundle;
}

std::shared_ptr<X509> mainCertificate(const QList<std::shared_ptr<X509>>& certificates)
{
    QSet<unsigned long> issuers;
    for (const std::shared_ptr<X509>& certificate : certificates) {
        if (!isSelfIssued(certificate.get())) {
            issuers.insert(nameHash(X509_get_issuer_name(certificate.get())));
        }
    }
    std::shared_ptr<X509> authority; // where its own issuers are missing in between
    for (const std::shared_ptr<X509>& certificate : certificates) {
        if (issuers.contains(nameHash(X509_get_subject_name(certificate.get())))) {
            continue;
        }
        if (X509_check_ca(certificate.get()) == 0) {
            return certificate;
        }
        authority = authority ? authority : certificate;
    }
    return authority || certificates.isEmpty() ? authority : certificates.first();
}

IssuerIndex::IssuerIndex(const QList<std::shared_ptr<X509>>& candidates)
{
    for (const std::shared_ptr<X509>& candidate : candidates) {
        m_bySubject[nameHash(X509_get_subject_name(candidate.get()))].append(candidate);
    }
}

QList<std::shared_ptr<X509>> IssuerIndex::chainOf(const std::shared_ptr<X509>& certificate) const
{
    const OpenSslErrorGuard guard;
    QList<std::shared_ptr<X509>> chain;
    std::shared_ptr<X509> current = certificate;
    while (!isSelfIssued(current.get()) && chain.size() < kLongestChain) {
        const unsigned long wanted = nameHash(X509_get_issuer_name(current.get()));
        const std::shared_ptr<X509> issuer = issuerAmong(current, m_bySubject.value(wanted));
        // Two CAs that certified each other would go round for ever.
        if (!issuer || chain.contains(issuer) || issuer == certificate) {
            break;
        }
        chain.append(issuer);
        current = issuer;
    }
    return chain;
}

} // namespace workbench
