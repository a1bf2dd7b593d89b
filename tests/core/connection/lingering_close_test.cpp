#include "core/connection/lingering_close.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_clients.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace workbench {
namespace {

/// A client of the system's own calls, which tell a reset from an end.
class PlainSocket
{
public:
    explicit PlainSocket(quint16 port)
        : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected
            = ::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address)
            == 0;
    }

    ~PlainSocket() { ::close(m_descriptor); }

    PlainSocket(const PlainSocket&) = delete;
    PlainSocket& operator=(const PlainSocket&) = delete;

    bool isConnected() const { return m_connected; }

    /// Whether the system took them.
    bool write(const QByteArray& bytes) const
    {
        return ::send(m_descriptor, bytes.constData(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT)
            > 0;
    }

    /// The peer has ended its stream; nothing of it is read.
    bool isEnded() const
    {
        pollfd poll {m_descriptor, POLLRDHUP, 0};
        return ::poll(&poll, 1, 0) == 1;
    }

    /// Reads what is there. True: that was the end, or a reset.
    bool readToEnd()
    {
        std::array<char, 4096> piece {};
        for (;;) {
            const ssize_t count = ::recv(m_descriptor, piece.data(), piece.size(), MSG_DONTWAIT);
            if (count > 0) {
                heard += QByteArray(piece.data(), count);
                continue;
            }
            reset = count < 0 && errno == ECONNRESET;
            return count == 0 || reset;
        }
    }

    QByteArray heard;
    bool reset = false;

private:
    int m_descriptor;
    bool m_connected = false;
};

/// An alert of TLS 1.2 or 1.3 in clear that is fatal.
bool hasFatalAlert(const QByteArray& heard, char code)
{
    return heard.contains(QByteArray::fromHex("1503030002") + '\x02' + code);
}

} // namespace

/// Whoever was sent a fatal alert can read it, also while still writing.
class LingeringCloseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void clientThatWritesOnSeesTheAlert_data();
    void clientThatWritesOnSeesTheAlert();
    void stopDoesNotWaitForSuchClients();
    void itIsBounded_data();
    void itIsBounded();
    void itWaitsForWhatIsTaken_data();
    void itWaitsForWhatIsTaken();
    void nothingToWaitFor();

private:
    tests::TestPki m_pki;
};

void LingeringCloseTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void LingeringCloseTest::clientThatWritesOnSeesTheAlert_data()
{
    QTest::addColumn<bool>("refused");
    QTest::newRow("refused") << true;
    QTest::newRow("broken hello") << false;
}

void LingeringCloseTest::clientThatWritesOnSeesTheAlert()
{
    QFETCH(const bool, refused);
    ServerOptions theOptions = loopbackServer(m_pki);
    theOptions.access.deny = refused;
    theOptions.access.way = DenyWay::Alert;
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    PlainSocket client(server.serverPort());
    QVERIFY(client.isConnected());
    // The hello, and behind it what the server does not come to read.
    constexpr auto kMuch = qsizetype(20) * 1024;
    QByteArray hello = tests::clientHello();
    if (!refused) {
        constexpr qsizetype kHeaders = 9; // of the record and of the message
        hello = hello.left(kHeaders) + QByteArray(hello.size() - kHeaders, '\xff');
    }
    QVERIFY(client.write(hello + QByteArray(kMuch, 'x')));
    // It writes on before it reads: on a socket that is closed the first would bring a reset.
    QTRY_VERIFY(client.isEnded());
    QVERIFY(client.write("still here"));
    QVERIFY(client.write("and still"));
    QTRY_VERIFY(client.readToEnd());
    QVERIFY(!client.reset);
    QTRY_COMPARE(finished.size(), 1);
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    QVERIFY(record->fatalAlert(Direction::Sent) != nullptr);
    QVERIFY2(hasFatalAlert(client.heard, char(record->fatalAlert(Direction::Sent)->code)),
             client.heard.toHex().constData());
}

void LingeringCloseTest::stopDoesNotWaitForSuchClients()
{
    ServerOptions theOptions = loopbackServer(m_pki);
    theOptions.access.deny = true;
    theOptions.access.way = DenyWay::Alert;
    TlsServer server(theOptions);
    QVERIFY(server.start());
    QSignalSpy stopped(&server, &TlsServer::stopped);
    const PlainSocket client(server.serverPort()); // never ends its side
    QVERIFY(client.write(tests::clientHello()));
    QTRY_COMPARE(server.openConnections(), 1);
    QElapsedTimer passed;
    passed.start();
    server.stop();
    QTRY_COMPARE(stopped.size(), 1);
    QVERIFY(passed.elapsed() < 1000);
    QCOMPARE(server.openConnections(), 0);
}

void LingeringCloseTest::itIsBounded_data()
{
    QTest::addColumn<bool>("writes");
    QTest::newRow("time") << false;
    QTest::newRow("bytes") << true;
}

void LingeringCloseTest::itIsBounded()
{
    QFETCH(const bool, writes);
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress(QHostAddress::LocalHost)));
    const PlainSocket client(listener.serverPort());
    QTRY_VERIFY(listener.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> accepted(listener.nextPendingConnection());
    LingeringClose lingering;
    QSignalSpy ended(&lingering, &LingeringClose::ended);
    lingering.hold(accepted->socketDescriptor());
    accepted->abort();
    QVERIFY(lingering.begin());
    QElapsedTimer passed;
    passed.start();
    while (ended.isEmpty() && !passed.hasExpired(10'000)) {
        if (writes) {
            client.write(QByteArray(qsizetype(16) * 1024, 'x'));
        }
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    }
    QCOMPARE(ended.size(), 1);
    QVERIFY(!lingering.isUnderWay());
    QVERIFY(writes || passed.elapsed() >= LingeringClose::kLongest.count() / 2);
}

void LingeringCloseTest::itWaitsForWhatIsTaken_data()
{
    QTest::addColumn<bool>("isHurried");
    QTest::newRow("client reads at last") << false;
    QTest::newRow("hurried") << true;
}

/// Words of a client do not take away from it what the system still has for it.
void LingeringCloseTest::itWaitsForWhatIsTaken()
{
    QFETCH(const bool, isHurried);
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress(QHostAddress::LocalHost)));
    PlainSocket client(listener.serverPort());
    QTRY_VERIFY(listener.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> accepted(listener.nextPendingConnection());
    constexpr qsizetype kMuch = 32'000'000;
    accepted->write(QByteArray(kMuch, 'x'));
    accepted->flush();
    const qsizetype given = kMuch - accepted->bytesToWrite();
    QVERIFY(untakenBytes(accepted->socketDescriptor()) > 0);
    LingeringClose lingering;
    lingering.hold(accepted->socketDescriptor());
    accepted->abort();
    QVERIFY(lingering.begin(std::chrono::minutes(1)));
    QVERIFY(client.write("late"));
    QTest::qWait(2 * LingeringClose::kLongest.count());
    QVERIFY(lingering.isUnderWay());
    if (isHurried) {
        lingering.hurry();
    } else {
        QTRY_VERIFY(client.readToEnd());
        QVERIFY(!client.reset);
        QCOMPARE(client.heard.size(), given);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!lingering.isUnderWay(), 4 * LingeringClose::kLongest.count());
}

void LingeringCloseTest::nothingToWaitFor()
{
    LingeringClose lingering;
    QVERIFY(!lingering.begin());
    lingering.hold(-1);
    QVERIFY(!lingering.begin());
    QVERIFY(!lingering.isUnderWay());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LingeringCloseTest)
#include "lingering_close_test.moc"
