#include "core/connection/two_ends.h"

#include <QTest>

#include <functional>
#include <limits>

namespace workbench {
namespace {

constexpr qint64 kSecond = 1'000'000;
constexpr quint16 kClientPort = 40'000;
constexpr quint16 kServerPort = 5043;

QHostAddress address(const char* text)
{
    return QHostAddress(QString::fromLatin1(text));
}

/// Of a connection on this computer that lasts for a second.
ConnectionRecord record(Role role, qint64 startUs)
{
    ConnectionRecord made;
    made.role = role;
    made.result = ConnectionResult::Established;
    made.localAddress = made.peerAddress = address("127.0.0.1");
    made.localPort = role == Role::Client ? kClientPort : kServerPort;
    made.peerPort = role == Role::Client ? kServerPort : kClientPort;
    made.steadyStartUs = startUs;
    made.durationUs = kSecond / 10;
    made.phases = {{.name = PhaseName::Data, .startUs = made.durationUs, .durationUs = kSecond}};
    return made;
}

using Change = std::function<void(ConnectionRecord& client, ConnectionRecord& server)>;

} // namespace

/// Which records belong together, of which ports alone say little.
class TwoEndsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ends_data();
    void ends();
    void nearestOfSeveralRuns();
};

void TwoEndsTest::ends_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("fit");
    const auto row = [](const char* name, bool fit, const Change& change) {
        QTest::newRow(name) << change << fit;
    };
    using Record = ConnectionRecord;
    row("as they are", true, [](Record&, Record&) {});
    row("both clients", false, [](Record&, Record& server) { server.role = Role::Client; });
    row("another port", false, [](Record&, Record& server) { server.peerPort = 40'001; });
    row("no port", false, [](Record& client, Record& server) {
        client.localPort = server.peerPort = 0;
    });
    row("another transport", false, [](Record&, Record& server) {
        server.transport = Transport::Udp;
    });
    row("from another computer", false, [](Record&, Record& server) {
        server.peerAddress = address("192.0.2.7");
    });
    row("to another address of this computer", false, [](Record& client, Record&) {
        client.peerAddress = address("127.0.0.2");
    });
    row("IPv4 in IPv6", true, [](Record&, Record& server) {
        server.peerAddress = server.localAddress = address("::ffff:127.0.0.1");
    });
    row("the server's socket is for all addresses", true, [](Record&, Record& server) {
        server.localAddress = QHostAddress(QHostAddress::Any);
    });
    row("to everybody", true, [](Record& client, Record&) {
        client.localAddress = QHostAddress(QHostAddress::AnyIPv4);
        client.peerAddress = address("127.255.255.255");
        client.socket.broadcast = true;
    });
    row("server began first", false, [](Record&, Record& server) {
        server.steadyStartUs -= kSecond / 2;
    });
    row("accepted late", true, [](Record& client, Record& server) {
        client.phases.clear();
        server.steadyStartUs += kSecond / 2;
    });
    row("accepted after the data", true, [](Record&, Record& server) {
        server.steadyStartUs += 2 * kSecond - kSecond / 10;
    });
    row("client long gone", false, [](Record&, Record& server) {
        server.steadyStartUs += 3 * kSecond;
    });
    row("client still there", true, [](Record& client, Record& server) {
        client.open = true;
        server.steadyStartUs += 100 * kSecond;
    });
    row("the clock was set back", true, [](Record& client, Record& server) {
        client.started = QDateTime::fromSecsSinceEpoch(2'000'000, Qt::UTC);
        server.started = QDateTime::fromSecsSinceEpoch(1'000'000, Qt::UTC);
    });
}

void TwoEndsTest::ends()
{
    QFETCH(const Change, change);
    QFETCH(const bool, fit);
    ConnectionRecord client = record(Role::Client, 7 * kSecond);
    ConnectionRecord server = record(Role::Server, 7 * kSecond + kSecond / 10);
    change(client, server);
    const std::optional<qint64> between = betweenEndsUs(client, server);
    QCOMPARE(between.has_value(), fit);
    QCOMPARE(betweenEndsUs(server, client), between);
    if (fit) {
        QCOMPARE(*between, server.steadyStartUs - client.steadyStartUs);
    }
}

/// A client with a port of its own that connects again and again.
void TwoEndsTest::nearestOfSeveralRuns()
{
    constexpr int kRuns = 4;
    QList<ConnectionRecord> clients;
    QList<ConnectionRecord> servers;
    for (int run = 0; run < kRuns; ++run) {
        clients.append(record(Role::Client, kSecond * 3 * run / 2));
        servers.append(record(Role::Server, clients.last().steadyStartUs + 300));
    }
    for (int run = 0; run < kRuns; ++run) {
        for (int other = 0; other < kRuns; ++other) {
            const qint64 between = betweenEndsUs(clients.at(run), servers.at(other))
                                       .value_or(std::numeric_limits<qint64>::max());
            QCOMPARE(between == 300, run == other);
            QVERIFY(between >= 300);
        }
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TwoEndsTest)
#include "two_ends_test.moc"
