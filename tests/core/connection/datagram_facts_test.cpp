#include "core/connection/datagram_facts.h"

#include <QTest>

namespace workbench {
namespace {

/// A record of DTLS 1.2 (RFC 6347 §4.1) in clear unless `epoch` says otherwise.
QByteArray record(char type, const QByteArray& content, char epoch = 0)
{
    QByteArray header(13, '\0');
    header[0] = type;
    header[1] = '\xfe';
    header[2] = '\xfd';
    header[4] = epoch;
    header[11] = static_cast<char>(content.size() >> 8);
    header[12] = static_cast<char>(content.size());
    return header + content;
}

/// A piece of a handshake message (RFC 6347 §4.2.2).
QByteArray piece(char sequence, int whole, int offset, int length)
{
    QByteArray header(12, '\0');
    header[0] = 11;
    header[2] = static_cast<char>(whole >> 8);
    header[3] = static_cast<char>(whole);
    header[5] = sequence;
    header[7] = static_cast<char>(offset >> 8);
    header[8] = static_cast<char>(offset);
    header[10] = static_cast<char>(length >> 8);
    header[11] = static_cast<char>(length);
    return header + QByteArray(length, 'x');
}

constexpr char kHandshake = 22;
constexpr char kData = 23;

} // namespace

/// What is counted of datagrams that go by.
class DatagramFactsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
    void directionsAreCountedApart();
    void everyCutIsSurvived();
};

void DatagramFactsTest::counts_data()
{
    QTest::addColumn<QList<QByteArray>>("datagrams");
    QTest::addColumn<int>("fragments");
    QTest::addColumn<int>("repeated");
    const QByteArray whole = record(kHandshake, piece(0, 100, 0, 100));
    const QByteArray first = record(kHandshake, piece(1, 300, 0, 200));
    const QByteArray second = record(kHandshake, piece(1, 300, 200, 100));
    using List = QList<QByteArray>;
    QTest::newRow("whole") << List {whole} << 0 << 0;
    QTest::newRow("cut") << List {first, second} << 2 << 0;
    QTest::newRow("cut, in one datagram") << List {first + second} << 2 << 0;
    QTest::newRow("again") << List {whole, first, second, whole, first, second} << 4 << 3;
    QTest::newRow("several messages in a record")
        << List {record(kHandshake, piece(0, 9, 0, 9) + piece(1, 8, 0, 8))} << 0 << 0;
    QTest::newRow("encrypted") << List {record(kHandshake, piece(1, 300, 0, 200), 1)} << 0 << 0;
    QTest::newRow("data") << List {record(kData, piece(1, 300, 0, 200))} << 0 << 0;
}

void DatagramFactsTest::counts()
{
    QFETCH(const QList<QByteArray>, datagrams);
    QFETCH(const int, fragments);
    QFETCH(const int, repeated);
    DatagramCounter counter;
    int largest = 0;
    for (const QByteArray& datagram : datagrams) {
        counter.note(Direction::Received, datagram);
        largest = std::max(largest, static_cast<int>(datagram.size()));
    }
    const DatagramCount expected {static_cast<int>(datagrams.size()), largest, fragments, repeated};
    QCOMPARE(counter.facts().received, expected);
    QCOMPARE(counter.facts().sent, DatagramCount());
}

void DatagramFactsTest::directionsAreCountedApart()
{
    DatagramCounter counter;
    const QByteArray whole = record(kHandshake, piece(0, 100, 0, 100));
    counter.note(Direction::Sent, whole);
    counter.note(Direction::Received, whole);
    QCOMPARE(counter.facts().sent.repeated, 0);
    QCOMPARE(counter.facts().received.repeated, 0);
}

void DatagramFactsTest::everyCutIsSurvived()
{
    const QByteArray datagram
        = record(kHandshake, piece(1, 300, 0, 20)) + record(kHandshake, piece(1, 300, 20, 20));
    for (qsizetype length = 0; length <= datagram.size(); ++length) {
        DatagramCounter counter;
        counter.note(Direction::Received, datagram.left(length));
        QCOMPARE(counter.facts().received.datagrams, 1);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::DatagramFactsTest)
#include "datagram_facts_test.moc"
