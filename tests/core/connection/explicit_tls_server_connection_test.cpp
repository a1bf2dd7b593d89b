#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/clear_stage.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/raw_clients.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

namespace workbench {

/// A server whose connections begin in clear: our own client in every protocol, and clients that do
/// something else than ask for TLS.
class ExplicitTlsServerConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row23OurClientReachesTls_data();
    void row23OurClientReachesTls();
    void helloBehindTheRequestOfMysql();
    void clientsThatDoNotAsk_data();
    void clientsThatDoNotAsk();
    void clientsThatLeave_data();
    void clientsThatLeave();
    void wordsInClearBehindTheAgreement();
    void silenceIsThePhaseOfStarttls();
    void clearIsNotTheHandshakesTime();
    void row25EachAcceptedConnectionHasItsOwnReference();
    void row25NoSecondSessionOnTheSameConnection();
    void refusedWithAnAlertAfterTheDialogue();

private:
    ServerOptions options(const QString& protocol) const;
    ClientOptions clientOptions(quint16 port, const QString& protocol) const;

    tests::TestPki m_pki;
};

namespace {

QByteArray said(const ConnectionRecord& record, Direction direction)
{
    return tests::bytesOf(record.clearDialogue, direction);
}

/// A server, a client that is no more than a socket, and what became of them.
struct Site
{
    explicit Site(ServerOptions options)
        : server(std::move(options))
    {
        QObject::connect(&server,
                         &TlsServer::connectionFinished,
                         &server,
                         [this](const ConnectionRecordPtr& finished) { record = finished; });
        QObject::connect(
            &client, &QTcpSocket::readyRead, &client, [this] { heard += client.readAll(); });
    }

    bool begin()
    {
        if (!server.start()) {
            return false;
        }
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
        return true;
    }

    TlsServer server;
    QTcpSocket client;
    QByteArray heard;
    ConnectionRecordPtr record;
};

} // namespace

void ExplicitTlsServerConnectionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions ExplicitTlsServerConnectionTest::options(const QString& protocol) const
{
    ServerOptions options = loopbackServer(m_pki);
    options.explicitTls = protocol;
    return options;
}

ClientOptions ExplicitTlsServerConnectionTest::clientOptions(quint16 port,
                                                             const QString& protocol) const
{
    ClientOptions options = loopbackClient(m_pki, port, QStringLiteral("localhost"));
    options.explicitTls.protocol = protocol;
    return options;
}

void ExplicitTlsServerConnectionTest::row23OurClientReachesTls_data()
{
    QTest::addColumn<QString>("protocol");
    for (const QString& word : servedExplicitTlsWords()) {
        QTest::newRow(qPrintable(word)) << word;
    }
}

void ExplicitTlsServerConnectionTest::row23OurClientReachesTls()
{
    QFETCH(const QString, protocol);
    const LoopbackResult result = runLoopback(
        {.server = options(protocol), .client = clientOptions(0, protocol), .send = "ping"});
    QVERIFY(result.client && result.server);
    for (const ConnectionRecordPtr& record : {result.client, result.server}) {
        QCOMPARE(record->result, ConnectionResult::Established);
        QCOMPARE(record->explicitTls, protocol);
        QCOMPARE(record->phase(PhaseName::Starttls)->result, PhaseResult::Done);
        QCOMPARE(record->phase(PhaseName::Tls)->result, PhaseResult::Done);
        QVERIFY(record->firstBytesReceived.startsWith('\x16'));
        QCOMPARE(record->data.size(), 2);
        QVERIFY(diagnose(*record).isEmpty());
    }
    // Both have heard what the other said, and nothing of TLS.
    QCOMPARE(said(*result.server, Direction::Received), said(*result.client, Direction::Sent));
    QCOMPARE(said(*result.server, Direction::Sent), said(*result.client, Direction::Received));
    QVERIFY(!said(*result.server, Direction::Received).isEmpty());
}

/// MySQL's request has no answer, so that both may come in one segment.
void ExplicitTlsServerConnectionTest::helloBehindTheRequestOfMysql()
{
    Site site(options(QStringLiteral("mysql")));
    QVERIFY(site.begin());
    QTRY_VERIFY(site.heard.contains("mysql_native_password"));
    site.heard.clear();
    site.client.write(tests::kMysqlAsk + tests::clientHello());
    QTRY_VERIFY(site.heard.startsWith("\x16\x03"));
    site.client.abort();
    QTRY_VERIFY(site.record);
    QCOMPARE(site.record->phase(PhaseName::Starttls)->result, PhaseResult::Done);
    QCOMPARE(said(*site.record, Direction::Received), tests::kMysqlAsk);
}

void ExplicitTlsServerConnectionTest::clientsThatDoNotAsk_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QByteArray>("kept"); // of what it says
    QTest::addColumn<QByteArray>("hears"); // at the end
    QTest::addColumn<QString>("finding");
    const auto row = [](const char* name,
                        const char* protocol,
                        const QByteArray& says,
                        const QByteArray& kept,
                        const QByteArray& hears,
                        const char* finding) {
        QTest::newRow(name) << QString::fromLatin1(protocol) << says << kept << hears
                            << QString::fromLatin1(finding);
    };
    row("injected",
        "smtp",
        "EHLO x\r\nSTARTTLS\r\nRSET\r\n",
        "EHLO x\r\nSTARTTLS\r\nRSET\r\n",
        "554 5.5.1 Nothing may follow STARTTLS\r\n",
        "starttls-injection");
    row("injected, PostgreSQL",
        "postgres",
        tests::kSslRequest + "x",
        tests::kSslRequest + "x",
        QByteArray("SSL request\0\0", 13),
        "starttls-injection");
    row("leaves",
        "imap",
        "a LOGOUT\r\n",
        "a LOGOUT\r\n",
        "a OK LOGOUT completed\r\n",
        "client-asked-no-tls");
    const QByteArray hello = tests::clientHello();
    row("TLS at once", "imap", hello, hello, "", "client-began-tls-at-once");
    row("HTTP",
        "pop3",
        "GET / HTTP/1.1\r\n\r\n",
        "GET(11 bytes not shown)\r\n\r\n",
        "",
        "client-sent-plain-text");
    row("garbage", "smtp", QByteArray(8, '\0'), QByteArray(8, '\0'), "", "client-sent-plain-text");
}

void ExplicitTlsServerConnectionTest::clientsThatDoNotAsk()
{
    QFETCH(const QString, protocol);
    QFETCH(const QByteArray, says);
    QFETCH(const QByteArray, kept);
    QFETCH(const QByteArray, hears);
    QFETCH(const QString, finding);
    Site site(options(protocol));
    QVERIFY(site.begin());
    site.client.write(says);
    QTRY_COMPARE(site.client.state(), QAbstractSocket::UnconnectedState); // told and ended
    site.heard += site.client.readAll();
    QTRY_VERIFY(site.record);
    QCOMPARE(site.record->result, ConnectionResult::Failed);
    QCOMPARE(site.record->phases.last().name, PhaseName::Starttls);
    QCOMPARE(site.record->phases.last().result, PhaseResult::Failed);
    QVERIFY(site.record->messages.isEmpty());
    QVERIFY2(site.heard.endsWith(hears), site.heard.constData());
    QVERIFY(!site.heard.contains("220 2.0.0"));
    QCOMPARE(said(*site.record, Direction::Received), kept);
    QCOMPARE(site.record->clearReceived, says.size());
    QCOMPARE(site.record->clearSent, site.heard.size());
    const QList<Finding> findings = diagnose(*site.record);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, finding);
    QCOMPARE(findings.first().phase, QStringLiteral("starttls"));
}

void ExplicitTlsServerConnectionTest::clientsThatLeave_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QString>("finding");
    const QString silent = QStringLiteral("client-closed-during-handshake");
    QTest::newRow("health check, greeted") << QStringLiteral("smtp") << QByteArray() << silent;
    QTest::newRow("health check") << QStringLiteral("postgres") << QByteArray() << silent;
    QTest::newRow("half-way") << QStringLiteral("smtp") << QByteArray("EHLO x\r\n")
                              << QStringLiteral("client-asked-no-tls");
}

/// Who said nothing cannot have been unwilling to ask for TLS.
void ExplicitTlsServerConnectionTest::clientsThatLeave()
{
    QFETCH(const QString, protocol);
    QFETCH(const QByteArray, says);
    QFETCH(const QString, finding);
    Site site(options(protocol));
    QVERIFY(site.begin());
    QTRY_COMPARE(site.client.state(), QAbstractSocket::ConnectedState);
    site.client.write(says);
    site.client.disconnectFromHost();
    QTRY_VERIFY(site.record);
    QCOMPARE(said(*site.record, Direction::Received), says);
    const QList<Finding> findings = diagnose(*site.record);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, finding);
    QCOMPARE(findings.first().phase, QStringLiteral("starttls"));
    QCOMPARE(findings.first().issuedBy, IssuedBy::Peer);
    const auto heard = said(*site.record, Direction::Sent).size();
    const QString counted = heard + says.size() == 0
        ? QStringLiteral("0 byte(s) sent, 0 byte(s) received;")
        : QStringLiteral("before TLS %1 byte(s) sent, %2 byte(s) received; then 0 and 0;")
              .arg(heard)
              .arg(says.size());
    const QString evidence = findings.first().evidence.join(QLatin1Char('\n'));
    QVERIFY2(evidence.contains(counted), qPrintable(evidence));
}

/// They came later than the request, and reach TLS, which does not take them.
void ExplicitTlsServerConnectionTest::wordsInClearBehindTheAgreement()
{
    Site site(options(QStringLiteral("smtp")));
    QVERIFY(site.begin());
    site.client.write("STARTTLS\r\n");
    QTRY_VERIFY(site.heard.endsWith("220 2.0.0 Ready to start TLS\r\n"));
    site.client.write("MAIL FROM:<a@b>\r\n");
    QTRY_VERIFY(site.record);
    QCOMPARE(site.record->result, ConnectionResult::Failed);
    QCOMPARE(site.record->phases.last().name, PhaseName::Tls);
    QCOMPARE(said(*site.record, Direction::Received), QByteArray("STARTTLS\r\n"));
    const QList<Finding> findings = diagnose(*site.record);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, QStringLiteral("starttls-injection"));
    QVERIFY(findings.first().cause.contains(QStringLiteral("MAIL FROM")));
}

void ExplicitTlsServerConnectionTest::silenceIsThePhaseOfStarttls()
{
    ServerOptions theOptions = options(QStringLiteral("smtp"));
    theOptions.limits.starttls = Milliseconds(200);
    theOptions.limits.handshake = Milliseconds(1);
    Site site(theOptions);
    QVERIFY(site.begin());
    site.client.write("EHLO x\r\n");
    QTRY_VERIFY(site.record);
    QCOMPARE(site.record->result, ConnectionResult::TimedOut);
    QCOMPARE(site.record->phases.last().name, PhaseName::Starttls);
    QCOMPARE(site.record->phases.last().result, PhaseResult::TimedOut);
    QCOMPARE(site.record->limit, Milliseconds(200));
    QCOMPARE(diagnose(*site.record).value(0).id, QStringLiteral("starttls-timed-out"));
}

/// The limit of the handshake runs from where TLS begins.
void ExplicitTlsServerConnectionTest::clearIsNotTheHandshakesTime()
{
    ServerOptions theOptions = options(QStringLiteral("smtp"));
    theOptions.limits.handshake = Milliseconds(300);
    Site site(theOptions);
    QVERIFY(site.begin());
    QTRY_VERIFY(site.heard.startsWith("220"));
    QTest::qWait(400); // longer than that limit
    QVERIFY(!site.record);
    site.client.write("STARTTLS\r\n");
    QTRY_VERIFY(site.record);
    QCOMPARE(site.record->result, ConnectionResult::TimedOut);
    QCOMPARE(site.record->phases.last().name, PhaseName::Tls);
    QVERIFY(site.record->phases.last().durationUs >= 300'000);
}

/// TLS on connections that were accepted before, several at a time.
void ExplicitTlsServerConnectionTest::row25EachAcceptedConnectionHasItsOwnReference()
{
    TlsServer server(options(QStringLiteral("smtp")));
    QVERIFY(server.start());
    QHash<quint64, ConnectionRecordPtr> records;
    connect(&server, &TlsServer::connectionChanged, this, [&](const ConnectionRecordPtr& record) {
        records.insert(record->id, record);
    });
    std::vector<std::unique_ptr<ClientConnection>> clients;
    constexpr int kClients = 5;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<ClientConnection>(
            clientOptions(server.serverPort(), QStringLiteral("smtp"))));
        clients.back()->start();
    }
    const auto areUp = [&] {
        return records.size() == kClients
            && std::all_of(records.begin(), records.end(), [](const auto& record) {
                   return record->result == ConnectionResult::Established;
               });
    };
    QTRY_VERIFY(areUp());
    for (const ConnectionRecordPtr& record : std::as_const(records)) {
        QCOMPARE(said(*record, Direction::Received),
                 QByteArray("EHLO tls-workbench.invalid\r\nSTARTTLS\r\n"));
        QVERIFY(record->peerPort != 0);
    }
    server.sendTo(records.begin().key(), "to one");
    const auto heard = [&] {
        return std::count_if(clients.begin(), clients.end(), [](const auto& client) {
            return client->snapshot()->hadData();
        });
    };
    QTRY_COMPARE(heard(), 1);
}

/// With TLS active, a client that asks for it once more has said data, as any other.
void ExplicitTlsServerConnectionTest::row25NoSecondSessionOnTheSameConnection()
{
    const LoopbackResult result = runLoopback({.server = options(QStringLiteral("smtp")),
                                               .client = clientOptions(0, QStringLiteral("smtp")),
                                               .send = "STARTTLS\r\n"});
    QVERIFY(result.server);
    QCOMPARE(result.server->result, ConnectionResult::Established);
    QCOMPARE(result.server->data.value(1).bytes, QByteArray("STARTTLS\r\n")); // the echo
    QCOMPARE(std::count_if(result.server->phases.begin(),
                           result.server->phases.end(),
                           [](const Phase& phase) { return phase.name == PhaseName::Tls; }),
             1);
}

void ExplicitTlsServerConnectionTest::refusedWithAnAlertAfterTheDialogue()
{
    ServerOptions theOptions = options(QStringLiteral("imap"));
    theOptions.access.deny = true;
    theOptions.access.way = DenyWay::Alert;
    const LoopbackResult result
        = runLoopback({.server = theOptions, .client = clientOptions(0, QStringLiteral("imap"))});
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    QCOMPARE(result.client->phase(PhaseName::Starttls)->result, PhaseResult::Done);
    QVERIFY(result.client->fatalAlert(Direction::Received) != nullptr);
    QVERIFY(result.server->denied.has_value());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ExplicitTlsServerConnectionTest)
#include "explicit_tls_server_connection_test.moc"
