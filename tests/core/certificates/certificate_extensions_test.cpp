#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QtTest>

#include <functional>

using namespace workbench;
using namespace workbench::tests;

namespace {

/// What OpenSSL prints of one extension: heading and content, without the indentation.
QString extensionText(const KeyMaterial& material, const QString& name)
{
    const CommandResult shown
        = runOpenSsl({"x509", "-noout", "-ext", name}, certificatePem(material, false));
    QStringList lines;
    for (const QString& line : shown.text().split('\n', Qt::SkipEmptyParts)) {
        lines.append(line.trimmed());
    }
    return lines.join('\n').trimmed();
}

CertificateRequest changed(CertificateKind kind,
                           const std::function<void(CertificateRequest&)>& change)
{
    CertificateRequest request = TestPki::request(kind, "shop");
    change(request);
    return request;
}

} // namespace

Q_DECLARE_METATYPE(CertificateRequest)

class CertificateExtensionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWhatOpenSslReads_data();
    void writesWhatOpenSslReads();
    void constrainsNames_data();
    void constrainsNames();
    void leavesOut_data();
    void leavesOut();
    void takesAnyExtensionAsItIs();
    void takesTheGivenSerial_data();
    void takesTheGivenSerial();
    void makesLargeKeys_data();
    void makesLargeKeys();
    void signsWithOldDigests_data();
    void signsWithOldDigests();
    void countsDays();
    void refuses_data();
    void refuses();
    void readsRawExtensions_data();
    void readsRawExtensions();

private:
    KeyMaterial made(const CertificateRequest& request) const
    {
        return TestPki::make(request,
                             request.kind == CertificateKind::Ca ? nullptr : &m_pki.root());
    }

    TestPki m_pki;
};

void CertificateExtensionsTest::writesWhatOpenSslReads_data()
{
    using Request = CertificateRequest;
    QTest::addColumn<CertificateRequest>("request");
    QTest::addColumn<QString>("extension");
    QTest::addColumn<QString>("text");
    const CertificateKind server = CertificateKind::Server;
    const CertificateKind ca = CertificateKind::Ca;
    QTest::newRow("every key usage")
        << changed(server, [](Request& r) { r.keyUsage = keyUsageWords(); }) << "keyUsage"
        << "X509v3 Key Usage: critical\nDigital Signature, Non Repudiation, Key Encipherment, Data "
           "Encipherment, Key Agreement, Certificate Sign, CRL Sign, Encipher Only, Decipher Only";
    QTest::newRow("one key usage")
        << changed(server, [](Request& r) { r.keyUsage = QStringList {"keyAgreement"}; })
        << "keyUsage"
        << "X509v3 Key Usage: critical\nKey Agreement";
    QTest::newRow("every extended key usage")
        << changed(server, [](Request& r) { r.extendedKeyUsage = extendedKeyUsageWords(); })
        << "extendedKeyUsage"
        << "X509v3 Extended Key Usage:\nTLS Web Server Authentication, TLS Web Client "
           "Authentication, Code Signing, E-mail Protection, Time Stamping, OCSP Signing, Any "
           "Extended Key Usage";
    QTest::newRow("extended key usage by OID")
        << changed(server, [](Request& r) { r.extendedKeyUsage = QStringList {"1.2.3.4.5"}; })
        << "extendedKeyUsage"
        << "X509v3 Extended Key Usage:\n1.2.3.4.5";
    QTest::newRow("path length") << changed(ca, [](Request& r) { r.pathLength = 3; })
                                 << "basicConstraints"
                                 << "X509v3 Basic Constraints: critical\nCA:TRUE, pathlen:3";
    QTest::newRow("CRL addresses")
        << changed(server,
                   [](Request& r) {
                       r.crlUrls = QStringList {"http://ca.test/a.crl", "ldap://ca.test/cn=b"};
                   })
        << "crlDistributionPoints"
        << "X509v3 CRL Distribution Points:\nFull Name:\nURI:http://ca.test/a.crl\nFull "
           "Name:\nURI:ldap://ca.test/cn=b";
    QTest::newRow("OCSP and issuer addresses")
        << changed(server,
                   [](Request& r) {
                       r.ocspUrls = QStringList {"http://ocsp.test/"};
                       r.caIssuersUrls = QStringList {"http://ca.test/ca.der"};
                   })
        << "authorityInfoAccess"
        << "Authority Information Access:\nOCSP - URI:http://ocsp.test/\nCA Issuers - "
           "URI:http://ca.test/ca.der";
    QTest::newRow("policies") << changed(
        server,
        [](Request& r) {
            r.policies = QStringList {"2.23.140.1.2.1", "anyPolicy", "1.2.3=http://ca.test/p"};
        }) << "certificatePolicies"
                              << "X509v3 Certificate Policies:\nPolicy: 2.23.140.1.2.1\nPolicy: "
                                 "X509v3 Any "
                                 "Policy\nPolicy: 1.2.3\nCPS: http://ca.test/p";
    QTest::newRow("must-staple") << changed(server, [](Request& r) { r.mustStaple = true; })
                                 << "tlsfeature"
                                 << "TLS Feature:\nstatus_request";
}

void CertificateExtensionsTest::writesWhatOpenSslReads()
{
    QFETCH(const CertificateRequest, request);
    QFETCH(const QString, extension);
    QTEST(extensionText(made(request), extension), "text");
}

void CertificateExtensionsTest::constrainsNames_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("text");
    QTest::newRow("DNS") << "dns:shop.test"
                         << "DNS:shop.test";
    QTest::newRow("without type") << "shop.test"
                                  << "DNS:shop.test";
    QTest::newRow("below") << "dns:.shop.test"
                           << "DNS:.shop.test";
    QTest::newRow("every DNS name") << "dns:"
                                    << "DNS:";
    QTest::newRow("international")
        << QString::fromUtf8("dns:bücher.example") << "DNS:xn--bcher-kva.example";
    QTest::newRow("IPv4 prefix") << "ip:10.0.0.0/8"
                                 << "IP:10.0.0.0/255.0.0.0";
    QTest::newRow("odd prefix") << "ip:10.128.0.0/9"
                                << "IP:10.128.0.0/255.128.0.0";
    QTest::newRow("IPv4 mask") << "ip:10.0.0.0/255.255.0.0"
                               << "IP:10.0.0.0/255.255.0.0";
    QTest::newRow("one address") << "ip:192.0.2.1"
                                 << "IP:192.0.2.1/255.255.255.255";
    QTest::newRow("every address") << "ip:0.0.0.0/0"
                                   << "IP:0.0.0.0/0.0.0.0";
    QTest::newRow("IPv6") << "ip:2001:db8::/32"
                          << "IP:2001:DB8:0:0:0:0:0:0/FFFF:FFFF:0:0:0:0:0:0";
    QTest::newRow("e-mail host") << "email:shop.test"
                                 << "email:shop.test";
    QTest::newRow("e-mail address") << "email:me@shop.test"
                                    << "email:me@shop.test";
    QTest::newRow("URI host") << "uri:.shop.test"
                              << "URI:.shop.test";
    QTest::newRow("directory name") << "dirname:O=Test,C=DE"
                                    << "DirName:C = DE, O = Test";
}

void CertificateExtensionsTest::constrainsNames()
{
    QFETCH(const QString, written);
    QFETCH(const QString, text);
    CertificateRequest request = TestPki::request(CertificateKind::Intermediate, "Constrained");
    request.permittedNames = QStringList {written};
    const auto squeezed = [](QString printed) { return printed.remove(' ').trimmed(); };
    QCOMPARE(squeezed(extensionText(made(request), "nameConstraints")),
             squeezed("X509v3 Name Constraints: critical\nPermitted:\n" + text));
    request.permittedNames.clear();
    request.excludedNames = QStringList {written, "dns:other.test"};
    QCOMPARE(
        squeezed(extensionText(made(request), "nameConstraints")),
        squeezed("X509v3 Name Constraints: critical\nExcluded:\n" + text + "\nDNS:other.test"));
}

void CertificateExtensionsTest::leavesOut_data()
{
    QTest::addColumn<CertificateRequest>("request");
    QTest::addColumn<QString>("extension");
    using Request = CertificateRequest;
    const CertificateKind server = CertificateKind::Server;
    QTest::newRow("key usage") << changed(server, [](Request& r) { r.keyUsage = QStringList(); })
                               << "keyUsage";
    QTest::newRow("purposes") << changed(server, [](Request& r) {
        r.extendedKeyUsage = QStringList();
    }) << "extendedKeyUsage";
    for (const QString name : {"basicConstraints",
                               "keyUsage",
                               "extendedKeyUsage",
                               "subjectAltName",
                               "subjectKeyIdentifier",
                               "authorityKeyIdentifier"}) {
        QTest::newRow(qPrintable("without " + name))
            << changed(server, [&name](Request& r) { r.without = QStringList {name}; }) << name;
    }
}

void CertificateExtensionsTest::leavesOut()
{
    QFETCH(const CertificateRequest, request);
    QFETCH(const QString, extension);
    QVERIFY(!extensionText(m_pki.server(), extension).isEmpty());
    QCOMPARE(extensionText(made(request), extension), QString());
}

void CertificateExtensionsTest::takesAnyExtensionAsItIs()
{
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    const QByteArray broken = QByteArray::fromHex("0401ff3000");
    request.rawExtensions = {{.oid = "1.2.3.4.5", .critical = true, .value = "\x05"},
                             {.oid = "2.5.29.19", .critical = false, .value = broken}};
    const KeyMaterial material = made(request);
    const X509* certificate = material.certificate.get();
    for (const RawExtension& raw : request.rawExtensions) {
        const std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>> object(
            OBJ_txt2obj(raw.oid.toLatin1().constData(), 1));
        const int at = X509_get_ext_by_OBJ(certificate, object.get(), -1);
        QVERIFY(at >= 0);
        QCOMPARE(X509_get_ext_by_OBJ(certificate, object.get(), at), -1);
        X509_EXTENSION* extension = X509_get_ext(certificate, at);
        QCOMPARE(X509_EXTENSION_get_critical(extension) != 0, raw.critical);
        const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
        QCOMPARE(QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                            ASN1_STRING_length(value)),
                 raw.value);
    }
}

void CertificateExtensionsTest::takesTheGivenSerial_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("serial");
    QTest::newRow("one digit") << "1"
                               << "01";
    QTest::newRow("colons") << "0A:ff:00"
                            << "0aff00";
    QTest::newRow("prefix") << "0x1234"
                            << "1234";
    QTest::newRow("prefix, odd number of digits") << " -0x123"
                                                  << "-0123";
    QTest::newRow("zero") << "0"
                          << "00";
    QTest::newRow("negative") << "-1F"
                              << "-1f";
    QTest::newRow("too long for RFC 5280") << QString(60, '7') << QString(60, '7');
}

void CertificateExtensionsTest::takesTheGivenSerial()
{
    QFETCH(const QString, written);
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    request.serial = written;
    QTEST(certificateFacts(made(request).certificate.get()).serial, "serial");
}

void CertificateExtensionsTest::makesLargeKeys_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("description");
    QTest::newRow("odd size") << "rsa:2056"
                              << "RSA 2056";
    QTest::newRow("bad") << "rsa:512"
                         << "RSA 512";
}

void CertificateExtensionsTest::makesLargeKeys()
{
    QFETCH(const QString, key);
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    request.key = key;
    QTEST(certificateFacts(made(request).certificate.get()).key, "description");
}

void CertificateExtensionsTest::signsWithOldDigests_data()
{
    QTest::addColumn<QString>("digest");
    QTest::addColumn<QString>("signature");
    QTest::newRow("MD5") << "md5"
                         << "md5WithRSAEncryption";
    QTest::newRow("SHA-1") << "sha1"
                           << "sha1WithRSAEncryption";
}

void CertificateExtensionsTest::signsWithOldDigests()
{
    QFETCH(const QString, digest);
    CertificateRequest request = TestPki::request(CertificateKind::Ca, "Old");
    request.key = "rsa:1024";
    request.digest = digest;
    QTEST(certificateFacts(made(request).certificate.get()).signatureAlgorithm, "signature");
}

void CertificateExtensionsTest::countsDays()
{
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    request.notAfter = {};
    request.days = 3;
    const CertificateFacts facts = certificateFacts(made(request).certificate.get());
    QCOMPARE(facts.notAfter, facts.notBefore.addDays(3));
}

void CertificateExtensionsTest::refuses_data()
{
    using Request = CertificateRequest;
    QTest::addColumn<CertificateRequest>("request");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("named"); ///< in the message
    const CertificateKind server = CertificateKind::Server;
    const CertificateKind ca = CertificateKind::Intermediate;
    const auto row
        = [](const char* name, const Request& request, const QString& where, const QString& named) {
              QTest::newRow(name) << request << where << named;
          };
    row("key usage",
        changed(server, [](Request& r) { r.keyUsage = QStringList {"signing"}; }),
        "key-usage",
        "signing");
    row("purpose",
        changed(server, [](Request& r) { r.extendedKeyUsage = QStringList {"webAuth"}; }),
        "extended-key-usage",
        "webAuth");
    row("path length of a server",
        changed(server, [](Request& r) { r.pathLength = 0; }),
        "path-length",
        "CA");
    row("constraints of a server",
        changed(server, [](Request& r) { r.excludedNames = QStringList {"dns:a.test"}; }),
        "name-constraints",
        "CA");
    for (const QString bad : {"ip:10.0.0.0/33",
                              "ip:shop",
                              "dns:*.a.test",
                              "x400:a",
                              "email:a b@c.d",
                              "dirname:CN=a,O",
                              "ip:1.2.3.4/255.0"}) {
        row(qPrintable("constraint " + bad),
            changed(ca, [&bad](Request& r) { r.permittedNames = QStringList {bad}; }),
            "name-constraints",
            bad);
    }
    row("relative address",
        changed(server, [](Request& r) { r.crlUrls = QStringList {"root.crl"}; }),
        "url",
        "root.crl");
    row("address with a space",
        changed(server, [](Request& r) { r.ocspUrls = QStringList {"http://a b/"}; }),
        "url",
        "http://a b/");
    row("policy",
        changed(server, [](Request& r) { r.policies = QStringList {"strict"}; }),
        "policy",
        "strict");
    row("raw OID",
        changed(server, [](Request& r) { r.rawExtensions = {{.oid = "1.x"}}; }),
        "extension",
        "1.x");
    row("unknown extension to leave out",
        changed(server, [](Request& r) { r.without = QStringList {"noSuchThing"}; }),
        "extension",
        "noSuchThing");
    row("serial in words",
        changed(server, [](Request& r) { r.serial = "one"; }),
        "serial",
        "“o” at position 1 ");
    row("negative serial in words",
        changed(server, [](Request& r) { r.serial = " -12x"; }),
        "serial",
        "“x” at position 5 ");
    row("empty serial", changed(server, [](Request& r) { r.serial = "0x"; }), "serial", "empty");
    row("endless serial",
        changed(server, [](Request& r) { r.serial = QString(130, '1'); }),
        "serial",
        "64");
    row("RSA size", changed(server, [](Request& r) { r.key = "rsa:16384"; }), "key", "rsa:16384");
}

void CertificateExtensionsTest::refuses()
{
    QFETCH(const CertificateRequest, request);
    QFETCH(const QString, named);
    const Result<KeyMaterial> material = issueCertificate(request, &m_pki.root());
    QVERIFY(!material);
    QCOMPARE(material.error().code, ErrorCode::InvalidInput);
    QTEST(material.error().where, "where");
    QVERIFY2(material.error().message.contains(named), qPrintable(material.error().toLine()));
}

void CertificateExtensionsTest::readsRawExtensions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fine");
    QTest::newRow("plain") << "1.2.3.4=0500" << true;
    QTest::newRow("critical") << "1.2.3.4,critical=0500" << true;
    QTest::newRow("empty value") << "1.2.3.4=" << true;
    QTest::newRow("other flag") << "1.2.3.4,urgent=0500" << false;
    QTest::newRow("no value") << "1.2.3.4" << false;
    QTest::newRow("no OID") << "=0500" << false;
    QTest::newRow("words") << "keyUsage=0500" << false;
    QTest::newRow("half a byte") << "1.2.3.4=050" << false;
}

void CertificateExtensionsTest::readsRawExtensions()
{
    QFETCH(const QString, text);
    QFETCH(const bool, fine);
    const Result<RawExtension> extension = parseRawExtension(text);
    QCOMPARE(extension.has_value(), fine);
    if (fine) {
        QCOMPARE(toText(*extension), text);
    } else {
        QCOMPARE(extension.error().where, QString("extension"));
    }
}

QTEST_GUILESS_MAIN(CertificateExtensionsTest)
#include "certificate_extensions_test.moc"
