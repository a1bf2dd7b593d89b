#include "core/connection/port_holder.h"
#include "core/connection/tls_server.h"
#include "tests/support/test_pki.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUdpSocket>

namespace workbench {

/// Who has a port that a server would like to have.
class PortHolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheTable_data();
    void readsTheTable();
    void leavesOutWhatItCannotRead_data();
    void leavesOutWhatItCannotRead();
    void nobody();
    void thisProgram_data();
    void thisProgram();
    void theOneInTheWayIsNamed();
    void overUdp();
    void row13AnotherProgramIsNamed_data();
    void row13AnotherProgramIsNamed();
    void closedConnections();
    void inWords();
};

/// Whether this program has the TCP port. Anybody else on this computer may have it meanwhile.
bool isHere(const QHostAddress& address, quint16 port)
{
    const auto holder = portHolder(address, port, Transport::Tcp);
    return holder && holder->isOwnProcess;
}

// Lines of proc(5) as Linux 6.1 prints them on a little-endian computer.
const char* const kHead
    = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

void PortHolderTest::readsTheTable_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("address");
    QTest::addColumn<int>("port");
    QTest::addColumn<int>("state");
    QTest::addColumn<quint64>("inode");
    QTest::newRow("IPv4, listening")
        << QByteArray("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 "
                      "    0        0 25277 1 0000000000000000 100 0 0 10 0\n")
        << "127.0.0.1" << 8080 << 10 << quint64(25277);
    QTest::newRow("IPv4, TIME_WAIT")
        << QByteArray("   1: 0100007F:01BB 0100007F:D431 06 00000000:00000000 03:00001770 00000000 "
                      "    0        0 0 3 0000000000000000\n")
        << "127.0.0.1" << 443 << 6 << quint64(0);
    QTest::newRow("IPv6, loopback")
        << QByteArray("   0: 00000000000000000000000001000000:1389 "
                      "00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "
                      "00000000     0        0 31415 1 0000000000000000 100 0 0 10 0\n")
        << "::1" << 5001 << 10 << quint64(31415);
    QTest::newRow("IPv6, documentation")
        << QByteArray("   0: B80D0120000000000000000001000000:0050 "
                      "00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "
                      "00000000     0        0 7 1 0000000000000000 100 0 0 10 0\n")
        << "2001:db8::1" << 80 << 10 << quint64(7);
}

void PortHolderTest::readsTheTable()
{
    if constexpr (Q_BYTE_ORDER != Q_LITTLE_ENDIAN) {
        QFAIL("The lines are those of a little-endian computer.");
    }
    QFETCH(QByteArray, line);
    QFETCH(QString, address);
    QFETCH(int, port);
    QFETCH(int, state);
    QFETCH(quint64, inode);
    const QList<SocketEntry> entries = readSocketTable(kHead + line);
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.first().address, QHostAddress(address));
    QCOMPARE(int(entries.first().port), port);
    QCOMPARE(entries.first().state, state);
    QCOMPARE(entries.first().inode, inode);
}

void PortHolderTest::leavesOutWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("too few fields") << QByteArray("0: 0100007F:1F90 00000000:0000 0A\n");
    const char* const lines[] {"0: 0100007F 00000000:0000 0A 0:0 00:0 0 0 0 25277\n",
                               "0: 0100007:1F90 00000000:0000 0A 0:0 00:0 0 0 0 25277\n",
                               "0: 0100007F00:1F90 00000000:0000 0A 0:0 00:0 0 0 0 25277\n",
                               "0: 0100007F:1F901 00000000:0000 0A 0:0 00:0 0 0 0 25277\n",
                               "0: 0100007F:1F90 00000000:0000 XX 0:0 00:0 0 0 0 25277\n",
                               "0: 0100007F:1F90 00000000:0000 0A 0:0 00:0 0 0 0 -1\n",
                               "0: wxyz007F:1F90 00000000:0000 0A 0:0 00:0 0 0 0 1\n"};
    for (const char* line : lines) {
        QTest::newRow(line) << QByteArray(line);
    }
}

void PortHolderTest::leavesOutWhatItCannotRead()
{
    QFETCH(QByteArray, line);
    QCOMPARE(readSocketTable(kHead + line), QList<SocketEntry>());
}

void PortHolderTest::nobody()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
    const quint16 port = server.serverPort();
    server.close();
    QVERIFY(!isHere(QHostAddress(QHostAddress::LocalHost), port));
}

void PortHolderTest::thisProgram_data()
{
    QTest::addColumn<QString>("held");
    QTest::addColumn<QString>("wished");
    QTest::newRow("the same address") << "127.0.0.1"
                                      << "127.0.0.1";
    QTest::newRow("all of IPv4 hold one") << "0.0.0.0"
                                          << "127.0.0.1";
    QTest::newRow("one holds all of IPv4") << "127.0.0.1"
                                           << "0.0.0.0";
    QTest::newRow("IPv6") << "::1"
                          << "::1";
}

void PortHolderTest::thisProgram()
{
    QFETCH(QString, held);
    QFETCH(QString, wished);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(held)));
    const auto holder = portHolder(QHostAddress(wished), server.serverPort(), Transport::Tcp);
    QVERIFY(holder);
    QCOMPARE(holder->process, QCoreApplication::applicationPid());
    QVERIFY(holder->isOwnProcess);
}

/// Others have the same port at other addresses, which is in nobody's way.
void PortHolderTest::theOneInTheWayIsNamed()
{
    QProcess other;
    other.start(QStringLiteral("python3"),
                {QStringLiteral("-c"),
                 QStringLiteral("import socket, sys\n"
                                "s = socket.create_server(('0.0.0.0', 0))\n"
                                "print(s.getsockname()[1], flush=True)\n"
                                "sys.stdin.read()")});
    QVERIFY(other.waitForReadyRead());
    const quint16 port = other.readLine().trimmed().toUShort();
    const QHostAddress six(QHostAddress::LocalHostIPv6);
    const auto before = portHolder(six, port, Transport::Tcp);
    QVERIFY(!before || before->process != other.processId());
    QTcpServer own;
    QVERIFY(own.listen(six, port));
    QVERIFY(portHolder(six, port, Transport::Tcp)->isOwnProcess);
    const QHostAddress four(QHostAddress::LocalHost);
    QCOMPARE(portHolder(four, port, Transport::Tcp)->process, other.processId());
    other.closeWriteChannel();
    QVERIFY(other.waitForFinished());
}

void PortHolderTest::overUdp()
{
    QUdpSocket socket;
    QVERIFY(socket.bind(QHostAddress(QHostAddress::LocalHost)));
    const quint16 port = socket.localPort();
    QVERIFY(portHolder(QHostAddress(QHostAddress::LocalHost), port, Transport::Udp)->isOwnProcess);
    QVERIFY(!isHere(QHostAddress(QHostAddress::LocalHost), port));
}

void PortHolderTest::row13AnotherProgramIsNamed_data()
{
    QTest::addColumn<bool>("reuse");
    QTest::newRow("addresses may be used again") << true;
    QTest::newRow("do not re-use") << false;
}

void PortHolderTest::row13AnotherProgramIsNamed()
{
    QFETCH(bool, reuse);
    QProcess other;
    other.start(QStringLiteral("python3"),
                {QStringLiteral("-c"),
                 QStringLiteral("import socket, sys\n"
                                "s = socket.create_server(('127.0.0.1', 0))\n"
                                "print(s.getsockname()[1], flush=True)\n"
                                "sys.stdin.read()")});
    QVERIFY(other.waitForReadyRead());
    const quint16 port = other.readLine().trimmed().toUShort();
    const tests::TestPki pki;
    ServerOptions options;
    options.address = QHostAddress(QHostAddress::LocalHost);
    options.listen.port = port;
    options.listen.reuseAddress = reuse;
    options.certificates = {pki.server()};
    TlsServer server(options);
    const Result<void> started = server.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::AddressInUse);
    const QString name = QStringLiteral("python3 (process %1)").arg(other.processId());
    QVERIFY2(started.error().message.contains(name), qPrintable(started.error().message));
    other.closeWriteChannel();
    QVERIFY(other.waitForFinished());
}

/// The end that closes first keeps the port for a while.
void PortHolderTest::closedConnections()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
    const quint16 port = server.serverPort();
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    QVERIFY(client.waitForConnected());
    QVERIFY(server.waitForNewConnection(5000));
    QTcpSocket* const accepted = server.nextPendingConnection();
    accepted->disconnectFromHost();
    QVERIFY(client.waitForDisconnected());
    server.close();
    const auto holder = portHolder(QHostAddress(QHostAddress::LocalHost), port, Transport::Tcp);
    QVERIFY(holder);
    QVERIFY(holder->isTimeWait);
    QCOMPARE(holder->process, 0);
}

void PortHolderTest::inWords()
{
    QCOMPARE(holderText({.process = 7, .program = QStringLiteral("nginx")}),
             QStringLiteral("nginx (process 7)"));
    QVERIFY(holderText({}).contains(QStringLiteral("another user")));
    QVERIFY(holderText({.process = 7, .program = QStringLiteral("x"), .isOwnProcess = true})
                .contains(QStringLiteral("this program")));
    QVERIFY(holderText({.isTimeWait = true}).contains(QStringLiteral("earlier run")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PortHolderTest)
#include "port_holder_test.moc"
