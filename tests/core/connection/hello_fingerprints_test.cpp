#include "core/connection/hello_fingerprints.h"
#include "core/wire/fingerprint.h"
#include "core/wire/known_clients.h"
#include "tests/core/wire/samples.h"

#include <QCryptographicHash>
#include <QTest>

namespace workbench {

namespace {

constexpr int kClientHello = 1;

ConnectionRecord recordWith(const QList<QByteArray>& messages)
{
    ConnectionRecord record;
    for (const QByteArray& bytes : messages) {
        record.messages.append({.contentType = 22,
                                .recordVersion = 0x0301,
                                .length = static_cast<int>(bytes.size()),
                                .bytes = bytes});
    }
    return record;
}

/// Of which so many bytes were kept.
ConnectionRecord recordWithPartOf(const QByteArray& bytes, int kept)
{
    ConnectionRecord record = recordWith({bytes});
    record.messages.first().bytes.truncate(kept);
    return record;
}

QByteArray hello()
{
    return ::samples::handshake("rfc8448-section-3", kClientHello);
}

} // namespace

/// The fingerprints of the connection as it was recorded.
class HelloFingerprintsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofARecord();
    void theFirstHelloCounts();
    void withoutAWholeHello_data();
    void withoutAWholeHello();
    void knownByItsLists();
    void whatComesAndGoesIsLeftOut_data();
    void whatComesAndGoesIsLeftOut();
};

void HelloFingerprintsTest::ofARecord()
{
    const HelloFingerprints prints = fingerprintsOf(recordWith({hello()}));
    QCOMPARE(prints.ja3Text,
             QStringLiteral("771,4865-4867-4866,0-65281-10-35-51-43-13-45-28,"
                            "29-23-24-25-256-257-258-259-260,"));
    QCOMPARE(prints.ja3.toLatin1(),
             QCryptographicHash::hash(prints.ja3Text.toLatin1(), QCryptographicHash::Md5).toHex());
    QVERIFY2(prints.ja4.startsWith(QStringLiteral("t13d030900_")), qPrintable(prints.ja4));
    QCOMPARE(prints.ja4.size(), 36);
    QVERIFY(prints.ja4Raw.startsWith(QStringLiteral("t13d030900_1301,1302,1303_")));
    QCOMPARE(prints.clients, QStringList());
}

/// The one after a hello_retry_request holds what the server asked for.
void HelloFingerprintsTest::theFirstHelloCounts()
{
    QByteArray other = hello();
    other[4] = 2; // of its legacy_version
    const HelloFingerprints prints = fingerprintsOf(recordWith({hello(), other}));
    QCOMPARE(prints.ja3, fingerprintsOf(recordWith({hello()})).ja3);
    QVERIFY(prints.ja3 != fingerprintsOf(recordWith({other})).ja3);
}

void HelloFingerprintsTest::withoutAWholeHello_data()
{
    QTest::addColumn<ConnectionRecord>("record");
    QTest::newRow("nothing") << ConnectionRecord();
    QTest::newRow("no bytes") << recordWith({QByteArray()});
    QTest::newRow("another message") << recordWith({::samples::handshake("rfc8448-section-3", 2)});
    for (const int kept : {1, 3, 4, 20, 60, 100}) {
        QTest::addRow("%d bytes were kept", kept) << recordWithPartOf(hello(), kept);
        QTest::addRow("%d bytes came", kept) << recordWith({hello().left(qMin(kept, 30))});
    }
}

void HelloFingerprintsTest::withoutAWholeHello()
{
    QFETCH(ConnectionRecord, record);
    const HelloFingerprints prints = fingerprintsOf(record);
    QCOMPARE(prints.ja3, QString());
    QCOMPARE(prints.ja4, QString());
    QCOMPARE(prints.clients, QStringList());
}

void HelloFingerprintsTest::knownByItsLists()
{
    // Wherever it goes, and whatever protocols it has.
    for (const char* head : {"t13d3112h2", "t13i3012h1", "t13d311100"}) {
        const std::string ja4 = std::string(head) + "_e8f1e7e78f70_375ca2c5e164";
        const auto clients = wire::clientsOf(ja4);
        QCOMPARE(clients.size(), std::size_t(1));
        QVERIFY(clients.front().starts_with("curl "));
    }
    for (const char* ja4 : {"",
                            "t13d3112h2",
                            "t13d3112h2_",
                            "t13d3112h2_e8f1e7e78f70",
                            "t13d3112h2_e8f1e7e78f70_375ca2c5e165"}) {
        QVERIFY2(wire::clientsOf(ja4).empty(), ja4);
    }
}

void HelloFingerprintsTest::whatComesAndGoesIsLeftOut_data()
{
    QTest::addColumn<int>("extension");
    QTest::addColumn<bool>("leftOut");
    QTest::newRow("pre_shared_key") << 41 << true;
    QTest::newRow("early_data") << 42 << true;
    QTest::newRow("padding") << 21 << true;
    QTest::newRow("session_ticket") << 35 << false;
}

/// The published fingerprints stay what they are; only who is guessed is asked without.
void HelloFingerprintsTest::whatComesAndGoesIsLeftOut()
{
    QFETCH(const int, extension);
    QFETCH(const bool, leftOut);
    const auto sha256 = [](std::string_view text) {
        const QByteArrayView bytes(text.data(), static_cast<qsizetype>(text.size()));
        return QCryptographicHash::hash(bytes.toByteArray(), QCryptographicHash::Sha256)
            .toHex()
            .toStdString();
    };
    wire::ClientHelloSummary before;
    before.extensions = {0, 10, 13, 43, 51};
    wire::ClientHelloSummary after = before;
    after.extensions.push_back(static_cast<std::uint16_t>(extension));
    const auto ja4 = [&](const wire::ClientHelloSummary& one) {
        return wire::ja4(one, wire::Carrier::Tcp, sha256);
    };
    QVERIFY(ja4(before) != ja4(after));
    QCOMPARE(ja4(wire::lastingPart(before)), ja4(before));
    QCOMPARE(ja4(wire::lastingPart(after)) == ja4(before), leftOut);
}

} // namespace workbench

QTEST_APPLESS_MAIN(workbench::HelloFingerprintsTest)
#include "hello_fingerprints_test.moc"
