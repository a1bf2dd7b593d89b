#include "core/connection/access_guard.h"

#include <QTest>

namespace workbench {

/// Whom the settings of a server keep out, and which settings are none.
class AccessGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rangesAreRead_data();
    void rangesAreRead();
    void row14WhoIsKeptOut_data();
    void row14WhoIsKeptOut();
    void limitsThatAreNone_data();
    void limitsThatAreNone();
    void alertsThatAreNotSent();
};

void AccessGuardTest::rangesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("bits"); // -1: no range

    const struct
    {
        const char* text;
        int bits;
    } rows[] = {{"192.0.2.1", 32},
                {" 192.0.2.0/24 ", 24},
                {"0.0.0.0/0", 0},
                {"2001:db8::/32", 32},
                {"::1", 128},
                {"::/0", 0},
                {"::ffff:192.0.2.0/120", 24},
                {"::ffff:192.0.2.1", 32},
                {"::ffff:0.0.0.0/96", 0},
                {"::ffff:192.0.2.0/95", -1},
                {"192.0.2.0/33", -1},
                {"192.0.2.0/-1", -1},
                {"192.0.2.0/", -1},
                {"2001:db8::/129", -1},
                {"192.0.2.0/24/8", -1},
                {"shop.example", -1},
                {"", -1},
                {"192.0.2", -1},
                {"192.0.2/24", -1},
                {"127.1", -1},
                {"/24", -1},
                {"192.0.2.0/two", -1}};

    for (const auto& row : rows) {
        QTest::newRow(row.text) << QString::fromLatin1(row.text) << row.bits;
    }
}

void AccessGuardTest::rangesAreRead()
{
    QFETCH(const QString, text);
    QFETCH(const int, bits);
    const Result<AddressRange> range = parseAddressRange(text);
    QCOMPARE(range.has_value(), bits >= 0);
    if (range) {
        QCOMPARE(range->second, bits);
        QVERIFY(checkAccess({.allowed = {text}}));
    } else {
        QCOMPARE(range.error().where, QStringLiteral("allow"));
        QVERIFY(range.error().message.contains(text));
        QVERIFY(!range.error().remedy.isEmpty());
        QVERIFY(!checkAccess({.allowed = {QStringLiteral("::1"), text}}));
    }
}

void AccessGuardTest::row14WhoIsKeptOut_data()
{
    QTest::addColumn<AccessSettings>("access");
    QTest::addColumn<QString>("client");
    QTest::addColumn<int>("inside");
    QTest::addColumn<int>("denial"); // -1: comes in
    constexpr int kIn = -1;
    const auto row = [](const char* name,
                        const AccessSettings& access,
                        const char* client,
                        int inside,
                        int denial) {
        QTest::newRow(name) << access << QString::fromLatin1(client) << inside << denial;
    };
    row("as usual", {}, "192.0.2.1", kMostConnections - 1, kIn);
    row("flood", {}, "192.0.2.1", kMostConnections, int(Denial::Crowd));
    row("deny", {.deny = true, .allowed = {"192.0.2.1"}}, "192.0.2.1", 0, int(Denial::Everybody));
    row("last place", {.mostConnections = 2}, "192.0.2.1", 1, kIn);
    row("no place", {.mostConnections = 2}, "192.0.2.1", 2, int(Denial::Crowd));
    const AccessSettings network {.allowed = {"192.0.2.0/24", "2001:db8::/32", "::1"}};
    row("in the network", network, "192.0.2.255", 0, kIn);
    row("beside the network", network, "192.0.3.1", 0, int(Denial::Address));
    row("in the IPv6 network", network, "2001:db8:1::7", 0, kIn);
    row("beside the IPv6 network", network, "2001:db9::1", 0, int(Denial::Address));
    row("the very address", network, "::1", 0, kIn);
    row("IPv4 in IPv6", network, "::ffff:192.0.2.9", 0, kIn);
    const AccessSettings mapped {.allowed = {"::ffff:192.0.2.0/120"}};
    row("in the mapped network", mapped, "192.0.2.9", 0, kIn);
    row("in the mapped network, mapped", mapped, "::ffff:192.0.2.9", 0, kIn);
    row("beside the mapped network", mapped, "198.51.100.9", 0, int(Denial::Address));
    // A client that has reset its connection already: the system tells nothing of it any more.
    row("without address", network, "", 0, kIn);
    row("without address, no place", {.mostConnections = 1}, "", 1, int(Denial::Crowd));
    row("other IPv4 in IPv6", network, "::ffff:198.51.100.9", 0, int(Denial::Address));
}

void AccessGuardTest::row14WhoIsKeptOut()
{
    QFETCH(const AccessSettings, access);
    QFETCH(const QString, client);
    QFETCH(const int, inside);
    QFETCH(const int, denial);
    const std::optional<Denial> refused = AccessGuard(access).refuses(QHostAddress(client), inside);
    QCOMPARE(refused ? int(*refused) : -1, denial);
}

void AccessGuardTest::limitsThatAreNone_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<bool>("good");
    QTest::newRow("none") << 0 << true;
    QTest::newRow("one") << 1 << true;
    QTest::newRow("most") << kMostConnections << true;
    QTest::newRow("more") << kMostConnections + 1 << false;
    QTest::newRow("negative") << -1 << false;
}

void AccessGuardTest::limitsThatAreNone()
{
    QFETCH(const int, limit);
    QFETCH(const bool, good);
    const Result<void> checked = checkAccess({.mostConnections = limit});
    QCOMPARE(checked.has_value(), good);
    QVERIFY(good || checked.error().where == QStringLiteral("max-connections"));
}

void AccessGuardTest::alertsThatAreNotSent()
{
    QVERIFY(checkAccess({.alert = 40}));
    const Result<void> checked = checkAccess({.way = DenyWay::Alert, .alert = 200});
    QVERIFY(!checked);
    QCOMPARE(checked.error().where, QStringLiteral("deny-with"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::AccessGuardTest)
#include "access_guard_test.moc"
