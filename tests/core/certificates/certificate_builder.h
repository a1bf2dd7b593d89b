#pragma once

#include <QByteArray>
#include <QList>

namespace workbench::tests {

/// DER as tests write it: element by element, right or wrong.
namespace der {

QByteArray element(int tag, const QByteArray& content);
QByteArray sequence(const QList<QByteArray>& parts);
QByteArray integer(const QByteArray& content); ///< two's complement, big endian
QByteArray boolean(bool value);
QByteArray octets(const QByteArray& content);
QByteArray bits(const QByteArray& content, int unused = 0);
QByteArray oid(const char* dotted);
QByteArray utf8(const QByteArray& text);
QByteArray printable(const QByteArray& text);
QByteArray utcTime(const char* text); ///< "260101000000Z"
QByteArray generalizedTime(const char* text); ///< "20500101000000Z"
QByteArray algorithm(const char* dotted, const QByteArray& parameters = {});

/// A Name of one attribute per part; `value` is an encoded string.
struct Attribute
{
    const char* type;
    QByteArray value;
};

QByteArray name(const QList<Attribute>& attributes);

} // namespace der

/// A certificate put together byte by byte, so that everything in it can be wrong. Not really
/// signed: its signature is no more than bytes. As made by server(), ca() and client(), there is
/// nothing to say about it.
struct CertificateBuilder
{
    static CertificateBuilder server(); ///< for shop.example.com, EC P-256, 90 days of 2026
    static CertificateBuilder client();
    static CertificateBuilder ca(); ///< an intermediate

    int version = 3;
    QByteArray serial; ///< content of the INTEGER
    QByteArray innerAlgorithm;
    QByteArray outerAlgorithm;
    QByteArray issuer;
    QByteArray notBefore;
    QByteArray notAfter;
    QByteArray subject;
    QByteArray publicKey; ///< SubjectPublicKeyInfo
    QByteArray uniqueIdentifiers; ///< encoded [1] and [2]

    struct Extension
    {
        QByteArray oid; ///< dotted
        bool critical;
        QByteArray value; ///< what is inside of the OCTET STRING
    };

    QList<Extension> extensions;

    /// Puts the extension in place of the one of its kind, or at the end.
    CertificateBuilder& set(const char* oid, bool critical, const QByteArray& value);
    CertificateBuilder& remove(const char* oid);
    CertificateBuilder& setCritical(const char* oid, bool critical);
    CertificateBuilder&
    add(const char* oid, bool critical, const QByteArray& value); ///< also twice

    CertificateBuilder& setNames(const QList<QByteArray>& generalNames, bool critical = false);
    CertificateBuilder& setDnsName(const QByteArray& name);
    CertificateBuilder& setKeyUsage(int firstByte, int secondByte = -1); ///< 0x80: digitalSignature
    CertificateBuilder& setPurposes(const QList<const char*>& oids);
    CertificateBuilder& setCommonName(const QByteArray& name);

    QByteArray der() const;
};

namespace keys {

QByteArray ec(const char* curve = "P-256", bool explicitParameters = false);
QByteArray rsa(int bits, const QByteArray& exponent = QByteArray("\x01\x00\x01", 3));
QByteArray ed25519();
QByteArray dsa();

} // namespace keys

} // namespace workbench::tests
