#include "core/certificates/store_import.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace workbench {

using tests::TestPki;
using Action = ImportItem::Action;

/// What is found in files, and what an import would do with it.
class ImportPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneRowOfEach();
    void keyMeetsTheEntryThatLacksIt();
    void keysStayUnderTheirPasswords();
    void misplacedKeyFitsNothing();
    void misplacedKeyMeetsItsFile();
    void namesAreFree_data();
    void namesAreFree();
    void manyOfOneName();

private:
    static ImportFile
    file(const QByteArray& bytes, const QString& origin, const QString& wish = {});

    TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::optional<CertificateStore> m_store;
};

void ImportPlanTest::init()
{
    m_folder.emplace();
    Result<CertificateStore> store = CertificateStore::open(m_folder->path());
    QVERIFY(store);
    m_store = std::move(*store);
}

ImportFile ImportPlanTest::file(const QByteArray& bytes, const QString& origin, const QString& wish)
{
    const Result<CertificateBundle> read = readBundle(bytes, {}, origin, KeyReading::Read);
    return {.bundle = read.value_or(CertificateBundle {}), .wish = wish, .origin = origin};
}

void ImportPlanTest::oneRowOfEach()
{
    const KeyMaterial server = m_pki.server();
    QVERIFY(m_store->add(QStringLiteral("root"), m_pki.root()));
    const QList<ImportItem> items
        = planImport(*m_store,
                     {file(*keyPem(server), QStringLiteral("shop.key")),
                      file(certificatePem(server, true), QStringLiteral("shop.crt"), "shop"),
                      file(certificatePem(m_pki.root(), false), QStringLiteral("ca.crt")),
                      file(*keyPem(m_pki.client()), QStringLiteral("stray.key"))});
    QCOMPARE(items.size(), 3);
    QCOMPARE(items.at(0).action, Action::Add);
    QCOMPARE(items.at(0).name, QStringLiteral("shop"));
    QCOMPARE(items.at(0).origins,
             (QStringList {QStringLiteral("shop.crt"), QStringLiteral("shop.key")}));
    QVERIFY(items.at(0).material.hasKey());
    QCOMPARE(items.at(0).material.chain.size(), 1);
    QCOMPARE(items.at(0).facts, certificateFacts(server.certificate.get()));
    QCOMPARE(items.at(1).action, Action::Nothing);
    QCOMPARE(items.at(1).name, QStringLiteral("root"));
    QCOMPARE(items.at(2).action, Action::Refuse);
    QCOMPARE(items.at(2).fault->code, ErrorCode::KeyMismatch);
    QCOMPARE(items.at(2).fault->where, QStringLiteral("stray.key"));
}

void ImportPlanTest::keyMeetsTheEntryThatLacksIt()
{
    // Three certificates for one key, as after renewals: only one has it here.
    const KeyMaterial server = m_pki.server();
    const QList<std::shared_ptr<X509>> renewed = TestPki::manyOf(server, 2);
    QVERIFY(m_store->add(QStringLiteral("a, with its key"), server));
    const QStringList lacking = {QStringLiteral("b, without"), QStringLiteral("c, without")};
    for (qsizetype i = 0; i < lacking.size(); ++i) {
        QVERIFY(m_store->add(lacking.at(i),
                             {.certificate = renewed.at(i), .chain = {}, .key = nullptr}));
    }
    const ImportFile key = file(*keyPem(server), QStringLiteral("shop.key"));
    const QList<ImportItem> items = planImport(*m_store, {key});
    QStringList names;
    for (const ImportItem& item : items) {
        QCOMPARE(item.action, Action::AddKey);
        names.append(item.name);
    }
    QCOMPARE(names, lacking);
    QVERIFY(importInto(*m_store, {key}));
    const QList<ImportItem> again = planImport(*m_store, {key});
    QCOMPARE(again.size(), 1);
    QCOMPARE(again.first().action, Action::Nothing);
}

void ImportPlanTest::keysStayUnderTheirPasswords()
{
    ImportFile one = file(*toPem(m_pki.server()), QStringLiteral("one.pem"), "one");
    one.keyPassword = SecretBytes("secret");
    const QList<ImportItem> items
        = planImport(*m_store, {one, file(*toPem(m_pki.client()), QStringLiteral("two.pem"))});
    QCOMPARE(items.first().keyPassword.bytes(), QByteArray("secret"));
    QVERIFY(items.last().keyPassword.isEmpty());
    const ImportOutcome outcome = importItems(*m_store, items);
    QCOMPARE(outcome.entries.size(), 2);
    QVERIFY(outcome.entries.first().entry.keyEncrypted);
    QVERIFY(!outcome.entries.last().entry.keyEncrypted);
    const Result<KeyMaterial> unlocked = m_store->load(outcome.entries.first().entry, "secret");
    QVERIFY(unlocked && keyFits(*unlocked));
}

void ImportPlanTest::misplacedKeyFitsNothing()
{
    // Also when it fits something of the store: the file was put together wrongly.
    const KeyMaterial client = m_pki.client();
    QVERIFY(m_store->add(QStringLiteral("client"),
                         {.certificate = client.certificate, .chain = {}, .key = {}}));
    const QList<ImportItem> items
        = planImport(*m_store,
                     {file(certificatePem(m_pki.server(), false) + *keyPem(client),
                           QStringLiteral("mixed.pem"))});
    QCOMPARE(items.size(), 2);
    QCOMPARE(items.first().action, Action::Add);
    QCOMPARE(items.last().action, Action::Refuse);
    QVERIFY(items.last().fault->message.contains(QStringLiteral("none of the certificates")));
}

void ImportPlanTest::misplacedKeyMeetsItsFile()
{
    // Its certificate is given with it: nothing is left to guess.
    const KeyMaterial client = m_pki.client();
    const QList<ImportItem> items = planImport(
        *m_store,
        {file(certificatePem(m_pki.server(), false) + *keyPem(client), QStringLiteral("mixed.pem")),
         file(certificatePem(client, false), QStringLiteral("client.crt"))});
    QCOMPARE(items.size(), 2);
    QCOMPARE(items.first().action, Action::Add);
    QVERIFY(!items.first().material.hasKey());
    QCOMPARE(items.last().action, Action::Add);
    QVERIFY(items.last().material.hasKey() && keyFits(items.last().material));
}

void ImportPlanTest::namesAreFree_data()
{
    QTest::addColumn<QString>("wish");
    QTest::addColumn<QString>("name");
    QTest::newRow("as wished") << QStringLiteral(" shop ") << QStringLiteral("shop");
    QTest::newRow("taken") << QStringLiteral("root") << QStringLiteral("root 2");
    QTest::newRow("line end in it") << QStringLiteral("sh\nop") << QStringLiteral("shop");
    QTest::newRow("too long") << QString(300, QLatin1Char('x')) << QString(60, QLatin1Char('x'));
    QTest::newRow("nothing left") << QStringLiteral("\n\t") << QStringLiteral("certificate");
}

void ImportPlanTest::namesAreFree()
{
    QFETCH(const QString, wish);
    QVERIFY(m_store->add(QStringLiteral("root"), m_pki.root()));
    const QList<ImportItem> items
        = planImport(*m_store, {file(*toPem(m_pki.server()), QStringLiteral("file"), wish)});
    QCOMPARE(items.size(), 1);
    QTEST(items.first().name, "name");
}

void ImportPlanTest::manyOfOneName()
{
    QList<ImportFile> files;
    for (const std::shared_ptr<X509>& certificate : TestPki::manyOf(m_pki.root(), 3)) {
        ImportFile one {.bundle = {}, .wish = QStringLiteral("cert"), .origin = {}};
        one.bundle.certificates = {certificate};
        files.append(one);
    }
    QStringList names;
    for (const ImportItem& item : planImport(*m_store, files)) {
        names.append(item.name);
    }
    QCOMPARE(
        names,
        (QStringList {QStringLiteral("cert"), QStringLiteral("cert 2"), QStringLiteral("cert 3")}));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ImportPlanTest)
#include "import_plan_test.moc"
