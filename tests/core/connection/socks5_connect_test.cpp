#include "core/connection/proxy/socks5_connect.h"

#include <QTest>

namespace workbench {

using NeedMore = ClearExchange::NeedMore;
using Send = ClearExchange::Send;
using Done = ClearExchange::Done;

/// The machine alone: what it says, and what it makes of every answer wherever its bytes part.
class Socks5ConnectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void login();
    void passwordIsNotShown();
    void everyCutOfTheAnswersLeadsToTheSame_data();
    void everyCutOfTheAnswersLeadsToTheSame();
    void truncatedAnswersWait();
    void hostileAnswersEndIt_data();
    void hostileAnswersEndIt();
    void repliesAreExplained_data();
    void repliesAreExplained();
    void whatHasNoRoomIsRefused_data();
    void whatHasNoRoomIsRefused();
};

namespace {

const QByteArray kGranted = QByteArray::fromHex("05000001c000020101bb");

Socks5Connect exchangeFor(const QString& host, const QString& user = {})
{
    return {host, 443, {user, SecretBytes(QByteArray("secret"))}};
}

/// All that is said until the exchange ends or wants more than `answers` hold.
struct Talk
{
    QList<QByteArray> said;
    QByteArray rest;
    ClearExchange::Step last;
};

/// The answers come in pieces of `piece` bytes, whatever was said.
Talk talk(Socks5Connect& exchange, const QByteArray& answers, qsizetype piece)
{
    Talk talk;
    talk.last = exchange.begin();
    qsizetype given = 0;
    for (;;) {
        if (const auto* send = std::get_if<Send>(&talk.last)) {
            talk.said.append(send->bytes);
        } else if (!std::holds_alternative<NeedMore>(talk.last)) {
            break;
        }
        if (std::holds_alternative<NeedMore>(talk.last) || talk.rest.isEmpty()) {
            if (given >= answers.size()) {
                break;
            }
            talk.rest += answers.mid(given, piece);
            given += piece;
        }
        talk.last = exchange.receive(talk.rest);
    }
    talk.rest += answers.mid(given);
    return talk;
}

} // namespace

void Socks5ConnectTest::requests_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("name") << QStringLiteral("shop.test")
                          << QByteArray::fromHex("0501000309") + "shop.test"
            + QByteArray::fromHex("01bb");
    QTest::newRow("IPv4") << QStringLiteral("192.0.2.1")
                          << QByteArray::fromHex("05010001c000020101bb");
    QTest::newRow("IPv6") << QStringLiteral("2001:db8::1")
                          << QByteArray::fromHex("0501000420010db800000000000000000000000101bb");
    const QString longest(255, QLatin1Char('a'));
    QTest::newRow("longest name") << longest
                                  << QByteArray::fromHex("05010003ff") + longest.toLatin1()
            + QByteArray::fromHex("01bb");
}

/// RFC 1928 §3 and §4; without a user no login is offered.
void Socks5ConnectTest::requests()
{
    QFETCH(const QString, host);
    QFETCH(const QByteArray, request);
    Socks5Connect exchange = exchangeFor(host);
    const Talk said = talk(exchange, QByteArray::fromHex("0500") + kGranted, 1);
    QCOMPARE(said.said, QList<QByteArray>({QByteArray::fromHex("050100"), request}));
    QVERIFY(std::holds_alternative<Done>(said.last));
}

/// RFC 1929 §2; a proxy may also let everybody through.
void Socks5ConnectTest::login()
{
    Socks5Connect exchange = exchangeFor(QStringLiteral("192.0.2.1"), QStringLiteral("me"));
    const Talk said = talk(exchange, QByteArray::fromHex("05020100") + kGranted, 1);
    QCOMPARE(said.said.size(), 3);
    QCOMPARE(said.said.at(0), QByteArray::fromHex("05020002"));
    QCOMPARE(said.said.at(1), QByteArray::fromHex("0102") + "me" + '\x06' + "secret");
    QVERIFY(std::holds_alternative<Done>(said.last));
    Socks5Connect open = exchangeFor(QStringLiteral("192.0.2.1"), QStringLiteral("me"));
    QCOMPARE(talk(open, QByteArray::fromHex("0500") + kGranted, 1).said.size(), 2);
}

void Socks5ConnectTest::passwordIsNotShown()
{
    Socks5Connect exchange = exchangeFor(QStringLiteral("shop.test"), QStringLiteral("me"));
    exchange.begin();
    QByteArray buffer = QByteArray::fromHex("0502");
    const auto said = std::get<Send>(exchange.receive(buffer));
    QVERIFY(said.bytes.contains("secret"));
    QVERIFY(said.shown.contains("me"));
    QVERIFY(!said.shown.contains("secret"));
}

void Socks5ConnectTest::everyCutOfTheAnswersLeadsToTheSame_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("IPv4") << kGranted;
    QTest::newRow("IPv6") << QByteArray::fromHex("0500000420010db800000000000000000000000101bb");
    QTest::newRow("name") << QByteArray::fromHex("0500000305") + "proxy"
            + QByteArray::fromHex("01bb");
    QTest::newRow("empty name") << QByteArray::fromHex("05000003000000");
}

/// What follows the reply comes from the target, and stays.
void Socks5ConnectTest::everyCutOfTheAnswersLeadsToTheSame()
{
    QFETCH(const QByteArray, reply);
    const QByteArray answers = QByteArray::fromHex("05020100") + reply + "220 mail";
    for (qsizetype piece = 1; piece <= answers.size(); ++piece) {
        Socks5Connect exchange = exchangeFor(QStringLiteral("shop.test"), QStringLiteral("me"));
        const Talk said = talk(exchange, answers, piece);
        QVERIFY2(std::holds_alternative<Done>(said.last), qPrintable(QString::number(piece)));
        QCOMPARE(said.rest, QByteArray("220 mail"));
        QCOMPARE(said.said.size(), 3);
    }
}

void Socks5ConnectTest::truncatedAnswersWait()
{
    const QByteArray answers = QByteArray::fromHex("05020100") + kGranted;
    for (qsizetype length = 0; length < answers.size(); ++length) {
        Socks5Connect exchange = exchangeFor(QStringLiteral("shop.test"), QStringLiteral("me"));
        const Talk said = talk(exchange, answers.left(length), answers.size());
        QVERIFY2(!std::holds_alternative<Done>(said.last)
                     && !std::holds_alternative<Error>(said.last),
                 qPrintable(QString::number(length)));
    }
}

void Socks5ConnectTest::hostileAnswersEndIt_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("answers");
    QTest::addColumn<quint64>("number");
    const auto row
        = [](const char* name, const QByteArray& answers, quint64 number, const char* user = "") {
              QTest::newRow(name) << QString::fromLatin1(user) << answers << number;
          };
    row("HTTP", "H", 0);
    row("SOCKS4", QByteArray::fromHex("005a"), 0);
    row("login not offered", QByteArray::fromHex("0502"), 0);
    row("GSSAPI not offered", QByteArray::fromHex("0501"), 0, "me");
    row("no way to log in", QByteArray::fromHex("05ff"), kSocksNoMethod);
    row("no way to log in, user", QByteArray::fromHex("05ff"), kSocksNoMethod, "me");
    row("wrong password", QByteArray::fromHex("05020101"), kSocksWrongPassword, "me");
    row("wrong password, other status", QByteArray::fromHex("050205ff"), kSocksWrongPassword, "me");
    row("other version in the reply", QByteArray::fromHex("050004"), 0);
    row("unknown kind of address", QByteArray::fromHex("050005000002"), 0);
    row("refused without an address", QByteArray::fromHex("05000505"), kSocksReplies + 5);
    row("unknown reply", QByteArray::fromHex("0500057f"), kSocksReplies + 0x7f);
}

void Socks5ConnectTest::hostileAnswersEndIt()
{
    QFETCH(const QString, user);
    QFETCH(const QByteArray, answers);
    QFETCH(const quint64, number);
    Socks5Connect exchange = exchangeFor(QStringLiteral("shop.test"), user);
    const Talk said = talk(exchange, answers, 1);
    const auto* error = std::get_if<Error>(&said.last);
    QVERIFY(error != nullptr);
    QCOMPARE(error->nativeCode, number);
    QVERIFY(!error->message.isEmpty());
}

void Socks5ConnectTest::repliesAreExplained_data()
{
    QTest::addColumn<int>("reply");
    QTest::addColumn<QString>("words");
    const char* const words[] = {"general failure",
                                 "not allowed",
                                 "network unreachable",
                                 "host unreachable",
                                 "connection refused",
                                 "time to live",
                                 "command not supported",
                                 "address type not supported"};
    for (int reply = 1; reply <= 8; ++reply) {
        QTest::addRow("%d", reply) << reply << QString::fromLatin1(words[reply - 1]);
    }
}

void Socks5ConnectTest::repliesAreExplained()
{
    QFETCH(const int, reply);
    QFETCH(const QString, words);
    Socks5Connect exchange = exchangeFor(QStringLiteral("2001:db8::1"));
    const Talk said = talk(
        exchange, QByteArray::fromHex("050005") + QByteArray(1, static_cast<char>(reply)), 1);
    const Error error = std::get<Error>(said.last);
    QVERIFY2(error.message.contains(words), qPrintable(error.message));
    QVERIFY2(error.remedy.contains(QStringLiteral("[2001:db8::1]:443")), qPrintable(error.remedy));
}

void Socks5ConnectTest::whatHasNoRoomIsRefused_data()
{
    QTest::addColumn<int>("host");
    QTest::addColumn<int>("user");
    QTest::addColumn<int>("password");
    QTest::newRow("name") << 256 << 0 << 0;
    QTest::newRow("user") << 9 << 256 << 0;
    QTest::newRow("password") << 9 << 2 << 256;
}

void Socks5ConnectTest::whatHasNoRoomIsRefused()
{
    QFETCH(const int, host);
    QFETCH(const int, user);
    QFETCH(const int, password);
    Socks5Connect exchange(
        QString(host, QLatin1Char('h')),
        443,
        {QString(user, QLatin1Char('u')), SecretBytes(QByteArray(password, 'p'))});
    const ClearExchange::Step step = exchange.begin();
    const auto* error = std::get_if<Error>(&step);
    QVERIFY(error != nullptr);
    QCOMPARE(error->code, ErrorCode::InvalidInput);
    QVERIFY(!error->toLine().contains(QStringLiteral("ppp")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::Socks5ConnectTest)
#include "socks5_connect_test.moc"
