#include "core/base/atomic_file.h"
#include "core/workbench/entry_uses.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

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
    void levelIsThatOfTheProfile();
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

void EntryUsesTest::levelIsThatOfTheProfile()
{
    QVERIFY(m_store->add("weak", m_pki.weakServer()));
    ClientProfile profile;
    profile.certificate = "weak";
    QCOMPARE(entryUses(profile, *m_store).first().question.securityLevel, 1);
    profile.tuning.securityLevel = 3;
    QCOMPARE(entryUses(profile, *m_store).first().question.securityLevel, 3);
}

void EntryUsesTest::errorsComeFirst()
{
    QVERIFY(m_store->add("weak", m_pki.weakServer()));
    QVERIFY(m_store->add("old", m_pki.expiredServer()));
    ServerProfile profile;
    profile.certificates = {"server", "weak", "old"};
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
