#include "core/base/hex.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/store_problems.h"
#include "core/certificates/store_search.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

/// One search over everything that a person may have copied from somewhere, and the filters.
class StoreSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void finds_data();
    void finds();
    void filters_data();
    void filters();
    void tellsProblems_data();
    void tellsProblems();

private:
    QStringList namesOf(const StoreFilter& filter) const;

    TestPki m_pki;
    QTemporaryDir m_folder;
    QList<StoreEntry> m_entries;
};

void StoreSearchTest::initTestCase()
{
    CertificateStore store = m_pki.store(m_folder.path());
    QVERIFY(store.add("expired", m_pki.expiredServer()));
    CertificateRequest request
        = TestPki::request(CertificateKind::Server, QStringLiteral("Bücher GmbH"));
    request.san = {QStringLiteral("dns:bücher.test"), QStringLiteral("ip:2001:db8::7")};
    request.serial = QStringLiteral("01");
    request.notAfter = QDateTime::currentDateTimeUtc().addDays(10);
    KeyMaterial books = TestPki::make(request, &m_pki.root());
    books.key.reset();
    QVERIFY(store.add("books #1", books));
    request.serial = QStringLiteral("5f3a2b1c9d");
    request.san = {QStringLiteral("dns:other.test")};
    request.notAfter = QDateTime::currentDateTimeUtc().addDays(400);
    QVERIFY(store.add("other", TestPki::make(request, &m_pki.root())));
    m_entries = store.entries();
}

QStringList StoreSearchTest::namesOf(const StoreFilter& filter) const
{
    QStringList names;
    const QList<StoreEntry> found
        = filterEntries(m_entries, filter, QDateTime::currentDateTimeUtc());
    for (const StoreEntry& entry : found) {
        names.append(entry.name);
    }
    return names;
}

void StoreSearchTest::finds_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("names");
    const auto factsOf = [this](const char* name) {
        return std::find_if(m_entries.cbegin(),
                            m_entries.cend(),
                            [name](const auto& entry) { return entry.name == QLatin1String(name); })
            ->facts;
    };
    const CertificateFacts server = factsOf("server");
    const QString mark(QChar(0x200e));
    const QStringList one {"server"};
    const QStringList books {"books #1"};
    QTest::newRow("SHA-1 of the Windows dialog")
        << mark + QString::fromLatin1(server.sha1.toHex(' ')) << one;
    QTest::newRow("SHA-256 with colons") << toFingerprint(server.sha256) << one;
    QTest::newRow("SPKI hash") << toHex(server.spkiSha256).toUpper() << one;
    QTest::newRow("six digits of a hash") << toHex(server.sha256).mid(10, 6) << one;
    QTest::newRow("serial in hexadecimal") << "5F:3A:2B:1C:9D" << QStringList {"other"};
    QTest::newRow("serial in decimal") << "409 000 000 0" << QStringList {};
    QTest::newRow("serial in decimal, right") << "408997797021" << QStringList {"other"};
    QTest::newRow("short serial") << "01" << books;
    QTest::newRow("short serial with more zeros") << "00:00:01" << books;
    QTest::newRow("name") << "BOOKS" << books;
    QTest::newRow("name with a hash sign") << "#1" << books;
    QTest::newRow("subject, spaced out") << "cn = bücher gmbh" << QStringList {"books #1", "other"};
    QTest::newRow("subject in capitals") << "BÜCHER" << QStringList {"books #1", "other"};
    QTest::newRow("international host name") << "bücher.test" << books;
    QTest::newRow("its ASCII form") << "xn--bcher-kva" << books;
    QTest::newRow("kind and name") << "DNS:other.test" << QStringList {"other"};
    QTest::newRow("address") << "2001:db8::7" << books;
    QTest::newRow("address in full") << "2001:0DB8:0:0:0:0:0:7" << books;
    QTest::newRow("loopback address") << "::1" << QStringList {"expired", "server"};
    QTest::newRow("address that nobody has") << "::2" << QStringList {};
    QTest::newRow("begin of an address") << "2001:db8" << books;
    QTest::newRow("eight pairs of a hash") << toFingerprint(server.sha256.mid(4, 8)) << one;
    QTest::newRow("pin") << spkiPin(server.spkiSha256) << one;
    QTest::newRow("two letters are no hash") << "ff" << QStringList {};
    QTest::newRow("marks only") << mark + " : " << namesOf({});
}

void StoreSearchTest::finds()
{
    QFETCH(QString, query);
    QTEST(namesOf({.text = query}), "names");
}

void StoreSearchTest::filters_data()
{
    QTest::addColumn<bool>("withKey");
    QTest::addColumn<bool>("onlyCa");
    QTest::addColumn<int>("days");
    QTest::addColumn<bool>("problems");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("none") << false << false << -1 << false << namesOf({});
    QTest::newRow("key") << true << false << -1 << false
                         << QStringList {
                                "client", "expired", "intermediate", "other", "root", "server"};
    QTest::newRow("CA") << false << true << -1 << false << QStringList {"intermediate", "root"};
    QTest::newRow("soon") << false << false << 30 << false << QStringList {"books #1", "expired"};
    QTest::newRow("now") << false << false << 0 << false << QStringList {"expired"};
    QTest::newRow("problems") << false << false << -1 << true << QStringList {"expired"};
    QTest::newRow("soon, with key") << true << false << 30 << false << QStringList {"expired"};
}

void StoreSearchTest::filters()
{
    QFETCH(int, days);
    StoreFilter filter;
    filter.withKey = *static_cast<bool*>(QTest::qData("withKey", QMetaType::Bool));
    filter.onlyCa = *static_cast<bool*>(QTest::qData("onlyCa", QMetaType::Bool));
    filter.onlyProblems = *static_cast<bool*>(QTest::qData("problems", QMetaType::Bool));
    filter.expiresWithinDays = days < 0 ? std::nullopt : std::optional(days);
    QTEST(namesOf(filter), "names");
}

void StoreSearchTest::tellsProblems_data()
{
    QTest::addColumn<QByteArray>("der");
    QTest::addColumn<QString>("problem"); // part of the first; empty: none
    const auto der = [](const KeyMaterial& material) { return toDer(material.certificate.get()); };
    QTest::newRow("fine") << der(m_pki.server()) << "";
    QTest::newRow("root") << m_pki.rootDer() << "";
    QTest::newRow("expired") << der(m_pki.expiredServer()) << "expired";
    QTest::newRow("future") << der(m_pki.futureServer()) << "not yet";
    QTest::newRow("weak") << der(m_pki.weakServer()) << "RSA 1024";
    QTest::newRow("SHA-1") << der(m_pki.sha1Server()) << "weak hash";
    CertificateRequest request = TestPki::request(CertificateKind::Server, QStringLiteral("none"));
    request.without = {QStringLiteral("subjectAltName")};
    QTest::newRow("no SAN") << der(TestPki::make(request, &m_pki.root())) << "SAN";
}

void StoreSearchTest::tellsProblems()
{
    QFETCH(QByteArray, der);
    QFETCH(QString, problem);
    const QStringList problems
        = problemsOf(*certificateFacts(der), QDateTime::currentDateTimeUtc());
    QCOMPARE(problems.isEmpty(), problem.isEmpty());
    QVERIFY2(problems.isEmpty() || problems.first().contains(problem),
             qPrintable(problems.value(0)));
}

QTEST_GUILESS_MAIN(StoreSearchTest)
#include "store_search_test.moc"
