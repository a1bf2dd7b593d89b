#include "core/certificates/certificate_facts.h"
#include "core/certificates/comparison/certificate_comparison.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <functional>

namespace workbench {

using tests::TestPki;
using Change = std::function<void(CertificateRequest&)>;

namespace {

/// What differs always between two certificates that were made one after the other.
const QStringList kAlways {"serial", "spki_sha256", "extension.2.5.29.14", "sha1", "sha256"};

QStringList differing(const QList<ComparedField>& fields)
{
    QStringList ids;
    for (const ComparedField& field : fields) {
        if (field.state != ComparedState::Equal) {
            ids.append(field.id);
        }
    }
    return ids;
}

const ComparedField* fieldOf(const QList<ComparedField>& fields, const QString& id)
{
    for (const ComparedField& field : fields) {
        if (field.id == id) {
            return &field;
        }
    }
    return nullptr;
}

} // namespace

class CertificateComparisonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalToItself();
    void tellsWhatDiffers_data();
    void tellsWhatDiffers();
    void namesEachForItself();
    void criticalityCounts();
    void chainsArePaired();
};

void CertificateComparisonTest::equalToItself()
{
    const TestPki pki;
    const KeyMaterial server = pki.server();
    const QList<ComparedField> fields
        = compareCertificates(server.certificate.get(), server.certificate.get());
    QCOMPARE(differences(fields), 0);
    QCOMPARE(fieldOf(fields, "subject.CN")->left, QStringLiteral("server"));
    QCOMPARE(fieldOf(fields, "issuer.CN")->right, QStringLiteral("Test Intermediate"));
    QCOMPARE(fieldOf(fields, "key")->left, QStringLiteral("EC P-256"));
    QVERIFY(fieldOf(fields, "extension.2.5.29.15")->left.contains("Digital Signature"));
}

void CertificateComparisonTest::tellsWhatDiffers_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char* name, const Change& change, const QStringList& expected) {
        QTest::newRow(name) << change << expected;
    };
    row("nothing", [](CertificateRequest&) {}, {});
    row("subject",
        [](CertificateRequest& request) { request.subject = "CN=other,O=Test"; },
        {"subject.CN", "subject.O"});
    row("end",
        [](CertificateRequest& request) { request.notAfter = request.notAfter.addSecs(1); },
        {"not_after"});
    row("key",
        [](CertificateRequest& request) { request.key = "rsa:2048"; },
        {"key", "extension.2.5.29.15"});
    row("one name more",
        [](CertificateRequest& request) { request.san.append("dns:shop.test"); },
        {"san.dns:shop.test"});
    row("extension missing",
        [](CertificateRequest& request) { request.without = {"extendedKeyUsage"}; },
        {"extension.2.5.29.37"});
    row("extension added",
        [](CertificateRequest& request) { request.mustStaple = true; },
        {"extension.1.3.6.1.5.5.7.1.24"});
    row("extension with another value",
        [](CertificateRequest& request) { request.keyUsage = QStringList {"keyAgreement"}; },
        {"extension.2.5.29.15"});
    row("digest",
        [](CertificateRequest& request) { request.digest = "sha384"; },
        {"signature_algorithm"});
}

void CertificateComparisonTest::tellsWhatDiffers()
{
    QFETCH(Change, change);
    QFETCH(QStringList, expected);
    const TestPki pki;
    const CertificateRequest plain = TestPki::request(CertificateKind::Server, "server");
    CertificateRequest changed = plain;
    change(changed);
    const KeyMaterial left = TestPki::make(plain, &pki.intermediate());
    const KeyMaterial right = TestPki::make(changed, &pki.intermediate());
    QStringList found
        = differing(compareCertificates(left.certificate.get(), right.certificate.get()));
    // The other way round it is as many.
    QCOMPARE(differences(compareCertificates(right.certificate.get(), left.certificate.get())),
             found.size());
    for (const QString& id : kAlways) {
        QVERIFY2(found.removeOne(id), qPrintable(id));
    }
    if (QLatin1String(QTest::currentDataTag()) == QLatin1String("key")) {
        found.removeOne("extension.2.5.29.15"); // RSA keys may encipher as well
        expected.removeOne("extension.2.5.29.15");
    }
    QCOMPARE(found, expected);
}

void CertificateComparisonTest::namesEachForItself()
{
    const TestPki pki;
    const KeyMaterial left = pki.server({"dns:a.test", "dns:b.test"});
    const KeyMaterial right = pki.server({"dns:b.test", "ip:192.0.2.1"});
    const QList<ComparedField> fields
        = compareCertificates(left.certificate.get(), right.certificate.get());
    QCOMPARE(fieldOf(fields, "san.dns:a.test")->state, ComparedState::OnlyLeft);
    QCOMPARE(fieldOf(fields, "san.dns:b.test")->state, ComparedState::Equal);
    const ComparedField* const address = fieldOf(fields, "san.ip:192.0.2.1");
    QCOMPARE(address->state, ComparedState::OnlyRight);
    QCOMPARE(address->right, QStringLiteral("192.0.2.1"));
    QCOMPARE(address->left, QString());
    // It stands with the other names, not at the end.
    QVERIFY(address < fieldOf(fields, "signature_algorithm"));
}

void CertificateComparisonTest::criticalityCounts()
{
    const TestPki pki;
    CertificateRequest request = TestPki::request(CertificateKind::Server, "server");
    request.rawExtensions
        = {{.oid = "1.2.3.4", .critical = false, .value = QByteArray("\x05\x00", 2)}};
    CertificateRequest critical = request;
    critical.rawExtensions.first().critical = true;
    const KeyMaterial left = TestPki::make(request, &pki.intermediate());
    const KeyMaterial right = TestPki::make(critical, &pki.intermediate());
    const QList<ComparedField> fields
        = compareCertificates(left.certificate.get(), right.certificate.get());
    const ComparedField* const field = fieldOf(fields, "extension.1.2.3.4");
    QCOMPARE(field->state, ComparedState::Different);
    QVERIFY(field->left.startsWith("not critical"));
    QVERIFY(field->right.startsWith("critical"));
}

void CertificateComparisonTest::chainsArePaired()
{
    const TestPki pki;
    const KeyMaterial one = pki.serverWithRoot();
    KeyMaterial two = pki.server();
    const auto chain = [](const KeyMaterial& material) {
        return QList<std::shared_ptr<X509>> {material.certificate} + material.chain;
    };
    const QList<ComparedPair> pairs = compareChains(chain(one), chain(two));
    QCOMPARE(pairs.size(), 3);
    QCOMPARE(pairs.at(0).state, ComparedState::Different);
    QCOMPARE(pairs.at(1).state, ComparedState::Equal);
    QCOMPARE(pairs.at(2).state, ComparedState::OnlyLeft);
    QCOMPARE(differences(pairs), 2);
    two.chain = {pki.root().certificate};
    const QList<ComparedPair> gap = compareChains(chain(two), chain(one));
    QCOMPARE(gap.size(), 3);
    QCOMPARE(gap.at(1).state, ComparedState::OnlyRight);
    QCOMPARE(gap.at(2).state, ComparedState::Equal);
    QCOMPARE(compareChains(chain(one), {}).size(), 3);
    QCOMPARE(compareChains({}, {}).size(), 0);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CertificateComparisonTest)
#include "certificate_comparison_test.moc"
