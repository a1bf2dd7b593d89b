#include "tests/core/connection/clear_stage.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>

namespace workbench {

using namespace tests;

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

/// None of its letters stands anywhere else in what is said here.
const QByteArray kSecret = "QZJVWK";
const QByteArray kLdapBind = hex("3015020101601002010304037569648006") + "QZJVWK";

/// What is not shown is counted piece by piece, and a count stands where they part.
QByteArray withoutCounts(const QByteArray& kept)
{
    static const QRegularExpression kCount(QStringLiteral("\\(\\d+ bytes not shown\\)"));
    return QString::fromLatin1(kept).remove(kCount).toLatin1();
}

bool hasPartOf(const QByteArray& secret, const QByteArray& bytes)
{
    return std::any_of(
        secret.begin(), secret.end(), [&bytes](char letter) { return bytes.contains(letter); });
}

/// Whether there is nothing in `part` but what stands in `whole`, in the same order.
bool isLeftOf(const QByteArray& part, const QByteArray& whole)
{
    auto from = whole.begin();
    return std::all_of(part.begin(), part.end(), [&](char letter) {
        from = std::find(from, whole.end(), letter);
        const bool isThere = from != whole.end();
        from += isThere ? 1 : 0;
        return isThere;
    });
}

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
        "EHLO x\r\nAUTH PLAIN QZJVWK\r\nSTARTTLS\r\n",
        "EHLO x\r\nAUTH(13 bytes not shown)\r\nSTARTTLS\r\n");
    row("AUTH LOGIN",
        "smtp",
        "auth login\r\nbob\r\nQZJVWK\r\nNOOP\r\n",
        "auth(6 bytes not shown)\r\n(3 bytes not shown)\r\n(6 bytes not shown)\r\nNOOP\r\n");
    row("mail", "smtp", "MAIL FROM:<QZJVWK@b>\r\n", "MAIL(16 bytes not shown)\r\n");
    row("AUTH", "lmtp", "AUTH\tPLAIN QZJVWK\r\n", "AUTH(13 bytes not shown)\r\n");
    row("LOGIN", "imap", "a LOGIN bob QZJVWK\r\n", "a LOGIN(11 bytes not shown)\r\n");
    row("literals",
        "imap",
        "a login {3+}\r\nbob {6+}\r\nQZJVWK\r\n",
        "a login(5 bytes not shown)\r\n(8 bytes not shown)\r\n(6 bytes not shown)\r\n");
    row("AUTHENTICATE",
        "imap",
        "a AUTHENTICATE PLAIN QZJVWK\r\nb STARTTLS\r\n",
        "a AUTHENTICATE(13 bytes not shown)\r\nb STARTTLS\r\n");
    row("a client of POP3", "imap", "PASS QZJVWK\r\n", "PASS(7 bytes not shown)\r\n");
    row("a client of HTTP",
        "imap",
        "GET / HTTP/1.1\r\nAuthorization: Basic QZJVWK\r\n\r\n",
        "GET(11 bytes not shown)\r\nAuthorization:(13 bytes not shown)\r\n\r\n");
    row("PASS",
        "pop3",
        "USER bob\r\nPASS QZJVWK\r\n",
        "USER(4 bytes not shown)\r\nPASS(7 bytes not shown)\r\n");
    row("APOP", "pop3", "APOP bob QZJVWK\r\n", "APOP(11 bytes not shown)\r\n");
    row("half a line", "pop3", "PASS QZJVWK", "PASS(7 bytes not shown)");
    row("AUTHENTICATE",
        "sieve",
        "AUTHENTICATE \"PLAIN\" {6+}\r\nQZJVWK\r\n",
        "AUTHENTICATE(13 bytes not shown)\r\n(6 bytes not shown)\r\n");
    row("PASS",
        "ftp",
        "FEAT\r\nPASS QZJVWK\r\nAUTH TLS\r\n",
        "FEAT\r\nPASS(7 bytes not shown)\r\nAUTH TLS\r\n");
    row("AUTHINFO", "nntp", "AUTHINFO PASS QZJVWK\r\n", "AUTHINFO(12 bytes not shown)\r\n");
    row("PASS", "irc", "PASS QZJVWK\r\n", "PASS(7 bytes not shown)\r\n");
    row("bind", "ldap", kLdapBind, hex("30150201016010") + "(16 bytes not shown)");
    row("bind, then TLS",
        "ldap",
        kLdapBind + kLdapAsk,
        hex("30150201016010") + "(16 bytes not shown)" + kLdapAsk);
    row("changes a password",
        "ldap",
        hex("3017020101771280083132333435363738") + hex("8106") + "QZJVWK",
        hex("3017020101771280083132333435363738") + "(8 bytes not shown)");
    row("a client of POP3", "ldap", "PASS QZJVWK\r\n", "PASS(9 bytes not shown)");
    row("auth",
        "xmpp",
        kStream + "<auth mechanism='PLAIN'>QZJVWK</auth>",
        kStream + "<auth(32 bytes not shown)");
    row("CDATA",
        "xmpp",
        kStream + "<a><![CDATA[x<QZJVWK]]></a>",
        kStream + "<a(25 bytes not shown)");
    row("a client of IMAP", "xmpp", "a LOGIN bob QZJVWK\r\n", "a(19 bytes not shown)");
    row("session",
        "postgres",
        kSslRequest.left(3) + hex("1d00030000") + QByteArray("user\0QZJVWK\0database\0", 21),
        kSslRequest.left(3) + hex("1d00030000") + "(21 bytes not shown)");
    row("a client of POP3", "postgres", "PASS QZJVWK\r\n", "PASS(9 bytes not shown)");
    row("login",
        "mysql",
        hex("2a0000010082000000000001") + QByteArray(24, '\0') + "bobQZJVWK",
        hex("2a0000010082000000000001") + QByteArray(24, '\0') + "(9 bytes not shown)");
    row("a client of POP3", "mysql", "PASS QZJVWK\r\n", "PASS");
    row("TLS at once", "smtp", kHello, kHello);
}

/// Wherever the bytes part: half a word says less, and less of it is kept.
void ExplicitTlsSecretsTest::passwordsOfClientsAreNotKept()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, says);
    QFETCH(const QByteArray, kept);
    for (qsizetype pieces = 1; pieces <= says.size(); ++pieces) {
        ServerStage stage(word);
        stage.say(says, pieces);
        const QByteArray shown = withoutCounts(stage.kept());
        QVERIFY2(!hasPartOf(kSecret, shown), shown.constData());
        QVERIFY2(isLeftOf(shown, withoutCounts(kept)), shown.constData());
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
                                << kStream + "<auth mechanism='PLAIN'>QZJVWK</auth>"
                                << QStringLiteral("<auth>");
    QTest::newRow("XMPP, IMAP") << QByteArray("xmpp") << QByteArray("a LOGIN bob QZJVWK\r\n")
                                << QStringLiteral("“a …”");
    QTest::newRow("LDAP, POP3") << QByteArray("ldap") << QByteArray("PASS QZJVWK\r\n")
                                << QStringLiteral("“PASS …”");
    QTest::newRow("PostgreSQL, POP3")
        << QByteArray("postgres") << QByteArray("PASS QZJVWK\r\n") << QStringLiteral("“PASS …”");
}

void ExplicitTlsSecretsTest::errorsNameNoPasswords()
{
    QFETCH(const QByteArray, word);
    QFETCH(const QByteArray, says);
    QFETCH(const QString, named);
    ServerStage stage(word);
    stage.say(says, says.size());
    QVERIFY(stage.outcome() >= 0);
    const QString error = stage.phases().error().toLine();
    QVERIFY2(error.contains(named), qPrintable(error));
    QVERIFY2(!error.contains(QString::fromLatin1(kSecret)), qPrintable(error));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ExplicitTlsSecretsTest)
#include "explicit_tls_secrets_test.moc"
