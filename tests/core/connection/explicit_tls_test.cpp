#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "tests/core/connection/clear_stage.h"

#include <QSet>
#include <QTest>

namespace workbench {

using namespace tests;

namespace {

/// A greeting of MySQL 8 or MariaDB with these lower capabilities.
QByteArray mysqlGreeting(quint16 capabilities)
{
    QByteArray payload("\x0a"
                       "10.11.6-MariaDB");
    payload += '\0' + hex("2a000000") + "saltsalt" + '\0';
    payload += char(capabilities & 0xff);
    payload += char(capabilities >> 8);
    payload += hex("2d0200ff811500000000000000") + QByteArray(13, 'x')
        + QByteArray("mysql_native_password\0", 22);
    return char(payload.size()) + hex("000000") + payload;
}

QByteArray pgError(const QByteArray& fields)
{
    return 'E' + hex("000000") + char(fields.size() + 4) + fields;
}

/// What a conversation of one protocol has to lead to.
struct Conversation
{
    const char* word;
    const char* name;
    Turns turns; ///< of the server; each is said when it is its turn
    int outcome;
    qint64 number = 0; ///< in the refusal
    bool together = false; ///< holds only where a turn comes in one piece
};

const QByteArray kTlsAlert = hex("15030300020246");
const QByteArray kEhlo = "250-mail.test\r\n250-SIZE 10\r\n250-STARTTLS\r\n250 HELP\r\n";
const QByteArray kFeatures
    = "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
      "xmlns='jabber:client' from='münchen.test' version='1.0'><stream:features><starttls "
      "xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>";

QList<Conversation> mailConversations()
{
    const QByteArray imapOffer = "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n";
    const QByteArray capa = "+OK list\r\nTOP\r\nSTLS\r\n.\r\n";
    const QByteArray sieve = "\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n";
    return {
        {"smtp", "good", {"220 mail.test ESMTP\r\n", kEhlo, "220 2.0.0 Ready\r\n"}, kTls},
        {"smtp", "long greeting", {"220-wait\r\n220 m\r\n", kEhlo, "220 go\r\n"}, kTls},
        {"smtp", "LF alone", {"220 m\n", "250-m\n250 starttls\n", "220 go\n"}, kTls},
        {"smtp", "none offered", {"220 m\r\n", "250-m\r\n250 HELP\r\n"}, kNotOffered},
        {"smtp", "old", {"220 m\r\n", "502 what?\r\n"}, kNotOffered, 502},
        {"smtp", "454", {"220 m\r\n", kEhlo, "454 4.7.0 TLS not available\r\n"}, kRefused, 454},
        {"smtp", "554", {"554 no\r\n"}, kRefused, 554},
        {"smtp", "injected", {"220 m\r\n", kEhlo, "220 go\r\n250 evil\r\n"}, kInjected},
        {"smtp", "IMAP", {"* OK IMAP4rev1\r\n"}, kOther},
        {"smtp", "FTP", {"220 (vsFTPd 3.0.3)\r\n", "530 Please login.\r\n"}, kOther},
        {"smtp", "NNTP", {"200 news.test InterNetNews\r\n"}, kOther},
        {"smtp", "MySQL", {mysqlGreeting(0x0800)}, kOther},
        {"smtp", "SSH", {"SSH-2.0-OpenSSH_9.2\r\n"}, kOther},
        {"smtp", "TLS", {kTlsAlert}, kSpeaksTls},
        {"smtp", "garbage", {hex("00ff00ff00ff00ff")}, kGarbage},
        {"smtp", "garbage later", {"220 m\r\n", "hello\r\n"}, kGarbage},
        {"smtp", "silence", {}, kStalled},
        {"smtp", "half a line", {"220 m\r\n", "250-STARTTLS\r\n"}, kStalled},
        {"lmtp", "good", {"220 m LMTP\r\n", kEhlo, "220 go\r\n"}, kTls},
        {"lmtp", "refused", {"220 m LMTP\r\n", kEhlo, "454 no\r\n"}, kRefused, 454},
        {"lmtp", "SMTP", {"220 m ESMTP Postfix\r\n", "502 5.5.1 Error\r\n"}, kOther},
        {"lmtp", "injected", {"220 m\r\n", kEhlo, "220 go\r\nx"}, kInjected},
        {"lmtp", "garbage", {"what\r\n"}, kGarbage},
        {"imap", "good", {"* OK hi\r\n", imapOffer, "a2 OK begin\r\n"}, kTls},
        {"imap",
         "unasked",
         {"* OK hi\r\n", "* 3 EXISTS\r\n" + imapOffer, "* OK x\r\na2 OK\r\n"},
         kTls},
        {"imap", "none offered", {"* OK\r\n", "* CAPABILITY IMAP4\r\na1 OK\r\n"}, kNotOffered},
        {"imap", "NO", {"* OK hi\r\n", imapOffer, "a2 NO not now\r\n"}, kRefused},
        {"imap", "BAD", {"* OK hi\r\n", imapOffer, "a2 BAD what\r\n"}, kRefused},
        {"imap", "BYE", {"* BYE too many\r\n"}, kRefused},
        {"imap", "PREAUTH", {"* PREAUTH you are in\r\n"}, kRefused},
        {"imap", "POP3", {"+OK hi\r\n"}, kOther},
        {"imap", "injected", {"* OK hi\r\n", imapOffer, "a2 OK\r\n* OK evil\r\n"}, kInjected},
        {"imap", "garbage", {"hello world\r\n"}, kGarbage},
        {"imap", "wrong tag", {"* OK hi\r\n", "a7 OK\r\n"}, kGarbage},
        {"pop3", "good", {"+OK hi\r\n", capa, "+OK begin\r\n"}, kTls},
        {"pop3", "no CAPA", {"+OK hi\r\n", "-ERR what\r\n", "+OK begin\r\n"}, kTls},
        {"pop3", "none offered", {"+OK hi\r\n", "+OK\r\nTOP\r\n.\r\n"}, kNotOffered},
        {"pop3", "-ERR", {"+OK hi\r\n", capa, "-ERR no TLS\r\n"}, kRefused},
        {"pop3", "busy", {"-ERR busy\r\n"}, kRefused},
        {"pop3", "IMAP", {"* OK hi\r\n"}, kOther},
        {"pop3", "injected", {"+OK hi\r\n", capa, "+OK\r\n+OK\r\n"}, kInjected},
        {"pop3", "garbage", {"OK?\r\n"}, kGarbage},
        {"sieve", "good", {sieve, "OK \"begin\"\r\n"}, kTls},
        {"sieve", "none offered", {"\"SASL\" \"PLAIN\"\r\nOK\r\n"}, kNotOffered},
        {"sieve", "NO", {sieve, "NO \"not now\"\r\n"}, kRefused},
        {"sieve", "BYE", {"BYE \"too many\"\r\n"}, kRefused},
        {"sieve", "IMAP", {"* OK hi\r\n"}, kOther},
        {"sieve", "injected", {sieve, "OK\r\n\"evil\"\r\n"}, kInjected},
        {"sieve", "garbage", {"hello\r\n"}, kGarbage},
    };
}

QList<Conversation> lineConversations()
{
    const QByteArray news = "101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n";
    return {
        {"ftp", "good", {"220-hi\r\n there\r\n220 FTP\r\n", "234 go\r\n"}, kTls},
        {"ftp", "530", {"220 FTP\r\n", "530 Please login\r\n"}, kRefused, 530},
        {"ftp", "unknown", {"220 FTP\r\n", "500 what\r\n"}, kNotOffered, 500},
        {"ftp", "431", {"220 FTP\r\n", "431 no key\r\n"}, kRefused, 431},
        {"ftp", "SMTP", {"220 m ESMTP\r\n", "502 what\r\n"}, kOther},
        {"ftp", "injected", {"220 FTP\r\n", "234 go\r\n220 evil\r\n"}, kInjected},
        {"ftp", "garbage", {"22 hello\r\n"}, kGarbage},
        {"nntp", "good", {"200 news\r\n", news, "382 go\r\n"}, kTls},
        {"nntp", "read only", {"201 news\r\n", news, "382 go\r\n"}, kTls},
        {"nntp", "none offered", {"200 n\r\n", "101 l\r\nVERSION 2\r\n.\r\n"}, kNotOffered},
        {"nntp", "580", {"200 news\r\n", news, "580 no\r\n"}, kRefused, 580},
        {"nntp", "SMTP", {"220 m ESMTP\r\n"}, kOther},
        {"nntp", "injected", {"200 n\r\n", news, "382 go\r\n200 evil\r\n"}, kInjected},
        {"nntp", "garbage", {"hello\r\n"}, kGarbage},
        {"irc", "good", {":irc.test NOTICE * :hi\r\n:irc.test 670 * :go\r\n"}, kTls},
        {"irc", "691", {":irc.test 691 * :no\r\n"}, kRefused, 691},
        {"irc", "unknown", {":irc.test 421 * STARTTLS :what\r\n"}, kNotOffered, 421},
        {"irc", "registration", {":irc.test 451 * :register\r\n"}, kRefused, 451},
        {"irc", "ERROR", {"ERROR :Closing Link\r\n"}, kRefused},
        {"irc", "HTTP", {"HTTP/1.1 400 Bad Request\r\n"}, kOther},
        {"irc", "TLS", {kTlsAlert}, kSpeaksTls},
        {"irc", "injected", {":irc.test 670 * :go\r\n:evil\r\n"}, kInjected},
    };
}

QList<Conversation> otherConversations()
{
    const QByteArray ready = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    const QByteArray noXmpp = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>";
    const QByteArray unknownHost
        = "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
          "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
          "</stream:error></stream:stream>";
    const QByteArray noTls = "<stream:stream version='1.0'><stream:features><mechanisms/>"
                             "</stream:features>";
    const QByteArray ldapYes = hex("300c02010178070a010004000400");
    return {
        {"ldap", "good", {ldapYes}, kTls},
        {"ldap", "long form", {hex("30840000000c02010178070a010004000400")}, kTls},
        {"ldap", "protocolError", {hex("300c02010178070a010204000400")}, kNotOffered, 2},
        {"ldap", "unavailable", {hex("300f020101780a0a0134040004036e6f21")}, kRefused, 52},
        {"ldap", "disconnection", {hex("300c02010078070a013404000400")}, kRefused, 52},
        {"ldap", "injected", {ldapYes + 'x'}, kInjected},
        {"ldap", "announces too much", {hex("308400ffffff020101")}, kGarbage},
        {"ldap", "other answer", {hex("300c02010161070a010004000400")}, kGarbage},
        {"ldap", "SMTP", {"220 mail.test ESMTP\r\n"}, kOther},
        {"ldap", "TLS", {kTlsAlert + "x"}, kSpeaksTls},
        {"xmpp", "good", {kFeatures, ready}, kTls},
        {"xmpp", "long form", {kFeatures, "<proceed xmlns='x'></proceed>"}, kTls},
        {"xmpp", "none offered", {noTls}, kNotOffered},
        {"xmpp", "failure", {kFeatures, noXmpp}, kRefused},
        {"xmpp", "host-unknown", {unknownHost}, kRefused},
        {"xmpp", "injected", {kFeatures, ready + "<evil/>"}, kInjected},
        {"xmpp", "HTTP", {"HTTP/1.1 400 Bad Request\r\n"}, kOther},
        {"xmpp", "page", {"<html><body>no</body></html>"}, kOther},
        {"xmpp", "no XML", {"<stream:stream <<<"}, kGarbage},
        {"xmpp-server", "good", {kFeatures, ready}, kTls},
        {"xmpp-server", "failure", {kFeatures, noXmpp}, kRefused},
        {"postgres", "good", {"S"}, kTls},
        {"postgres", "N", {"N"}, kNotOffered},
        {"postgres", "E", {pgError(QByteArray("SFATAL\0Mtoo many\0\0", 18))}, kRefused},
        {"postgres", "injected", {"SE"}, kInjected},
        {"postgres", "SSH", {"SSH-2.0-x\r\n"}, kOther, 0, true},
        {"postgres", "HTTP", {"HTTP/1.1 400 Bad Request\r\n"}, kOther},
        {"postgres", "TLS", {kTlsAlert + "x"}, kSpeaksTls},
        {"postgres", "error without end", {hex("45ffffffff00")}, kGarbage},
        {"mysql", "good", {mysqlGreeting(0xfffe)}, kTls},
        {"mysql", "no TLS", {mysqlGreeting(0xfffe & ~0x0800)}, kNotOffered},
        {"mysql", "blocked", {hex("0f000000ff6904") + "Host blocked"}, kRefused, 1129},
        {"mysql", "injected", {mysqlGreeting(0xfffe) + "x"}, kInjected},
        {"mysql", "cut greeting", {hex("030000000a3500")}, kGarbage},
        {"mysql", "SMTP", {"220 mail.test ESMTP\r\n"}, kOther},
        {"mysql", "silence", {}, kStalled},
        {"rdp", "TLS chosen", {hex("030000130ed000001234000200080001000000")}, kTls},
        {"rdp", "CredSSP chosen", {hex("030000130ed000001234000200080002000000")}, kTls},
        {"rdp", "own security", {hex("030000130ed000001234000200080000000000")}, kNotOffered},
        {"rdp", "old", {hex("0300000b06d00000123400")}, kNotOffered},
        {"rdp", "not allowed", {hex("030000130ed000001234000300080002000000")}, kRefused, 2},
        {"rdp", "no certificate", {hex("030000130ed000001234000300080003000000")}, kRefused, 3},
        {"rdp", "unknown code", {hex("030000130ed000001234000300080063000000")}, kRefused, 99},
        {"rdp", "disconnect", {hex("030000130e8000001234000200080001000000")}, kGarbage},
        {"rdp", "injected", {hex("030000130ed00000123400020008000100000078")}, kInjected},
        {"rdp", "SMTP", {"220 mail.test ESMTP\r\n"}, kOther},
    };
}

/// Says the server's turns to the machine of a protocol, in pieces.
class Stage : public ClearStage
{
public:
    explicit Stage(const char* word)
        : ClearStage(
            Role::Client,
            explicitTlsProtocol(QString::fromLatin1(word))->make(QStringLiteral("shop.test")))
    { }

    /// `pieces`: how many bytes at a time. What comes after the end is not said.
    void say(const QByteArray& bytes, qsizetype pieces)
    {
        for (qsizetype place = 0; place < bytes.size(); place += pieces) {
            if (m_state == ClearPhases::State::Running) {
                m_state = m_phases.receive(bytes.mid(place, pieces));
            }
        }
    }
};

} // namespace

/// Every machine that asks for TLS in clear: what it makes of every answer, wherever its bytes
/// part.
class ExplicitTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conversations_data();
    void conversations();
    void requests_data();
    void requests();
    void endlessAnswersEnd_data();
    void endlessAnswersEnd();
    void refusalsSayWhatToDo_data();
    void refusalsSayWhatToDo();
    void tableIsSound();
};

void ExplicitTlsTest::conversations_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<Turns>("turns");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<qint64>("number");
    QTest::addColumn<bool>("together");
    const QList<Conversation> rows
        = mailConversations() + lineConversations() + otherConversations();
    for (const Conversation& row : rows) {
        QTest::addRow("%s: %s", row.word, row.name)
            << QByteArray(row.word) << row.turns << row.outcome << row.number
            << (row.together || row.outcome == kInjected);
    }
}

void ExplicitTlsTest::conversations()
{
    QFETCH(const QByteArray, word);
    QFETCH(const Turns, turns);
    QFETCH(const int, outcome);
    QFETCH(const qint64, number);
    QFETCH(const bool, together);
    qsizetype longest = 1;
    for (const QByteArray& turn : turns) {
        longest = std::max(longest, turn.size());
    }
    // Bytes behind the answer can only be told from TLS where they come together with it.
    for (qsizetype pieces = together ? longest : 1; pieces <= longest; ++pieces) {
        Stage stage(word.constData());
        for (const QByteArray& turn : turns) {
            QCOMPARE(stage.outcome(), kStalled);
            stage.say(turn, pieces);
        }
        QCOMPARE(stage.outcome(), outcome);
        if (outcome >= 0) {
            QCOMPARE(qint64(stage.phases().error().nativeCode), number);
            QVERIFY(!stage.phases().error().message.isEmpty());
        }
    }
}

void ExplicitTlsTest::requests_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("turn");
    QTest::addColumn<QByteArray>("written");
    QTest::newRow("smtp") << QByteArray("smtp") << QByteArray("220 m\r\n")
                          << QByteArray("EHLO tls-workbench.invalid\r\n");
    QTest::newRow("ftp") << QByteArray("ftp") << QByteArray("220 m\r\n")
                         << QByteArray("AUTH TLS\r\n");
    QTest::newRow("irc") << QByteArray("irc") << QByteArray() << QByteArray("STARTTLS\r\n");
    // The bytes that OpenLDAP's ldapsearch -Z sends.
    QTest::newRow("ldap") << QByteArray("ldap") << QByteArray()
                          << hex("301d02010177188016") + "1.3.6.1.4.1.1466.20037";
    QTest::newRow("postgres") << QByteArray("postgres") << QByteArray() << hex("0000000804d2162f");
    QTest::newRow("mysql") << QByteArray("mysql") << mysqlGreeting(0xfffe)
                           << hex("20000001008a0000000000012d") + QByteArray(23, '\0');
    QTest::newRow("rdp") << QByteArray("rdp") << QByteArray()
                         << hex("030000130ee000000000000100080003000000");
    QTest::newRow("xmpp") << QByteArray("xmpp") << QByteArray()
                          << QByteArray("<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                                        "xmlns:stream='http://etherx.jabber.org/streams' "
                                        "to='shop.test' version='1.0'>");
}

void ExplicitTlsTest::requests()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, turn);
    QFETCH(const QByteArray, written);
    Stage stage(word.constData());
    stage.say(turn, std::max<qsizetype>(1, turn.size()));
    QCOMPARE(stage.written(), written);
}

void ExplicitTlsTest::endlessAnswersEnd_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("piece");
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        QTest::newRow(protocol.word) << QByteArray(protocol.word) << QByteArray("220-x\r\n");
    }
    QTest::newRow("IMAP, unasked") << QByteArray("imap") << QByteArray("* OK x\r\n");
    QTest::newRow("IRC, notices") << QByteArray("irc") << QByteArray(":x NOTICE * :x\r\n");
    QTest::newRow("XMPP, blanks") << QByteArray("xmpp") << QByteArray("      ");
    QTest::newRow("sieve, capabilities") << QByteArray("sieve") << QByteArray("\"x\"\r\n");
}

void ExplicitTlsTest::endlessAnswersEnd()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, piece);
    Stage stage(word.constData());
    const QByteArray much = piece.repeated(ClearPhases::kMostBytes / piece.size() + 2);
    constexpr auto kPieces = qsizetype(16) * 1024;
    stage.say(much, kPieces);
    QVERIFY(stage.outcome() == kGarbage || stage.outcome() == kOther);
}

void ExplicitTlsTest::refusalsSayWhatToDo_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<Turns>("turns");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char* name,
                        const char* word,
                        const Turns& turns,
                        const char* message,
                        const char* remedy) {
        QTest::newRow(name) << QByteArray(word) << turns << QString::fromUtf8(message)
                            << QString::fromUtf8(remedy);
    };
    row("454", "smtp", {"220 m\r\n", kEhlo, "454 TLS not available\r\n"}, "454 TLS not", "log");
    row("unknown command", "ftp", {"220 FTP\r\n", "500 what\r\n"}, "500 what", "AUTH TLS");
    row("N", "postgres", {"N"}, "N", "ssl = on");
    row("no capability", "mysql", {mysqlGreeting(0)}, "no TLS", "ssl_cert");
    row("RDP",
        "rdp",
        {hex("030000130ed000001234000300080003000000")},
        "SSL_CERT_NOT",
        "certificate");
    row("LDAP", "ldap", {hex("300f020101780a0a0134040004036e6f21")}, "unavailable (52): “no!”", "");
    row("XMPP host",
        "xmpp",
        {"<stream:stream><stream:error><host-unknown/></stream:error>"},
        "host-unknown",
        "shop.test");
    row("IMAP let in", "imap", {"* PREAUTH hi\r\n"}, "PREAUTH", "without a login");
    row("other protocol",
        "imap",
        {"+OK POP here\r\n"},
        "POP3, not IMAP: it said “+OK POP here”",
        "");
}

void ExplicitTlsTest::refusalsSayWhatToDo()
{
    QFETCH(const QByteArray, word);
    QFETCH(const Turns, turns);
    QFETCH(const QString, message);
    QFETCH(const QString, remedy);
    Stage stage(word.constData());
    for (const QByteArray& turn : turns) {
        stage.say(turn, turn.size());
    }
    QVERIFY(stage.outcome() >= 0);
    const Error& error = stage.phases().error();
    QVERIFY2(error.message.contains(message), qPrintable(error.message));
    QVERIFY2(error.remedy.contains(remedy), qPrintable(error.remedy));
}

void ExplicitTlsTest::tableIsSound()
{
    QSet<QByteArray> words;
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        QVERIFY2(!words.contains(protocol.word), protocol.word);
        words.insert(protocol.word);
        QVERIFY(protocol.port != 0 && protocol.port != protocol.tlsPort);
        QCOMPARE(explicitTlsProtocol(QString::fromLatin1(protocol.word)), &protocol);
        QVERIFY(protocol.tlsPort == 0 || isTlsPort(protocol.tlsPort));
        QVERIFY(!isTlsPort(protocol.port));
        QCOMPARE(protocol.make({})->phase(), PhaseName::Starttls);
    }
    QVERIFY(explicitTlsProtocol(u"mqtt") == nullptr);
    QVERIFY(!isTlsPort(0));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ExplicitTlsTest)
#include "explicit_tls_test.moc"
