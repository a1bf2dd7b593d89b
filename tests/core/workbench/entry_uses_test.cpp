#include "core/base/atomic_file.h"
#include "core/certificates/ocsp_response.h"
#include "core/connection/connection_tap.h"
#include "core/workbench/entry_uses.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>

namespace workbench {

using tests::TestPki;

/// What a server or client is about to use is looked at before.
class EntryUsesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void serverUsesEveryCertificate();
    void fileIsReadForItsObjections();
    void clientUsesOneOrNone();
    void levelIsTheOneInForce_data();
    void levelIsTheOneInForce();
    void staplesAreLookedAt_data();
    void staplesAreLookedAt();
    void errorsComeFirst();

private:
    TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::optional<CertificateStore> m_store;
};

void EntryUsesTest::init()
{
    m_folder.emplace();
    m_store = m_pki.store(m_folder->path());
}

void EntryUsesTest::serverUsesEveryCertificate()
{
    ServerProfile profile;
    profile.certificates = {"server", "client", "nobody", "pkcs11:token=t;object=o"};
    const QList<EntryUse> uses = entryUses(profile, *m_store);
    QCOMPARE(uses.size(), 3);
    QCOMPARE(uses.at(2).entry.path, profile.certificates.last()); // not read yet
    QVERIFY(uses.at(2).entry.der.isEmpty() && uses.at(2).entry.keyOnToken);
    QVERIFY(objections({uses.at(2)}, m_store->entries()).isEmpty()); // there is no such token
    QCOMPARE(uses.at(0).entry.name, QStringLiteral("server"));
    QCOMPARE(uses.at(1).entry.name, QStringLiteral("client"));
    QCOMPARE(uses.at(0).question.purpose, CertificatePurpose::Server);
    profile.certificateLookup = CertificateLookup::Hash;
    QVERIFY(entryUses(profile, *m_store).isEmpty());
}

/// Read when it is looked at, as a certificate on a token is.
void EntryUsesTest::fileIsReadForItsObjections()
{
    const QTemporaryDir elsewhere;
    const QString path = elsewhere.filePath(QStringLiteral("old.pem"));
    QVERIFY(writeFileAtomically(path, *toPem(m_pki.expiredServer())));
    ServerProfile profile;
    profile.certificates = QStringList {path, elsewhere.filePath(QStringLiteral("missing.pem"))};
    const QList<EntryUse> uses = entryUses(profile, *m_store);
    QCOMPARE(uses.size(), 2);
    QVERIFY(uses.first().entry.der.isEmpty() && !uses.first().entry.keyOnToken);
    const QList<Objection> found = objections(uses, m_store->entries());
    QVERIFY(!found.isEmpty());
    QCOMPARE(found.first().entry.path, path);
    QCOMPARE(found.first().item.id, QStringLiteral("certificate-expired"));
    for (const Objection& objection : found) { // nothing of the own store is to be changed
        for (const PreflightFix& fix : objection.item.fixes) {
            QVERIFY(fix.action == FixAction::None || fix.action == FixAction::ImportIssuer);
        }
    }
}

void EntryUsesTest::clientUsesOneOrNone()
{
    ClientProfile profile;
    QVERIFY(entryUses(profile, *m_store).isEmpty());
    profile.certificate = "client";
    const QList<EntryUse> uses = entryUses(profile, *m_store);
    QCOMPARE(uses.size(), 1);
    QCOMPARE(uses.first().question.purpose, CertificatePurpose::Client);
    QVERIFY(objections(uses, m_store->entries()).isEmpty());
}

void EntryUsesTest::levelIsTheOneInForce_data()
{
    QTest::addColumn<int>("chosen");
    QTest::addColumn<QString>("versions");
    QTest::addColumn<int>("level");
    QTest::newRow("the library's") << -1 << QStringLiteral("1.2-1.3") << defaultSecurityLevel();
    QTest::newRow("of old versions") << -1 << QStringLiteral("1.0-1.3") << 0;
    QTest::newRow("chosen") << 3 << QStringLiteral("1.2-1.3") << 3;
    QTest::newRow("chosen for old versions") << 1 << QStringLiteral("1.0") << 1;
}

/// A certificate that is too weak for it is an error, and the level which takes it is named.
void EntryUsesTest::levelIsTheOneInForce()
{
    QFETCH(const int, chosen);
    QFETCH(const QString, versions);
    QFETCH(const int, level);
    QVERIFY(m_store->add("weak", m_pki.weakServer()));
    ClientProfile client;
    client.certificate = "weak";
    ServerProfile server;
    server.certificates = {"weak"};
    server.tuning.securityLevel = client.tuning.securityLevel = chosen;
    server.versions = client.versions = *parseTlsVersions(versions);
    const QList<EntryUse> uses = entryUses(server, *m_store) + entryUses(client, *m_store);
    QCOMPARE(uses.size(), 2);
    for (const EntryUse& use : uses) {
        QCOMPARE(use.question.securityLevel, level);
        const QList<Objection> found = objections({use}, m_store->entries());
        const auto strength
            = std::find_if(found.begin(), found.end(), [](const Objection& objection) {
                  return objection.item.check == QStringLiteral("strength");
              });
        QVERIFY(strength != found.end());
        QCOMPARE(strength->item.result, level > 1 ? CheckResult::Failed : CheckResult::Warning);
        QCOMPARE(strength->item.fixes.first().text.contains(QStringLiteral("--security-level 1")),
                 level > 1);
    }
}

void EntryUsesTest::staplesAreLookedAt_data()
{
    QTest::addColumn<QStringList>("staples");
    QTest::addColumn<QStringList>("said"); // each in the title of an objection
    const QString about = QStringLiteral("for another certificate");
    QTest::newRow("none") << QStringList() << QStringList();
    QTest::newRow("of the store") << QStringList {kStapleOfStore} << QStringList();
    QTest::newRow("right") << QStringList {QStringLiteral("server")} << QStringList();
    QTest::newRow("each has its own")
        << QStringList {QStringLiteral("server"), QStringLiteral("client")} << QStringList();
    QTest::newRow("exchanged") << QStringList {QStringLiteral("client"), QStringLiteral("server")}
                               << QStringList {about, about};
    QTest::newRow("of the second")
        << QStringList {QString(), QStringLiteral("server")} << QStringList {about};
    QTest::newRow("out of date") << QStringList {QStringLiteral("server old")}
                                 << QStringList {QStringLiteral("out of date since 2020-01-08T")};
    QTest::newRow("too early") << QStringList {QStringLiteral("server early")}
                               << QStringList {QStringLiteral("does not hold before 2100-01-01T")};
    QTest::newRow("revoked") << QStringList {QStringLiteral("server revoked")}
                             << QStringList {QStringLiteral("was revoked at 2025-01-01T")};
    QTest::newRow("unknown") << QStringList {QStringLiteral("server unknown")}
                             << QStringList {QStringLiteral("does not know this certificate")};
    QTest::newRow("none at all") << QStringList {QStringLiteral("missing")} << QStringList();
}

/// A response that would go out with another certificate, or at another time, than it was made for,
/// or that speaks against its own.
void EntryUsesTest::staplesAreLookedAt()
{
    QFETCH(QStringList, staples);
    QFETCH(const QStringList, said);
    const auto make = [this](const QString& name,
                             const char* entry,
                             int year,
                             OcspStatus status = OcspStatus::Good) {
        const KeyMaterial material = certificatesOf(*m_store->find(QLatin1String(entry)));
        OcspRequest request {.status = status};
        if (status == OcspStatus::Revoked) {
            request.revocationTime = QDateTime({2025, 1, 1}, {0, 0}, Qt::UTC);
        }
        if (year != 0) {
            request.thisUpdate = QDateTime({year, 1, 1}, {0, 0}, Qt::UTC);
        }
        return writeFileAtomically(
            m_folder->filePath(name),
            makeOcspResponse(material.certificate.get(), request, m_pki.intermediate()).value());
    };
    QVERIFY(make(QStringLiteral("server"), "server", 0));
    QVERIFY(make(QStringLiteral("client"), "client", 0));
    QVERIFY(make(QStringLiteral("server old"), "server", 2020));
    QVERIFY(make(QStringLiteral("server early"), "server", 2100));
    QVERIFY(make(QStringLiteral("server revoked"), "server", 0, OcspStatus::Revoked));
    QVERIFY(make(QStringLiteral("server unknown"), "server", 0, OcspStatus::Unknown));
    for (QString& staple : staples) {
        if (!staple.isEmpty() && staple != kStapleOfStore) {
            staple = m_folder->filePath(staple);
        }
    }
    ServerProfile profile;
    profile.certificates = {"server", "client"};
    profile.staples = staples;
    QList<Objection> found = objections(entryUses(profile, *m_store), m_store->entries());
    found.removeIf([](const Objection& objection) {
        return objection.item.check != QStringLiteral("staple");
    });
    QCOMPARE(found.size(), said.size());
    for (qsizetype i = 0; i < found.size(); ++i) {
        const PreflightItem& item = found.at(i).item;
        QCOMPARE(item.id, QStringLiteral("ocsp-staple-invalid"));
        QVERIFY2(item.title.contains(said.at(i)), qPrintable(item.title));
        QCOMPARE(item.result, CheckResult::Warning);
        if (item.title.contains(QStringLiteral("another"))) { // both are named
            for (const char* name : {"server", "client"}) {
                const QString serial = m_store->find(QString::fromLatin1(name))->facts.serial;
                QVERIFY2(item.title.contains(serial), qPrintable(item.title));
            }
        }
    }
}

void EntryUsesTest::errorsComeFirst()
{
    QVERIFY(m_store->add("weak", m_pki.weakServer()));
    QVERIFY(m_store->add("old", m_pki.expiredServer()));
    ServerProfile profile;
    profile.certificates = {"server", "weak", "old"};
    profile.tuning.securityLevel = 1;
    const QList<Objection> found = objections(entryUses(profile, *m_store), m_store->entries());
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.at(0).entry.name, QStringLiteral("old"));
    QCOMPARE(found.at(0).item.id, QStringLiteral("certificate-expired"));
    QCOMPARE(found.at(0).item.fixes.first().action, FixAction::Renew);
    QCOMPARE(found.at(1).entry.name, QStringLiteral("weak"));
    QCOMPARE(found.at(1).item.result, CheckResult::Warning);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::EntryUsesTest)
#include "entry_uses_test.moc"
