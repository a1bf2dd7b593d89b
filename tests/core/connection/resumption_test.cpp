#include "core/base/openssl_bytes.h"
#include "core/connection/session_file.h"
#include "core/connection/session_fit.h"
#include "core/diagnosis/diagnosis.h"
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
    void sessionIsJudgedAnew_data();
    void sessionIsJudgedAnew();
    void otherServerDoesNot();
    void otherVersionDoesNot();
    void withoutTicketsTls13HasNoSession();
    void clientCertificateIsRemembered();
    void filesThatHoldNoSession_data();
    void filesThatHoldNoSession();
    void sessionsThatDoNotFit_data();
    void sessionsThatDoNotFit();
    void withoutIdsAndTicketsNothingIsResumed();
    void rotatedKeysAreForgotten();

private:
    ServerOptions serverOptions() const;
    ClientOptions clientOptions(const TlsServer& server) const;
    ConnectionRecordPtr connectTo(TlsServer& server, ClientOptions options);

    QString path() const { return m_folder.filePath(QStringLiteral("session.pem")); }

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
    ConnectionRecordPtr m_served; ///< of the server, of the newest connection
};

void ResumptionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions ResumptionTest::serverOptions() const
{
    return loopbackServer(m_pki);
}

ClientOptions ResumptionTest::clientOptions(const TlsServer& server) const
{
    ClientOptions options = loopbackClient(m_pki, server.serverPort(), QStringLiteral("localhost"));
    options.sessionPath = path();
    return options;
}

/// One connection with the session in the file, closed as soon as it stands.
ConnectionRecordPtr ResumptionTest::connectTo(TlsServer& server, ClientOptions options)
{
    options.session = readSessionFile(path()).value_or(SavedSession());
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    QSignalSpy served(&server, &TlsServer::connectionFinished);
    connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
    client.start();
    if (!finished.wait() || (served.isEmpty() && !served.wait())) {
        return nullptr;
    }
    m_served = served.first().first().value<ConnectionRecordPtr>();
    const ConnectionRecordPtr record = client.snapshot();
    // Both ends have to say the same of it.
    return m_served->negotiated.resumed == record->negotiated.resumed ? record : nullptr;
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
    theOptions.sessions.tickets = tickets;
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
        // Tickets of TLS 1.3 are for one use each: there is a new one.
        QCOMPARE(next->sawMessage(kNewSessionTicket, Direction::Received),
                 tickets && theOptions.versions == TlsVersion::Tls13);
        // The second round takes up what the first one kept: with the certificates behind it.
        QVERIFY(next->verification.trusted);
        QVERIFY(next->verification.ofSession);
        QCOMPARE(next->sessionCertificates, first->peerCertificates);
    }
}

void ResumptionTest::sessionIsJudgedAnew_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<bool>("refused");
    const std::tuple<const char*, Transport, TlsVersion> kinds[] = {
        {"TLS 1.2", Transport::Tcp, TlsVersion::Tls12},
        {"TLS 1.3", Transport::Tcp, TlsVersion::Tls13},
        {"DTLS 1.2", Transport::Udp, TlsVersion::Tls12},
    };
    const QStringList otherName {QStringLiteral("dns:other.test")};
    for (const auto& [name, transport, version] : kinds) {
        QTest::addRow("%s, untrusted", name)
            << int(transport) << int(version) << false << tests::TestPki::localNames() << true;
        QTest::addRow("%s, another name", name)
            << int(transport) << int(version) << true << otherName << true;
        QTest::addRow("%s, all is well", name)
            << int(transport) << int(version) << true << tests::TestPki::localNames() << false;
    }
}

/// A session that a trusted site gave is no way around the check.
void ResumptionTest::sessionIsJudgedAnew()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const bool, trusted);
    QFETCH(const QStringList, names);
    QFETCH(const bool, refused);
    QFile::remove(path());
    ServerOptions theOptions = serverOptions();
    theOptions.transport = static_cast<Transport>(transport);
    theOptions.versions = static_cast<TlsVersion>(version);
    theOptions.certificates = {m_pki.server(names)};
    TlsServer server(theOptions);
    QVERIFY(server.start());
    ClientOptions client = clientOptions(server);
    client.transport = theOptions.transport;
    client.versions = theOptions.versions;
    client.trust
        = trusted ? m_pki.anchors() : TrustAnchors::fromCertificates({}, QStringLiteral("none"));
    const ConnectionRecordPtr full = connectTo(server, client);
    QVERIFY(full);

    client.verify = VerifyMode::None;
    const ConnectionRecordPtr first = connectTo(server, client);
    QVERIFY(first);
    QCOMPARE(first->result, ConnectionResult::Established);

    client.verify = VerifyMode::Full;
    const ConnectionRecordPtr next = connectTo(server, client);
    QVERIFY(next);
    QVERIFY(next->negotiated.resumed);
    QVERIFY(next->verification.ofSession);
    QVERIFY(next->verification.enforced);
    QCOMPARE(next->verification.results, full->verification.results);
    QCOMPARE(next->result, full->result);
    QCOMPARE(next->result == ConnectionResult::Failed, refused);
    QCOMPARE(next->phase(PhaseName::Data) == nullptr, refused);
    const auto idsOf = [](const ConnectionRecordPtr& record) {
        QStringList ids;
        for (const Finding& finding : diagnose(*record)) {
            ids.append(finding.id);
        }
        return ids;
    };
    QCOMPARE(idsOf(next), idsOf(full));
    QCOMPARE(idsOf(next).isEmpty(), !refused);
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
        QVERIFY(record->sessionOffered);
        QCOMPARE(record->result, ConnectionResult::Established);
        QVERIFY(!record->negotiated.resumed);
        const QList<Finding> findings = diagnose(*record);
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings.first().id, QStringLiteral("resumption-refused"));
        QCOMPARE(findings.first().severity, Severity::Warning);
        QCOMPARE(findings.first().confidence, Confidence::Likely);
    }
}

void ResumptionTest::otherVersionDoesNot()
{
    QFile::remove(path());
    ServerOptions newer = serverOptions();
    newer.versions = TlsVersion::Tls13;
    TlsServer one(newer);
    ServerOptions older = serverOptions();
    older.versions = TlsVersion::Tls12;
    TlsServer other(older);
    QVERIFY(one.start());
    QVERIFY(other.start());
    QVERIFY(connectTo(one, clientOptions(one)));
    const ConnectionRecordPtr record = connectTo(other, clientOptions(other));
    QVERIFY(record);
    QVERIFY(!record->negotiated.resumed);
    const QList<Finding> findings = diagnose(*record);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, QStringLiteral("resumption-refused"));
    QCOMPARE(findings.first().confidence, Confidence::Certain);
    QVERIFY2(findings.first().title.contains(QLatin1String("TLS 1.3")),
             qPrintable(findings.first().title));
}

void ResumptionTest::withoutTicketsTls13HasNoSession()
{
    QFile::remove(path());
    ServerOptions theOptions = serverOptions();
    theOptions.sessions.tickets = false;
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
        QCOMPARE(m_served->result, ConnectionResult::Established);
        QVERIFY(m_served->negotiated.resumed);
        QVERIFY(m_served->errors.isEmpty());
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
    const Result<SavedSession> session = readSessionFile(wrong);
    QVERIFY(!session);
    QCOMPARE(session.error().code, ErrorCode::InvalidInput);
    QCOMPARE(session.error().where, wrong);
    QVERIFY(!session.error().remedy.isEmpty());
    QVERIFY(readSessionFile(m_folder.filePath(QStringLiteral("missing.pem")))->isEmpty());
}

namespace {

/// Makes a session unfit, or the options for it.
using Spoil = void (*)(ClientOptions& options);

/// The same session after a change.
void change(ClientOptions& options, void (*changes)(SSL_SESSION* session))
{
    const SslSessionPtr session = options.session.parsed();
    changes(session.get());
    options.session
        = SavedSession(derOf(i2d_SSL_SESSION, session.get()), options.session.issuers());
}

} // namespace

void ResumptionTest::sessionsThatDoNotFit_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<void*>("spoil");
    QTest::addColumn<QString>("says");
    const auto row = [](const QByteArray& name, TlsVersion version, Spoil spoil, const char* says) {
        QTest::newRow(name.constData())
            << int(version) << reinterpret_cast<void*>(spoil) << QString::fromLatin1(says);
    };
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        const QByteArray name = toText(version).toLatin1();
        row(
            name + ", fits", version, [](ClientOptions&) {}, "");
        row(
            name + ", damaged",
            version,
            [](ClientOptions& options) { options.session = SavedSession("session", {}); },
            "damaged");
        row(
            name + ", other version",
            version,
            [](ClientOptions& options) { options.versions ^= kModernVersions; },
            "does not allow");
        row(
            name + ", other transport",
            version,
            [](ClientOptions& options) { options.transport = Transport::Udp; },
            "does not allow");
        row(
            name + ", out of date",
            version,
            [](ClientOptions& options) {
                change(options, [](SSL_SESSION* session) {
                    SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - 100'000);
                });
            },
            "ended at");
    }
    row(
        "other suite",
        TlsVersion::Tls12,
        [](ClientOptions& options) {
            options.tuning.cipherList = QStringLiteral("ECDHE-ECDSA-AES128-SHA");
        },
        "does not offer");
    row(
        "other hash",
        TlsVersion::Tls13,
        [](ClientOptions& options) {
            options.tuning.cipherSuites = QStringLiteral("TLS_AES_128_GCM_SHA256");
        },
        "does not offer");
    row(
        "other suite of the same hash",
        TlsVersion::Tls13,
        [](ClientOptions& options) {
            options.tuning.cipherSuites
                = QStringLiteral("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
        },
        "");
}

/// The library would begin anew without a word.
void ResumptionTest::sessionsThatDoNotFit()
{
    QFETCH(const int, version);
    QFETCH(void* const, spoil);
    QFETCH(const QString, says);
    QFile::remove(path());
    ServerOptions theOptions = serverOptions();
    theOptions.versions = static_cast<TlsVersion>(version);
    TlsServer server(theOptions);
    QVERIFY(server.start());
    ClientOptions client = clientOptions(server);
    client.versions = theOptions.versions;
    QVERIFY(connectTo(server, client));
    client.session = readSessionFile(path()).value();
    reinterpret_cast<Spoil>(spoil)(client);
    const Result<void> fits = checkSession(client);
    QCOMPARE(fits.has_value(), says.isEmpty());
    if (!fits) {
        QVERIFY2(fits.error().message.contains(says), qPrintable(fits.error().message));
        QCOMPARE(fits.error().code, ErrorCode::InvalidInput);
        QCOMPARE(fits.error().where, path());
        QVERIFY(!fits.error().remedy.isEmpty());
    }
}

void ResumptionTest::withoutIdsAndTicketsNothingIsResumed()
{
    for (const bool ids : {true, false}) {
        QFile::remove(path());
        ServerOptions theOptions = serverOptions();
        theOptions.versions = TlsVersion::Tls12;
        theOptions.sessions.tickets = false;
        theOptions.sessions.ids = ids;
        TlsServer server(theOptions);
        QVERIFY(server.start());
        QVERIFY(connectTo(server, clientOptions(server)));
        const ConnectionRecordPtr next = connectTo(server, clientOptions(server));
        QVERIFY(next);
        QCOMPARE(next->result, ConnectionResult::Established);
        QCOMPARE(next->negotiated.resumed, ids);
        QCOMPARE(QFile::exists(path()), ids);
    }
}

/// With a key for each millisecond, no ticket lives to see the next connection but by chance.
void ResumptionTest::rotatedKeysAreForgotten()
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        ServerOptions theOptions = serverOptions();
        theOptions.versions = version;
        theOptions.sessions.keyRotation = Milliseconds(1);
        theOptions.sessions.ids = false;
        TlsServer server(theOptions);
        QVERIFY(server.start());
        const auto isForgotten = [&] {
            QFile::remove(path());
            connectTo(server, clientOptions(server));
            const ConnectionRecordPtr next = connectTo(server, clientOptions(server));
            return next && next->sessionOffered && !next->negotiated.resumed;
        };
        QTRY_VERIFY(isForgotten());
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ResumptionTest)
#include "resumption_test.moc"
