#include "core/connection/name_lookup.h"
#include "tests/core/connection/test_resolver.h"

#include <QTest>
#include <QThread>

#include <list>
#include <memory>
#include <optional>

namespace workbench {

/// Names to addresses, and giving up in the middle of it.
class NameLookupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thisComputer_data();
    void thisComputer();
    void unknown_data();
    void unknown();
    void cancelledIsNotHeardOf();
    void receiversGoWhileItRuns();
    void families();
    void hungLookUpsHoldUpNobody();
    void manyHungLookUpsAreBounded();
};

void NameLookupTest::thisComputer_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("usual") << QStringLiteral("localhost");
    // RFC 6761: also where neither /etc/hosts nor a name server knows them.
    QTest::newRow("below it") << QStringLiteral("shop.localhost");
    QTest::newRow("from the root") << QStringLiteral("Shop.LocalHost.");
}

void NameLookupTest::thisComputer()
{
    QFETCH(const QString, host);
    std::optional<FoundAddresses> found;
    QThread* thread = nullptr;
    NameLookup lookup;
    lookup.start(host, AF_INET, {}, this, [&](const FoundAddresses& answer) {
        found = answer;
        thread = QThread::currentThread();
    });
    QVERIFY(!found); // never at once
    QTRY_VERIFY(found);
    QVERIFY2(found->addresses.contains(QHostAddress(QHostAddress::LocalHost)),
             qPrintable(found->error));
    QVERIFY(found->error.isEmpty());
    QCOMPARE(thread, QThread::currentThread());
}

void NameLookupTest::unknown_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("not there") << QStringLiteral("nobody.invalid");
    QTest::newRow("international") << QStringLiteral("bücher.invalid");
    QTest::newRow("too long") << QString(300, QLatin1Char('a'));
    QTest::newRow("no host name") << QStringLiteral("a b\n");
    QTest::newRow("empty") << QString();
}

void NameLookupTest::unknown()
{
    QFETCH(const QString, host);
    std::optional<FoundAddresses> found;
    NameLookup lookup;
    lookup.start(host, AF_INET, {}, this, [&](const FoundAddresses& answer) { found = answer; });
    QTRY_VERIFY_WITH_TIMEOUT(found, 30'000);
    QVERIFY(found->addresses.isEmpty());
    QVERIFY(!found->error.isEmpty());
}

void NameLookupTest::cancelledIsNotHeardOf()
{
    int answers = 0;
    NameLookup lookup;
    lookup.start(
        QStringLiteral("localhost"), AF_INET, {}, this, [&](const FoundAddresses&) { ++answers; });
    lookup.cancel();
    // The next one is: and it comes behind the first.
    lookup.start(QStringLiteral("localhost"), AF_INET, {}, this, [&](const FoundAddresses&) {
        answers += 10;
    });
    QTRY_COMPARE(answers, 10);
    QTest::qWait(50);
    QCOMPARE(answers, 10);
}

void NameLookupTest::receiversGoWhileItRuns()
{
    int answers = 0;
    for (int i = 0; i < 200; ++i) {
        const auto receiver = std::make_unique<QObject>();
        NameLookup lookup; // goes first
        lookup.start(
            QStringLiteral("localhost"), AF_INET, {}, receiver.get(), [&](const FoundAddresses&) {
                ++answers;
            });
        if (i % 3 == 0) {
            QTest::qWait(1);
        }
    }
    QVERIFY(answers <= 67);
    // And the threads still answer.
    NameLookup last;
    last.start(QStringLiteral("localhost"), AF_INET, {}, this, [&](const FoundAddresses&) {
        answers = 1000;
    });
    QTRY_COMPARE(answers, 1000);
}

void NameLookupTest::families()
{
    const NameResolver resolver
        = tests::resolverOf({QStringLiteral("192.0.2.1"), QStringLiteral("2001:db8::1")});
    for (const int family : {AF_INET, AF_INET6}) {
        std::optional<FoundAddresses> found;
        NameLookup lookup;
        lookup.start(
            QStringLiteral("shop.test"), family, resolver, this, [&](const FoundAddresses& answer) {
                found = answer;
            });
        QVERIFY(lookup.isRunning());
        QTRY_VERIFY(found);
        QVERIFY(!lookup.isRunning());
        QCOMPARE(
            found->addresses,
            QList<QHostAddress> {QHostAddress(family == AF_INET ? QStringLiteral("192.0.2.1")
                                                                : QStringLiteral("2001:db8::1"))});
    }
}

namespace {

void ignore(const FoundAddresses& /*addresses*/) { }

} // namespace

/// Look-ups that were given up while a name server hangs leave the others their turn.
void NameLookupTest::hungLookUpsHoldUpNobody()
{
    tests::HangingResolver hanging;
    std::list<NameLookup> hung(NameLookup::kMostAtOnce);
    for (NameLookup& lookup : hung) {
        lookup.start(QStringLiteral("hung.test"), AF_INET, hanging.resolver(), this, ignore);
    }
    QTRY_COMPARE(hanging.asked(), NameLookup::kMostAtOnce);
    int answers = 0;
    NameLookup here; // this computer needs no turn
    here.start(
        QStringLiteral("localhost"), AF_INET, {}, this, [&](const FoundAddresses&) { ++answers; });
    QTRY_COMPARE(answers, 1);
    NameLookup other;
    other.start(QStringLiteral("shop.test"),
                AF_INET,
                tests::resolverOf({QStringLiteral("192.0.2.1")}),
                this,
                [&](const FoundAddresses&) { ++answers; });
    QVERIFY(other.awaitsTurn());
    hung.front().cancel();
    QTRY_COMPARE(answers, 2);
}

void NameLookupTest::manyHungLookUpsAreBounded()
{
    tests::HangingResolver hanging;
    constexpr int kMost = NameLookup::kMostAtOnce + NameLookup::kMostForgotten;
    for (int i = 0; i < kMost + NameLookup::kMostAtOnce; ++i) {
        NameLookup lookup;
        lookup.start(QStringLiteral("hung.test"), AF_INET, hanging.resolver(), this, ignore);
        if (i < kMost) {
            QTRY_COMPARE(hanging.asked(), i + 1);
        }
    }
    NameLookup last;
    last.start(QStringLiteral("hung.test"), AF_INET, hanging.resolver(), this, ignore);
    QVERIFY(last.awaitsTurn());
    QCOMPARE(hanging.asked(), kMost);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::NameLookupTest)
#include "name_lookup_test.moc"
