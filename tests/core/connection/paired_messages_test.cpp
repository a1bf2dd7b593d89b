#include "core/connection/paired_messages.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"

#include <QTest>

namespace workbench {

namespace {

constexpr quint8 kAlert = 21;
constexpr quint8 kHandshake = 22;
constexpr quint8 kData = 23;

TraceMessage message(Direction direction, qint64 timeUs, const char* content)
{
    const bool isData = content[0] == 'd';
    TraceMessage made;
    made.timeUs = timeUs;
    made.direction = direction;
    made.contentType = isData ? kData : content[0] == 'a' ? kAlert : kHandshake;
    made.bytes = isData ? QByteArray() : QByteArray(content);
    return made;
}

TraceMessage sent(qint64 timeUs, const char* content)
{
    return message(Direction::Sent, timeUs, content);
}

TraceMessage received(qint64 timeUs, const char* content)
{
    return message(Direction::Received, timeUs, content);
}

/// "c0-0@1-3": sent by the client, position 0 in both records, at 1 and 3 microseconds.
QString shape(const QList<PairedMessage>& pairs)
{
    QStringList words;
    for (const PairedMessage& pair : pairs) {
        const auto number = [](const auto& value) {
            return value ? QString::number(*value) : QStringLiteral("x");
        };
        words.append(
            QStringLiteral("%1%2-%3@%4-%5")
                .arg(pair.sender == Role::Client ? QStringLiteral("c") : QStringLiteral("s"),
                     number(pair.atClient),
                     number(pair.atServer),
                     number(pair.clientUs),
                     number(pair.serverUs)));
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

/// Two records of one connection as one list on one clock.
class PairedMessagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(initializeTlsLibrary()); }

    void pairs_data();
    void pairs();
    void realHandshake_data();
    void realHandshake();
};

void PairedMessagesTest::pairs_data()
{
    QTest::addColumn<QList<TraceMessage>>("client");
    QTest::addColumn<QList<TraceMessage>>("server");
    QTest::addColumn<QString>("expected");
    using Messages = QList<TraceMessage>;
    // The server's attempt begins 100 microseconds after the client's.
    QTest::newRow("both ways") << Messages {sent(50, "hello"), received(260, "reply")}
                               << Messages {received(20, "hello"), sent(110, "reply")}
                               << QStringLiteral("c0-0@50-120 s1-1@260-210");
    QTest::newRow("the last one did not arrive")
        << Messages {sent(50, "hello"), received(260, "reply"), sent(300, "alert")}
        << Messages {received(20, "hello"), sent(110, "reply")}
        << QStringLiteral("c0-0@50-120 s1-1@260-210 c2-x@300-x");
    QTest::newRow("one in between did not arrive")
        << Messages {sent(1, "hello"), sent(2, "lost"), sent(3, "reply")}
        << Messages {received(20, "hello"), received(21, "reply")}
        << QStringLiteral("c0-0@1-120 c1-x@2-x c2-1@3-121");
    QTest::newRow("another one arrived")
        << Messages {sent(1, "hello"), sent(3, "reply")}
        << Messages {received(20, "hello"), received(21, "other"), received(22, "reply")}
        << QStringLiteral("c0-0@1-120 c1-2@3-122 cx-1@x-121");
    QTest::newRow("changed on the way")
        << Messages {sent(1, "hello")} << Messages {received(20, "jello")}
        << QStringLiteral("c0-x@1-x cx-0@x-120");
    QTest::newRow("data, folded otherwise")
        << Messages {sent(1, "data"), received(400, "data"), sent(401, "data")}
        << Messages {received(20, "data"), sent(21, "data"), received(500, "data")}
        << QStringLiteral("c0-0@1-120 s1-1@400-121 c2-2@401-600");
    QTest::newRow("the same twice")
        << Messages {sent(1, "ticket"), sent(2, "ticket")} << Messages {received(20, "ticket")}
        << QStringLiteral("c0-0@1-120 c1-x@2-x");
    QTest::newRow("nothing came") << Messages {sent(1, "hello")} << Messages {}
                                  << QStringLiteral("c0-x@1-x");
    QTest::newRow("nothing") << Messages {} << Messages {} << QString();
}

void PairedMessagesTest::pairs()
{
    QFETCH(const QList<TraceMessage>, client);
    QFETCH(const QList<TraceMessage>, server);
    constexpr qint64 kClientStart = 7'000;
    constexpr qint64 kLater = 100;
    ConnectionRecord first;
    first.steadyStartUs = kClientStart;
    first.messages = client;
    ConnectionRecord second;
    second.role = Role::Server;
    second.steadyStartUs = kClientStart + kLater;
    second.messages = server;
    QTEST(shape(pairMessages(first, second)), "expected");
}

void PairedMessagesTest::realHandshake_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << int(Transport::Tcp) << int(TlsVersion::Tls12);
    QTest::newRow("TLS 1.3") << int(Transport::Tcp) << int(TlsVersion::Tls13);
    QTest::newRow("DTLS 1.2") << int(Transport::Udp) << int(TlsVersion::Tls12);
}

/// Whatever one end wrote the other one got, after that and before the answer to it.
void PairedMessagesTest::realHandshake()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    const tests::TestPki pki;
    LoopbackPlan plan = datagramPlan(pki);
    plan.client.transport = plan.server.transport = static_cast<Transport>(transport);
    plan.client.versions = plan.server.versions = static_cast<TlsVersion>(version);
    const LoopbackResult ends = runLoopback(plan);
    QVERIFY(ends.client && ends.server);
    const QList<PairedMessage> pairs = pairMessages(*ends.client, *ends.server);
    int last = -1;
    int answered = 0;
    for (const PairedMessage& pair : pairs) {
        if (!pair.onTheWayUs()) {
            continue; // a goodbye that nobody waited for
        }
        ++answered;
        const TraceMessage& read = pair.sender == Role::Client
            ? ends.server->messages.at(*pair.atServer)
            : ends.client->messages.at(*pair.atClient);
        if (read.contentType == kHandshake) {
            QVERIFY2(*pair.onTheWayUs() >= 0, read.bytes.toHex().left(8).constData());
        }
        if (pair.sender == Role::Client) {
            QVERIFY(*pair.atClient > last);
            last = *pair.atClient;
        }
    }
    QVERIFY(answered >= 9);
    QVERIFY(pairs.size() - answered <= 2);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PairedMessagesTest)
#include "paired_messages_test.moc"
