#include "core/wire/datagram_hello.h"
#include "tests/core/wire/samples.h"

#include <QTest>

namespace workbench::wire {

/// Which datagrams begin a DTLS connection.
class DatagramHelloTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void cutOffAnywhere();
};

namespace {

const QByteArray kRandomBytes = QByteArray(16, 'r') + QByteArray(16, 's');

struct Parts
{
    char type = 22;
    QByteArray version = QByteArray("\xfe\xff", 2);
    QByteArray epoch = QByteArray(2, '\0');
    char message = 1;
    QByteArray fragmentOffset = QByteArray(3, '\0');
};

QByteArray datagram(const Parts& parts)
{
    const QByteArray body = QByteArray("\xfe\xfd", 2) + kRandomBytes + QByteArray(8, '\0');
    const QByteArray length = QByteArray(2, '\0') + static_cast<char>(body.size());
    const QByteArray message = QByteArray(1, parts.message) + length + QByteArray("\0\1", 2)
        + parts.fragmentOffset + length + body;
    return QByteArray(1, parts.type) + parts.version + parts.epoch + QByteArray(6, '\7')
        + QByteArray(1, '\0') + static_cast<char>(message.size()) + message;
}

QByteArray randomOf(const QByteArray& bytes)
{
    const std::optional<Bytes> random = datagramHelloRandom(samples::span(bytes));
    return random ? QByteArray(reinterpret_cast<const char*>(random->data()),
                               static_cast<qsizetype>(random->size()))
                  : QByteArray();
}

} // namespace

void DatagramHelloTest::kinds_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("random");
    const QByteArray none;
    QTest::newRow("hello") << datagram({}) << kRandomBytes;
    QTest::newRow("DTLS 1.2 in the record")
        << datagram({.version = QByteArray("\xfe\xfd", 2)}) << kRandomBytes;
    QTest::newRow("two records") << datagram({}) + datagram({.message = 16}) << kRandomBytes;
    QTest::newRow("alert") << datagram({.type = 21}) << none;
    QTest::newRow("TLS") << datagram({.version = QByteArray("\3\1", 2)}) << none;
    QTest::newRow("encrypted") << datagram({.epoch = QByteArray("\0\1", 2)}) << none;
    QTest::newRow("finished") << datagram({.message = 20}) << none;
    QTest::newRow("second fragment")
        << datagram({.fragmentOffset = QByteArray("\0\0\x22", 3)}) << none;
    QTest::newRow("one byte") << QByteArray("\x16") << none;
    QTest::newRow("text") << QByteArray("GET / HTTP/1.1\r\n\r\n") << none;
    QTest::newRow("nothing") << none << none;
}

void DatagramHelloTest::kinds()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, random);
    QCOMPARE(randomOf(bytes), random);
}

void DatagramHelloTest::cutOffAnywhere()
{
    const QByteArray whole = datagram({});
    for (qsizetype length = 0; length < whole.size(); ++length) {
        QCOMPARE(randomOf(whole.left(length)), QByteArray());
    }
}

} // namespace workbench::wire

QTEST_GUILESS_MAIN(workbench::wire::DatagramHelloTest)
#include "datagram_hello_test.moc"
