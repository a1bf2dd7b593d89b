#include "tests/core/certificates/certificate_builder.h"

#include "core/base/openssl_ptr.h"

#include <openssl/ec.h>

#include <algorithm>
#include <memory>

namespace workbench::tests {
namespace der {

QByteArray element(int tag, const QByteArray& content)
{
    constexpr qsizetype kShort = 0x80;
    QByteArray length;
    for (qsizetype rest = content.size(); rest > 0; rest >>= 8) {
        length.prepend(static_cast<char>(rest & 0xff));
    }
    if (content.size() < kShort) {
        length = QByteArray(1, static_cast<char>(content.size()));
    } else {
        length.prepend(static_cast<char>(kShort | length.size()));
    }
    return QByteArray(1, static_cast<char>(tag)) + length + content;
}

QByteArray sequence(const QList<QByteArray>& parts)
{
    return element(0x30, parts.join());
}

QByteArray integer(const QByteArray& content)
{
    return element(0x02, content);
}

QByteArray boolean(bool value)
{
    return element(0x01, QByteArray(1, value ? '\xff' : '\0'));
}

QByteArray octets(const QByteArray& content)
{
    return element(0x04, content);
}

QByteArray bits(const QByteArray& content, int unused)
{
    return element(0x03, QByteArray(1, static_cast<char>(unused)) + content);
}

QByteArray oid(const char* dotted)
{
    const std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>> object(OBJ_txt2obj(dotted, 1));
    return element(0x06,
                   QByteArray(reinterpret_cast<const char*>(OBJ_get0_data(object.get())),
                              static_cast<qsizetype>(OBJ_length(object.get()))));
}

QByteArray utf8(const QByteArray& text)
{
    return element(0x0c, text);
}

QByteArray printable(const QByteArray& text)
{
    return element(0x13, text);
}

QByteArray utcTime(const char* text)
{
    return element(0x17, text);
}

QByteArray generalizedTime(const char* text)
{
    return element(0x18, text);
}

QByteArray algorithm(const char* dotted, const QByteArray& parameters)
{
    return sequence({oid(dotted), parameters});
}

QByteArray name(const QList<Attribute>& attributes)
{
    QList<QByteArray> parts;
    for (const Attribute& attribute : attributes) {
        parts.append(element(0x31, sequence({oid(attribute.type), attribute.value})));
    }
    return sequence(parts);
}

} // namespace der

namespace {

QByteArray toSpki(EVP_PKEY* key)
{
    unsigned char* bytes = nullptr;
    const int length = i2d_PUBKEY(key, &bytes);
    QByteArray spki(reinterpret_cast<const char*>(bytes), length);
    OPENSSL_free(bytes);
    return spki;
}

QByteArray address(const char* uri)
{
    return der::element(0x86, uri);
}

CertificateBuilder base()
{
    CertificateBuilder builder;
    builder.serial = QByteArray::fromHex("4be7a1c05d3f92e86b14d07a");
    builder.innerAlgorithm = der::algorithm("1.2.840.10045.4.3.2"); // ecdsa-with-SHA256
    builder.outerAlgorithm = builder.innerAlgorithm;
    builder.issuer = der::name({{"2.5.4.6", der::printable("DE")},
                                {"2.5.4.10", der::utf8("Example Trust")},
                                {"2.5.4.3", der::utf8("Example Issuing CA")}});
    builder.notBefore = der::utcTime("260101000000Z");
    builder.notAfter = der::utcTime("260331235959Z");
    builder.publicKey = keys::ec();
    builder.set("2.5.29.35", // authorityKeyIdentifier
                false,
                der::sequence({der::element(0x80, QByteArray(20, 'a'))}));
    builder.set("2.5.29.14", false, der::octets(QByteArray(20, 's'))); // subjectKeyIdentifier
    builder.set("1.3.6.1.5.5.7.1.1", // authorityInfoAccess
                false,
                der::sequence({der::sequence({der::oid("1.3.6.1.5.5.7.48.1"),
                                              address("http://ocsp.example.com")}),
                               der::sequence({der::oid("1.3.6.1.5.5.7.48.2"),
                                              address("http://ca.example.com/ca.cer")})}));
    builder.set("2.5.29.32", // certificatePolicies
                false,
                der::sequence({der::sequence({der::oid("2.23.140.1.2.1")})}));
    const QByteArray fullName = der::element(0xa0, address("http://crl.example.com/ca.crl"));
    builder.set("2.5.29.31", // cRLDistributionPoints
                false,
                der::sequence({der::sequence({der::element(0xa0, fullName)})}));
    return builder;
}

} // namespace

CertificateBuilder CertificateBuilder::server()
{
    CertificateBuilder builder = base();
    builder.setCommonName("shop.example.com");
    builder.set("2.5.29.19", true, der::sequence({}));
    builder.setKeyUsage(0x80);
    builder.setPurposes({"1.3.6.1.5.5.7.3.1"});
    builder.setNames({der::element(0x82, "shop.example.com")});
    return builder;
}

CertificateBuilder CertificateBuilder::client()
{
    CertificateBuilder builder = server();
    builder.setCommonName("Ada Lovelace");
    builder.setPurposes({"1.3.6.1.5.5.7.3.2"});
    builder.remove("2.5.29.17");
    return builder;
}

CertificateBuilder CertificateBuilder::ca()
{
    CertificateBuilder builder = base();
    builder.setCommonName("Example Lower CA");
    builder.notAfter = der::utcTime("351231235959Z");
    builder.set(
        "2.5.29.19", true, der::sequence({der::boolean(true), der::integer(QByteArray(1, '\0'))}));
    builder.setKeyUsage(0x06); // keyCertSign, cRLSign
    return builder;
}

CertificateBuilder& CertificateBuilder::set(const char* oid, bool critical, const QByteArray& value)
{
    for (Extension& extension : extensions) {
        if (extension.oid == oid) {
            extension = {oid, critical, value};
            return *this;
        }
    }
    return add(oid, critical, value);
}

CertificateBuilder& CertificateBuilder::remove(const char* oid)
{
    extensions.removeIf([oid](const Extension& extension) { return extension.oid == oid; });
    return *this;
}

CertificateBuilder& CertificateBuilder::setCritical(const char* oid, bool critical)
{
    for (Extension& extension : extensions) {
        if (extension.oid == oid) {
            extension.critical = critical;
        }
    }
    return *this;
}

CertificateBuilder& CertificateBuilder::add(const char* oid, bool critical, const QByteArray& value)
{
    extensions.append({oid, critical, value});
    return *this;
}

CertificateBuilder& CertificateBuilder::setNames(const QList<QByteArray>& generalNames,
                                                 bool critical)
{
    return set("2.5.29.17", critical, der::sequence(generalNames));
}

CertificateBuilder& CertificateBuilder::setDnsName(const QByteArray& name)
{
    return setNames({der::element(0x82, "shop.example.com"), der::element(0x82, name)});
}

CertificateBuilder& CertificateBuilder::setKeyUsage(int firstByte, int secondByte)
{
    QByteArray content(1, static_cast<char>(firstByte));
    if (secondByte >= 0) {
        content.append(static_cast<char>(secondByte));
    }
    return set("2.5.29.15", true, der::bits(content));
}

CertificateBuilder& CertificateBuilder::setPurposes(const QList<const char*>& oids)
{
    QList<QByteArray> purposes;
    for (const char* const oid : oids) {
        purposes.append(der::oid(oid));
    }
    return set("2.5.29.37", false, der::sequence(purposes));
}

CertificateBuilder& CertificateBuilder::setCommonName(const QByteArray& name)
{
    subject = der::name({{"2.5.4.3", der::utf8(name)}});
    return *this;
}

QByteArray CertificateBuilder::der() const
{
    QList<QByteArray> encoded;
    for (const Extension& extension : extensions) {
        encoded.append(der::sequence({der::oid(extension.oid.constData()),
                                      extension.critical ? der::boolean(true) : QByteArray(),
                                      der::octets(extension.value)}));
    }
    const QByteArray versionNumber(1, static_cast<char>(version - 1));
    const QByteArray toBeSigned = der::sequence(
        {version > 1 ? der::element(0xa0, der::integer(versionNumber)) : QByteArray(),
         der::integer(serial),
         innerAlgorithm,
         issuer,
         der::sequence({notBefore, notAfter}),
         subject,
         publicKey,
         uniqueIdentifiers,
         encoded.isEmpty() ? QByteArray() : der::element(0xa3, der::sequence(encoded))});
    return der::sequence({toBeSigned, outerAlgorithm, der::bits(QByteArray(70, 'x'))});
}

namespace keys {

QByteArray ec(const char* curve, bool explicitParameters)
{
    const EvpKeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY_keygen_init(context.get());
    EVP_PKEY_CTX_set_group_name(context.get(), curve);
    if (explicitParameters) {
        EVP_PKEY_CTX_set_ec_param_enc(context.get(), OPENSSL_EC_EXPLICIT_CURVE);
    }
    EVP_PKEY* key = nullptr;
    EVP_PKEY_generate(context.get(), &key);
    const EvpKeyPtr owned(key);
    return toSpki(owned.get());
}

QByteArray rsa(int bits, const QByteArray& exponent)
{
    // Not a product of primes, which nobody looks at here.
    QByteArray modulus((bits + 7) / 8, '\x5b');
    modulus[0] = static_cast<char>(bits % 8 == 0 ? 0x80 : 1 << (bits % 8 - 1));
    if (bits % 8 == 0) {
        modulus.prepend('\0');
    }
    const QByteArray key = der::sequence({der::integer(modulus), der::integer(exponent)});
    return der::sequence(
        {der::algorithm("1.2.840.113549.1.1.1", der::element(0x05, {})), der::bits(key)});
}

QByteArray ed25519()
{
    return der::sequence({der::algorithm("1.3.101.112"), der::bits(QByteArray(32, 'e'))});
}

QByteArray dsa()
{
    const QByteArray large = der::integer(QByteArray(128, '\x5b'));
    const QByteArray parameters
        = der::sequence({large, der::integer(QByteArray(20, '\x5b')), large});
    return der::sequence({der::algorithm("1.2.840.10040.4.1", parameters), der::bits(large)});
}

} // namespace keys
} // namespace workbench::tests
