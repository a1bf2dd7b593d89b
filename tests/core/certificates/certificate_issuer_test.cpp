#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/name_list.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QTimeZone>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

QDateTime utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute, second), QTimeZone::utc())
        .toUTC();
}

QString textOf(const KeyMaterial& material)
{
    return runOpenSsl({"x509", "-noout", "-text"}, certificatePem(material, false)).text();
}

} // namespace

class CertificateIssuerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesEveryKind_data();
    void makesEveryKind();
    void makesEveryKey_data();
    void makesEveryKey();
    void sendsTheChainWithoutTheRoot();
    void limitsThePath();
    void keepsTheDatesToTheSecond_data();
    void keepsTheDatesToTheSecond();
    void fillsInMissingDates();
    void makesUnguessableSerials();
    void linksKeyIdentifiers();
    void marksNamesCriticalWithoutSubject();
    void signsWithTheChosenDigest_data();
    void signsWithTheChosenDigest();
    void readsAlternativeNames_data();
    void readsAlternativeNames();
    void refusesAlternativeNames_data();
    void refusesAlternativeNames();
    void splitsNames_data();
    void splitsNames();
    void refuses_data();
    void refuses();
    void refusesIssuersWithoutKey();
    void readsKinds();

private:
    TestPki m_pki;
};

Q_DECLARE_METATYPE(CertificateKind)
Q_DECLARE_METATYPE(CertificateRequest)

void CertificateIssuerTest::makesEveryKind_data()
{
    QTest::addColumn<CertificateKind>("kind");
    QTest::addColumn<QStringList>("contains");
    QTest::newRow("CA") << CertificateKind::Ca
                        << QStringList {
                               "Basic Constraints: critical\n                CA:TRUE\n",
                               "Key Usage: critical\n                Certificate Sign, CRL Sign"};
    QTest::newRow("intermediate")
        << CertificateKind::Intermediate
        << QStringList {"Basic Constraints: critical\n                CA:TRUE\n",
                        "Key Usage: critical\n                Certificate Sign, CRL Sign"};
    QTest::newRow("server") << CertificateKind::Server
                            << QStringList {
                                   "Basic Constraints: critical\n                CA:FALSE",
                                   "Key Usage: critical\n                Digital Signature\n",
                                   "TLS Web Server Authentication\n",
                                   "DNS:localhost, IP Address:127.0.0.1"};
    QTest::newRow("client") << CertificateKind::Client
                            << QStringList {"CA:FALSE", "TLS Web Client Authentication\n"};
    QTest::newRow("self-signed")
        << CertificateKind::SelfSigned
        << QStringList {"CA:FALSE", "TLS Web Server Authentication, TLS Web Client Authentication"};
}

void CertificateIssuerTest::makesEveryKind()
{
    QFETCH(const CertificateKind, kind);
    QFETCH(const QStringList, contains);
    const bool alone = kind == CertificateKind::Ca || kind == CertificateKind::SelfSigned;
    const KeyMaterial material
        = TestPki::make(TestPki::request(kind, "shop"), alone ? nullptr : &m_pki.root());
    QVERIFY(keyFits(material));
    const QString text = textOf(material);
    for (const QString& expected : contains) {
        QVERIFY2(text.contains(expected), qPrintable(expected + text));
    }
    QVERIFY(text.contains("Version: 3 (0x2)"));
    QVERIFY(text.contains("Subject: CN = shop") || text.contains("Subject: CN=shop"));
    QVERIFY(text.contains("X509v3 Subject Key Identifier"));
    QCOMPARE(text.contains("X509v3 Authority Key Identifier"), !alone);
}

void CertificateIssuerTest::makesEveryKey_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("description");
    const QStringList offered = supportedKeySpecifications();
    QCOMPARE(offered.first(), QString("ec:P-256"));
    QCOMPARE(offered.size(), 8);
    QVERIFY(!offered.contains("rsa:1024"));
    for (const QString& key : offered + QStringList {"rsa:1024", "rsa:512", "EC:p-256"}) {
        QString description = key.toUpper().replace("RSA:", "RSA ").replace("EC:", "EC ");
        description.replace("ED25519", "Ed25519").replace("ED448", "Ed448");
        QTest::newRow(qPrintable(key)) << key << description;
    }
}

void CertificateIssuerTest::makesEveryKey()
{
    QFETCH(const QString, key);
    const KeyMaterial material = m_pki.server(TestPki::localNames(), key);
    QVERIFY(keyFits(material));
    QTEST(certificateFacts(material.certificate.get()).key, "description");
    const CommandResult checked
        = runOpenSsl({"pkey", "-noout", "-check"}, keyPem(material).value());
    QVERIFY2(checked.worked(), checked.errors.constData());
    const bool isRsa = key.startsWith("rsa");
    QCOMPARE(textOf(material).contains("Key Encipherment"), isRsa);
}

void CertificateIssuerTest::sendsTheChainWithoutTheRoot()
{
    QCOMPARE(m_pki.root().chain.size(), 0);
    QCOMPARE(m_pki.intermediate().chain.size(), 0);
    const KeyMaterial server = m_pki.server();
    QCOMPARE(server.chain.size(), 1);
    QCOMPARE(toDer(server.chain.first().get()), toDer(m_pki.intermediate().certificate.get()));
    const KeyMaterial second = TestPki::make(
        TestPki::request(CertificateKind::Intermediate, "Second"), &m_pki.intermediate());
    const KeyMaterial below
        = TestPki::make(TestPki::request(CertificateKind::Client, "c"), &second);
    QCOMPARE(below.chain.size(), 2);
    QCOMPARE(toDer(below.chain.first().get()), toDer(second.certificate.get()));
}

void CertificateIssuerTest::limitsThePath()
{
    CertificateRequest request = TestPki::request(CertificateKind::Ca, "Short");
    request.pathLength = 0;
    QVERIFY(textOf(TestPki::make(request, nullptr)).contains("CA:TRUE, pathlen:0"));
}

void CertificateIssuerTest::keepsTheDatesToTheSecond_data()
{
    QTest::addColumn<QDateTime>("from");
    QTest::addColumn<QDateTime>("until");
    QTest::newRow("past") << utc(1999, 12, 31, 23, 59, 59) << utc(2000, 2, 29, 1, 2, 3);
    QTest::newRow("future") << utc(2049, 12, 31, 23, 59, 59) << utc(2050, 1, 1);
    QTest::newRow("before UTCTime") << utc(1900, 1, 1) << utc(1949, 12, 31, 23, 59, 59);
    QTest::newRow("no end") << utc(2020, 1, 1) << utc(9999, 12, 31, 23, 59, 59);
    QTest::newRow("one second") << utc(2020, 1, 1) << utc(2020, 1, 1);
}

void CertificateIssuerTest::keepsTheDatesToTheSecond()
{
    QFETCH(const QDateTime, from);
    QFETCH(const QDateTime, until);
    CertificateRequest request = TestPki::request(CertificateKind::SelfSigned, "x");
    request.notBefore = from;
    request.notAfter = until.toOffsetFromUtc(7200);
    const KeyMaterial material = TestPki::make(request, nullptr);
    const CertificateFacts facts = certificateFacts(material.certificate.get());
    QCOMPARE(facts.notBefore, from);
    QCOMPARE(facts.notAfter, until);
    const QString dump = runOpenSsl({"asn1parse"}, certificatePem(material, false)).text();
    // RFC 5280 section 4.1.2.5: UTCTime for the years 1950 to 2049, GeneralizedTime otherwise.
    const auto type = [](const QDateTime& time) {
        const int year = time.date().year();
        return QString(year >= 1950 && year < 2050 ? "UTCTIME" : "GENERALIZEDTIME");
    };
    QCOMPARE(dump.count("UTCTIME"), int(type(from) == "UTCTIME") + int(type(until) == "UTCTIME"));
}

void CertificateIssuerTest::fillsInMissingDates()
{
    CertificateRequest request = TestPki::request(CertificateKind::Ca, "x");
    request.notBefore = {};
    request.notAfter = {};
    const KeyMaterial ca = TestPki::make(request, nullptr);
    const CertificateFacts facts = certificateFacts(ca.certificate.get());
    const qint64 age = facts.notBefore.secsTo(QDateTime::currentDateTimeUtc());
    QVERIFY(age >= 0 && age < 60);
    QCOMPARE(facts.notAfter, facts.notBefore.addDays(3650));
    request.kind = CertificateKind::Server;
    const CertificateFacts server = certificateFacts(TestPki::make(request, &ca).certificate.get());
    QCOMPARE(server.notAfter, server.notBefore.addDays(90));
}

void CertificateIssuerTest::makesUnguessableSerials()
{
    QSet<QString> serials;
    for (int i = 0; i < 20; ++i) {
        const QString serial = certificateFacts(m_pki.client().certificate.get()).serial;
        QCOMPARE(serial.size(), 32);
        QVERIFY(!serial.startsWith('-'));
        QVERIFY(serial.left(1).toInt(nullptr, 16) < 8);
        serials.insert(serial);
    }
    QCOMPARE(serials.size(), 20);
}

void CertificateIssuerTest::linksKeyIdentifiers()
{
    const KeyMaterial server = m_pki.server();
    const ASN1_OCTET_STRING* wanted = X509_get0_authority_key_id(server.certificate.get());
    const ASN1_OCTET_STRING* own = X509_get0_subject_key_id(m_pki.intermediate().certificate.get());
    QVERIFY(wanted != nullptr && own != nullptr);
    QCOMPARE(ASN1_OCTET_STRING_cmp(wanted, own), 0);
}

void CertificateIssuerTest::marksNamesCriticalWithoutSubject()
{
    CertificateRequest request = TestPki::request(CertificateKind::Server, "x");
    QVERIFY(textOf(TestPki::make(request, &m_pki.root())).contains("Alternative Name: \n"));
    request.subject.clear();
    const KeyMaterial material = TestPki::make(request, &m_pki.root());
    QVERIFY(textOf(material).contains("Alternative Name: critical"));
}

void CertificateIssuerTest::signsWithTheChosenDigest_data()
{
    QTest::addColumn<QString>("digest");
    QTest::addColumn<QString>("signature");
    QTest::newRow("sha256") << "sha256"
                            << "ecdsa-with-SHA256";
    QTest::newRow("sha512") << "sha512"
                            << "ecdsa-with-SHA512";
    QTest::newRow("sha1") << "sha1"
                          << "ecdsa-with-SHA1";
}

void CertificateIssuerTest::signsWithTheChosenDigest()
{
    QFETCH(const QString, digest);
    CertificateRequest request = TestPki::request(CertificateKind::Server, "x");
    request.digest = digest;
    const KeyMaterial material = TestPki::make(request, &m_pki.root());
    QTEST(certificateFacts(material.certificate.get()).signatureAlgorithm, "signature");
}

void CertificateIssuerTest::readsAlternativeNames_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("canonical");
    QTest::newRow("name") << "localhost"
                          << "dns:localhost";
    QTest::newRow("type in capitals") << "DNS: shop.test "
                                      << "dns:shop.test";
    QTest::newRow("wildcard") << "*.shop.test"
                              << "dns:*.shop.test";
    QTest::newRow("underscore") << "_sip.shop.test"
                                << "dns:_sip.shop.test";
    QTest::newRow("trailing dot") << "shop.test."
                                  << "dns:shop.test";
    QTest::newRow("international")
        << QString::fromUtf8("dns:bücher.example") << "dns:xn--bcher-kva.example";
    QTest::newRow("international wildcard")
        << QString::fromUtf8("*.bücher.example") << "dns:*.xn--bcher-kva.example";
    QTest::newRow("IPv4") << "127.0.0.1"
                          << "ip:127.0.0.1";
    QTest::newRow("IPv6") << "::1"
                          << "ip:::1";
    QTest::newRow("IPv6 long") << "2001:DB8:0:0:0:0:0:1"
                               << "ip:2001:db8::1";
    QTest::newRow("IPv6 in brackets") << "[::1]"
                                      << "ip:::1";
    QTest::newRow("address as name") << "dns:127.0.0.1"
                                     << "dns:127.0.0.1";
    QTest::newRow("URI") << "https://shop.test/a"
                         << "uri:https://shop.test/a";
    QTest::newRow("URN") << "uri:urn:example:a"
                         << "uri:urn:example:a";
    QTest::newRow("e-mail") << "me@shop.test"
                            << "email:me@shop.test";
    QTest::newRow("international e-mail")
        << QString::fromUtf8("email:me@bücher.example") << "email:me@xn--bcher-kva.example";
}

void CertificateIssuerTest::readsAlternativeNames()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, canonical);
    const Result<QString> name = parseSubjectAltName(typed);
    QVERIFY2(name, qPrintable(name ? QString() : name.error().toLine()));
    QCOMPARE(*name, canonical);
    QCOMPARE(parseSubjectAltName(*name).value_or(QString()), canonical);
    QCOMPARE(certificateFacts(m_pki.server({typed}).certificate.get()).san,
             QStringList {canonical});
}

void CertificateIssuerTest::refusesAlternativeNames_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("empty") << "";
    QTest::newRow("type only") << "dns:";
    QTest::newRow("space") << "my shop";
    QTest::newRow("two at once") << "a.test,b.test";
    QTest::newRow("empty label") << "a..test";
    QTest::newRow("dot") << ".";
    QTest::newRow("wildcard inside") << "a.*.test";
    QTest::newRow("partial wildcard") << "a*.test";
    QTest::newRow("wildcard alone") << "*";
    QTest::newRow("long label") << QString(64, 'a') + ".test";
    QTest::newRow("long name") << QString("abcdefgh.").repeated(30) + "test";
    QTest::newRow("bad address") << "ip:300.1.1.1";
    QTest::newRow("address with port") << "ip:127.0.0.1:80";
    QTest::newRow("name as address") << "ip:localhost";
    QTest::newRow("zone") << "ip:fe80::1%eth0";
    QTest::newRow("URI without scheme") << "uri:shop.test";
    QTest::newRow("URI with space") << "uri:https://shop.test/a b";
    QTest::newRow("e-mail without mailbox") << "email:@shop.test";
    QTest::newRow("e-mail without domain") << "email:me@";
    QTest::newRow("e-mail without @") << "email:me";
    QTest::newRow("host with port") << "shop.test:443";
    QTest::newRow("kind that cannot be made, like an e-mail") << "upn:joe@corp.test";
    QTest::newRow("kind that cannot be made, like a host") << "rid:1.2.3";
    QTest::newRow("URN without its kind") << "urn:example:a";
}

void CertificateIssuerTest::refusesAlternativeNames()
{
    QFETCH(const QString, typed);
    const Result<QString> name = parseSubjectAltName(typed);
    QVERIFY2(!name, qPrintable(name.value_or(QString())));
    QCOMPARE(name.error().code, ErrorCode::InvalidInput);
    QCOMPARE(name.error().where, QString("san"));
}

void CertificateIssuerTest::splitsNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("nothing") << " , ;" << QStringList {};
    QTest::newRow("several") << "a.test, dns:b.test;ip:::1\n[::2]"
                             << QStringList {"a.test", "dns:b.test", "ip:::1", "[::2]"};
    QTest::newRow("URI with a comma")
        << "uri:https://a.test/?x=1,2" << QStringList {"uri:https://a.test/?x=1,2"};
    QTest::newRow("URI without its kind") << "https://a.test/;v=1,2,dns:b.test"
                                          << QStringList {"https://a.test/;v=1,2", "dns:b.test"};
    QTest::newRow("two URIs") << "https://a.test/, uri:urn:b,URI:c:d"
                              << QStringList {"https://a.test/", "uri:urn:b", "URI:c:d"};
    QTest::newRow("comma that belongs to the name")
        << "uri:https://a.test/\\,dns:b,c,ip:::1"
        << QStringList {"uri:https://a.test/,dns:b,c", "ip:::1"};
    QTest::newRow("directory name")
        << "dirname:CN=a\\,b,O=c,dns:d.test" << QStringList {"dirname:CN=a\\,b,O=c", "dns:d.test"};
    QTest::newRow("other backslashes") << "uri:a:\\b" << QStringList {"uri:a:\\b"};
}

void CertificateIssuerTest::splitsNames()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, names);
    QCOMPARE(splitNames(text), names);
}

void CertificateIssuerTest::refuses_data()
{
    QTest::addColumn<CertificateRequest>("request");
    QTest::addColumn<bool>("withIssuer");
    QTest::addColumn<QString>("where");
    const CertificateRequest good = TestPki::request(CertificateKind::Server, "shop");
    CertificateRequest request = good;
    QTest::newRow("no issuer") << request << false << "issuer";
    request.kind = CertificateKind::SelfSigned;
    QTest::newRow("issuer of self-signed") << request << true << "issuer";
    request = good;
    request.subject = "CN=a,Test";
    QTest::newRow("subject") << request << true << "subject";
    request = good;
    request.subject.clear();
    request.san.clear();
    QTest::newRow("no name at all") << request << true << "subject";
    request = good;
    request.kind = CertificateKind::Intermediate;
    request.subject = " ";
    QTest::newRow("CA without subject") << request << true << "subject";
    request = good;
    request.san = QStringList {"localhost", "my shop"};
    QTest::newRow("alternative name") << request << true << "san";
    request = good;
    request.key = "rsa:1000";
    QTest::newRow("key") << request << true << "key";
    request = good;
    request.notAfter = request.notBefore.addSecs(-1);
    QTest::newRow("ends before it begins") << request << true << "validity";
    request = good;
    request.notAfter = utc(10000, 1, 1);
    QTest::newRow("year 10000") << request << true << "validity";
    request = good;
    request.digest = "sha257";
    QTest::newRow("digest") << request << true << "digest";
    request = good;
    request.kind = CertificateKind::SelfSigned;
    request.digest = "sha1";
    for (const QString key : {"ed25519", "ed448"}) {
        request.key = key;
        QTest::newRow(qPrintable("digest for " + key)) << request << false << "digest";
    }
}

void CertificateIssuerTest::refuses()
{
    QFETCH(const CertificateRequest, request);
    QFETCH(const bool, withIssuer);
    const Result<KeyMaterial> material
        = issueCertificate(request, withIssuer ? &m_pki.root() : nullptr);
    QVERIFY(!material);
    QCOMPARE(material.error().code, ErrorCode::InvalidInput);
    QTEST(material.error().where, "where");
    QVERIFY(!material.error().message.isEmpty());
}

void CertificateIssuerTest::refusesIssuersWithoutKey()
{
    const CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    KeyMaterial issuer = m_pki.root();
    issuer.key.reset();
    const Result<KeyMaterial> keyless = issueCertificate(request, &issuer);
    QVERIFY(!keyless);
    QCOMPARE(keyless.error().code, ErrorCode::NoPrivateKey);
    issuer.key = m_pki.intermediate().key;
    const Result<KeyMaterial> mixed = issueCertificate(request, &issuer);
    QVERIFY(!mixed);
    QCOMPARE(mixed.error().code, ErrorCode::KeyMismatch);
    const KeyMaterial server = m_pki.server();
    const Result<KeyMaterial> noCa = issueCertificate(request, &server);
    QVERIFY(!noCa);
    QCOMPARE(noCa.error().code, ErrorCode::InvalidInput);
    QCOMPARE(noCa.error().where, QString("issuer"));
}

void CertificateIssuerTest::readsKinds()
{
    for (const QString word : {"ca", "intermediate", "server", "client", "self-signed"}) {
        const Result<CertificateKind> kind = parseCertificateKind(word);
        QVERIFY(kind);
        QCOMPARE(QString(toIdentifier(*kind)), word);
    }
    QVERIFY(!parseCertificateKind("root"));
}

QTEST_GUILESS_MAIN(CertificateIssuerTest)
#include "certificate_issuer_test.moc"
