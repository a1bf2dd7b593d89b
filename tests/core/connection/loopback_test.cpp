#include "core/trace/tls_library.h"
#include "core/wire/registry.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <openssl/crypto.h>

namespace workbench {
namespace {

/// "> client_hello": sent; "< server_hello*": received, protected on the wire. Application data and
/// change_cipher_spec by their content types.
QStringList lines(const ConnectionRecord& record)
{
    QStringList result;
    for (const TraceMessage& message : record.messages) {
        QString name;
        if (message.handshakeType() >= 0) {
            name = QString::fromStdString(
                wire::handshakeTypeName(static_cast<quint8>(message.handshakeType())));
        } else if (message.contentType == 21 && message.bytes.size() == 2) {
            name
                = QString::fromStdString(wire::alertName(static_cast<quint8>(message.bytes.at(1))));
        } else {
            name = QString::fromStdString(wire::contentTypeName(message.contentType));
        }
        result.append(QStringLiteral("%1 %2%3").arg(
            message.direction == Direction::Sent ? QStringLiteral(">") : QStringLiteral("<"),
            name,
            message.encrypted ? QStringLiteral("*") : QString()));
    }
    return result;
}

QStringList mirrored(const QStringList& clientLines)
{
    QStringList result;
    for (const QString& line : clientLines) {
        result.append((line.startsWith(QLatin1Char('>')) ? QLatin1Char('<') : QLatin1Char('>'))
                      + line.mid(1));
    }
    return result;
}

/// TLS 1.0 to 1.2 with an ephemeral exchange and no client certificate (RFC 5246 §7.3).
QStringList classicHandshake()
{
    return {QStringLiteral("> client_hello"),
            QStringLiteral("< server_hello"),
            QStringLiteral("< certificate"),
            QStringLiteral("< server_key_exchange"),
            QStringLiteral("< server_hello_done"),
            QStringLiteral("> client_key_exchange"),
            QStringLiteral("> change_cipher_spec"),
            QStringLiteral("> finished*"),
            QStringLiteral("< new_session_ticket"),
            QStringLiteral("< change_cipher_spec"),
            QStringLiteral("< finished*")};
}

} // namespace

class LoopbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void messagesOfEachVersion_data();
    void messagesOfEachVersion();
    void newestLibraryAgreesOnAPostQuantumGroup();
    void connectionsKeepTheirMessagesApart();

private:
    LoopbackPlan plan(TlsVersionSet versions) const;

    tests::TestPki m_pki;
};

void LoopbackTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

LoopbackPlan LoopbackTest::plan(TlsVersionSet versions) const
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.certificates
        = {m_pki.server({QStringLiteral("dns:localhost"), QStringLiteral("ip:127.0.0.1")})};
    plan.server.versions = versions;
    plan.client.host = QStringLiteral("127.0.0.1");
    plan.client.versions = versions;
    return plan;
}

void LoopbackTest::messagesOfEachVersion_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("TLS 1.0") << int(TlsVersion::Tls10) << classicHandshake();
    QTest::newRow("TLS 1.1") << int(TlsVersion::Tls11) << classicHandshake();
    QTest::newRow("TLS 1.2") << int(TlsVersion::Tls12) << classicHandshake();
    // RFC 8446 §2, with the change_cipher_spec of §D.4.
    QTest::newRow("TLS 1.3") << int(TlsVersion::Tls13)
                             << QStringList {QStringLiteral("> client_hello"),
                                             QStringLiteral("< server_hello"),
                                             QStringLiteral("< change_cipher_spec"),
                                             QStringLiteral("< encrypted_extensions*"),
                                             QStringLiteral("< certificate*"),
                                             QStringLiteral("< certificate_verify*"),
                                             QStringLiteral("< finished*"),
                                             QStringLiteral("> change_cipher_spec"),
                                             QStringLiteral("> finished*")};
}

void LoopbackTest::messagesOfEachVersion()
{
    QFETCH(const int, version);
    QFETCH(const QStringList, expected);
    LoopbackPlan thePlan = plan(TlsVersionSet(static_cast<TlsVersion>(version)));
    thePlan.send = "ping";
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client);
    QVERIFY(result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QCOMPARE(result.server->result, ConnectionResult::Established);
    QCOMPARE(lines(*result.client).mid(0, expected.size()), expected);
    QStringList server = lines(*result.server);
    // change_cipher_spec is sent as soon as the server_hello is; the order of one side is what
    // counts.
    QCOMPARE(server.mid(0, expected.size()), mirrored(expected));
    QCOMPARE(result.client->negotiated.version, wireVersion(static_cast<TlsVersion>(version)));
    QCOMPARE(result.server->negotiated.version, wireVersion(static_cast<TlsVersion>(version)));
    QCOMPARE(result.server->negotiated.cipherSuite, result.client->negotiated.cipherSuite);
    QVERIFY(result.client->negotiated.group != 0);
    QVERIFY(result.client->verification.trusted);
}

/// OpenSSL 3.5 offers X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem) first, and a key share of it.
void LoopbackTest::newestLibraryAgreesOnAPostQuantumGroup()
{
    constexpr unsigned long kFirstWithMlKem = 0x30500000;
    const std::string wanted
        = OpenSSL_version_num() >= kFirstWithMlKem ? "X25519MLKEM768" : "x25519";
    const LoopbackResult result = runLoopback(plan(TlsVersion::Tls13));
    QVERIFY(result.client && result.server);
    QCOMPARE(wire::groupName(result.client->negotiated.group), wanted);
    QCOMPARE(wire::groupName(result.server->negotiated.group), wanted);
}

void LoopbackTest::connectionsKeepTheirMessagesApart()
{
    const LoopbackResult first = runLoopback(plan(TlsVersion::Tls12));
    const LoopbackResult second = runLoopback(plan(TlsVersion::Tls13));
    QVERIFY(first.client && second.client && first.server && second.server);
    QVERIFY(first.client->id != second.client->id);
    QCOMPARE(first.client->negotiated.version, quint16(0x0303));
    QCOMPARE(second.client->negotiated.version, quint16(0x0304));
    QCOMPARE(
        std::count_if(second.client->messages.begin(),
                      second.client->messages.end(),
                      [](const TraceMessage& message) { return message.handshakeType() == 1; }),
        1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LoopbackTest)
#include "loopback_test.moc"
