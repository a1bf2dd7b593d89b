#include "core/connection/options/proxy_choice.h"
#include "core/connection/proxy/http_connect.h"

#include <QTest>

namespace workbench {

/// The machine alone: what it says, and what it makes of every answer wherever its bytes part.
class HttpConnectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void request_data();
    void request();
    void credentialsAreNotShown();
    void answers_data();
    void answers();
    void notHttpIsKnownByTheFirstByte();
    void remedyNamesTheCause_data();
    void remedyNamesTheCause();
    void addresses_data();
    void addresses();
};

namespace {

QByteArray targetOf(const QString& host)
{
    HttpConnect exchange(host, 443, {});
    return std::get<ClearExchange::Send>(exchange.begin()).bytes;
}

/// The step after the last byte, with the answer given in two pieces; none of the steps before may
/// be more than NeedMore. `rest`: what the exchange left.
ClearExchange::Step stepAfter(const QByteArray& answer, qsizetype cut, QByteArray& rest)
{
    HttpConnect exchange(QStringLiteral("shop.test"), 443, {});
    exchange.begin();
    rest = answer.left(cut);
    ClearExchange::Step step = exchange.receive(rest);
    if (std::holds_alternative<ClearExchange::NeedMore>(step)) {
        rest += answer.mid(cut);
        step = exchange.receive(rest);
    } else {
        rest += answer.mid(cut);
    }
    return step;
}

} // namespace

void HttpConnectTest::request_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("name") << QStringLiteral("shop.test") << QByteArray("shop.test:443");
    QTest::newRow("IPv4") << QStringLiteral("192.0.2.1") << QByteArray("192.0.2.1:443");
    QTest::newRow("IPv6") << QStringLiteral("2001:db8::1") << QByteArray("[2001:db8::1]:443");
}

void HttpConnectTest::request()
{
    QFETCH(const QString, host);
    QFETCH(const QByteArray, target);
    QCOMPARE(targetOf(host), "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
}

void HttpConnectTest::credentialsAreNotShown()
{
    // The pair of RFC 7617 §2.
    HttpConnect exchange(QStringLiteral("shop.test"),
                         443,
                         {QStringLiteral("Aladdin"), SecretBytes(QByteArray("open sesame"))});
    const auto said = std::get<ClearExchange::Send>(exchange.begin());
    QVERIFY(said.bytes.contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
    QVERIFY(said.bytes.endsWith("\r\n\r\n"));
    QVERIFY(said.shown.contains("Proxy-Authorization: Basic"));
    QVERIFY(!said.shown.contains("QWxhZGRpbjpvcGVuIHNlc2FtZQ"));
}

void HttpConnectTest::answers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<int>("status"); // 0: done
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name,
                        const QByteArray& answer,
                        int status,
                        const QString& words = {},
                        const QByteArray& rest = {}) {
        QTest::newRow(name) << answer << rest << status << words;
    };
    row("plain", "HTTP/1.1 200 Connection established\r\n\r\n", 0);
    row("with fields", "HTTP/1.0 200 OK\r\nProxy-agent: x\r\nContent-Length: 5\r\n\r\n", 0);
    row("no reason", "HTTP/1.1 200\r\n\r\n", 0);
    row("another 2xx", "HTTP/1.1 204 No Content\r\n\r\n", 0);
    row("LF alone", "HTTP/1.1 200 OK\nVia: x\n\n", 0);
    row("after an interim answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 0);
    row("the target speaks first", "HTTP/1.1 200 OK\r\n\r\n220 mail", 0, {}, "220 mail");
    row("407",
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
        "realm=\"x\"\r\n\r\n",
        407,
        QStringLiteral("407 Proxy Authentication Required"));
    row("403", "HTTP/1.1 403 Filtered\r\n\r\n", 403, QStringLiteral("403 Filtered"));
    row("502", "HTTP/1.1 502 Bad Gateway\r\n\r\n", 502, QStringLiteral("502 Bad Gateway"));
    row("redirection", "HTTP/1.1 302 Found\r\n\r\n", 302, QStringLiteral("302 Found"));
    row("control characters",
        "HTTP/1.1 403 a\x1b[31mb\r\n\r\n",
        403,
        QStringLiteral("403 a[31mb."));
    row("status of two digits", "HTTP/1.1 20 OK\r\n\r\n", -1);
    row("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", -1);
    row("HTTP/2", "HTTP/2 200 OK\r\n\r\n", -1);
    row("mail server", "220 mail.test ESMTP\r\n", -1);
}

void HttpConnectTest::answers()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, rest);
    QFETCH(const int, status);
    QFETCH(const QString, words);
    for (qsizetype cut = 0; cut <= answer.size() - rest.size(); ++cut) {
        QByteArray left;
        const ClearExchange::Step step = stepAfter(answer, cut, left);
        if (status == 0) {
            QVERIFY2(std::holds_alternative<ClearExchange::Done>(step),
                     qPrintable(answer.left(cut)));
            QCOMPARE(left, rest);
            continue;
        }
        const auto* error = std::get_if<Error>(&step);
        QVERIFY2(error != nullptr, qPrintable(answer.left(cut)));
        QCOMPARE(error->nativeCode, quint64(std::max(status, 0)));
        QVERIFY2(error->message.contains(words), qPrintable(error->message));
    }
}

void HttpConnectTest::notHttpIsKnownByTheFirstByte()
{
    HttpConnect exchange(QStringLiteral("shop.test"), 443, {});
    exchange.begin();
    QByteArray buffer("\x15");
    QVERIFY(std::holds_alternative<Error>(exchange.receive(buffer)));
}

void HttpConnectTest::remedyNamesTheCause_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QString>("word");
    QTest::newRow("no user") << QString() << QByteArray("407") << QStringLiteral("wants");
    QTest::newRow("wrong password")
        << QStringLiteral("u") << QByteArray("407") << QStringLiteral("does not take");
    QTest::newRow("wrong password, tinyproxy")
        << QStringLiteral("u") << QByteArray("401") << QStringLiteral("does not take");
    QTest::newRow("filtered") << QString() << QByteArray("403") << QStringLiteral("shop.test:443");
    QTest::newRow("dead target") << QString() << QByteArray("502")
                                 << QStringLiteral("shop.test:443");
}

void HttpConnectTest::remedyNamesTheCause()
{
    QFETCH(const QString, user);
    QFETCH(const QByteArray, status);
    QFETCH(const QString, word);
    HttpConnect exchange(QStringLiteral("shop.test"), 443, {user, {}});
    exchange.begin();
    QByteArray buffer = "HTTP/1.1 " + status + " x\r\n\r\n";
    const ClearExchange::Step step = exchange.receive(buffer);
    QVERIFY(std::get<Error>(step).remedy.contains(word));
}

void HttpConnectTest::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host"); // empty: refused
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("user");
    const auto row = [](const char* text, const char* host, int port, const char* user = "") {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(host) << port
                            << QString::fromUtf8(user);
    };
    row("http://proxy.test:3128", "proxy.test", 3128);
    row("http://proxy.test:3128/", "proxy.test", 3128);
    row("http://me@proxy.test:3128", "proxy.test", 3128, "me");
    row("http://[2001:db8::1]:8080", "2001:db8::1", 8080);
    row("socks5://proxy.test:1080", "proxy.test", 1080);
    row("socks5h://me@proxy.test:1080", "proxy.test", 1080, "me");
    row("socks5://a%3Ab@proxy.test:1080", "proxy.test", 1080, "a:b");
    row("http://me@proxy.test", "", 0);
    row("http://me:secret@proxy.test:3128", "", 0);
    row("http://a%3Ab@proxy.test:3128", "", 0);
    row("ftp://proxy.test:21", "", 0);
    row("socks4://proxy.test:1080", "", 0);
    row("socks5://me:secret@proxy.test:1080", "", 0);
    row("http://proxy.test:3128/x", "", 0);
    row("proxy.test:3128", "", 0);
    row("", "", 0);
}

void HttpConnectTest::addresses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QString, user);
    const Result<ProxyChoice> proxy = ProxyChoice::fromUrl(text);
    QCOMPARE(proxy.has_value(), !host.isEmpty());
    if (!proxy) {
        QVERIFY(!proxy.error().toLine().contains(QStringLiteral("secret")));
        return;
    }
    QCOMPARE(proxy->host, host);
    QCOMPARE(int(proxy->port), port);
    QCOMPARE(proxy->user, user);
    QCOMPARE(*ProxyChoice::fromUrl(proxy->toUrl()), *proxy);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::HttpConnectTest)
#include "http_connect_test.moc"
