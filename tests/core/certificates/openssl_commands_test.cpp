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

QTEST_GUILESS_MAIN(OpensslCommandsTest)
#include "openssl_commands_test.moc"
