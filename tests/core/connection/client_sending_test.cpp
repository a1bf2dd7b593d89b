#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_peer.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

namespace workbench {

using tests::RawPeer;

/// A client sends files over its open connection.
class ClientSendingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fileComesBackWhole_data();
    void fileComesBackWhole();
    void stopLeavesTheConnectionOpen();
    void endOfTheConnectionStops_data();
    void endOfTheConnectionStops();
    void fitsIntoADatagram_data();
    void fitsIntoADatagram();
    void whyNot_data();
    void whyNot();

private:
    std::unique_ptr<TlsServer> serve(Transport transport) const;
    ClientOptions options(quint16 port) const;
    QString file(qint64 size) const;

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
};

namespace {

constexpr qint64 kEndless = 1LL << 30; ///< of zeros: nowhere on the disk, and never sent whole here

FileProgress::State stateOf(const ClientConnection& connection)
{
    return connection.snapshot()->sentFile->state;
}

} // namespace

void ClientSendingTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

std::unique_ptr<TlsServer> ClientSendingTest::serve(Transport transport) const
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    options.transport = transport;
    auto server = std::make_unique<TlsServer>(options);
    return server->start() ? std::move(server) : nullptr;
}

ClientOptions ClientSendingTest::options(quint16 port) const
{
    return loopbackClient(m_pki, port);
}

QString ClientSendingTest::file(qint64 size) const
{
    QFile file(m_folder.filePath(QStringLiteral("file")));
    return file.open(QIODevice::WriteOnly) && file.resize(size) ? file.fileName() : QString();
}

void ClientSendingTest::fileComesBackWhole_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("transport");
    QTest::addColumn<qint64>("size");
    constexpr qint64 kLarge = 3 << 20;
    QTest::newRow("TLS 1.2") << int(TlsVersion::Tls12) << int(Transport::Tcp) << kLarge;
    QTest::newRow("TLS 1.3") << int(TlsVersion::Tls13) << int(Transport::Tcp) << kLarge;
    QTest::newRow("nothing in it") << int(TlsVersion::Tls13) << int(Transport::Tcp) << qint64 {0};
    // Nothing holds datagrams back: so much fits into the system's buffers.
    QTest::newRow("DTLS") << int(TlsVersion::Tls12) << int(Transport::Udp) << qint64 {20'000};
}

void ClientSendingTest::fileComesBackWhole()
{
    QFETCH(const int, version);
    QFETCH(const int, transport);
    QFETCH(const qint64, size);
    const auto server = serve(static_cast<Transport>(transport));
    QVERIFY(server);
    ClientOptions theOptions = options(server->serverPort());
    theOptions.transport = static_cast<Transport>(transport);
    theOptions.versions = static_cast<TlsVersion>(version);
    ClientConnection connection(theOptions);
    QSignalSpy sent(&connection, &ClientConnection::fileSent);
    qint64 received = 0;
    connect(&connection, &ClientConnection::dataReceived, this, [&](const QByteArray& bytes) {
        received += bytes.size();
    });
    connection.start();
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QVERIFY(connection.sendFile(file(size)));
    QCOMPARE(stateOf(connection), FileProgress::State::UnderWay);
    QTRY_COMPARE_WITH_TIMEOUT(sent.size(), 1, 30'000);
    QCOMPARE(stateOf(connection), FileProgress::State::Done);
    QCOMPARE(connection.snapshot()->sentFile->sent, size);
    QTRY_COMPARE_WITH_TIMEOUT(received, size, 30'000);
    QCOMPARE(connection.snapshot()->result, ConnectionResult::Established);
}

void ClientSendingTest::stopLeavesTheConnectionOpen()
{
    const auto server = serve(Transport::Tcp);
    QVERIFY(server);
    ClientConnection connection(options(server->serverPort()));
    QSignalSpy sent(&connection, &ClientConnection::fileSent);
    QByteArray received;
    connect(&connection, &ClientConnection::dataReceived, this, [&](const QByteArray& bytes) {
        received = bytes;
    });
    connection.start();
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QVERIFY(connection.sendFile(file(kEndless)));
    QTRY_VERIFY(connection.snapshot()->sentFile->sent > 0);
    connection.stopFile();
    const FileProgress stopped = *connection.snapshot()->sentFile;
    QCOMPARE(stopped.state, FileProgress::State::Stopped);
    QVERIFY(stopped.sent < stopped.size);
    connection.send("still here");
    QTRY_VERIFY(received.endsWith("still here"));
    QCOMPARE(connection.snapshot()->sentFile->sent, stopped.sent);
    QVERIFY(connection.snapshot()->approximateBytes() < 2 * kUsualKeptBytes);
    QVERIFY(sent.isEmpty());
}

void ClientSendingTest::endOfTheConnectionStops_data()
{
    QTest::addColumn<QString>("who");
    for (const char* who : {"close", "close sending", "break off", "cancel", "server"}) {
        QTest::newRow(who) << QString::fromLatin1(who);
    }
}

void ClientSendingTest::endOfTheConnectionStops()
{
    QFETCH(const QString, who);
    const auto server = serve(Transport::Tcp);
    QVERIFY(server);
    ClientConnection connection(options(server->serverPort()));
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    QVERIFY(connection.sendFile(file(kEndless)));
    QTRY_VERIFY(connection.snapshot()->sentFile->sent > 0);
    if (who == QStringLiteral("close")) {
        connection.close();
    } else if (who == QStringLiteral("close sending")) {
        connection.closeSending();
    } else if (who == QStringLiteral("break off")) {
        connection.breakOff();
    } else if (who == QStringLiteral("cancel")) {
        connection.cancel();
    } else {
        server->stop();
    }
    QTRY_COMPARE(stateOf(connection), FileProgress::State::Stopped);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(connection.snapshot()->sentFile->sent < kEndless);
}

void ClientSendingTest::fitsIntoADatagram_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("fits");
    QTest::newRow("small") << qint64 {1000} << true;
    QTest::newRow("the most") << qint64 {65'507} << true;
    QTest::newRow("too large") << qint64 {65'508} << false;
}

/// Without DTLS a file is one datagram, or an error: the attempt goes on.
void ClientSendingTest::fitsIntoADatagram()
{
    QFETCH(const qint64, size);
    QFETCH(const bool, fits);
    QUdpSocket peer;
    QVERIFY(peer.bind(QHostAddress(QHostAddress::LocalHost)));
    ClientOptions theOptions = options(peer.localPort());
    theOptions.transport = Transport::Udp;
    theOptions.plain = true;
    ClientConnection connection(theOptions);
    QSignalSpy sent(&connection, &ClientConnection::fileSent);
    connection.start();
    QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    const Result<void> begun = connection.sendFile(file(size));
    QCOMPARE(begun.has_value(), fits);
    if (fits) {
        QTRY_COMPARE(sent.size(), 1);
        QTRY_VERIFY(peer.hasPendingDatagrams());
        QCOMPARE(peer.pendingDatagramSize(), size);
    }
    QCOMPARE(connection.snapshot()->result, ConnectionResult::Established);
}

void ClientSendingTest::whyNot_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* what, const char* said) {
        QTest::newRow(what) << QString::fromLatin1(what) << QString::fromUtf8(said);
    };
    row("not open", "There is no open connection");
    row("in clear", "once TLS has begun");
    row("second one", "is being sent");
    row("closed", "This direction of the connection is closed");
    row("no file", "There is no such file");
}

void ClientSendingTest::whyNot()
{
    QFETCH(const QString, what);
    QFETCH(const QString, said);
    const auto server = serve(Transport::Tcp);
    QVERIFY(server);
    const RawPeer silent(RawPeer::Behaviour::Silence);
    const bool inClear = what == QStringLiteral("in clear");
    ClientOptions theOptions = options(inClear ? silent.serverPort() : server->serverPort());
    theOptions.explicitTls.protocol = inClear ? ExplicitTlsChoice::kManual : QString();
    ClientConnection connection(theOptions);
    connection.start();
    QString path = file(kEndless);
    if (inClear) {
        QTRY_VERIFY(connection.snapshot()->awaitsStartTls);
    } else if (what != QStringLiteral("not open")) {
        QTRY_COMPARE(connection.snapshot()->result, ConnectionResult::Established);
    }
    if (what == QStringLiteral("second one")) {
        QVERIFY(connection.sendFile(path));
    } else if (what == QStringLiteral("closed")) {
        connection.closeSending();
    } else if (what == QStringLiteral("no file")) {
        path += QStringLiteral(".none");
    }
    const Result<void> begun = connection.sendFile(path);
    QVERIFY(!begun);
    QVERIFY2(begun.error().message.contains(said), qPrintable(begun.error().message));
    QCOMPARE(connection.snapshot()->sentFile.has_value(), what == QStringLiteral("second one"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientSendingTest)
#include "client_sending_test.moc"
