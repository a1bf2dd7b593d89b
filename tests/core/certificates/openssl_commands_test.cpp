#include "core/certificates/certificate_description.h"
#include "core/certificates/openssl_commands.h"
#include "tests/support/test_pki.h"

#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

using Change = void (*)(CertificateRequest&);

/// The script of openssl commands is run by people: nothing that a template or an option says may
/// become a command of its own. What it makes is tested with the real openssl.
class OpensslCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostileTextsAreRefused_data();
    void hostileTextsAreRefused();
    void usualIsNot();
    void describesWhatIsThere_data();
    void describesWhatIsThere();
    void commandsForAnEntry();
};

void OpensslCommandsTest::hostileTextsAreRefused_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char* name, Change change) { QTest::newRow(name) << change; };
    row("key", [](CertificateRequest& one) { one.key = "rsa:2048; touch HERE;"; });
    row("key, named", [](CertificateRequest& one) { one.key = "ed25519 -out /dev/null"; });
    row("curve", [](CertificateRequest& one) { one.key = "ec:P-256$(touch HERE)"; });
    row("digest", [](CertificateRequest& one) { one.digest = "sha256 -out x; touch HERE;:"; });
    row("serial", [](CertificateRequest& one) { one.serial = "01; touch HERE"; });
    row("CRL address",
        [](CertificateRequest& one) { one.crlUrls = {"http://a.test/\nEND\ntouch HERE"}; });
}

void OpensslCommandsTest::hostileTextsAreRefused()
{
    QFETCH(const Change, change);
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    change(request);
    const Result<QString> script = opensslCommands(request, {.name = "shop"});
    QVERIFY2(!script, script ? qPrintable(*script) : "");
    QVERIFY(!script.error().message.isEmpty());
}

void OpensslCommandsTest::usualIsNot()
{
    for (const char* const key : {"rsa:3072", "EC:p-384", "ed448"}) {
        CertificateRequest request
            = TestPki::request(CertificateKind::Server, "it's $(touch HERE)");
        request.key = QString::fromLatin1(key);
        request.digest = "SHA384";
        const Result<QString> script = opensslCommands(request, {.name = "it's; touch HERE"});
        QVERIFY2(script, script ? "" : qPrintable(script.error().toLine()));
        // Quoted, or in none but harmless letters.
        QVERIFY2(script->contains("'/CN=it'\\''s $(touch HERE)'"), qPrintable(*script));
        QVERIFY(!script->contains("; touch"));
        QVERIFY(script->contains(" -sha384 "));
    }
}

void OpensslCommandsTest::describesWhatIsThere_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char* name, Change change) { QTest::newRow(name) << change; };
    row("usual", [](CertificateRequest&) {});
    row("client", [](CertificateRequest& one) { one.kind = CertificateKind::Client; });
    row("every extension", [](CertificateRequest& one) {
        one.kind = CertificateKind::Intermediate;
        one.pathLength = 2;
        one.permittedNames = {"dns:test"};
        one.crlUrls = {"http://crl.test/a.crl"};
        one.ocspUrls = {"http://ocsp.test/"};
        one.caIssuersUrls = {"http://ca.test/"};
        one.policies = {"1.2.3.4=http://cps.test/"};
        one.mustStaple = true;
        one.rawExtensions = {{.oid = "1.2.3.4.5", .critical = false, .value = "\x05\x00"}};
    });
    row("without", [](CertificateRequest& one) {
        one.without = {"basicConstraints", "subjectKeyIdentifier"};
        one.keyUsage = QStringList {};
        one.subject = "CN=it's,O=Test\\, Inc";
        one.digest = "sha384";
        one.key = "rsa:2048";
    });
}

/// What is made of the description is described alike, its extensions byte by byte.
void OpensslCommandsTest::describesWhatIsThere()
{
    QFETCH(const Change, change);
    const TestPki pki;
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    change(request);
    const KeyMaterial made = TestPki::make(request, &pki.intermediate());
    const CertificateRequest described = describeCertificate(made.certificate.get());
    const KeyMaterial again = TestPki::make(described, &pki.intermediate());
    QCOMPARE(describeCertificate(again.certificate.get()), described);
    const CertificateFacts facts = certificateFacts(made.certificate.get());
    const CertificateFacts same = certificateFacts(again.certificate.get());
    QCOMPARE(same.subject, facts.subject);
    QCOMPARE(same.serial, facts.serial);
    QCOMPARE(same.notAfter, facts.notAfter);
    QCOMPARE(same.key, facts.key);
    QCOMPARE(same.signatureAlgorithm, facts.signatureAlgorithm);
    QCOMPARE(X509_get_ext_count(again.certificate.get()),
             X509_get_ext_count(made.certificate.get()));
    for (int i = 0; i < X509_get_ext_count(made.certificate.get()); ++i) {
        X509_EXTENSION* const one = X509_get_ext(made.certificate.get(), i);
        const ASN1_OBJECT* const object = X509_EXTENSION_get_object(one);
        if (OBJ_obj2nid(object) == NID_subject_key_identifier) {
            continue; // of another key
        }
        const int place = X509_get_ext_by_OBJ(again.certificate.get(), object, -1);
        QVERIFY(place >= 0);
        QVERIFY(ASN1_OCTET_STRING_cmp(
                    X509_EXTENSION_get_data(one),
                    X509_EXTENSION_get_data(X509_get_ext(again.certificate.get(), place)))
                == 0);
    }
}

void OpensslCommandsTest::commandsForAnEntry()
{
    const TestPki pki;
    QTemporaryDir folder;
    const CertificateStore store = pki.store(folder.path());
    const Result<QString> server = opensslCommandsFor(*store.find("server"), store.entries());
    QVERIFY(server);
    QVERIFY2(server->contains("intermediate.pem"), qPrintable(*server));
    QVERIFY2(server->contains("keyUsage = critical, digitalSignature"), qPrintable(*server));
    const Result<QString> root = opensslCommandsFor(*store.find("root"), {});
    QVERIFY(root);
    QVERIFY2(root->contains("CA:TRUE"), qPrintable(*root));
}

QTEST_GUILESS_MAIN(OpensslCommandsTest)
#include "openssl_commands_test.moc"
