#include "core/wire/handshake_summary.h"
#include "core/wire/registry.h"
#include "tests/core/wire/samples.h"

#include <QtTest>

#include <algorithm>

using namespace workbench::wire;

namespace {

QByteArray message(const char* conversation, int type)
{
    return samples::handshake(QString::fromLatin1(conversation), type);
}

bool has(const std::vector<std::uint16_t>& values, std::uint16_t value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

std::uint16_t u16(int value)
{
    return static_cast<std::uint16_t>(value);
}

} // namespace

class HandshakeSummaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsClientHello();
    void readsAHelloWithoutExtensions();
    void keepsWhatCameBeforeTheFault();
    void readsDtlsClientHello();
    void readsServerHello_data();
    void readsServerHello();
    void seesTheDowngradeMarker();
    void readsEncryptedExtensions();
    void readsServerKeyExchange_data();
    void readsServerKeyExchange();
    void guessesTheKeyExchange();
    void readsCertificateVerify();
    void findsCertificates_data();
    void findsCertificates();
    void readsCertificateRequest_data();
    void readsCertificateRequest();
    void readsNewSessionTicket();
    void findsExtensionsOfTheServersCertificate();
    void refusesOtherMessages();
    void everySampleIsComplete();
    void survivesDisfiguredMessages();
};

void HandshakeSummaryTest::readsClientHello()
{
    const QByteArray bytes = message("tls13", 1);
    const auto hello = summarizeClientHello(samples::span(bytes));
    QVERIFY(hello);
    QCOMPARE(int(hello->legacyVersion), 0x0303);
    QVERIFY(has(hello->versions, 0x0304) && has(hello->versions, 0x0303));
    QCOMPARE(int(hello->cipherSuites.front()), 0x1302);
    QCOMPARE(int(hello->groups.front()), 0x001d);
    QVERIFY(has(hello->signatureSchemes, 0x0804));
    QCOMPARE(hello->keyShareGroups, std::vector<std::uint16_t> {0x001d});
    QCOMPARE(hello->alpn, (std::vector<std::string> {"h2", "http/1.1"}));
    QCOMPARE(hello->serverName, std::string("localhost"));
    QCOMPARE(hello->pointFormats, (std::vector<std::uint8_t> {0, 1, 2}));
    QCOMPARE(hello->sessionId.size(), std::size_t(32));
    QVERIFY(hello->sessionTicket && !hello->sessionTicketOffered);
    QVERIFY(hello->statusRequest && hello->extendedMasterSecret && hello->secureRenegotiation);
    QVERIFY(!hello->earlyData && !hello->preSharedKey && !hello->fallbackScsv);
    QVERIFY(!hello->encryptedClientHello);
    QVERIFY(has(hello->extensions, 51) && hello->extensions.size() >= 10);
    QVERIFY(hello->complete);

    const QByteArray resumed = message("tls13-resumption", 1);
    const auto second = summarizeClientHello(samples::span(resumed));
    QVERIFY(second && second->preSharedKey && second->earlyData);
}

void HandshakeSummaryTest::readsAHelloWithoutExtensions()
{
    // An SSL 3.0 hello: 32 random bytes, no session, two suites (one TLS_FALLBACK_SCSV), no more.
    const QByteArray bytes = QByteArray::fromHex("0100002b0300") + QByteArray(32, 'r')
        + QByteArray::fromHex("000004000556000100");
    const auto hello = summarizeClientHello(samples::span(bytes));
    QVERIFY(hello);
    QCOMPARE(hello->versions, std::vector<std::uint16_t> {0x0300});
    QCOMPARE(hello->cipherSuites, (std::vector<std::uint16_t> {0x0005, 0x5600}));
    QVERIFY(hello->fallbackScsv);
    QVERIFY(hello->extensions.empty());
    QVERIFY(hello->complete);
}

void HandshakeSummaryTest::keepsWhatCameBeforeTheFault()
{
    const QByteArray bytes = message("tls13", 1);
    const auto whole = summarizeClientHello(samples::span(bytes));
    const auto cut = summarizeClientHello(samples::span(bytes.left(bytes.size() - 10)));
    QVERIFY(cut && !cut->complete);
    QCOMPARE(cut->cipherSuites, whole->cipherSuites);
    QCOMPARE(cut->serverName, whole->serverName);
    QCOMPARE(cut->extensions.size(), whole->extensions.size() - 1);
    QVERIFY(!summarizeClientHello(samples::span(bytes.left(40))));
}

void HandshakeSummaryTest::readsDtlsClientHello()
{
    const QByteArray bytes = message("dtls12", 1);
    QVERIFY(!bytes.isEmpty());
    const auto hello = summarizeClientHello(samples::span(bytes), Framing::Dtls);
    QVERIFY(hello && hello->complete);
    QCOMPARE(hello->versions, std::vector<std::uint16_t> {0xfefd});
    QVERIFY(has(hello->cipherSuites, 0xc030));
}

void HandshakeSummaryTest::readsServerHello_data()
{
    QTest::addColumn<QString>("conversation");
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("group");
    QTest::addColumn<bool>("retry");
    QTest::addColumn<QString>("alpn");
    QTest::newRow("TLS 1.3") << "tls13" << 0x0304 << 0x001d << false << "";
    QTest::newRow("retry") << "tls13-retry" << 0x0304 << 0x0018 << true << "";
    QTest::newRow("TLS 1.2") << "tls12-ecdhe-rsa" << 0x0303 << 0 << false << "h2";
    QTest::newRow("TLS 1.1") << "tls11" << 0x0302 << 0 << false << "";
    QTest::newRow("DTLS 1.2") << "dtls12" << 0xfefd << 0 << false << "";
}

void HandshakeSummaryTest::readsServerHello()
{
    QFETCH(QString, conversation);
    const QByteArray bytes = samples::handshake(conversation, 2);
    const Framing framing = conversation.startsWith("dtls") ? Framing::Dtls : Framing::Tls;
    const auto hello = summarizeServerHello(samples::span(bytes), framing);
    QVERIFY(hello && hello->complete);
    QTEST(int(hello->version), "version");
    QTEST(int(hello->group.value_or(0)), "group");
    QTEST(hello->helloRetryRequest, "retry");
    QTEST(QString::fromStdString(hello->alpn.value_or("")), "alpn");
    QVERIFY(cipherSuiteInfo(hello->cipherSuite) != nullptr);
    QVERIFY(!hello->preSharedKey);
}

void HandshakeSummaryTest::seesTheDowngradeMarker()
{
    const QByteArray marked = message("tls12-downgrade", 2);
    QCOMPARE(summarizeServerHello(samples::span(marked))->downgradeMarker, DowngradeMarker::Tls12);
    QByteArray older = marked;
    older[4 + 2 + 31] = 0;
    QCOMPARE(summarizeServerHello(samples::span(older))->downgradeMarker,
             DowngradeMarker::Tls11OrOlder);
    const QByteArray honest = message("tls13", 2);
    QCOMPARE(summarizeServerHello(samples::span(honest))->downgradeMarker, DowngradeMarker::None);
}

void HandshakeSummaryTest::readsEncryptedExtensions()
{
    const QByteArray bytes = message("tls13", 8);
    const auto extensions = summarizeEncryptedExtensions(samples::span(bytes));
    QVERIFY(extensions && extensions->complete);
    QCOMPARE(extensions->alpn, std::optional<std::string>("h2"));
    QVERIFY(!extensions->earlyData);
    const QByteArray empty = message("tls13-retry", 8);
    QVERIFY(!summarizeEncryptedExtensions(samples::span(empty))->alpn);
    const QByteArray early = message("tls13-resumption", 8);
    QVERIFY(summarizeEncryptedExtensions(samples::span(early))->earlyData);
}

void HandshakeSummaryTest::readsServerKeyExchange_data()
{
    QTest::addColumn<QString>("conversation");
    QTest::addColumn<int>("group");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<int>("dhBits");
    QTest::newRow("ECDHE, RSA") << "tls12-ecdhe-rsa" << 0x001d << "rsa_pss_rsae_sha256" << 0;
    QTest::newRow("ECDHE, ECDSA") << "tls12-ecdhe-ecdsa" << 0x0017 << "ecdsa_secp256r1_sha256" << 0;
    QTest::newRow("DHE") << "tls12-dhe-rsa" << 0 << "rsa_pss_rsae_sha256" << 2048;
    QTest::newRow("anonymous DH") << "tls12-dh-anon" << 0 << "" << 1024;
    QTest::newRow("anonymous ECDH") << "tls12-ecdh-anon" << 0x001d << "" << 0;
    QTest::newRow("PSK") << "tls12-psk" << 0 << "" << 0;
    QTest::newRow("DHE_PSK") << "tls12-dhe-psk" << 0 << "" << 2048;
    QTest::newRow("ECDHE_PSK") << "tls12-ecdhe-psk" << 0x001d << "" << 0;
    QTest::newRow("TLS 1.0 names no scheme") << "tls10" << 0x001d << "" << 0;
}

void HandshakeSummaryTest::readsServerKeyExchange()
{
    QFETCH(QString, conversation);
    const auto whole
        = samples::readConversation(samples::folder("messages/" + conversation + ".txt"));
    const QByteArray bytes = samples::handshake(conversation, 12);
    const auto summary
        = summarizeServerKeyExchange(samples::span(bytes), whole.version, whole.suite);
    QVERIFY(summary);
    QTEST(int(summary->group.value_or(0)), "group");
    QTEST(QString::fromStdString(
              summary->signatureScheme ? signatureSchemeName(*summary->signatureScheme) : ""),
          "scheme");
    QTEST(summary->dhBits, "dhBits");
    QCOMPARE(int(summary->dhPrime.length) * 8, summary->dhBits);
    const QByteArray prime = bytes.mid(summary->dhPrime.offset, summary->dhPrime.length);
    QVERIFY(prime.isEmpty() || ((prime.front() & 0x80) != 0 && (prime.back() & 1) != 0));
}

void HandshakeSummaryTest::guessesTheKeyExchange()
{
    const QByteArray curve = message("tls12-ecdhe-rsa", 12);
    QCOMPARE(int(summarizeServerKeyExchange(samples::span(curve), 0x0303, 0)->group.value_or(0)),
             0x001d);
    const QByteArray prime = message("tls12-dhe-rsa", 12);
    QCOMPARE(summarizeServerKeyExchange(samples::span(prime), 0x0303, 0)->dhBits, 2048);
}

void HandshakeSummaryTest::readsCertificateVerify()
{
    const QByteArray modern = message("tls13", 15);
    QCOMPARE(signatureSchemeName(*summarizeCertificateVerify(samples::span(modern), 0x0304)),
             std::string("rsa_pss_rsae_sha256"));
    const QByteArray tls12 = message("tls12-ecdhe-rsa", 15);
    QCOMPARE(signatureSchemeName(*summarizeCertificateVerify(samples::span(tls12), 0x0303)),
             std::string("ecdsa_secp256r1_sha256"));
    const QByteArray old = message("tls11", 15);
    QVERIFY(!old.isEmpty());
    QVERIFY(!summarizeCertificateVerify(samples::span(old), 0x0302));
}

void HandshakeSummaryTest::findsCertificates_data()
{
    QTest::addColumn<QString>("conversation");
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("count");
    QTest::newRow("TLS 1.3") << "tls13" << 0x0304 << 3;
    QTest::newRow("TLS 1.3, version unknown") << "tls13" << 0 << 3;
    QTest::newRow("TLS 1.2") << "tls12-ecdhe-rsa" << 0x0303 << 3;
    QTest::newRow("TLS 1.2, version unknown") << "tls12-ecdhe-rsa" << 0 << 3;
    QTest::newRow("one") << "tls12-ecdhe-ecdsa" << 0x0303 << 1;
    QTest::newRow("DTLS") << "dtls12" << 0xfefd << 3;
}

void HandshakeSummaryTest::findsCertificates()
{
    QFETCH(QString, conversation);
    QFETCH(int, version);
    const QByteArray bytes = samples::handshake(conversation, 11);
    const Framing framing = conversation.startsWith("dtls") ? Framing::Dtls : Framing::Tls;
    const auto found = summarizeCertificateMessage(samples::span(bytes), u16(version), framing);
    QTEST(int(found.size()), "count");
    for (const ByteRange& range : found) {
        QVERIFY(range.end() <= std::uint32_t(bytes.size()));
        // SEQUENCE with a two-byte length that covers the range.
        QCOMPARE(quint8(bytes.at(int(range.offset))), quint8(0x30));
        const int length = quint8(bytes.at(int(range.offset) + 2)) << 8
            | quint8(bytes.at(int(range.offset) + 3));
        QCOMPARE(std::uint32_t(length) + 4, range.length);
    }
}

void HandshakeSummaryTest::readsCertificateRequest_data()
{
    QTest::addColumn<QString>("conversation");
    QTest::addColumn<int>("types");
    QTest::addColumn<bool>("schemes");
    QTest::addColumn<int>("names");
    QTest::newRow("TLS 1.3") << "tls13-client-certificate" << 0 << true << 1;
    QTest::newRow("TLS 1.2") << "tls12-ecdhe-rsa" << 3 << true << 1;
    QTest::newRow("TLS 1.1") << "tls11" << 3 << false << 0;
}

void HandshakeSummaryTest::readsCertificateRequest()
{
    QFETCH(QString, conversation);
    const auto whole
        = samples::readConversation(samples::folder("messages/" + conversation + ".txt"));
    const QByteArray bytes = samples::handshake(conversation, 13);
    const auto request = summarizeCertificateRequest(samples::span(bytes), whole.version);
    QVERIFY(request && request->complete);
    QTEST(int(request->certificateTypes.size()), "types");
    QTEST(!request->signatureSchemes.empty(), "schemes");
    QTEST(int(request->authorities.size()), "names");
    for (const ByteRange& name : request->authorities) {
        QCOMPARE(quint8(bytes.at(int(name.offset))), quint8(0x30));
    }
}

void HandshakeSummaryTest::readsNewSessionTicket()
{
    // lifetime 7200 s, age_add, nonce of 1 byte, ticket of 2, early_data with 16384 bytes
    const QByteArray tls13 = QByteArray::fromHex("04000018"
                                                 "00001c20"
                                                 "01020304"
                                                 "0100"
                                                 "0002aabb"
                                                 "0008002a000400004000");
    const auto modern = summarizeNewSessionTicket(samples::span(tls13), 0x0304);
    QVERIFY(modern && modern->complete);
    QCOMPARE(modern->lifetimeSeconds, std::uint32_t(7200));
    QVERIFY(modern->maxEarlyData);
    QCOMPARE(*modern->maxEarlyData, std::uint32_t(16384));
    const QByteArray tls12 = QByteArray::fromHex("04000008"
                                                 "0000012c"
                                                 "0002aabb");
    const auto old = summarizeNewSessionTicket(samples::span(tls12), 0x0303);
    QVERIFY(old && old->complete);
    QCOMPARE(old->lifetimeSeconds, std::uint32_t(300));
    QVERIFY(!old->maxEarlyData);
    QVERIFY(!summarizeNewSessionTicket(samples::span(tls12.left(9)), 0x0303)->complete);
}

void HandshakeSummaryTest::findsExtensionsOfTheServersCertificate()
{
    // One certificate of 1 byte with the extension 18, content "ab".
    const QByteArray tls13 = QByteArray::fromHex("0b000010"
                                                 "00"
                                                 "00000c"
                                                 "00000130"
                                                 "000600120002"
                                                 "6162");
    const Bytes found = serverCertificateExtension(samples::span(tls13), 0x0304, 18);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(found.data()), qsizetype(found.size())),
             QByteArray("ab"));
    QVERIFY(serverCertificateExtension(samples::span(tls13), 0x0304, 5).empty());
    const QByteArray hello = QByteArray::fromHex("0200002e0303") + QByteArray(32, 'r')
        + QByteArray::fromHex("00c02b00"
                              "0006001200026162");
    QCOMPARE(serverCertificateExtension(samples::span(hello), 0x0303, 18).size(), std::size_t(2));
    QVERIFY(serverCertificateExtension(samples::span(hello), 0x0303, 5).empty());
}

void HandshakeSummaryTest::refusesOtherMessages()
{
    const QByteArray bytes = message("tls13", 20);
    QVERIFY(!summarizeNewSessionTicket(samples::span(bytes), 0x0304));
    QVERIFY(serverCertificateExtension(samples::span(bytes), 0x0304, 18).empty());
    QVERIFY(!summarizeClientHello(samples::span(bytes)));
    QVERIFY(!summarizeServerHello(samples::span(bytes)));
    QVERIFY(!summarizeEncryptedExtensions(samples::span(bytes)));
    QVERIFY(!summarizeServerKeyExchange(samples::span(bytes), 0x0303, 0));
    QVERIFY(!summarizeCertificateVerify(samples::span(bytes), 0x0303));
    QVERIFY(!summarizeCertificateRequest(samples::span(bytes), 0x0303));
    QVERIFY(summarizeCertificateMessage(samples::span(bytes), 0x0303).empty());
}

void HandshakeSummaryTest::everySampleIsComplete()
{
    int hellos = 0;
    for (const auto& conversation : samples::conversations()) {
        const Framing framing = conversation.dtls ? Framing::Dtls : Framing::Tls;
        for (const auto& sample : conversation.messages) {
            if (sample.kind != "handshake") {
                continue;
            }
            if (sample.bytes.at(0) == 1) {
                const auto hello = summarizeClientHello(samples::span(sample.bytes), framing);
                QVERIFY2(hello && hello->complete, qPrintable(conversation.name));
                ++hellos;
            } else if (sample.bytes.at(0) == 2) {
                const auto hello = summarizeServerHello(samples::span(sample.bytes), framing);
                QVERIFY2(hello && hello->complete, qPrintable(conversation.name));
                ++hellos;
            }
        }
    }
    QVERIFY(hellos > 40);
}

void HandshakeSummaryTest::survivesDisfiguredMessages()
{
    for (const auto& conversation : samples::conversations()) {
        for (const auto& sample : conversation.messages) {
            if (sample.kind != "handshake" || sample.bytes.size() > 1200) {
                continue;
            }
            const auto framing = conversation.dtls ? Framing::Dtls : Framing::Tls;
            samples::disfigure(sample.bytes, [&](Bytes bytes) {
                summarizeClientHello(bytes, framing);
                summarizeServerHello(bytes, framing);
                summarizeEncryptedExtensions(bytes, framing);
                summarizeServerKeyExchange(
                    bytes, conversation.version, conversation.suite, framing);
                summarizeCertificateVerify(bytes, conversation.version, framing);
                summarizeNewSessionTicket(bytes, conversation.version, framing);
                serverCertificateExtension(bytes, conversation.version, 18, framing);
                for (const ByteRange& range :
                     summarizeCertificateMessage(bytes, conversation.version, framing)) {
                    QVERIFY(range.end() <= bytes.size());
                }
                const auto request
                    = summarizeCertificateRequest(bytes, conversation.version, framing);
                for (const ByteRange& range :
                     request ? request->authorities : std::vector<ByteRange>()) {
                    QVERIFY(range.end() <= bytes.size());
                }
            });
        }
    }
}

QTEST_APPLESS_MAIN(HandshakeSummaryTest)
#include "handshake_summary_test.moc"
