#include "core/certificates/certificate_facts.h"
#include "core/connection/certificate_choice.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QTest>

namespace workbench {

/// Several certificates of one server, chosen by the name that the client asks for.
class CertificateChoiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void byName_data();
    void byName();
    void inTheHandshake_data();
    void inTheHandshake();
    void everyOneNeedsItsKey();

private:
    KeyMaterial entry(const QString& name, const QStringList& san) const;

    tests::TestPki m_pki;
    QList<KeyMaterial> m_certificates;
};

void CertificateChoiceTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    m_certificates = {
        entry(QStringLiteral("first"), {QStringLiteral("dns:first.test")}),
        entry(QStringLiteral("wildcard"), {QStringLiteral("dns:*.shop.test")}),
        entry(QStringLiteral("exact"),
              {QStringLiteral("dns:www.shop.test"), QStringLiteral("dns:shop.test")}),
    };
}

KeyMaterial CertificateChoiceTest::entry(const QString& name, const QStringList& san) const
{
    KeyMaterial material = m_pki.server(san);
    material.name = name;
    return material;
}

void CertificateChoiceTest::byName_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<int>("chosen");
    QTest::newRow("the first's") << QByteArray("first.test") << 0;
    QTest::newRow("another's") << QByteArray("shop.test") << 2;
    QTest::newRow("another case, dot behind it") << QByteArray("Shop.TEST.") << 2;
    QTest::newRow("by wildcard") << QByteArray("a.shop.test") << 1;
    QTest::newRow("itself before the wildcard") << QByteArray("www.shop.test") << 2;
    QTest::newRow("a wildcard is one label") << QByteArray("a.b.shop.test") << 0;
    QTest::newRow("nobody's") << QByteArray("other.test") << 0;
    QTest::newRow("the subject's") << QByteArray("server") << 0;
    QTest::newRow("none") << QByteArray() << 0;
}

void CertificateChoiceTest::byName()
{
    QFETCH(const QByteArray, asked);
    QTEST(static_cast<int>(chooseCertificate(m_certificates, asked)), "chosen");
    QCOMPARE(chooseCertificate({}, asked), 0);
}

void CertificateChoiceTest::inTheHandshake_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<int>("chosen");
    const std::tuple<const char*, Transport, TlsVersion> kinds[] = {
        {"TLS 1.0", Transport::Tcp, TlsVersion::Tls10},
        {"TLS 1.2", Transport::Tcp, TlsVersion::Tls12},
        {"TLS 1.3", Transport::Tcp, TlsVersion::Tls13},
        {"DTLS 1.2", Transport::Udp, TlsVersion::Tls12},
    };
    for (const auto& [name, transport, version] : kinds) {
        for (const auto& [asked, chosen] :
             {std::pair("first.test", 0), std::pair("a.shop.test", 1), std::pair("none", 0)}) {
            QTest::addRow("%s, %s", name, asked)
                << int(transport) << int(version) << QString::fromLatin1(asked) << chosen;
        }
    }
}

/// The client gets certificate and chain, and the server's record says which.
void CertificateChoiceTest::inTheHandshake()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const QString, asked);
    QFETCH(const int, chosen);
    LoopbackPlan plan;
    plan.server.name = QStringLiteral("server");
    plan.server.transport = static_cast<Transport>(transport);
    plan.server.versions = static_cast<TlsVersion>(version);
    plan.server.certificates = m_certificates;
    plan.client.name = QStringLiteral("client");
    plan.client.host = QStringLiteral("127.0.0.1");
    plan.client.transport = plan.server.transport;
    plan.client.versions = plan.server.versions;
    plan.client.serverName = asked;
    plan.client.verify = VerifyMode::Chain;
    plan.client.trust = m_pki.anchors();
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const KeyMaterial& expected = m_certificates.at(chosen);
    const QByteArray der = toDer(expected.certificate.get());
    QCOMPARE(result.client->peerCertificates.size(), 2);
    QCOMPARE(result.client->peerCertificates.first(), der);
    QCOMPARE(result.server->ownCertificate, der);
    QCOMPARE(result.server->ownCertificateName, expected.name);
    QVERIFY(result.server->presentedOwnCertificate());
}

void CertificateChoiceTest::everyOneNeedsItsKey()
{
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        ServerOptions options;
        options.transport = transport;
        options.certificates = m_certificates;
        options.certificates[1].key.reset();
        TlsServer server(options);
        const Result<void> started = server.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::NoPrivateKey);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CertificateChoiceTest)
#include "certificate_choice_test.moc"
