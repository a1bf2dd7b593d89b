#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/workbench/profiles.h"
#include "core/workbench/service_ports.h"

#include <QTest>

namespace workbench {

class HostParsingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void row2UrlOffersItsParts_data();
    void row2UrlOffersItsParts();
    void row2UrlTellsHowItsServiceBegins();
    void row2WhatIsNoHostIsTold_data();
    void row2WhatIsNoHostIsTold();
    void row3Ports();
    void servicesAgreeWithProtocols();
    void row3Services_data();
    void row3Services();
};

void HostParsingTest::accepts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    const auto row = [](const char* name, const QString& text, const char* host, int port) {
        QTest::newRow(name) << text << QString::fromLatin1(host) << port;
    };
    row("nothing: this computer", QString(), "", 0);
    row("name", QStringLiteral("shop.example"), "shop.example", 0);
    row("name and port", QStringLiteral("shop.example:8443"), "shop.example", 8443);
    row("spaces around", QStringLiteral("  shop.example "), "shop.example", 0);
    row("IPv4", QStringLiteral("192.0.2.1"), "192.0.2.1", 0);
    row("IPv4 and port", QStringLiteral("192.0.2.1:443"), "192.0.2.1", 443);
    row("IPv6", QStringLiteral("2001:db8::1"), "2001:db8::1", 0);
    row("IPv6 in brackets", QStringLiteral("[2001:db8::1]"), "2001:db8::1", 0);
    row("IPv6 and port", QStringLiteral("[2001:db8::1]:8443"), "2001:db8::1", 8443);
    row("IPv6 with zone", QStringLiteral("fe80::1%lo"), "fe80::1%lo", 0);
    row("international", QStringLiteral("bücher.example"), "xn--bcher-kva.example", 0);
    row("service as port", QStringLiteral("shop.example:https"), "shop.example", 443);
    row("digits in a name", QStringLiteral("0x7f.example"), "0x7f.example", 0);
    row("zone and port", QStringLiteral("[fe80::1%lo]:443"), "fe80::1%lo", 443);
    row("underscore", QStringLiteral("my_host"), "my_host", 0);
}

void HostParsingTest::accepts()
{
    QFETCH(const QString, text);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    const Result<HostAndPort> parsed = parseHost(text);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().toLine()));
    QCOMPARE(parsed->host, host);
    QCOMPARE(int(parsed->port), port);
}

void HostParsingTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"a b",
                             "shop.example:0",
                             "shop.example:70000",
                             "shop.example:httpz",
                             "256.1.1.1",
                             "1.2.3",
                             "[::1",
                             "[::1]443",
                             "[shop]",
                             ":::1",
                             "-shop",
                             "shop/path",
                             "a..b",
                             "2001:db8::1:443:"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void HostParsingTest::refuses()
{
    QFETCH(const QString, text);
    const Result<HostAndPort> parsed = parseHost(text);
    QVERIFY2(!parsed, parsed ? qPrintable(parsed->host) : "");
    QVERIFY(!parsed.error().message.isEmpty());
    QVERIFY(parsed.error().where == QStringLiteral("host")
            || parsed.error().where == QStringLiteral("port"));
}

void HostParsingTest::row2UrlOffersItsParts_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("https") << QStringLiteral("https://shop.example/cart?x=1")
                           << QStringLiteral("shop.example") << 443;
    QTest::newRow("port") << QStringLiteral("https://shop.example:8443/")
                          << QStringLiteral("shop.example") << 8443;
    QTest::newRow("user") << QStringLiteral("ldaps://me@ldap.example")
                          << QStringLiteral("ldap.example") << 636;
    QTest::newRow("IPv6") << QStringLiteral("https://[2001:db8::1]:8443/")
                          << QStringLiteral("2001:db8::1") << 8443;
    const auto row = [](const char* url, const char* host, int port) {
        QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(host) << port;
    };
    row("postgres://me:secret@db.example/shop", "db.example", 5432);
    row("postgresql+psycopg2://db.example:6543/shop", "db.example", 6543);
    row("jdbc:postgresql://db.example/shop", "db.example", 5432);
    row("mariadb://db.example", "db.example", 3306);
    row("xmpp://chat.example", "chat.example", 5222);
    row("xmpp:me@chat.example?message", "chat.example", 5222);
    row("sips:me@phone.example", "phone.example", 5061);
    row("sieve://me@mail.example", "mail.example", 4190);
    row("nntp://news.example/group", "news.example", 119);
    row("nntps://news.example", "news.example", 563);
    row("rdp://desk.example", "desk.example", 3389);
    row("mqtt://broker.example", "broker.example", 1883);
    row("mqtts://broker.example", "broker.example", 8883);
    row("redis://cache.example", "cache.example", 6379);
    row("https://[fe80::1%25lo]/", "fe80::1%lo", 443);
    QTest::newRow("unknown scheme")
        << QStringLiteral("xyz://shop.example") << QStringLiteral("shop.example") << 0;
}

void HostParsingTest::row2UrlOffersItsParts()
{
    QFETCH(const QString, url);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QCOMPARE(splitUrl(url).host, host);
    QCOMPARE(int(splitUrl(url).port), port);
    const Result<HostAndPort> parsed = parseHost(url);
    QVERIFY(!parsed);
    QVERIFY(parsed.error().message.contains(QStringLiteral("URL")));
    QVERIFY(parsed.error().remedy.contains(host));
}

void HostParsingTest::row2UrlTellsHowItsServiceBegins()
{
    const auto remedy
        = [](const char* url) { return parseHost(QString::fromLatin1(url)).error().remedy; };
    QVERIFY(remedy("postgresql://db.example").contains(QStringLiteral("STARTTLS “postgres”")));
    QVERIFY(remedy("xmpp:me@chat.example").contains(QStringLiteral("STARTTLS “xmpp”")));
    QVERIFY(!remedy("https://shop.example").contains(QStringLiteral("STARTTLS")));
    QVERIFY(!remedy("xyz://shop.example:1").contains(QStringLiteral("STARTTLS")));
}

void HostParsingTest::row2WhatIsNoHostIsTold_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("told");
    const auto row = [](const char* text, const char* told) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(told);
    };
    row(":443", "empty");
    row("0x7f000001", "127.0.0.1");
    row("0x7f.1", "127.0.0.1");
    row("127.1", "127.0.0.1");
    row("0177.0.0.1", "127.0.0.1");
    row("2130706433", "127.0.0.1");
    row("1.2.3.4.", "1.2.3.4");
    row("256.1.1.1", "from 0 to 255");
    row("mailto:me@shop.example", "MX record");
    row("mailto:me@shop.example?subject=x", "shop.example");
    row("me@shop.example", "shop.example");
    row("fe80::1%nowhere0", "nowhere0");
    row("[fe80::1%nowhere0]:443", "nowhere0");
    row("fe80::1", "fe80::1%");
    row("postgres:///shop", "URL");
}

void HostParsingTest::row2WhatIsNoHostIsTold()
{
    QFETCH(const QString, text);
    QFETCH(const QString, told);
    const Result<HostAndPort> parsed = parseHost(text);
    QVERIFY2(!parsed, parsed ? qPrintable(parsed->host) : "");
    QVERIFY2(parsed.error().toLine().contains(told), qPrintable(parsed.error().toLine()));
    QCOMPARE(parsed.error().where, QStringLiteral("host"));
}

void HostParsingTest::row3Services_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("port");
    const auto row = [](const char* name, int port) {
        QTest::newRow(name) << QString::fromLatin1(name) << port;
    };
    row("https", 443);
    row(" SMTP ", 25);
    row("submission", 587);
    row("imaps", 993);
    row("sieve", 4190);
    row("ldaps", 636);
    row("xmpp-server", 5269);
    row("postgres", 5432);
    row("ms-wbt-server", 3389);
    row("secure-mqtt", 8883);
}

void HostParsingTest::row3Services()
{
    QFETCH(const QString, name);
    QFETCH(const int, port);
    QCOMPARE(int(parsePort(name, false).value_or(0)), port);
}

/// Two tables know the same protocols: names with their ports, and ways of asking for TLS.
void HostParsingTest::servicesAgreeWithProtocols()
{
    for (const Service& service : services()) {
        QVERIFY2(*service.starttls == '\0'
                     || explicitTlsProtocol(QString::fromLatin1(service.starttls)) != nullptr,
                 service.name);
    }
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        const Service* service = serviceAt(protocol.port);
        QVERIFY2(service != nullptr, protocol.word);
        QCOMPARE(service->starttls, protocol.word);
        const Service* direct = protocol.tlsPort == 0 ? nullptr : serviceAt(protocol.tlsPort);
        QVERIFY2(protocol.tlsPort == 0 || (direct != nullptr && *direct->starttls == '\0'),
                 protocol.word);
    }
}

void HostParsingTest::row3Ports()
{
    QCOMPARE(*parsePort(QStringLiteral("1"), false), quint16(1));
    QCOMPARE(*parsePort(QStringLiteral(" 65535 "), false), quint16(65535));
    QCOMPARE(*parsePort(QStringLiteral("0"), true), quint16(0));
    for (const char* text : {"0", "65536", "70000", "-1", "", "httpz", "4.5"}) {
        const Result<quint16> port = parsePort(QString::fromLatin1(text), false);
        QVERIFY(!port);
        QVERIFY(!port.error().remedy.isEmpty());
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::HostParsingTest)
#include "host_parsing_test.moc"
