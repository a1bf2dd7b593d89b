#include "core/connection/session_file.h"
#include "core/trace/tls_library.h"
#include "core/wire/handshake_summary.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// Sessions that are taken up again, over a server that makes a context for every connection.
class ResumptionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sessionIsResumed_data();
    void sessionIsResumed();
    void otherServerDoesNot();
    void withoutTicketsTls13HasNoSession();
    void clientCertificateIsRemembered();
    void filesThatHoldNoSession_data();
    void filesThatHoldNoSession();

private:
    ServerOptions serverOptions() const;
    ClientOptions clientOptions(const TlsServer& server) const;
    ConnectionRecordPtr connectTo(TlsServer& server, ClientOptions options) const;

    QString path() const { return m_folder.filePath(QStringLiteral("session.pem")); }

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
};

void ResumptionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions ResumptionTest::serverOptions() const
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    return options;
}

ClientOptions ResumptionTest::clientOptions(const TlsServer& server) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("localhost");
    options.port = server.serverPort();
    options.trust = m_pki.anchors();
    options.sessionPath = path();
    return options;
}

/// One connection with the session in the file, closed as soon as it stands.
ConnectionRecordPtr ResumptionTest::connectTo(TlsServer& server, ClientOptions options) const
{
    options.session = readSessionFile(path()).value_or(QByteArray());
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    QSignalSpy served(&server, &TlsServer::connectionFinished);
    connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
    client.start();
    if (!finished.wait() || (served.isEmpty() && !served.wait())) {
        return nullptr;
    }
    const auto other = served.first().first().value<ConnectionRecordPtr>();
    const ConnectionRecordPtr record = client.snapshot();
    // Both ends have to say the same of it.
    return other->negotiated.resumed == record->negotiated.resumed ? record : nullptr;
}

void ResumptionTest::sessionIsResumed_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("tickets");
    QTest::newRow("TLS 1.0, ticket") << int(TlsVersion::Tls10) << true;
    QTest::newRow("TLS 1.0, id") << int(TlsVersion::Tls10) << false;
    QTest::newRow("TLS 1.2, ticket") << int(TlsVersion::Tls12) << true;
    QTest::newRow("TLS 1.2, id") << int(TlsVersion::Tls12) << false;
    QTest::newRow("TLS 1.3, ticket") << int(TlsVersion::Tls13) << true;
}

void ResumptionTest::sessionIsResumed()
{
    QFETCH(const int, version);
    QFETCH(const bool, tickets);
    QFile::remove(path());
    ServerOptions theOptions = serverOptions();
    theOptions.versions = static_cast<TlsVersion>(version);
    theOptions.tickets = tickets;
    TlsServer server(theOptions);
    QVERIFY(server.start());
    ClientOptions client = clientOptions(server);
    client.versions = theOptions.versions;

    const ConnectionRecordPtr first = connectTo(server, client);
    QVERIFY(first);
    QCOMPARE(first->result, ConnectionResult::Established);
    QVERIFY(!first->negotiated.resumed);
    QVERIFY(!first->peerCertificates.isEmpty());
    constexpr int kNewSessionTicket = 4;
    QCOMPARE(first->sawMessage(kNewSessionTicket, Direction::Received), tickets);
    constexpr auto kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner
        | QFileDevice::ReadUser | QFileDevice::WriteUser;
    QCOMPARE(QFileInfo(path()).permissions(), kOwnerOnly);

    for (int round = 0; round < 2; ++round) {
        const ConnectionRecordPtr next = connectTo(server, client);
        QVERIFY(next);
        QCOMPARE(next->result, ConnectionResult::Established);
        QVERIFY(next->negotiated.resumed);
        QVERIFY(next->sessionOffered);
        QVERIFY(next->negotiated.pskIdentity.isEmpty());
        QVERIFY(next->peerCertificates.isEmpty());
    }
}

/// Each server has ticket keys of its own.
void ResumptionTest::otherServerDoesNot()
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        QFile::remove(path());
        ServerOptions theOptions = serverOptions();
        theOptions.versions = version;
        TlsServer one(theOptions);
        TlsServer other(theOptions);
        QVERIFY(one.start());
        QVERIFY(other.start());
        QVERIFY(connectTo(one, clientOptions(one)));
        const ConnectionRecordPtr record = connectTo(other, clientOptions(other));
        QVERIFY(record);
        QCOMPARE(record->result, ConnectionResult::Established);
        QVERIFY(!record->negotiated.resumed);
    }
}

void ResumptionTest::withoutTicketsTls13HasNoSession()
{
    QFile::remove(path());
    ServerOptions theOptions = serverOptions();
    theOptions.tickets = false;
    TlsServer server(theOptions);
    QVERIFY(server.start());
    const ConnectionRecordPtr record = connectTo(server, clientOptions(server));
    QVERIFY(record);
    QCOMPARE(record->negotiated.version, wireVersion(TlsVersion::Tls13));
    QVERIFY2(!QFile::exists(path()), "there is nothing that could be taken up again");
}

void ResumptionTest::clientCertificateIsRemembered()
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        QFile::remove(path());
        ServerOptions theOptions = serverOptions();
        theOptions.versions = version;
        theOptions.clientCertificate = ClientCertificatePolicy::Require;
        theOptions.clientTrust = m_pki.anchors();
        TlsServer server(theOptions);
        QVERIFY(server.start());
        ClientOptions client = clientOptions(server);
        client.credentials = m_pki.client();
        const ConnectionRecordPtr first = connectTo(server, client);
        QVERIFY(first);
        QVERIFY(!first->negotiated.resumed);
        const ConnectionRecordPtr next = connectTo(server, client);
        QVERIFY(next);
        QCOMPARE(next->result, ConnectionResult::Established);
        QVERIFY(next->negotiated.resumed);
    }
}

void ResumptionTest::filesThatHoldNoSession_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("session\n");
    QTest::newRow("another PEM") << certificatePem(m_pki.server(), false);
    QTest::newRow("broken") << QByteArray(
        "-----BEGIN SSL SESSION PARAMETERS-----\nMIIB\n-----END SSL SESSION PARAMETERS-----\n");
}

void ResumptionTest::filesThatHoldNoSession()
{
    QFETCH(const QByteArray, content);
    const QString wrong = m_folder.filePath(QStringLiteral("wrong.pem"));
    QFile file(wrong);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const Result<QByteArray> session = readSessionFile(wrong);
    QVERIFY(!session);
    QCOMPARE(session.error().code, ErrorCode::InvalidInput);
    QCOMPARE(session.error().where, wrong);
    QVERIFY(!session.error().remedy.isEmpty());
    QCOMPARE(readSessionFile(m_folder.filePath(QStringLiteral("missing.pem"))).value(),
             QByteArray());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ResumptionTest)
#include "resumption_test.moc"
