#include "core/base/openssl_bytes.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/distinguished_name.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

QString printed(const X509_NAME* name)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return QString::fromUtf8(contentOf(bio.get()));
}

} // namespace

class DistinguishedNameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void writesTheStringTypes();
    void namesTheSubject_data();
    void namesTheSubject();
};

void DistinguishedNameTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << "  "
                           << "";
    QTest::newRow("without type") << " my shop, neu "
                                  << "CN=my shop\\, neu";
    QTest::newRow("several") << "CN=shop,O=Test"
                             << "CN=shop,O=Test";
    QTest::newRow("spaces") << " CN = shop , O = My Test "
                            << "CN=shop,O=My Test";
    QTest::newRow("semicolon") << "CN=shop;O=Test"
                               << "CN=shop,O=Test";
    QTest::newRow("lower case") << "cn=shop,o=Test,st=BW"
                                << "CN=shop,O=Test,ST=BW";
    QTest::newRow("escaped comma") << "CN=a\\,b"
                                   << "CN=a\\,b";
    QTest::newRow("escaped plus") << "CN=a\\+b"
                                  << "CN=a\\+b";
    QTest::newRow("escaped space") << R"(CN=\ a\ )"
                                   << R"(CN=\ a\ )";
    QTest::newRow("escaped hash") << "CN=\\#a"
                                  << "CN=\\#a";
    QTest::newRow("escaped quote") << R"(CN=\"a\")"
                                   << R"(CN=\"a\")";
    QTest::newRow("escaped backslash") << R"(CN=a\\,O=b)"
                                       << R"(CN=a\\,O=b)";
    QTest::newRow("hexadecimal") << "CN=B\\C3\\BCcher" << QString::fromUtf8("CN=Bücher");
    QTest::newRow("international")
        << QString::fromUtf8("CN=店,O=Ω") << QString::fromUtf8("CN=店,O=Ω");
    QTest::newRow("beyond 16 bits") << QString::fromUtf8("CN=😀") << QString::fromUtf8("CN=😀");
    QTest::newRow("quoted") << "CN=\"a, b=c\",O=d"
                            << "CN=a\\, b=c,O=d";
    QTest::newRow("equals inside") << "CN=a=b"
                                   << "CN=a=b";
    QTest::newRow("several values") << "CN=a+UID=b,O=c"
                                    << "UID=b+CN=a,O=c";
    QTest::newRow("same type twice") << "DC=shop,DC=test"
                                     << "DC=shop,DC=test";
    QTest::newRow("OID") << "2.5.4.3=a"
                         << "CN=a";
    QTest::newRow("unknown OID") << "1.2.3.4=a"
                                 << "1.2.3.4=#0C0161";
    QTest::newRow("long name") << "organizationName=a,emailAddress=b@c"
                               << "O=a,emailAddress=b@c";
}

void DistinguishedNameTest::reads()
{
    QFETCH(const QString, text);
    const Result<X509NamePtr> name = parseDistinguishedName(text);
    QVERIFY2(name, qPrintable(name ? QString() : name.error().toLine()));
    QTEST(printed(name->get()), "name");
}

void DistinguishedNameTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("no type") << "CN=a,Test"
                             << "Test";
    QTest::newRow("nothing before =") << "CN=a,=b"
                                      << "=b";
    QTest::newRow("nothing behind =") << "CN=,O=b"
                                      << "CN=";
    QTest::newRow("comma at the end") << "CN=a,"
                                      << "";
    QTest::newRow("unknown type") << "CN=a,XYZZY=b"
                                  << "XYZZY";
    QTest::newRow("country too long") << "C=Germany"
                                      << "C=Germany";
    QTest::newRow("country too short") << "C=D"
                                       << "C=D";
    QTest::newRow("CN too long") << "CN=" + QString(65, 'a') << "CN=aaa";
    QTest::newRow("backslash at the end") << "CN=a\\"
                                          << "CN=a\\";
    QTest::newRow("not UTF-8") << "CN=\\ff\\fe"
                               << "CN=";
    QTest::newRow("BER value") << "CN=#0401"
                               << "#0401";
    QTest::newRow("letters in an IA5 string")
        << QString::fromUtf8("DC=bü") << QString::fromUtf8("bü");
    QTest::newRow("odd OID") << "1.2.x=a"
                             << "1.2.x";
}

void DistinguishedNameTest::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, named);
    const Result<X509NamePtr> name = parseDistinguishedName(text);
    QVERIFY(!name);
    QCOMPARE(name.error().code, ErrorCode::InvalidInput);
    QCOMPARE(name.error().where, QString("subject"));
    QVERIFY2(name.error().message.contains(named), qPrintable(name.error().message));
}

void DistinguishedNameTest::namesTheSubject_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("common");
    for (const char* name :
         {"shop", "O=b", "a,b+c", " a ", "#1", R"(a\b"c")", "pkcs11:token=x", "ü;"}) {
        QTest::newRow(name) << QString::fromUtf8(name) << QString::fromUtf8(name);
    }
    QTest::newRow("nothing") << QString() << QString();
    QTest::newRow("too long") << QString(70, 'n') << QString(64, 'n');
    // Characters, not units of UTF-16.
    const QString wide = QString::fromUtf8("😀");
    QTest::newRow("beyond the BMP") << wide.repeated(70) << wide.repeated(64);
}

void DistinguishedNameTest::namesTheSubject()
{
    QFETCH(const QString, name);
    QFETCH(const QString, common);
    CertificateRequest request = TestPki::request(CertificateKind::SelfSigned, "x");
    request.subject = subjectOfName(name);
    QCOMPARE(certificateFacts(TestPki::make(request, nullptr).certificate.get()).commonName,
             common);
}

void DistinguishedNameTest::writesTheStringTypes()
{
    CertificateRequest request = TestPki::request(CertificateKind::SelfSigned, "x");
    request.subject = "CN=shop,C=DE,emailAddress=a@b.test";
    const KeyMaterial material = TestPki::make(request, nullptr);
    const QString dump = runOpenSsl({"asn1parse"}, certificatePem(material, false)).text();
    QVERIFY(dump.contains(QRegularExpression("UTF8STRING\\s*:shop")));
    QVERIFY(dump.contains(QRegularExpression("PRINTABLESTRING\\s*:DE")));
    QVERIFY(dump.contains(QRegularExpression("IA5STRING\\s*:a@b.test")));
    // RFC 4514 begins with the last part, the encoding with the first.
    QVERIFY(dump.indexOf(":a@b.test") < dump.indexOf(":shop"));
}

QTEST_GUILESS_MAIN(DistinguishedNameTest)
#include "distinguished_name_test.moc"
