#include "core/base/openssl_ptr.h"
#include "core/trace/openssl_hook.h"

#include <QTest>

#include <thread>

namespace workbench {
namespace {

/// Counts what reaches it.
class CountingTap : public HandshakeTap
{
public:
    void contextCreated(SSL_CTX* context) noexcept override
    {
        ++contexts;
        lastContext = context;
    }

    void message(bool /*sent*/, int /*contentType*/, ByteSpan bytes, SSL* /*ssl*/) noexcept override
    {
        messageBytes += bytes.size();
    }

    int verifyPeer(X509_STORE_CTX* /*context*/) noexcept override { return 1; }

    void keyLogLine(const char* /*line*/) noexcept override { ++keyLogLines; }

    bool wantsKeyLog() const noexcept override { return true; }

    int contexts = 0;
    std::size_t messageBytes = 0;
    int keyLogLines = 0;
    SSL_CTX* lastContext = nullptr;
};

} // namespace

/// Whose contexts a tap gets: those made in its thread, inside its scope, and no others.
class OpenSslHookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void onlyInsideTheScope();
    void scopesNest();
    void eachThreadHasItsOwn();
    void messagesReachTheTapOfTheirConnection();
};

void OpenSslHookTest::initTestCase()
{
    installOpenSslHook();
    installOpenSslHook(); // further calls do nothing
}

void OpenSslHookTest::onlyInsideTheScope()
{
    CountingTap tap;
    const SslContextPtr before(SSL_CTX_new(TLS_method()));
    {
        const TapScope scope(&tap);
        const SslContextPtr inside(SSL_CTX_new(TLS_method()));
        QCOMPARE(tap.contexts, 1);
        QCOMPARE(tap.lastContext, inside.get());
        const SslPtr ssl(SSL_new(inside.get()));
        QCOMPARE(tapOf(ssl.get()), &tap);
    }
    const SslContextPtr after(SSL_CTX_new(TLS_method()));
    const SslPtr ssl(SSL_new(after.get()));
    QCOMPARE(tap.contexts, 1);
    QVERIFY(tapOf(ssl.get()) == nullptr);
}

void OpenSslHookTest::scopesNest()
{
    CountingTap outer;
    CountingTap inner;
    const TapScope outerScope(&outer);
    {
        const TapScope innerScope(&inner);
        const SslContextPtr context(SSL_CTX_new(TLS_method()));
    }
    const SslContextPtr context(SSL_CTX_new(TLS_method()));
    QCOMPARE(inner.contexts, 1);
    QCOMPARE(outer.contexts, 1);
}

void OpenSslHookTest::eachThreadHasItsOwn()
{
    CountingTap tap;
    const TapScope scope(&tap);
    std::thread other([] { const SslContextPtr context(SSL_CTX_new(TLS_method())); });
    other.join();
    QCOMPARE(tap.contexts, 0);
}

void OpenSslHookTest::messagesReachTheTapOfTheirConnection()
{
    CountingTap tap;
    SslContextPtr context;
    {
        const TapScope scope(&tap);
        context.reset(SSL_CTX_new(TLS_client_method()));
    }
    const SslPtr ssl(SSL_new(context.get()));
    SSL_set_connect_state(ssl.get());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_do_handshake(ssl.get());
    QVERIFY(tap.messageBytes > 100); // the client_hello and its record header
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::OpenSslHookTest)
#include "openssl_hook_test.moc"
