#include "core/connection/proxy/proxy_credentials.h"
#include "core/connection/proxy/system_proxy.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>

namespace workbench {

/// What becomes of the system's proposals.
class SystemProxyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void proposals_data();
    void proposals();
    void passwordComesAlong();
    void givenCountsFirst_data();
    void givenCountsFirst();
    void environment();
    void proxyForNobody_data();
    void proxyForNobody();
    void environmentThatCannotBeRead_data();
    void environmentThatCannotBeRead();
    void cancelledIsSilent();

private:
    static std::optional<SystemProxy> ask(const QString& host);
};

using Proposals = QList<QNetworkProxy>;

void SystemProxyTest::proposals_data()
{
    QTest::addColumn<Proposals>("proposals");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("usable");
    const QNetworkProxy http(QNetworkProxy::HttpProxy, QStringLiteral("p.test"), 3128);
    const QNetworkProxy caching(QNetworkProxy::HttpCachingProxy, QStringLiteral("p.test"), 3128);
    const QNetworkProxy socks(
        QNetworkProxy::Socks5Proxy, QStringLiteral("s.test"), 1080, QStringLiteral("me"));
    const QNetworkProxy ftp(QNetworkProxy::FtpCachingProxy, QStringLiteral("f.test"), 21);
    const QNetworkProxy none(QNetworkProxy::NoProxy);
    QTest::newRow("nothing") << Proposals() << QString() << true;
    QTest::newRow("none") << Proposals {none, http} << QString() << true;
    QTest::newRow("HTTP") << Proposals {http, none} << QStringLiteral("http://p.test:3128") << true;
    QTest::newRow("caching") << Proposals {caching} << QStringLiteral("http://p.test:3128") << true;
    QTest::newRow("SOCKS5") << Proposals {socks} << QStringLiteral("socks5://me@s.test:1080")
                            << true;
    QTest::newRow("FTP first") << Proposals {ftp, socks}
                               << QStringLiteral("socks5://me@s.test:1080") << true;
    QTest::newRow("no host") << Proposals {QNetworkProxy(QNetworkProxy::HttpProxy, {}, 80)}
                             << QStringLiteral("http://:80") << false;
    QTest::newRow("no port") << Proposals {QNetworkProxy(
        QNetworkProxy::HttpProxy, QStringLiteral("p.test"), 65535)}
                             << QStringLiteral("http://p.test:65535") << false;
}

void SystemProxyTest::proposals()
{
    QFETCH(const Proposals, proposals);
    QFETCH(const QString, url);
    QFETCH(const bool, usable);
    const SystemProxy found = systemProxyFrom(proposals);
    QCOMPARE(found.error.isEmpty(), usable);
    if (usable) {
        QCOMPARE(found.choice.toUrl(), url);
    }
}

void SystemProxyTest::passwordComesAlong()
{
    const SystemProxy found = systemProxyFrom({QNetworkProxy(QNetworkProxy::HttpProxy,
                                                             QStringLiteral("p.test"),
                                                             3128,
                                                             QStringLiteral("me"),
                                                             QStringLiteral("secret"))});
    QCOMPARE(found.password.bytes(), QByteArray("secret"));
    QVERIFY(!found.choice.toUrl().contains(QStringLiteral("secret")));
}

void SystemProxyTest::givenCountsFirst_data()
{
    QTest::addColumn<ProxyChoice>("named");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("sent"); ///< null: an error
    const ProxyChoice none;
    const ProxyChoice nobodys {ProxyKind::Http, QStringLiteral("p.test"), 3128, {}};
    const ProxyChoice theirs {
        ProxyKind::Http, QStringLiteral("p.test"), 3128, QStringLiteral("they")};
    const auto row = [](const char* name,
                        const ProxyChoice& named,
                        const char* user,
                        const QByteArray& password,
                        const char* url,
                        const QByteArray& sent) {
        QTest::newRow(name) << named << QString::fromLatin1(user) << password
                            << QString::fromLatin1(url) << sent;
    };
    // Theirs have the password "secret".
    row("nothing", theirs, "", "", "http://they@p.test:3128", "secret");
    row("password", theirs, "", "mine", "http://they@p.test:3128", "mine");
    row("user", theirs, "me", "", "http://me@p.test:3128", "");
    row("the same user", theirs, "they", "", "http://they@p.test:3128", "secret");
    row("both", theirs, "me", "mine", "http://me@p.test:3128", "mine");
    row("for nobody's", nobodys, "me", "mine", "http://me@p.test:3128", "mine");
    row("straight", none, "me", "mine", "", "");
    row("password for nobody", nobodys, "", "mine", "", QByteArray());
    row("colon", nobodys, "m:e", "mine", "", QByteArray());
}

void SystemProxyTest::givenCountsFirst()
{
    QFETCH(const ProxyChoice, named);
    QFETCH(const QString, user);
    QFETCH(const QByteArray, password);
    QFETCH(const QString, url);
    QFETCH(const QByteArray, sent);
    SystemProxy settings {.choice = named, .password = {}, .error = {}};
    if (!named.user.isEmpty()) {
        settings.password = SecretBytes(QByteArray("secret"));
    }
    const SystemProxy found = withCredentials(settings, {user, SecretBytes(QByteArray(password))});
    QCOMPARE(found.error.isEmpty(), !sent.isNull());
    if (!sent.isNull()) {
        QCOMPARE(found.choice.toUrl(), url);
        QCOMPARE(found.password.bytes(), sent);
    }
}

std::optional<SystemProxy> SystemProxyTest::ask(const QString& host)
{
    std::optional<SystemProxy> answer;
    QObject receiver;
    SystemProxyLookup lookup;
    lookup.start(host, 443, &receiver, [&](const SystemProxy& found) { answer = found; });
    static_cast<void>(QTest::qWaitFor([&] { return answer.has_value(); }, 15'000));
    return answer;
}

void SystemProxyTest::environment()
{
    qputenv("https_proxy", "http://me:secret@p.test:3128");
    qputenv("no_proxy", "direct.test,localhost");
    const std::optional<SystemProxy> through = ask(QStringLiteral("shop.test"));
    const std::optional<SystemProxy> direct = ask(QStringLiteral("direct.test"));
    qunsetenv("https_proxy");
    qunsetenv("no_proxy");
    QVERIFY(through && direct);
    QCOMPARE(through->choice.toUrl(), QStringLiteral("http://me@p.test:3128"));
    QCOMPARE(through->password.bytes(), QByteArray("secret"));
    QVERIFY(!direct->choice.isSet());
}

void SystemProxyTest::proxyForNobody_data()
{
    QTest::addColumn<QByteArray>("small");
    QTest::addColumn<QByteArray>("capital");
    QTest::addColumn<bool>("straight");
    QTest::newRow("small") << QByteArray("*") << QByteArray() << true;
    QTest::newRow("capital") << QByteArray() << QByteArray("*") << true;
    QTest::newRow("with blanks") << QByteArray(" * ") << QByteArray() << true;
    QTest::newRow("small counts first") << QByteArray("other.test") << QByteArray("*") << false;
}

void SystemProxyTest::proxyForNobody()
{
    QFETCH(const QByteArray, small);
    QFETCH(const QByteArray, capital);
    QFETCH(const bool, straight);
    qputenv("https_proxy", "http://p.test:3128");
    if (!small.isNull()) {
        qputenv("no_proxy", small);
    }
    if (!capital.isNull()) {
        qputenv("NO_PROXY", capital);
    }
    const std::optional<SystemProxy> found = ask(QStringLiteral("shop.test"));
    for (const char* variable : {"https_proxy", "no_proxy", "NO_PROXY"}) {
        qunsetenv(variable);
    }
    QVERIFY(found && found->error.isEmpty());
    QVERIFY(found->choice.isSet() != straight);
}

void SystemProxyTest::environmentThatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("usable");
    QTest::addColumn<QString>("url"); // of the proxy, where it is usable; empty: none
    const auto row = [](const char* name,
                        const char* variable,
                        const char* value,
                        bool usable = false,
                        const char* url = "") {
        QTest::newRow(name) << QByteArray(variable) << QByteArray(value) << usable
                            << QString::fromLatin1(url);
    };
    row("words", "https_proxy", "secret");
    row("no kind", "https_proxy", "p.test:3128");
    row("another kind", "https_proxy", "gopher://me:secret@p.test:70");
    row("in capitals", "HTTPS_PROXY", "secret");
    row("for HTTP", "http_proxy", "ftp://me:secret@p.test:21");
    row("broken address", "https_proxy", "http://me:secret@[::1:80");
    row("no host", "https_proxy", "http://me:secret@:80");
    row("no port", "https_proxy", "http://me:secret@p.test");
    row("empty", "https_proxy", "", true);
    row("straight", "https_proxy", "direct://", true);
    row("HTTP", "http_proxy", "http://p.test:3128", true, "http://p.test:3128");
    row("SOCKS", "https_proxy", "socks://p.test:1080", true, "socks5://p.test:1080");
}

/// Said, without the value: a password may stand in it. Nobody goes straight to the target instead.
void SystemProxyTest::environmentThatCannotBeRead()
{
    QFETCH(const QByteArray, variable);
    QFETCH(const QByteArray, value);
    QFETCH(const bool, usable);
    QFETCH(const QString, url);
    qputenv(variable.constData(), value);
    const std::optional<SystemProxy> found = ask(QStringLiteral("shop.test"));
    qunsetenv(variable.constData());
    QVERIFY(found);
    QVERIFY2(found->error.isEmpty() == usable, qPrintable(found->error));
    if (usable) {
        QCOMPARE(found->choice.toUrl(), url);
    }
    QVERIFY(!found->error.contains(QStringLiteral("secret")));
    const bool isSystems = found->error.contains(QStringLiteral("system's settings"));
    QVERIFY(usable || isSystems || found->error.contains(QString::fromLatin1(variable)));
}

/// What was asked before the receiver went reaches nobody.
void SystemProxyTest::cancelledIsSilent()
{
    bool called = false;
    SystemProxyLookup lookup;
    {
        QObject receiver;
        lookup.start(QStringLiteral("shop.test"), 443, &receiver, [&](const SystemProxy&) {
            called = true;
        });
        lookup.cancel();
    }
    // A later answer shows that the earlier one is through.
    QVERIFY(ask(QStringLiteral("other.test")));
    QVERIFY(!called);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::SystemProxyTest)
#include "system_proxy_test.moc"
