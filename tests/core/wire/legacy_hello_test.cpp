#include "core/wire/client_hello.h"
#include "core/wire/legacy_hello.h"

#include <QtTest>

using namespace workbench::wire;

class LegacyHelloTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helloIsReadBack();
    void answers_data();
    void answers();
    void anyBytesAreReadWithoutHarm();
};

namespace {

Bytes bytesOf(const QByteArray& array)
{
    return {reinterpret_cast<const std::uint8_t*>(array.constData()),
            static_cast<std::size_t>(array.size())};
}

/// An SSL 2 server_hello in the form of the draft of 1995: no session, no certificate.
QByteArray ssl2ServerHello(int specs)
{
    QByteArray body = QByteArray::fromHex("0400010002") // server_hello, no hit, X.509, version
        + QByteArray::fromHex("0000") // certificate
        + QByteArray(1, '\0') + QByteArray(1, static_cast<char>(specs * 3))
        + QByteArray::fromHex("0010") // connection id
        + QByteArray::fromHex("010080").repeated(specs) + QByteArray(16, 'i');
    return QByteArray(1, static_cast<char>(0x80)) + QByteArray(1, static_cast<char>(body.size()))
        + body;
}

} // namespace

void LegacyHelloTest::helloIsReadBack()
{
    const QByteArray random(32, 'r');
    const std::vector<std::uint8_t> two = legacyHello(LegacyVersion::Ssl2, bytesOf(random));
    const auto ssl2 = readClientHello(two, ClientHello::Form::Sslv2);
    QVERIFY(ssl2);
    QCOMPARE(ssl2->version, 0x0002);
    QVERIFY(ssl2->cipherSuites.size() > 5);
    const std::vector<std::uint8_t> three = legacyHello(LegacyVersion::Ssl3, bytesOf(random));
    constexpr std::size_t kHeader = 5;
    QVERIFY(three.size() > kHeader);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(three.data()), 3).toHex(),
             QByteArray("160300"));
    const auto ssl3 = readClientHello(Bytes(three).subspan(kHeader), ClientHello::Form::Tls);
    QVERIFY(ssl3);
    QCOMPARE(ssl3->version, 0x0300);
    QVERIFY(!ssl3->extensions);
    QVERIFY(ssl3->cipherSuites.size() > 20);
}

void LegacyHelloTest::answers_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QByteArray>("received");
    QTest::addColumn<bool>("ended");
    QTest::addColumn<int>("answer");
    QTest::addColumn<QString>("evidence");
    const auto row = [](const char* name,
                        LegacyVersion version,
                        const QByteArray& received,
                        bool ended,
                        LegacyAnswer answer,
                        const char* evidence = "") {
        QTest::newRow(name) << int(version) << received << ended << int(answer)
                            << QString::fromLatin1(evidence);
    };
    const auto hex = [](const char* digits) { return QByteArray::fromHex(digits); };
    const auto three = LegacyVersion::Ssl3;
    const auto two = LegacyVersion::Ssl2;
    using Answer = LegacyAnswer;
    const QByteArray hello = hex("160300004a020000460300") + QByteArray(64, 'x');
    row("SSL 3 accepted", three, hello, false, Answer::Accepted, "server_hello of SSL 3.0");
    row("SSL 3, part of it", three, hello.first(10), false, Answer::Incomplete);
    row("SSL 3, cut off",
        three,
        hello.first(10),
        true,
        Answer::Unclear,
        "closed in the middle of an answer");
    row("SSL 3, another version",
        three,
        hex("160301004a020000460301"),
        false,
        Answer::Refused,
        "server_hello of TLS 1.0");
    row("SSL 3, alert",
        three,
        hex("15030000020228"),
        false,
        Answer::Refused,
        "alert handshake_failure");
    row("SSL 3, alert of TLS",
        three,
        hex("15030100020246"),
        false,
        Answer::Refused,
        "alert protocol_version");
    row("SSL 3, closed", three, {}, true, Answer::Refused, "closed without an answer");
    row("SSL 3, nothing yet", three, {}, false, Answer::Incomplete);
    row("SSL 3, HTTP", three, "HTTP/1.1 400 Bad Request", false, Answer::Unclear);
    row("SSL 3, another message",
        three,
        hex("16030000040b000000000000"),
        false,
        Answer::Unclear,
        "certificate");
    row("SSL 2 accepted",
        two,
        ssl2ServerHello(2),
        false,
        Answer::Accepted,
        "server_hello of SSL 2.0");
    row("SSL 2 without a cipher",
        two,
        ssl2ServerHello(0),
        false,
        Answer::Refused,
        "server_hello of SSL 2.0 without a cipher");
    row("SSL 2, part of it", two, ssl2ServerHello(2).first(8), false, Answer::Incomplete);
    row("SSL 2 error", two, hex("8003000001"), false, Answer::Refused, "error of SSL 2.0");
    row("SSL 2, alert of TLS",
        two,
        hex("15030100020246"),
        false,
        Answer::Refused,
        "alert protocol_version");
    row("SSL 2, closed", two, {}, true, Answer::Refused, "closed without an answer");
    row("SSL 2, SSH", two, "SSH-2.0-OpenSSH_9.2\r\n", false, Answer::Unclear);
}

void LegacyHelloTest::answers()
{
    QFETCH(const int, version);
    QFETCH(const QByteArray, received);
    QFETCH(const bool, ended);
    QFETCH(const int, answer);
    QFETCH(const QString, evidence);
    const LegacyVerdict verdict
        = readLegacyAnswer(static_cast<LegacyVersion>(version), bytesOf(received), ended);
    QCOMPARE(static_cast<int>(verdict.answer), answer);
    QCOMPARE(QString::fromStdString(verdict.evidence), evidence);
}

/// Every beginning of every answer, and each of its bytes changed: an end is always reached.
void LegacyHelloTest::anyBytesAreReadWithoutHarm()
{
    for (const LegacyVersion version : {LegacyVersion::Ssl2, LegacyVersion::Ssl3}) {
        for (QByteArray sample : {ssl2ServerHello(2),
                                  QByteArray::fromHex("160300004a020000460300"),
                                  QByteArray::fromHex("15030000020228")}) {
            for (qsizetype length = 0; length <= sample.size(); ++length) {
                const LegacyVerdict ended
                    = readLegacyAnswer(version, bytesOf(sample.first(length)), true);
                QVERIFY(ended.answer != LegacyAnswer::Incomplete);
            }
            for (char& byte : sample) {
                const char kept = byte;
                for (int value = 0; value < 256; ++value) {
                    byte = static_cast<char>(value);
                    QVERIFY(readLegacyAnswer(version, bytesOf(sample), true).answer
                            != LegacyAnswer::Incomplete);
                }
                byte = kept;
            }
        }
    }
}

QTEST_GUILESS_MAIN(LegacyHelloTest)

#include "legacy_hello_test.moc"
