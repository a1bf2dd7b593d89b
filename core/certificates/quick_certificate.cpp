#include "core/certificates/quick_certificate.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_fields.h"
#include "core/wire/der.h"

#include <openssl/ec.h>
#include <openssl/objects.h>

#include <array>
#include <bit>

namespace workbench {
namespace {

using namespace wire;

using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>>;
using ValidityPtr = std::unique_ptr<X509_VAL, Freed<X509_VAL_free>>;
using KeyIdentifierPtr = std::unique_ptr<AUTHORITY_KEYID, Freed<AUTHORITY_KEYID_free>>;
using OctetStringPtr = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;
using BitStringPtr = std::unique_ptr<ASN1_BIT_STRING, Freed<ASN1_BIT_STRING_free>>;

constexpr qsizetype kMostNames = 1000;

Bytes bytesOf(QByteArrayView view)
{
    return {reinterpret_cast<const std::uint8_t*>(view.data()),
            static_cast<std::size_t>(view.size())};
}

/// Hands out elements from front to back; nothing more after the first that is not plain DER.
class Walker
{
public:
    explicit Walker(QByteArrayView bytes)
        : m_rest(bytes)
    { }

    bool atEnd() const { return m_rest.isEmpty(); }

    bool isNext(std::uint8_t tag) const
    {
        return !m_rest.isEmpty() && static_cast<std::uint8_t>(m_rest.front()) == tag;
    }

    /// With tag and length; empty when something else stands there.
    QByteArrayView take(std::uint8_t tag)
    {
        const auto element = isNext(tag) ? der::readElement(bytesOf(m_rest)) : std::nullopt;
        if (!element || element->header != shortestHeader(element->length)
            || element->length > static_cast<std::size_t>(m_rest.size()) - element->header) {
            m_rest = {};
            return {};
        }
        const qsizetype size = element->header + element->length;
        const QByteArrayView taken = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return taken;
    }

    /// What is in a constructed element that stands there.
    Walker enter(std::uint8_t tag)
    {
        const QByteArrayView whole = take(tag);
        return Walker(whole.isEmpty() ? whole : contentOf(whole));
    }

    static QByteArrayView contentOf(QByteArrayView element)
    {
        return element.sliced(der::readElement(bytesOf(element))->header);
    }

private:
    static std::uint32_t shortestHeader(std::uint32_t length)
    {
        constexpr std::uint32_t kShort = 0x80;
        return length < kShort ? 2U : 2U + (std::bit_width(length) + 7U) / 8U;
    }

    QByteArrayView m_rest;
};

/// One object by its d2i function; null unless it takes exactly these bytes.
template <typename Pointer, typename Read>
Pointer decoded(Read read, QByteArrayView bytes)
{
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    const unsigned char* position = begin;
    Pointer object(read(nullptr, &position, static_cast<long>(bytes.size())));
    return object && position - begin == bytes.size() ? std::move(object) : nullptr;
}

template <typename Pointer>
Pointer extension(const STACK_OF(X509_EXTENSION) * extensions, int nid)
{
    return Pointer(
        static_cast<typename Pointer::pointer>(X509V3_get_d2i(extensions, nid, nullptr, nullptr)));
}

ExtensionStackPtr extensionsOf(const CertificateParts& parts)
{
    return parts.extensions.isEmpty()
        ? nullptr
        : decoded<ExtensionStackPtr>(d2i_X509_EXTENSIONS, parts.extensions);
}

/// "RSA 2048" of RSAPublicKey (RFC 8017 A.1.1); empty for what is none.
QString rsaText(QByteArrayView key)
{
    Walker outer(key);
    Walker numbers = outer.enter(der::kSequence);
    const QByteArrayView modulus = numbers.take(der::kInteger);
    const QByteArrayView exponent = numbers.take(der::kInteger);
    if (modulus.isEmpty() || exponent.isEmpty() || !numbers.atEnd() || !outer.atEnd()) {
        return {};
    }
    QByteArrayView digits = Walker::contentOf(modulus);
    while (!digits.isEmpty() && digits.front() == '\0') {
        digits = digits.sliced(1);
    }
    if (digits.isEmpty()) {
        return {};
    }
    const auto first = static_cast<unsigned char>(digits.front());
    return QStringLiteral("RSA %1").arg((digits.size() - 1) * 8 + std::bit_width(first));
}

/// "EC P-256" for a named curve with a point of its size; empty for others.
QString curveText(const X509_ALGOR* algorithm, QByteArrayView point)
{
    struct Curve
    {
        int nid;
        qsizetype size; ///< of an uncompressed point (SEC 1 §2.3.3)
    };

    constexpr std::array kCurves {
        Curve {NID_X9_62_prime256v1, 65}, Curve {NID_secp384r1, 97}, Curve {NID_secp521r1, 133}};
    const void* parameter = nullptr;
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(nullptr, &type, &parameter, algorithm);
    const int nid
        = type == V_ASN1_OBJECT ? OBJ_obj2nid(static_cast<const ASN1_OBJECT*>(parameter)) : 0;
    for (const Curve& curve : kCurves) {
        if (curve.nid == nid && point.size() == curve.size && point.front() == '\x04') {
            return QStringLiteral("EC ") + QString::fromLatin1(EC_curve_nid2nist(nid));
        }
    }
    return {};
}

/// As keyDescription() has it; empty for keys that have to be decoded for that.
QString keyText(QByteArrayView publicKey)
{
    Walker parts = Walker(publicKey).enter(der::kSequence);
    const auto algorithm = decoded<AlgorithmPtr>(d2i_X509_ALGOR, parts.take(der::kSequence));
    const QByteArrayView bits = parts.take(der::kBitString);
    if (!algorithm || bits.isEmpty() || !parts.atEnd()) {
        return {};
    }
    const QByteArrayView content = Walker::contentOf(bits);
    if (content.size() < 2 || content.front() != '\0') {
        return {};
    }
    const QByteArrayView key = content.sliced(1);
    constexpr qsizetype kEd25519 = 32; // RFC 8410 §3
    constexpr qsizetype kEd448 = 57;
    switch (OBJ_obj2nid(algorithm->algorithm)) {
    case NID_rsaEncryption:
        return rsaText(key);
    case NID_X9_62_id_ecPublicKey:
        return curveText(algorithm.get(), key);
    case NID_ED25519:
        return key.size() == kEd25519 ? QStringLiteral("Ed25519") : QString();
    case NID_ED448:
        return key.size() == kEd448 ? QStringLiteral("Ed448") : QString();
    default:
        return {};
    }
}

/// Whether nothing in both certificates speaks against the second being the issuer of the first,
/// whose issuer has its name: RFC 5280 §4.2.1.1, §4.2.1.3. False also where more than the key
/// identifiers would have to be looked at.
bool fitsAsIssuer(const CertificateParts& certificate, const CertificateParts& issuer)
{
    const ExtensionStackPtr own = extensionsOf(certificate);
    const ExtensionStackPtr others = extensionsOf(issuer);
    const auto wanted = extension<KeyIdentifierPtr>(own.get(), NID_authority_key_identifier);
    const auto offered = extension<OctetStringPtr>(others.get(), NID_subject_key_identifier);
    if (!wanted || !offered || wanted->keyid == nullptr || wanted->issuer != nullptr
        || wanted->serial != nullptr) {
        return false;
    }
    constexpr int kKeyCertSign = 5;
    const auto usage = extension<BitStringPtr>(others.get(), NID_key_usage);
    return ASN1_OCTET_STRING_cmp(wanted->keyid, offered.get()) == 0 && usage
        && ASN1_BIT_STRING_get_bit(usage.get(), kKeyCertSign) == 1;
}

} // namespace

std::optional<CertificateParts> takeApart(QByteArrayView der)
{
    CertificateParts parts {.whole = der};
    Walker file(der);
    Walker certificate = file.enter(der::kSequence);
    Walker body = certificate.enter(der::kSequence);
    parts.signatureAlgorithm = certificate.take(der::kSequence);
    const QByteArrayView signature = certificate.take(der::kBitString);
    if (body.isNext(der::explicitTag(0))) {
        Walker version = body.enter(der::explicitTag(0));
        constexpr qsizetype kOneByte = 3; // with tag and length
        if (version.take(der::kInteger).size() != kOneByte || !version.atEnd()) {
            return std::nullopt;
        }
    }
    parts.serial = body.take(der::kInteger);
    const QByteArrayView inner = body.take(der::kSequence);
    parts.issuer = body.take(der::kSequence);
    parts.validity = body.take(der::kSequence);
    parts.subject = body.take(der::kSequence);
    parts.publicKey = body.take(der::kSequence);
    if (body.isNext(der::explicitTag(3))) {
        Walker extensions = body.enter(der::explicitTag(3));
        parts.extensions = extensions.take(der::kSequence);
        if (parts.extensions.isEmpty() || !extensions.atEnd()) {
            return std::nullopt;
        }
    }
    // Signatures are whole bytes: none of the last one is unused.
    const bool signedWhole = signature.size() > 2 && Walker::contentOf(signature).startsWith('\0');
    const bool whole = file.atEnd() && certificate.atEnd() && body.atEnd() && signedWhole
        && inner == parts.signatureAlgorithm && !parts.publicKey.isEmpty();
    return whole ? std::optional(parts) : std::nullopt;
}

std::optional<CertificateFacts> QuickCertificateReader::facts(const CertificateParts& parts)
{
    const OpenSslErrorGuard guard;
    const auto subject = decoded<X509NamePtr>(d2i_X509_NAME, parts.subject);
    const auto issuer = decoded<X509NamePtr>(d2i_X509_NAME, parts.issuer);
    const auto serial = decoded<Asn1IntegerPtr>(d2i_ASN1_INTEGER, parts.serial);
    const auto validity = decoded<ValidityPtr>(d2i_X509_VAL, parts.validity);
    const auto algorithm = decoded<AlgorithmPtr>(d2i_X509_ALGOR, parts.signatureAlgorithm);
    const ExtensionStackPtr extensions = extensionsOf(parts);
    const QString key = keyText(parts.publicKey);
    if (!subject || !issuer || !serial || !validity || !algorithm || key.isEmpty()
        || (!extensions && !parts.extensions.isEmpty())) {
        return std::nullopt;
    }
    CertificateFacts facts = factsOf({.subject = subject.get(),
                                      .issuer = issuer.get(),
                                      .serial = serial.get(),
                                      .notBefore = validity->notBefore,
                                      .notAfter = validity->notAfter,
                                      .signature = algorithm.get(),
                                      .extensions = extensions.get(),
                                      .der = parts.whole,
                                      .publicKey = parts.publicKey});
    if (facts.selfIssued) {
        return std::nullopt;
    }
    facts.key = key;
    return facts;
}

std::optional<unsigned long> QuickCertificateReader::nameHash(QByteArrayView name)
{
    const QByteArray key = QByteArray::fromRawData(name.data(), name.size());
    if (const auto known = m_nameHashes.constFind(key); known != m_nameHashes.constEnd()) {
        return *known;
    }
    const auto parsed = decoded<X509NamePtr>(d2i_X509_NAME, name);
    if (!parsed) {
        return std::nullopt;
    }
    if (m_nameHashes.size() >= kMostNames) {
        m_nameHashes.clear();
    }
    const unsigned long hash = X509_NAME_hash_ex(parsed.get(), nullptr, nullptr, nullptr);
    m_nameHashes.insert(name.toByteArray(), hash);
    return hash;
}

std::optional<QList<QByteArrayView>>
QuickCertificateReader::chainOfFirst(const QList<CertificateParts>& all)
{
    if (all.size() == 1) {
        return QList<QByteArrayView>();
    }
    const OpenSslErrorGuard guard;
    QHash<unsigned long, qsizetype> bySubject;
    QList<unsigned long> issuers;
    for (qsizetype i = 0; i < all.size(); ++i) {
        const std::optional<unsigned long> issuer = nameHash(all.at(i).issuer);
        // The name of what the file is about is mostly its own: not worth remembering.
        const auto own = i > 0 ? nameHash(all.at(i).subject) : std::nullopt;
        if (!issuer || (i > 0 && (!own || bySubject.contains(*own)))) {
            return std::nullopt;
        }
        issuers.append(*issuer);
        if (own) {
            bySubject.insert(*own, i);
        }
    }
    const auto first = decoded<X509NamePtr>(d2i_X509_NAME, all.first().subject);
    if (!first || issuers.contains(X509_NAME_hash_ex(first.get(), nullptr, nullptr, nullptr))) {
        return std::nullopt;
    }
    QList<QByteArrayView> chain;
    qsizetype current = 0;
    for (;;) {
        const qsizetype next = bySubject.value(issuers.at(current), 0);
        if (next == 0 || next == current) { // not here, or a root
            return chain;
        }
        if (chain.contains(all.at(next).whole) || !fitsAsIssuer(all.at(current), all.at(next))) {
            return std::nullopt;
        }
        chain.append(all.at(next).whole);
        current = next;
    }
}

} // namespace workbench
