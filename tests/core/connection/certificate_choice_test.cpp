#include "core/certificates/certificate_facts.h"
#include "core/connection/certificate_choice.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <algorithm>

namespace workbench {

/// Several certificates of one server, chosen by the name that the client asks for, and by its
/// signature algorithms where there are several types of key for a name.
class CertificateChoiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void byName_data();
    void byName();
    void inTheHandshake_data();
    void inTheHandshake();
    void sideBySide_data();
    void sideBySide();
    void byTypeOfKey_data();
    void byTypeOfKey();
    void unknownNames_data();
    void unknownNames();
    void everyOneNeedsItsKey();

private:
    KeyMaterial entry(const QString& name,
                      const QStringList& san,
                      const QString& key = QStringLiteral("ec:P-256")) const;
    LoopbackPlan planOf(Transport transport, TlsVersion version, const QString& asked) const;
    void checkSent(const LoopbackResult& result, const KeyMaterial& expected) const;

    tests::TestPki m_pki;
    QList<KeyMaterial> m_certificates;
    QList<KeyMaterial> m_mixed; ///< several types of key
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
    const QStringList shop {QStringLiteral("dns:www.shop.test")};
    m_mixed = {
        entry(QStringLiteral("EC"), shop),
        entry(QStringLiteral("RSA"), shop, QStringLiteral("rsa:2048")),
        entry(QStringLiteral("other RSA"), shop, QStringLiteral("rsa:2048")),
        entry(QStringLiteral("other name"),
              {QStringLiteral("dns:*.shop.test"), QStringLiteral("ip:127.0.0.1")},
              QStringLiteral("ed25519")),
        entry(QStringLiteral("other EC"), {QStringLiteral("dns:other.shop.test")}),
    };
}

KeyMaterial
CertificateChoiceTest::entry(const QString& name, const QStringList& san, const QString& key) const
{
    KeyMaterial material = m_pki.server(san, key);
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
    QFETCH(const int, chosen);
    QCOMPARE(chooseCertificates(m_certificates, asked), QList<qsizetype> {chosen});
    QCOMPARE(chooseCertificates({}, asked), QList<qsizetype>());
}

void CertificateChoiceTest::sideBySide_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QList<qsizetype>>("chosen");
    QTest::newRow("one of each type, the wildcard behind")
        << QByteArray("www.shop.test") << QList<qsizetype> {0, 1, 3};
    QTest::newRow("the name itself first")
        << QByteArray("other.shop.test") << QList<qsizetype> {4, 3};
    QTest::newRow("only one") << QByteArray("third.shop.test") << QList<qsizetype> {3};
    QTest::newRow("nobody's: names of the first")
        << QByteArray("nobody") << QList<qsizetype> {0, 1};
    QTest::newRow("none: names of the first") << QByteArray() << QList<qsizetype> {0, 1};
}

void CertificateChoiceTest::sideBySide()
{
    QFETCH(const QByteArray, asked);
    QTEST(chooseCertificates(m_mixed, asked), "chosen");
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
             {std::pair("first.test", 0), std::pair("a.shop.test", 1), std::pair("", 0)}) {
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
    LoopbackPlan plan
        = planOf(static_cast<Transport>(transport), static_cast<TlsVersion>(version), asked);
    plan.server.certificates = m_certificates;
    checkSent(runLoopback(plan), m_certificates.at(chosen));
}

LoopbackPlan
CertificateChoiceTest::planOf(Transport transport, TlsVersion version, const QString& asked) const
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.transport = transport;
    plan.server.versions = version;
    plan.client.host = QStringLiteral("127.0.0.1");
    plan.client.transport = plan.server.transport;
    plan.client.versions = plan.server.versions;
    plan.client.serverName = asked; // none: by the address, which is no name
    plan.client.verify = VerifyMode::Chain;
    return plan;
}

void CertificateChoiceTest::checkSent(const LoopbackResult& result,
                                      const KeyMaterial& expected) const
{
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    const QByteArray der = toDer(expected.certificate.get());
    QCOMPARE(result.client->peerCertificates.size(), 2);
    QCOMPARE(result.client->peerCertificates.first(), der);
    QCOMPARE(result.server->ownCertificate, der);
    QCOMPARE(result.server->ownCertificateName, expected.name);
    QVERIFY(result.server->presentedOwnCertificate());
}

void CertificateChoiceTest::byTypeOfKey_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("schemes");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<int>("chosen");
    const std::tuple<const char*, Transport, TlsVersion> kinds[] = {
        {"TLS 1.2", Transport::Tcp, TlsVersion::Tls12},
        {"TLS 1.3", Transport::Tcp, TlsVersion::Tls13},
        {"DTLS 1.2", Transport::Udp, TlsVersion::Tls12},
    };
    for (const auto& [name, transport, version] : kinds) {
        for (const auto& [schemes, chosen] : {std::pair("ecdsa_secp256r1_sha256", 0),
                                              std::pair("rsa_pss_rsae_sha256:rsa_pkcs1_sha256", 1),
                                              std::pair("ed25519", 3)}) {
            QTest::addRow("%s, %s", name, schemes)
                << int(transport) << int(version) << QString::fromLatin1(schemes)
                << QStringLiteral("www.shop.test") << chosen;
        }
        QTest::addRow("%s, without a name", name)
            << int(transport) << int(version)
            << QStringLiteral("rsa_pss_rsae_sha256:rsa_pkcs1_sha256") << QString() << 1;
    }
}

/// The record says which of those for the same name OpenSSL has taken.
void CertificateChoiceTest::byTypeOfKey()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const QString, schemes);
    QFETCH(const QString, asked);
    QFETCH(const int, chosen);
    LoopbackPlan plan
        = planOf(static_cast<Transport>(transport), static_cast<TlsVersion>(version), asked);
    plan.server.certificates = m_mixed;
    plan.client.tuning.signatureAlgorithms = schemes;
    plan.client.verify = VerifyMode::None;
    checkSent(runLoopback(plan), m_mixed.at(chosen));
}

void CertificateChoiceTest::unknownNames_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("policy");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<int>("level"); ///< of the alert 112: 0 none, 1 warning, 2 fatal
    const std::tuple<const char*, Transport, TlsVersion> kinds[] = {
        {"TLS 1.2", Transport::Tcp, TlsVersion::Tls12},
        {"TLS 1.3", Transport::Tcp, TlsVersion::Tls13},
        {"DTLS 1.2", Transport::Udp, TlsVersion::Tls12},
    };
    for (const auto& [name, transport, version] : kinds) {
        const int warned = version == TlsVersion::Tls13 ? 0 : 1;
        for (const auto& [policy, asked, level] :
             {std::tuple(UnknownNames::Serve, "nobody.test", 0),
              std::tuple(UnknownNames::Warn, "nobody.test", warned),
              std::tuple(UnknownNames::Warn, "a.shop.test", 0),
              std::tuple(UnknownNames::Refuse, "nobody.test", 2),
              std::tuple(UnknownNames::Refuse, "first.test", 0),
              std::tuple(UnknownNames::Refuse, "", 0)}) {
            if (level == 1 && transport == Transport::Udp) {
                continue; // OpenSSL's own DTLS client reads one warning again and again
            }
            QTest::addRow("%s, %d, %s", name, int(policy), asked)
                << int(transport) << int(version) << int(policy) << QString::fromLatin1(asked)
                << level;
        }
    }
}

void CertificateChoiceTest::unknownNames()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const int, policy);
    QFETCH(const QString, asked);
    QFETCH(const int, level);
    LoopbackPlan plan
        = planOf(static_cast<Transport>(transport), static_cast<TlsVersion>(version), asked);
    plan.server.certificates = m_certificates;
    plan.server.unknownNames = static_cast<UnknownNames>(policy);
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    constexpr int kFatal = 2;
    QCOMPARE(result.client->result == ConnectionResult::Established, level != kFatal);
    for (const auto& [record, direction] : {std::pair(result.client, Direction::Received),
                                            std::pair(result.server, Direction::Sent)}) {
        const auto isExpected = [wanted = direction](const AlertFact& alert) {
            return alert.direction == wanted && alert.code == SSL_AD_UNRECOGNIZED_NAME;
        };
        const auto heard = std::find_if(record->alerts.begin(), record->alerts.end(), isExpected);
        QCOMPARE(heard == record->alerts.end() ? 0 : int(heard->level), level);
        const QList<Finding> findings = diagnose(*record);
        const char* const verdicts[] = {nullptr, "sni-unknown-warning", "sni-refused"};
        QCOMPARE(findings.isEmpty() ? QString() : findings.first().id,
                 QString::fromLatin1(verdicts[level]));
    }
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
