#include "core/connection/addresses/address_order.h"

#include <QTest>

namespace workbench {

/// Which address of a name comes first.
class AddressOrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void row21Order_data();
    void row21Order();
    void wayToIpv6();
};

namespace {

/// "6a 4a": the first IPv6 address, the first IPv4 address.
QList<QHostAddress> addresses(const QString& words)
{
    QList<QHostAddress> list;
    for (const QString& word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString end = QString::number(word.at(1).unicode() - 'a' + 1);
        list.append(QHostAddress((word.startsWith(QLatin1Char('6')) ? QStringLiteral("2001:db8::")
                                                                    : QStringLiteral("192.0.2."))
                                 + end));
    }
    return list;
}

} // namespace

void AddressOrderTest::row21Order_data()
{
    QTest::addColumn<QString>("found");
    QTest::addColumn<int>("preference");
    QTest::addColumn<bool>("haveIpv6");
    QTest::addColumn<QString>("ordered");
    const auto row = [](const char* name,
                        const char* found,
                        FamilyPreference preference,
                        bool haveIpv6,
                        const char* ordered) {
        QTest::newRow(name) << QString::fromLatin1(found) << int(preference) << haveIpv6
                            << QString::fromLatin1(ordered);
    };
    using enum FamilyPreference;
    row("eyeballs: in turn", "6a 6b 6c 4a 4b", HappyEyeballs, true, "6a 4a 6b 4b 6c");
    row("eyeballs: the first family as sorted", "4a 4b 6a", HappyEyeballs, true, "4a 6a 4b");
    row("eyeballs: one family", "4a 4b", HappyEyeballs, true, "4a 4b");
    row("eyeballs: no way to IPv6", "6a 6b 4a 4b", HappyEyeballs, false, "4a 4b 6a 6b");
    row("IPv6 preferred", "4a 6a 4b 6b", PreferIpv6, true, "6a 6b 4a 4b");
    row("IPv6 preferred, no way to it", "6a 6b 4a 4b", PreferIpv6, false, "4a 4b 6a 6b");
    row("IPv6 preferred, only IPv6", "6a 6b", PreferIpv6, false, "6a 6b");
    row("IPv6 preferred, only IPv4", "4a", PreferIpv6, true, "4a");
    row("IPv4 preferred", "6a 6b 4a", PreferIpv4, true, "4a 6a 6b");
    row("IPv4 preferred, only IPv6", "6a", PreferIpv4, true, "6a");
    row("IPv6 only", "6a 4a 6b", OnlyIpv6, true, "6a 6b");
    row("IPv6 only, no way to it", "6a 4a", OnlyIpv6, false, "6a");
    row("IPv4 only", "6a 4a 6b 4b", OnlyIpv4, true, "4a 4b");
    row("IPv4 only, only IPv6", "6a", OnlyIpv4, true, "");
    row("nothing found", "", HappyEyeballs, true, "");
}

void AddressOrderTest::row21Order()
{
    QFETCH(const QString, found);
    QFETCH(const int, preference);
    QFETCH(const bool, haveIpv6);
    QFETCH(const QString, ordered);
    QCOMPARE(
        orderedAddresses(addresses(found), static_cast<FamilyPreference>(preference), haveIpv6),
        addresses(ordered));
}

void AddressOrderTest::wayToIpv6()
{
    QVERIFY(!hasWayToIpv6({}));
    QVERIFY(!hasWayToIpv6({QHostAddress(QHostAddress::LocalHost)}));
    QCOMPARE(hasWayToIpv6({QHostAddress(QHostAddress::LocalHostIPv6)}),
             hasWayToIpv6({QHostAddress(QHostAddress::LocalHost),
                           QHostAddress(QHostAddress::LocalHostIPv6)}));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::AddressOrderTest)
#include "address_order_test.moc"
