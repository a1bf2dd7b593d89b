#include "tests/core/connection/clear_stage.h"

#include <QTest>

namespace workbench {

using namespace tests;

namespace {

constexpr int kNotAsked = kNotOffered;

const QByteArray kLdapBind = hex("300c020107600702010304008000");

/// What a client says, where that has to lead to, and the end of what it hears.
struct Conversation
{
    const char* word;
    const char* name;
    Turns turns;
    int outcome;
    QByteArray heard;
};

QList<Conversation> mailConversations()
{
    return {
        {"smtp", "good", {"EHLO x\r\n", "STARTTLS\r\n"}, kTls, "220 2.0.0 Ready to start TLS\r\n"},
        {"smtp", "offers", {"EHLO x\r\n"}, kStalled, "250-8BITMIME\r\n250 STARTTLS\r\n"},
        {"smtp", "small letters, LF", {"ehlo x\n", "starttls\n"}, kTls, "TLS\r\n"},
        {"smtp",
         "mail first",
         {"MAIL FROM:<a@b>\r\n"},
         kStalled,
         "530 5.7.0 Must issue a "
         "STARTTLS command first\r\n"},
        {"smtp", "mail, then TLS", {"EHLO x\r\n", "AUTH PLAIN x\r\n", "STARTTLS\r\n"}, kTls, "\n"},
        {"smtp", "leaves", {"EHLO x\r\n", "QUIT\r\n"}, kNotAsked, "221 2.0.0 Bye\r\n"},
        {"smtp",
         "injected",
         {"STARTTLS\r\nRSET\r\n"},
         kInjected,
         "554 5.5.1 Nothing may follow "
         "STARTTLS\r\n"},
        {"smtp", "TLS at once", {kHello}, kSpeaksTls, {}},
        {"smtp", "HTTP", {"GET / HTTP/1.1\r\n"}, kOther, {}},
        {"smtp", "garbage", {hex("00ff00ff00ff00ff")}, kGarbage, {}},
        {"smtp", "garbage later", {"EHLO x\r\n", hex("0102030405")}, kGarbage, {}},
        {"smtp", "long line", {QByteArray(9000, 'x')}, kGarbage, {}},
        {"smtp", "half a command", {"EHLO x\r\n", "STARTT"}, kStalled, "STARTTLS\r\n"},
        {"lmtp", "good", {"LHLO x\r\n", "STARTTLS\r\n"}, kTls, "TLS\r\n"},
        {"imap",
         "good",
         {"a1 CAPABILITY\r\n", "a2 STARTTLS\r\n"},
         kTls,
         "a2 OK Begin TLS "
         "negotiation now\r\n"},
        {"imap",
         "offers",
         {"x CAPABILITY\r\n"},
         kStalled,
         "* CAPABILITY IMAP4rev1 STARTTLS "
         "LOGINDISABLED\r\nx OK CAPABILITY "
         "completed\r\n"},
        {"imap",
         "login first",
         {"a LOGIN u p\r\n"},
         kStalled,
         "a NO [PRIVACYREQUIRED] Use "
         "STARTTLS first\r\n"},
        {"imap", "no tag", {"STARTTLS\r\n"}, kStalled, "* BAD A command has a tag.\r\n"},
        {"imap",
         "leaves",
         {"a LOGOUT\r\n"},
         kNotAsked,
         "* BYE Logging out\r\na OK LOGOUT "
         "completed\r\n"},
        {"imap",
         "injected",
         {"a STARTTLS\r\nb NOOP\r\n"},
         kInjected,
         "* BYE Nothing may follow "
         "STARTTLS\r\n"},
        {"imap", "SMTP", {"EHLO x\r\n"}, kOther, {}},
        {"pop3", "good", {"CAPA\r\n", "STLS\r\n"}, kTls, "+OK Begin TLS negotiation\r\n"},
        {"pop3", "offers", {"CAPA\r\n"}, kStalled, "STLS\r\nUIDL\r\n.\r\n"},
        {"pop3", "user first", {"USER x\r\n"}, kStalled, "-ERR Use STLS first\r\n"},
        {"pop3", "injected", {"STLS\r\nUSER x\r\n"}, kInjected, "-ERR Nothing may follow STLS\r\n"},
        {"sieve", "good", {"STARTTLS\r\n"}, kTls, "OK \"Begin TLS negotiation now\"\r\n"},
        {"sieve", "leaves", {"LOGOUT\r\n"}, kNotAsked, "OK \"Bye\"\r\n"},
    };
}

QList<Conversation> lineConversations()
{
    return {
        {"ftp", "good", {"AUTH TLS\r\n"}, kTls, "234 Proceed with negotiation\r\n"},
        {"ftp", "old", {"AUTH SSL\r\n"}, kTls, "234 Proceed with negotiation\r\n"},
        {"ftp", "other security", {"AUTH GSSAPI\r\n"}, kStalled, "504 Only TLS is known\r\n"},
        {"ftp", "offers", {"FEAT\r\n"}, kStalled, " PROT\r\n211 End\r\n"},
        {"ftp",
         "user first",
         {"USER x\r\n"},
         kStalled,
         "534 Policy requires TLS: use AUTH TLS\r\n"},
        {"ftp",
         "injected",
         {"AUTH TLS\r\nUSER x\r\n"},
         kInjected,
         "421 Nothing may follow "
         "AUTH\r\n"},
        {"nntp",
         "good",
         {"CAPABILITIES\r\n", "STARTTLS\r\n"},
         kTls,
         "382 Continue with TLS "
         "negotiation\r\n"},
        {"irc", "good", {"STARTTLS\r\n"}, kTls, "proceed with TLS\r\n"},
        {"irc", "registers", {"NICK x\r\n"}, kStalled, "451 * :Use STARTTLS first\r\n"},
    };
}

QList<Conversation> otherConversations()
{
    const QByteArray policy = "<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                              "</stream:error></stream:stream>";
    const QByteArray start = hex("0000001300030000") + QByteArray("user\0x\0\0", 8) + hex("000000");
    return {
        {"ldap", "good", {kLdapAsk}, kTls, hex("300c02010178070a010004000400")},
        {"ldap", "long form", {hex("30840000001d02010177188016") + kStartTlsOid}, kTls, {}},
        {"ldap",
         "long id",
         {hex("3020020400ffffff77188016") + kStartTlsOid},
         kTls,
         hex("300f020400ffffff78070a010004000400")},
        {"ldap",
         "bind first",
         {kLdapBind},
         kStalled,
         hex("301e02010761190a010d04000412") + "use StartTLS first"},
        {"ldap", "bind, then TLS", {kLdapBind, kLdapAsk}, kTls, {}},
        {"ldap", "leaves", {hex("30050201024200")}, kNotAsked, {}},
        {"ldap", "abandons", {hex("3006020103500102")}, kStalled, {}},
        {"ldap", "abandons, then TLS", {hex("3006020103500102") + kLdapAsk}, kTls, {}},
        {"ldap", "injected", {kLdapAsk + kLdapBind}, kInjected, "1.3.6.1.4.1.1466.20036"},
        {"ldap", "announces too much", {hex("308400ffffff020101")}, kGarbage, {}},
        {"ldap", "no id", {hex("30050401014200")}, kGarbage, "1.3.6.1.4.1.1466.20036"},
        {"ldap", "HTTP", {"GET / HTTP/1.1\r\n"}, kOther, {}},
        {"ldap", "TLS at once", {kHello}, kSpeaksTls, {}},
        {"xmpp",
         "good",
         {kStream, kStarttls},
         kTls,
         "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"},
        {"xmpp", "long form", {kStream, "<starttls xmlns='x'></starttls>"}, kTls, "'/>"},
        {"xmpp", "offers", {kStream}, kStalled, "<required/></starttls></stream:features>"},
        {"xmpp", "auth first", {kStream, "<auth mechanism='PLAIN'>x</auth>"}, kNotAsked, policy},
        {"xmpp", "leaves", {kStream, "</stream:stream>"}, kNotAsked, policy},
        {"xmpp", "injected", {kStream, kStarttls + "<evil/>"}, kInjected, policy},
        {"xmpp", "DTD", {"<!DOCTYPE x [<!ENTITY a 'b'>]><stream:stream>"}, kOther, {}},
        {"xmpp", "other root", {"<a><starttls/></a>"}, kGarbage, {}},
        {"xmpp", "endless tag", {"<stream:stream " + QByteArray(5000, 'a')}, kGarbage, {}},
        {"xmpp", "TLS at once", {kHello}, kSpeaksTls, {}},
        {"xmpp-server", "good", {kStream, kStarttls}, kTls, "'/>"},
        {"postgres", "good", {kSslRequest}, kTls, "S"},
        {"postgres", "GSSAPI first", {hex("0000000804d21630"), kSslRequest}, kTls, "NS"},
        {"postgres",
         "GSSAPI twice",
         {hex("0000000804d21630"), hex("0000000804d21630")},
         kGarbage,
         "N"},
        {"postgres", "without TLS", {start}, kNotAsked, QByteArray("TLS only\0\0", 10)},
        {"postgres", "cancels", {hex("0000001004d2162e0000000100000002")}, kNotAsked, {}},
        {"postgres",
         "injected",
         {kSslRequest + start},
         kInjected,
         QByteArray("after SSL request\0\0", 19)},
        {"postgres", "no length", {hex("0000000000030000")}, kGarbage, {}},
        {"postgres", "endless", {hex("00ffffff00030000")}, kGarbage, {}},
        {"postgres", "TLS at once", {kHello}, kSpeaksTls, {}},
        {"mysql", "good", {kMysqlAsk}, kTls, QByteArray("mysql_native_password\0", 22)},
        {"mysql",
         "without TLS",
         {hex("240000010082000000000001") + QByteArray(28, 'x')},
         kNotAsked,
         "prohibited: use TLS"},
        {"mysql",
         "wrong number",
         {hex("20000002008a000000000001") + QByteArray(24, '\0')},
         kGarbage,
         {}},
        {"mysql", "too short", {hex("05000001008a000000")}, kGarbage, {}},
        {"mysql", "TLS at once", {kHello}, kSpeaksTls, {}},
    };
}

qsizetype longestOf(const Turns& turns)
{
    qsizetype longest = 1;
    for (const QByteArray& turn : turns) {
        longest = std::max(longest, turn.size());
    }
    return longest;
}

} // namespace

/// Every machine that plays a server in clear: what it makes of every client, wherever the bytes
/// part, and of those that are cut or changed.
class ExplicitTlsServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conversations_data();
    void conversations();
    void nothingIsAgreedToBeforeTheWholeRequest_data();
    void nothingIsAgreedToBeforeTheWholeRequest();
    void changedBytesEndSomewhere_data();
    void changedBytesEndSomewhere();
    void endlessClientsEnd_data();
    void endlessClientsEnd();
    void tlsMayFollowMysqlAtOnce();
    void xmppEscapesWhatItRepeats();
    void tableIsSound();

private:
    static void addConversations(bool onlyTls);
};

void ExplicitTlsServerTest::addConversations(bool onlyTls)
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<Turns>("turns");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QByteArray>("heard");
    const QList<Conversation> rows
        = mailConversations() + lineConversations() + otherConversations();
    for (const Conversation& row : rows) {
        if (!onlyTls || row.outcome == kTls) {
            QTest::addRow("%s: %s", row.word, row.name)
                << QByteArray(row.word) << row.turns << row.outcome << row.heard;
        }
    }
}

void ExplicitTlsServerTest::conversations_data()
{
    addConversations(false);
}

void ExplicitTlsServerTest::conversations()
{
    QFETCH(const QByteArray, word);
    QFETCH(const Turns, turns);
    QFETCH(const int, outcome);
    QFETCH(const QByteArray, heard);
    const qsizetype longest = std::min<qsizetype>(longestOf(turns), 200);
    // Bytes behind the request can only be told from TLS where they come together with it.
    const bool together = outcome == kInjected;
    for (qsizetype pieces = together ? longest : 1; pieces <= longest; ++pieces) {
        ServerStage stage(word);
        for (const QByteArray& turn : turns) {
            QCOMPARE(stage.outcome(), kStalled);
            stage.say(turn, pieces);
        }
        QCOMPARE(stage.outcome(), outcome);
        QVERIFY2(stage.written().contains(heard), stage.written().constData());
        QVERIFY(heard.isEmpty() || word == "ldap" || stage.written().endsWith(heard));
        QVERIFY(outcome < 0 || !stage.phases().error().message.isEmpty());
    }
}

void ExplicitTlsServerTest::nothingIsAgreedToBeforeTheWholeRequest_data()
{
    addConversations(true);
}

void ExplicitTlsServerTest::nothingIsAgreedToBeforeTheWholeRequest()
{
    QFETCH(const QByteArray, word);
    QFETCH(const Turns, turns);
    for (qsizetype length = 0; length < turns.last().size(); ++length) {
        ServerStage stage(word);
        for (const QByteArray& turn : turns.mid(0, turns.size() - 1)) {
            stage.say(turn, turn.size());
        }
        stage.say(turns.last().left(length), 1);
        QCOMPARE(stage.outcome(), kStalled);
    }
}

void ExplicitTlsServerTest::changedBytesEndSomewhere_data()
{
    addConversations(true);
}

/// Each byte of what leads to TLS is changed in several ways: the machine waits, refuses or agrees,
/// and says only so much.
void ExplicitTlsServerTest::changedBytesEndSomewhere()
{
    QFETCH(const QByteArray, word);
    QFETCH(const Turns, turns);
    const QByteArray whole = turns.join();
    constexpr qsizetype kMostWritten = 2048;
    for (qsizetype place = 0; place < whole.size(); ++place) {
        for (const char change : {'\x01', '\x20', '\x7f', '\x80', '\xff'}) {
            QByteArray changed = whole;
            changed[place] = char(changed.at(place) ^ change);
            ServerStage stage(word);
            stage.say(changed, changed.size());
            QVERIFY(stage.written().size() < kMostWritten);
            QVERIFY(stage.outcome() < 0 || !stage.phases().error().message.isEmpty());
        }
    }
}

void ExplicitTlsServerTest::endlessClientsEnd_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("piece");
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        if (protocol.makeServer != nullptr) {
            QTest::newRow(protocol.word) << QByteArray(protocol.word) << QByteArray("a NOOP\r\n");
        }
    }
    QTest::newRow("SMTP, empty lines") << QByteArray("smtp") << QByteArray("\n");
    QTest::newRow("LDAP, binds") << QByteArray("ldap") << kLdapBind;
    QTest::newRow("XMPP, blanks") << QByteArray("xmpp") << QByteArray("      ");
    QTest::newRow("MySQL, zeros") << QByteArray("mysql") << QByteArray(8, '\0');
}

void ExplicitTlsServerTest::endlessClientsEnd()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, piece);
    ServerStage stage(word);
    const QByteArray much = piece.repeated(ClearPhases::kMostBytes / piece.size() + 2);
    constexpr auto kPieces = qsizetype(16) * 1024;
    stage.say(much, kPieces);
    QVERIFY(stage.outcome() >= 0);
    constexpr qsizetype kOneAnswer = 1024;
    QVERIFY(stage.written().size() < ClearPhases::kMostBytes + kOneAnswer);
}

/// It has no answer: what stands behind the request is not in clear any more, and not looked at.
void ExplicitTlsServerTest::tlsMayFollowMysqlAtOnce()
{
    ServerStage stage("mysql");
    const QByteArray both = kMysqlAsk + kHello;
    stage.say(both, both.size());
    QCOMPARE(stage.outcome(), kTls);
    QCOMPARE(stage.left(), kHello.size());
    QCOMPARE(stage.kept(), kMysqlAsk);
}

void ExplicitTlsServerTest::xmppEscapesWhatItRepeats()
{
    ServerStage stage("xmpp");
    stage.say("<stream:stream to=\"a'b&lt;&quot;%1%2\" version='1.0'>", 1);
    QVERIFY2(stage.written().contains("from='a&#39;b&lt;&quot;%1%2'"), stage.written().constData());
}

void ExplicitTlsServerTest::tableIsSound()
{
    const QStringList words = servedExplicitTlsWords();
    for (const char* word : {"smtp", "lmtp", "imap", "pop3", "ftp", "ldap", "xmpp", "postgres"}) {
        QVERIFY2(words.contains(QLatin1String(word)), word);
    }
    QVERIFY(!words.contains(QStringLiteral("rdp")));
    for (const QString& word : words) {
        QCOMPARE(explicitTlsProtocol(word)->makeServer()->phase(), PhaseName::Starttls);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ExplicitTlsServerTest)
#include "explicit_tls_server_test.moc"
