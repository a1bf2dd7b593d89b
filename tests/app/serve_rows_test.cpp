#include "core/connection/client_connection.h"
#include "core/connection/tls_catalogue.h"
#include "core/trace/tls_library.h"
#include "tests/app/program_run.h"
#include "tests/support/data_chunks.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

namespace workbench {

using tests::runProgram;

/// Rows of the behaviour that a server must have, on the command line; the window has its own test
/// of the same name.
class ServeRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row11VersionsPerServer_data();
    void row11VersionsPerServer();
    void row17WithoutTls_data();
    void row17WithoutTls();
    void row18OptionsOfTheSockets();
    void row20LegacySaysWhatIsMissing();
    void row25TlsOnAnAcceptedConnection();
    void dialogueAtItsPace();

private:
    /// Serves one connection with these options, told to the one that connects.
    bool serve(const QStringList& options);
    ConnectionRecordPtr connectTo(const ClientOptions& options) const;
    ClientOptions client() const;
    /// The document of the one connection, when the program has ended.
    QJsonObject document();

    QTemporaryDir m_home;
    tests::TestPki m_pki;
    std::unique_ptr<QProcess> m_server;
    quint16 m_port = 0;
};

void ServeRowsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    Result<CertificateStore> store
        = CertificateStore::open(m_home.filePath(QStringLiteral("store")));
    QVERIFY(store && store->add(QStringLiteral("shop"), m_pki.server()));
}

bool ServeRowsTest::serve(const QStringList& options)
{
    constexpr int kLongest = 10'000;
    m_server = std::make_unique<QProcess>();
    m_server->start(QStringLiteral(PROGRAM),
                    QStringList {QStringLiteral("serve"),
                                 QStringLiteral("--home"),
                                 m_home.path(),
                                 QStringLiteral("--count"),
                                 QStringLiteral("1"),
                                 QStringLiteral("--format"),
                                 QStringLiteral("json")}
                        + options);
    if (!m_server->waitForReadyRead(kLongest)) {
        return false;
    }
    const QJsonObject event = QJsonDocument::fromJson(m_server->readLine()).object();
    m_port = static_cast<quint16>(event.value(QStringLiteral("port")).toInt());
    return m_port != 0;
}

ClientOptions ServeRowsTest::client() const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("localhost");
    options.port = m_port;
    options.trust = m_pki.anchors();
    return options;
}

ConnectionRecordPtr ServeRowsTest::connectTo(const ClientOptions& options) const
{
    ClientConnection connection(options);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connect(&connection, &ClientConnection::established, &connection, [&connection] {
        connection.send("ping");
    });
    connect(&connection, &ClientConnection::dataReceived, &connection, &ClientConnection::close);
    connection.start();
    constexpr int kLongest = 15'000;
    return finished.wait(kLongest) ? connection.snapshot() : nullptr;
}

QJsonObject ServeRowsTest::document()
{
    m_server->waitForFinished();
    return QJsonDocument::fromJson(m_server->readAllStandardOutput()).object();
}

void ServeRowsTest::row11VersionsPerServer_data()
{
    QTest::addColumn<QString>("versions"); // empty: the default
    QTest::addColumn<QString>("agreed");
    QTest::newRow("default") << QString() << QStringLiteral("TLS 1.3");
    QTest::newRow("one") << QStringLiteral("1.2") << QStringLiteral("TLS 1.2");
    QTest::newRow("with a gap") << QStringLiteral("1.0,1.2") << QStringLiteral("TLS 1.2");
    QTest::newRow("preset of the original")
        << QStringLiteral("compatible") << QStringLiteral("TLS 1.2");
}

void ServeRowsTest::row11VersionsPerServer()
{
    QFETCH(const QString, versions);
    QFETCH(const QString, agreed);
    QStringList options {QStringLiteral("--cert"), QStringLiteral("shop")};
    if (!versions.isEmpty()) {
        options << QStringLiteral("--tls") << versions;
    }
    QVERIFY(serve(options));
    const ConnectionRecordPtr record = connectTo(client());
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    QCOMPARE(document().value("negotiated").toObject().value("version").toString(), agreed);
}

void ServeRowsTest::row17WithoutTls_data()
{
    QTest::addColumn<bool>("udp");
    QTest::newRow("TCP") << false;
    QTest::newRow("UDP") << true;
}

void ServeRowsTest::row17WithoutTls()
{
    QFETCH(const bool, udp);
    QStringList options {
        QStringLiteral("--plain"), QStringLiteral("--idle-timeout"), QStringLiteral("300ms")};
    if (udp) {
        options << QStringLiteral("--udp");
    }
    QVERIFY(serve(options));
    ClientOptions plain = client();
    plain.plain = true;
    plain.transport = udp ? Transport::Udp : Transport::Tcp;
    const ConnectionRecordPtr record = connectTo(plain);
    QVERIFY(record);
    QCOMPARE(record->data.value(1).bytes, QByteArray("ping")); // the echo
    const QJsonObject served = document();
    QVERIFY(served.value("target").toObject().value("plain").toBool());
    QVERIFY(served.value("messages").toArray().isEmpty());
    QCOMPARE(served.value("target").toObject().value("transport").toString(),
             udp ? QStringLiteral("udp") : QStringLiteral("tcp"));
    // Nothing else ends what is no connection.
    QCOMPARE(served.value("findings").toArray().at(0).toObject().value("id").toString(),
             udp ? QStringLiteral("idle-timed-out") : QString());
}

void ServeRowsTest::row18OptionsOfTheSockets()
{
    QVERIFY(serve({QStringLiteral("--cert"),
                   QStringLiteral("shop"),
                   QStringLiteral("--keepalive"),
                   QStringLiteral("--nagle"),
                   QStringLiteral("after-handshake")}));
    QVERIFY(connectTo(client()));
    const QJsonObject socket = document().value("socket").toObject();
    QCOMPARE(socket.value("keepalive").toBool(), true);
    QCOMPARE(socket.value("nodelay").toBool(true), false);
}

void ServeRowsTest::row20LegacySaysWhatIsMissing()
{
    QVERIFY(serve({QStringLiteral("--cert"),
                   QStringLiteral("shop"),
                   QStringLiteral("--tls"),
                   QStringLiteral("legacy")}));
    ClientOptions old = client();
    old.versions = TlsVersion::Tls10;
    old.tuning.cipherList = QStringLiteral("ALL");
    old.tuning.securityLevel = 0;
    const ConnectionRecordPtr record = connectTo(old);
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    m_server->waitForFinished();
    const QByteArray said = m_server->readAllStandardError();
    const QStringList missing = unknownCipherWords(QString::fromLatin1(kLegacyCipherList));
    QVERIFY2(missing.isEmpty() || said.contains(missing.join(QStringLiteral(", ")).toUtf8()),
             said.constData());
}

void ServeRowsTest::row25TlsOnAnAcceptedConnection()
{
    QVERIFY(serve({QStringLiteral("--cert"),
                   QStringLiteral("shop"),
                   QStringLiteral("--starttls"),
                   QStringLiteral("imap")}));
    ClientOptions explicitly = client();
    explicitly.explicitTls.protocol = QStringLiteral("imap");
    const ConnectionRecordPtr record = connectTo(explicitly);
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    const QJsonObject served = document();
    QCOMPARE(served.value("target").toObject().value("starttls").toString(),
             QStringLiteral("imap"));
    QCOMPARE(served.value("clear_dialogue").toArray().size(), 5);
    QCOMPARE(served.value("phases").toArray().first().toObject().value("name").toString(),
             QStringLiteral("starttls"));
}

void ServeRowsTest::dialogueAtItsPace()
{
    QFile script(m_home.filePath(QStringLiteral("dialogue")));
    QVERIFY(script.open(QIODevice::WriteOnly)
            && script.write("expect-bytes ping\nsend pong, slowly\n") > 0);
    script.close();
    QVERIFY(serve({QStringLiteral("--cert"),
                   QStringLiteral("shop"),
                   QStringLiteral("--answer"),
                   QStringLiteral("script:") + script.fileName(),
                   QStringLiteral("--answer-delay"),
                   QStringLiteral("100ms"),
                   QStringLiteral("--answer-rate"),
                   QStringLiteral("100")}));
    ClientConnection connection(client());
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connect(&connection, &ClientConnection::established, &connection, [&connection] {
        connection.send("ping");
    });
    connection.start();
    QVERIFY(finished.wait());
    const ConnectionRecordPtr record = connection.snapshot();
    qint64 sentUs = 0;
    qint64 heardUs = 0;
    for (const DataChunk& chunk : record->data) {
        (chunk.direction == Direction::Sent ? sentUs : heardUs) = chunk.timeUs;
    }
    QCOMPARE(tests::bytesOf(record->data, Direction::Received), QByteArray("pong, slowly"));
    QVERIFY(heardUs - sentUs >= 200'000); // the delay, and 12 bytes at that rate
    QCOMPARE(record->peerEnding, PeerEnding::CloseNotify);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ServeRowsTest)
#include "serve_rows_test.moc"
