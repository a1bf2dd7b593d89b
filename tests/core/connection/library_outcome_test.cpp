#include "core/base/openssl_ptr.h"
#include "core/connection/connection_tap.h"
#include "core/connection/library_outcome.h"
#include "core/trace/openssl_hook.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>
#include <QThread>

#include <openssl/err.h>

#include <arpa/inet.h>
#include <cerrno>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace workbench {

using tests::RawPeer;
using Behaviour = RawPeer::Behaviour;

namespace {

constexpr int kLongest = 15'000;
constexpr int kLimitMs = 300;

/// What SSL_connect() says over the socket itself.
LibraryOutcome bareConnect(quint16 port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    timeval limit {};
    limit.tv_usec = suseconds_t(kLimitMs) * 1000;
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    LibraryOutcome outcome;
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
        const SslPtr ssl(SSL_new(context.get()));
        SSL_set_fd(ssl.get(), descriptor);
        ERR_clear_error();
        outcome.called = true;
        errno = 0;
        outcome.returned = SSL_connect(ssl.get());
        const int number = errno;
        const int error = SSL_get_error(ssl.get(), outcome.returned);
        outcome.reason = error == SSL_ERROR_NONE ? LibraryReason::None
            : error == SSL_ERROR_SSL             ? LibraryReason::Ssl
            : error == SSL_ERROR_SYSCALL         ? LibraryReason::Syscall
            : error == SSL_ERROR_ZERO_RETURN     ? LibraryReason::ZeroReturn
            : error == SSL_ERROR_WANT_READ       ? LibraryReason::WantRead
                                                 : LibraryReason::WantWrite;
        outcome.errorNumber = error == SSL_ERROR_SYSCALL ? number : 0;
        outcome.code = ERR_get_error();
        ERR_clear_error();
    }
    ::close(descriptor);
    return outcome;
}

QByteArray alert(char level, char description)
{
    return QByteArray("\x15\x03\x03\x00\x02", 5) + level + description;
}

} // namespace

/// What the library itself would say, worked out from what Qt lets through.
class LibraryOutcomeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row15AsTheLibraryOverASocket_data();
    void row15AsTheLibraryOverASocket();
    void row15Success();
    void row15WaitsAreTimed();
    void row15NoHandshakeNoOutcome();
    void row15ServersHaveOneToo();

private:
    ClientOptions options(quint16 port) const;
    static ConnectionRecordPtr run(const ClientOptions& options);

    tests::TestPki m_pki;
};

void LibraryOutcomeTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions LibraryOutcomeTest::options(quint16 port) const
{
    ClientOptions options = loopbackClient(m_pki, port);
    options.limits.whole = Milliseconds(kLimitMs);
    return options;
}

ConnectionRecordPtr LibraryOutcomeTest::run(const ClientOptions& options)
{
    ClientConnection connection(options);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    QObject::connect(
        &connection, &ClientConnection::established, &connection, &ClientConnection::close);
    connection.start();
    finished.wait(kLongest);
    return connection.snapshot();
}

void LibraryOutcomeTest::row15AsTheLibraryOverASocket_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("reason");
    const auto row =
        [](const char* name, Behaviour behaviour, const QByteArray& text, LibraryReason reason) {
            QTest::newRow(name) << static_cast<int>(behaviour) << text << static_cast<int>(reason);
        };
    row("fatal alert", Behaviour::AnswerFirstBytes, alert(2, 40), LibraryReason::Ssl);
    row("alert nobody knows", Behaviour::AnswerFirstBytes, alert(2, 99), LibraryReason::Ssl);
    row("close_notify", Behaviour::AnswerFirstBytes, alert(1, 0), LibraryReason::ZeroReturn);
    row("no TLS", Behaviour::AnswerFirstBytes, "HTTP/1.0 400 No\r\n\r\n", LibraryReason::Ssl);
    row("FIN", Behaviour::CloseAfterFirstBytes, {}, LibraryReason::Ssl);
    row("RST", Behaviour::ResetAfterFirstBytes, {}, LibraryReason::Syscall);
    row("timeout", Behaviour::Silence, {}, LibraryReason::WantRead);
}

void LibraryOutcomeTest::row15AsTheLibraryOverASocket()
{
    QFETCH(const int, behaviour);
    QFETCH(const QByteArray, text);
    QFETCH(const int, reason);
    const RawPeer peer(static_cast<Behaviour>(behaviour), text);
    LibraryOutcome bare;
    const std::unique_ptr<QThread> thread(
        QThread::create([&] { bare = bareConnect(peer.serverPort()); }));
    thread->start();
    QTRY_VERIFY_WITH_TIMEOUT(thread->isFinished(), kLongest);
    thread->wait(); // for what it wrote to be seen here
    QVERIFY(bare.called);
    const ConnectionRecordPtr record = run(options(peer.serverPort()));
    const LibraryOutcome ours = libraryOutcome(*record);
    QCOMPARE(static_cast<int>(bare.reason), reason);
    QCOMPARE(toIdentifier(ours.reason), toIdentifier(bare.reason));
    QCOMPARE(ours.returned, bare.returned);
    QCOMPARE(ours.errorNumber, bare.errorNumber);
    QCOMPARE(ERR_GET_LIB(ours.code), ERR_GET_LIB(bare.code));
    QCOMPARE(ERR_GET_REASON(ours.code), ERR_GET_REASON(bare.code));
    QCOMPARE(QByteArray(record->handshakeCall.state), QByteArray("SSLv3/TLS write client hello"));
}

void LibraryOutcomeTest::row15Success()
{
    ServerOptions serverOptions;
    serverOptions.name = QStringLiteral("server");
    serverOptions.certificates = {m_pki.server()};
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        serverOptions.versions = version;
        TlsServer server(serverOptions);
        QVERIFY(server.start());
        ClientOptions theOptions = options(server.serverPort());
        theOptions.limits.whole = Milliseconds(kLongest);
        const ConnectionRecordPtr record = run(theOptions);
        QCOMPARE(record->result, ConnectionResult::Established);
        const LibraryOutcome outcome = libraryOutcome(*record);
        QVERIFY(outcome.called);
        QCOMPARE(outcome.returned, 1);
        QCOMPARE(outcome.reason, LibraryReason::None);
        QVERIFY(!record->handshakeCall.waits.isEmpty());
        QCOMPARE(QByteArray(record->handshakeCall.state),
                 QByteArray("SSL negotiation finished successfully"));
    }
}

void LibraryOutcomeTest::row15WaitsAreTimed()
{
    const RawPeer peer(Behaviour::Silence);
    const ConnectionRecordPtr record = run(options(peer.serverPort()));
    QCOMPARE(record->result, ConnectionResult::TimedOut);
    const QList<LibraryWait>& waits = record->handshakeCall.waits;
    QCOMPARE(waits.size(), 1);
    QVERIFY(waits.first().reading);
    QCOMPARE(QByteArray(waits.first().state), QByteArray("SSLv3/TLS write client hello"));
    QVERIFY(waits.first().startUs >= record->phase(PhaseName::Tls)->startUs);
    QVERIFY(waits.first().durationUs > 0);
    QVERIFY(waits.first().durationUs <= record->phase(PhaseName::Tls)->durationUs + 100'000);
}

void LibraryOutcomeTest::row15NoHandshakeNoOutcome()
{
    quint16 port = 0;
    {
        const RawPeer peer(Behaviour::Silence);
        port = peer.serverPort();
    }
    const ConnectionRecordPtr record = run(options(port));
    QCOMPARE(record->result, ConnectionResult::Failed);
    QVERIFY(!libraryOutcome(*record).called);
}

void LibraryOutcomeTest::row15ServersHaveOneToo()
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.client = options(0);
    plan.client.limits.whole = Milliseconds(kLongest);
    plan.client.trust = TrustAnchors::fromCertificates({}, QStringLiteral("none"));
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.server);
    const LibraryOutcome refused = libraryOutcome(*result.server);
    QCOMPARE(refused.returned, -1);
    QCOMPARE(refused.reason, LibraryReason::Ssl);
    QCOMPARE(ERR_GET_REASON(refused.code), SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_CA);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LibraryOutcomeTest)
#include "library_outcome_test.moc"
