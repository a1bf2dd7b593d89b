#include "core/wire/first_bytes.h"
#include "tests/core/wire/samples.h"

#include <QtTest>

using namespace workbench::wire;

class FirstBytesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesThePeer_data();
    void namesThePeer();
    void readsAnything();
    void showsTheFirstLine();
};

void FirstBytesTest::namesThePeer_data()
{
    using Kind = FirstBytesKind;
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const QByteArray& bytes, Kind kind) {
        QTest::newRow(name) << bytes << static_cast<int>(kind);
    };
    const auto hex = [](const char* digits) { return QByteArray::fromHex(digits); };
    row("nothing", {}, Kind::Empty);
    row("TLS alert", hex("15030300020228"), Kind::Tls);
    row("TLS server_hello", hex("160303007a0200007603"), Kind::Tls);
    row("one byte of TLS", hex("16"), Kind::Tls);
    row("TLS type, wrong version", hex("1609090002"), Kind::Binary);
    row("TLS type, impossible length", hex("160303ffff"), Kind::Binary);
    row("DTLS", hex("16feff000000000000000000"), Kind::Dtls);
    row("SSL 2 hello", hex("802e0100020015000000100100"), Kind::Sslv2ClientHello);
    row("SSL 2 form of TLS 1.0", hex("80310103010018"), Kind::Sslv2ClientHello);
    row("SSL 2 server_hello", hex("83f60400010002"), Kind::Sslv2ServerHello);
    row("HTTP answer", "HTTP/1.1 400 Bad Request\r\n", Kind::Http);
    row("five bytes of HTTP", "HTTP/", Kind::Http);
    row("HTML", "<html><head>", Kind::Http);
    row("HTTP request", "GET / HTTP/1.1\r\n", Kind::Http);
    row("four bytes of a request", "GET ", Kind::Http);
    row("five bytes of POST", "POST ", Kind::Http);
    row("proxy request", "CONNECT example.org:443 HTTP/1.1\r\n", Kind::HttpConnect);
    row("five bytes of CONNECT", "CONNE", Kind::HttpConnect);
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Kind::Http2);
    row("HTTP/2 settings", hex("00001204000000000000030000006400"), Kind::Http2);
    row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", Kind::Ssh);
    row("SMTP", "220 mail.example.org ESMTP\r\n", Kind::SmtpOrFtp);
    row("FTP, many lines", "220-Welcome\r\n", Kind::SmtpOrFtp);
    row("SMTP error", "554 no service\r\n", Kind::SmtpOrFtp);
    row("IMAP", "* OK [CAPABILITY IMAP4rev1] ready\r\n", Kind::Imap);
    row("POP3", "+OK ready\r\n", Kind::Pop3);
    row("NNTP", "200 news.example.org ready\r\n", Kind::Nntp);
    row("Sieve", "\"IMPLEMENTATION\" \"Dovecot\"\r\n", Kind::Sieve);
    row("XMPP", "<?xml version='1.0'?><stream:stream", Kind::Xmpp);
    row("XMPP without declaration", "<stream:stream xmlns", Kind::Xmpp);
    row("LDAP", hex("300c02010161070a010004000400"), Kind::Ldap);
    row("LDAP, long length", hex("308400000028020101"), Kind::Ldap);
    row("MySQL", hex("4a0000000a382e302e3332"), Kind::Mysql);
    row("PostgreSQL refuses", "N", Kind::PostgresNoTls);
    row("PostgreSQL agrees", "S", Kind::PostgresTls);
    row("IRC", ":irc.example.org NOTICE * :*** Looking up", Kind::Irc);
    row("Redis", "-ERR unknown command\r\n", Kind::Redis);
    row("EHLO", "EHLO client.example.org\r\n", Kind::SmtpCommand);
    row("PROXY 1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", Kind::ProxyHeader);
    row("PROXY 2", hex("0d0a0d0a000d0a515549540a2111"), Kind::ProxyHeader);
    row("empty lines are no PROXY header", "\r\n\r\nhello", Kind::OtherText);
    row("text", "Welcome to the machine\r\n", Kind::OtherText);
    row("UTF-8 text", "Grüß Gott\n", Kind::OtherText);
    row("random", hex("9c0e7f3311a0f25b"), Kind::Binary);
    row("no UTF-8", hex("ffffffff"), Kind::Binary);
    row("UTF-8 too long", hex("c080"), Kind::Binary);
    row("continuation alone", hex("80"), Kind::Binary);
    row("Latin-1", hex("4772fcdf20476f7474"), Kind::Binary);
    row("UTF-8, cut off", hex("4772c3"), Kind::OtherText);
}

void FirstBytesTest::namesThePeer()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QCOMPARE(static_cast<int>(firstBytesKind(samples::span(bytes))), kind);
}

void FirstBytesTest::readsAnything()
{
    for (const char* text : {"HTTP/1.1 400", "J\0\0\0\n8.0.32", "0\x84\0\0\0(\x02\x01\x01"}) {
        samples::disfigure(QByteArray(text, 9), [](Bytes bytes) {
            QCOMPARE(firstBytesKind(bytes) == FirstBytesKind::Empty, bytes.empty());
        });
    }
}

void FirstBytesTest::showsTheFirstLine()
{
    const auto line = [](const QByteArray& bytes) {
        return QString::fromStdString(firstLine(samples::span(bytes)));
    };
    QCOMPARE(line("HTTP/1.1 400 Bad Request\r\nServer: x"),
             QStringLiteral("HTTP/1.1 400 Bad Request"));
    QCOMPARE(line("no end"), QStringLiteral("no end"));
    QCOMPARE(line(QByteArray("\x01\x02", 2)), QString());
    QCOMPARE(line(QByteArray(200, 'a')).size(), 80);
}

QTEST_APPLESS_MAIN(FirstBytesTest)
#include "first_bytes_test.moc"
