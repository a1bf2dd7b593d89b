#include "core/connection/clear/clear_phases.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include <QTest>

namespace workbench {

/// What clients say in clear before TLS may hold their passwords: what is kept of it.
class ExplicitTlsSecretsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passwordsOfClientsAreNotKept_data();
    void passwordsOfClientsAreNotKept();
    void errorsNameNoPasswords_data();
    void errorsNameNoPasswords();
};

namespace {

QByteArray hex(const char* digits)
{
    return QByteArray::fromHex(digits);
}

const QByteArray kHello = hex("16030100050100000100");
const QByteArray kLdapAsk = hex("301d02010177188016") + "1.3.6.1.4.1.1466.20037";
const QByteArray kLdapBind = hex("3015020101601002010304037569648006") + "SECRET";
const QByteArray kStream = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                           "xmlns:stream='http://etherx.jabber.org/streams' to='a.test' "
                           "version='1.0'>";
const QByteArray kStarttls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const QByteArray kSslRequest = hex("0000000804d2162f");

/// A client that says something to the machine of a server, in pieces.
class Stage
{
public:
    explicit Stage(const QByteArray& word)
    {
        m_phases.add(explicitTlsProtocol(QString::fromLatin1(word))->makeServer());
        m_state = m_phases.start();
    }

    void say(const QByteArray& bytes, qsizetype pieces)
    {
        for (qsizetype place = 0; place < bytes.size(); place += pieces) {
            QByteArray piece = bytes.mid(place, pieces);
            while (!piece.isEmpty() && m_state == ClearPhases::State::Running) {
                const qsizetype most = m_phases.mostBytes();
                m_state = m_phases.receive(piece.left(most));
                piece.remove(0, most);
            }
        }
    }

    /// What the record has of the client's words.
    QByteArray kept() const
    {
        QByteArray bytes;
        for (const DataChunk& chunk : m_attempt.record().clearDialogue) {
            bytes += chunk.direction == Direction::Received ? chunk.bytes : QByteArray();
        }
        return bytes;
    }

    /// What is said to be wrong; empty: nothing.
    QString error() const
    {
        return m_state == ClearPhases::State::Failed ? m_phases.error().toLine() : QString();
    }

private:
    Attempt m_attempt {Role::Server, QStringLiteral("s")};
    ClearPhases m_phases {m_attempt, [](const QByteArray&) {}, [](PhaseName) {}};
    ClearPhases::State m_state = ClearPhases::State::Running;
};

} // namespace

void ExplicitTlsSecretsTest::passwordsOfClientsAreNotKept_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QByteArray>("kept"); // of all that comes at once
    const auto row
        = [](const char* name, const char* word, const QByteArray& says, const QByteArray& kept) {
              QTest::addRow("%s: %s", word, name) << QByteArray(word) << says << kept;
          };
    row("AUTH PLAIN",
        "smtp",
        "EHLO x\r\nAUTH PLAIN SECRET\r\nSTARTTLS\r\n",
        "EHLO x\r\nAUTH(13 bytes not shown)\r\nSTARTTLS\r\n");
    row("AUTH LOGIN",
        "smtp",
        "auth login\r\nbob\r\nSECRET\r\nNOOP\r\n",
        "auth(6 bytes not shown)\r\n(3 bytes not shown)\r\n(6 bytes not shown)\r\nNOOP\r\n");
    row("mail", "smtp", "MAIL FROM:<SECRET@b>\r\n", "MAIL(16 bytes not shown)\r\n");
    row("AUTH", "lmtp", "AUTH\tPLAIN SECRET\r\n", "AUTH(13 bytes not shown)\r\n");
    row("LOGIN", "imap", "a LOGIN bob SECRET\r\n", "a LOGIN(11 bytes not shown)\r\n");
    row("literals",
        "imap",
        "a login {3+}\r\nbob {6+}\r\nSECRET\r\n",
        "a login(5 bytes not shown)\r\n(8 bytes not shown)\r\n(6 bytes not shown)\r\n");
    row("AUTHENTICATE",
        "imap",
        "a AUTHENTICATE PLAIN SECRET\r\nb STARTTLS\r\n",
        "a AUTHENTICATE(13 bytes not shown)\r\nb STARTTLS\r\n");
    row("a client of POP3", "imap", "PASS SECRET\r\n", "PASS(7 bytes not shown)\r\n");
    row("a client of HTTP",
        "imap",
        "GET / HTTP/1.1\r\nAuthorization: Basic SECRET\r\n\r\n",
        "GET(11 bytes not shown)\r\nAuthorization:(13 bytes not shown)\r\n\r\n");
    row("PASS",
        "pop3",
        "USER bob\r\nPASS SECRET\r\n",
        "USER(4 bytes not shown)\r\nPASS(7 bytes not shown)\r\n");
    row("APOP", "pop3", "APOP bob SECRET\r\n", "APOP(11 bytes not shown)\r\n");
    row("half a line", "pop3", "PASS SECRET", "PASS(7 bytes not shown)");
    row("AUTHENTICATE",
        "sieve",
        "AUTHENTICATE \"PLAIN\" {6+}\r\nSECRET\r\n",
        "AUTHENTICATE(13 bytes not shown)\r\n(6 bytes not shown)\r\n");
    row("PASS",
        "ftp",
        "FEAT\r\nPASS SECRET\r\nAUTH TLS\r\n",
        "FEAT\r\nPASS(7 bytes not shown)\r\nAUTH TLS\r\n");
    row("AUTHINFO", "nntp", "AUTHINFO PASS SECRET\r\n", "AUTHINFO(12 bytes not shown)\r\n");
    row("PASS", "irc", "PASS SECRET\r\n", "PASS(7 bytes not shown)\r\n");
    row("bind", "ldap", kLdapBind, hex("30150201016010") + "(16 bytes not shown)");
    row("bind, then TLS",
        "ldap",
        kLdapBind + kLdapAsk,
        hex("30150201016010") + "(16 bytes not shown)" + kLdapAsk);
    row("changes a password",
        "ldap",
        hex("3017020101771280083132333435363738") + hex("8106") + "SECRET",
        hex("3017020101771280083132333435363738") + "(8 bytes not shown)");
    row("a client of POP3", "ldap", "PASS SECRET\r\n", "PASS(9 bytes not shown)");
    row("auth",
        "xmpp",
        kStream + "<auth mechanism='PLAIN'>SECRET</auth>",
        kStream + "<auth(32 bytes not shown)");
    row("CDATA",
        "xmpp",
        kStream + "<a><![CDATA[x<SECRET]]></a>",
        kStream + "<a(25 bytes not shown)");
    row("a client of IMAP", "xmpp", "a LOGIN bob SECRET\r\n", "a(19 bytes not shown)");
    row("session",
        "postgres",
        kSslRequest.left(3) + hex("1d00030000") + QByteArray("user\0SECRET\0database\0", 21),
        kSslRequest.left(3) + hex("1d00030000") + "(21 bytes not shown)");
    row("a client of POP3", "postgres", "PASS SECRET\r\n", "PASS(9 bytes not shown)");
    row("login",
        "mysql",
        hex("2a0000010082000000000001") + QByteArray(24, '\0') + "bobSECRET",
        hex("2a0000010082000000000001") + QByteArray(24, '\0') + "(9 bytes not shown)");
    row("a client of POP3", "mysql", "PASS SECRET\r\n", "PASS");
    row("TLS at once", "smtp", kHello, kHello);
}

/// Wherever the bytes part.
void ExplicitTlsSecretsTest::passwordsOfClientsAreNotKept()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, says);
    QFETCH(const QByteArray, kept);
    for (qsizetype pieces = 1; pieces <= says.size(); ++pieces) {
        Stage stage(word);
        stage.say(says, pieces);
        QVERIFY2(!stage.kept().contains("SECRET"), stage.kept().constData());
        if (pieces == says.size()) {
            QCOMPARE(stage.kept(), kept);
        }
    }
}

void ExplicitTlsSecretsTest::errorsNameNoPasswords_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QString>("named");
    QTest::newRow("XMPP, auth") << QByteArray("xmpp")
                                << kStream + "<auth mechanism='PLAIN'>SECRET</auth>"
                                << QStringLiteral("<auth>");
    QTest::newRow("XMPP, IMAP") << QByteArray("xmpp") << QByteArray("a LOGIN bob SECRET\r\n")
                                << QStringLiteral("“a …”");
    QTest::newRow("LDAP, POP3") << QByteArray("ldap") << QByteArray("PASS SECRET\r\n")
                                << QStringLiteral("“PASS …”");
    QTest::newRow("PostgreSQL, POP3")
        << QByteArray("postgres") << QByteArray("PASS SECRET\r\n") << QStringLiteral("“PASS …”");
}

void ExplicitTlsSecretsTest::errorsNameNoPasswords()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, says);
    QFETCH(const QString, named);
    Stage stage(word);
    stage.say(says, says.size());
    QVERIFY2(stage.error().contains(named), qPrintable(stage.error()));
    QVERIFY2(!stage.error().contains(QStringLiteral("SECRET")), qPrintable(stage.error()));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ExplicitTlsSecretsTest)
#include "explicit_tls_secrets_test.moc"
