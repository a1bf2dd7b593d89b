#include "core/certificates/certificate_facts.h"
#include "core/certificates/chain/chain_repair.h"
#include "core/certificates/chain/entry_file.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace workbench {

using tests::TestPki;
using Certificates = QList<std::shared_ptr<X509>>;
using Kind = ChainChangeKind;

namespace {

QString nameOf(const std::shared_ptr<X509>& certificate)
{
    return certificateFacts(certificate.get()).commonName;
}

QStringList namesOf(const Certificates& certificates)
{
    QStringList names;
    for (const std::shared_ptr<X509>& one : certificates) {
        names.append(nameOf(one));
    }
    return names;
}

/// "added Lower", "moved server": what a repair did.
QStringList changesOf(const ChainRepair& repair)
{
    QStringList changes;
    for (const ChainChange& change : repair.changes) {
        changes.append(QStringLiteral("%1 %2").arg(QLatin1String(toIdentifier(change.kind)),
                                                   nameOf(change.certificate)));
    }
    return changes;
}

} // namespace

/// A root, two intermediates and a server; what files make of them.
class ChainRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void repairs_data();
    void repairs();
    void keepsTheRootWhereAsked();
    void saysWhatIsNowhere();
    void selfSignedNeedsNothing();
    void keepsTheCrossSignedIssuerOfTheFile();
    void endsWithCasThatCertifiedEachOther();
    void candidatesSayWhy_data();
    void candidatesSayWhy();
    void takesTheValidOneOfTwo();
    void possibleIssuersAreEnough();
    void splitsABundle();
    void changesAnEntryWithoutItsPassword();

private:
    CertificatePool pool(const Certificates& certificates) const;

    TestPki m_pki;
    KeyMaterial m_lower; ///< below the intermediate
    KeyMaterial m_server; ///< below the lower one
    std::shared_ptr<X509> m_stranger;
};

void ChainRepairTest::initTestCase()
{
    m_lower = TestPki::make(TestPki::request(CertificateKind::Intermediate, "Lower"),
                            &m_pki.intermediate());
    m_server = TestPki::make(TestPki::request(CertificateKind::Server, "server"), &m_lower);
    m_stranger
        = TestPki::make(TestPki::request(CertificateKind::Ca, "Stranger"), nullptr).certificate;
}

CertificatePool ChainRepairTest::pool(const Certificates& certificates) const
{
    CertificatePool all;
    all.add(certificates, QStringLiteral("pool"));
    return all;
}

void ChainRepairTest::repairs_data()
{
    // s: server, l: lower, i: intermediate, r: root, x: a stranger.
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("elsewhere");
    QTest::addColumn<QStringList>("changes");
    const auto row = [](const char* file, const char* elsewhere, const QStringList& changes) {
        QTest::addRow("%s, %s", file, elsewhere)
            << QString::fromLatin1(file) << QString::fromLatin1(elsewhere) << changes;
    };
    row("sli", "r", {});
    row("s", "lir", {"added Lower", "added Test Intermediate"});
    row("sl", "xir", {"added Test Intermediate"});
    row("si", "lr", {"added Lower"});
    row("sil", "r", {"moved Lower"});
    row("lis", "r", {"moved server"});
    row("sslli", "r", {"duplicate-removed server", "duplicate-removed Lower"});
    row("slir", "", {"root-removed Test Root"});
    row("sxli", "r", {"unrelated-removed Stranger"});
    row("rilxs", "", {"root-removed Test Root", "unrelated-removed Stranger"});
    row("xs", "ilr", {"unrelated-removed Stranger", "added Lower", "added Test Intermediate"});
}

void ChainRepairTest::repairs()
{
    QFETCH(QString, file);
    QFETCH(QString, elsewhere);
    QFETCH(QStringList, changes);
    const QHash<QChar, std::shared_ptr<X509>> all {{'s', m_server.certificate},
                                                   {'l', m_lower.certificate},
                                                   {'i', m_pki.intermediate().certificate},
                                                   {'r', m_pki.root().certificate},
                                                   {'x', m_stranger}};
    const auto certificates = [&all](const QString& letters) {
        Certificates chosen;
        for (const QChar letter : letters) {
            chosen.append(all.value(letter));
        }
        return chosen;
    };
    const ChainRepair repair
        = repairChain(m_server.certificate, certificates(file), pool(certificates(elsewhere)));
    QCOMPARE(namesOf(repair.chain), QStringList({"server", "Lower", "Test Intermediate"}));
    QVERIFY(repair.isComplete());
    QCOMPARE(nameOf(repair.root->certificate), QStringLiteral("Test Root"));
    QCOMPARE(repair.missingIssuer, QString());
    QStringList made = changesOf(repair);
    if (file == QLatin1String("rilxs")) {
        // Which of three in reverse order stays is a matter of taste; two of them have to move.
        const QRegularExpression moved("^moved");
        QCOMPARE(made.filter(moved).size(), 2);
        made = made.filter("removed");
    }
    QCOMPARE(made, changes);
    const ChainRepair again
        = repairChain(m_server.certificate, repair.chain, pool({m_pki.root().certificate}));
    QCOMPARE(changesOf(again), QStringList());
}

void ChainRepairTest::keepsTheRootWhereAsked()
{
    const Certificates file {m_server.certificate,
                             m_lower.certificate,
                             m_pki.root().certificate,
                             m_pki.intermediate().certificate};
    const ChainRepair repair
        = repairChain(m_server.certificate, file, {}, {.time = {}, .keepRoot = true});
    QCOMPARE(namesOf(repair.chain),
             QStringList({"server", "Lower", "Test Intermediate", "Test Root"}));
    QCOMPARE(repair.changes.size(), 1);
    QCOMPARE(repair.changes.first().kind, Kind::Moved);
}

void ChainRepairTest::saysWhatIsNowhere()
{
    const ChainRepair repair = repairChain(
        m_server.certificate, {m_server.certificate}, pool({m_pki.root().certificate, m_stranger}));
    QVERIFY(!repair.isComplete());
    QCOMPARE(repair.missingIssuer, QStringLiteral("CN=Lower"));
    QCOMPARE(namesOf(repair.chain), QStringList {"server"});
    QCOMPARE(changesOf(repair), QStringList());
}

void ChainRepairTest::selfSignedNeedsNothing()
{
    const KeyMaterial alone = m_pki.selfSignedServer();
    const ChainRepair repair = repairChain(alone.certificate, {alone.certificate}, {});
    QVERIFY(repair.isComplete());
    QCOMPARE(repair.chain.size(), 1);
    QVERIFY(repair.changes.isEmpty());
}

void ChainRepairTest::keepsTheCrossSignedIssuerOfTheFile()
{
    // The same CA, once signed by an older root that old clients know, once by itself.
    const KeyMaterial newRoot
        = TestPki::make(TestPki::request(CertificateKind::Ca, "New Root"), nullptr);
    const Result<KeyMaterial> crossed
        = certifyKey(TestPki::request(CertificateKind::Intermediate, "New Root"),
                     {.key = newRoot.key, .name = nullptr},
                     &m_pki.root());
    QVERIFY(crossed);
    const KeyMaterial server
        = TestPki::make(TestPki::request(CertificateKind::Server, "server"), &newRoot);
    const ChainRepair repair = repairChain(server.certificate,
                                           {server.certificate, crossed->certificate},
                                           pool({newRoot.certificate, m_pki.root().certificate}));
    QCOMPARE(changesOf(repair), QStringList());
    QCOMPARE(repair.chain.size(), 2);
    const ChainRepair without
        = repairChain(server.certificate,
                      {server.certificate},
                      pool({crossed->certificate, newRoot.certificate, m_pki.root().certificate}));
    QCOMPARE(without.chain.size(), 1); // the shorter way to a self-signed one
    QCOMPARE(nameOf(without.root->certificate), QStringLiteral("New Root"));
}

void ChainRepairTest::endsWithCasThatCertifiedEachOther()
{
    const KeyMaterial one = TestPki::make(TestPki::request(CertificateKind::Ca, "One"), nullptr);
    const KeyMaterial two = TestPki::make(TestPki::request(CertificateKind::Ca, "Two"), nullptr);
    const auto cross = [](const KeyMaterial& subject, const char* name, const KeyMaterial& issuer) {
        const Result<KeyMaterial> made
            = certifyKey(TestPki::request(CertificateKind::Intermediate, QString::fromLatin1(name)),
                         {.key = subject.key, .name = nullptr},
                         &issuer);
        return made ? made->certificate : nullptr;
    };
    const std::shared_ptr<X509> oneByTwo = cross(one, "One", two);
    const std::shared_ptr<X509> twoByOne = cross(two, "Two", one);
    QVERIFY(oneByTwo && twoByOne);
    const KeyMaterial server
        = TestPki::make(TestPki::request(CertificateKind::Server, "server"), &one);
    const ChainRepair repair
        = repairChain(server.certificate, {server.certificate, oneByTwo, twoByOne, oneByTwo}, {});
    QVERIFY(!repair.isComplete());
    QCOMPARE(namesOf(repair.chain), QStringList({"server", "One", "Two"}));
}

void ChainRepairTest::candidatesSayWhy_data()
{
    QTest::addColumn<std::function<std::shared_ptr<X509>(const TestPki&)>>("make");
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("name");
    QTest::addColumn<bool>("signature");
    using Make = std::function<std::shared_ptr<X509>(const TestPki&)>;
    const auto sameKey = [](const CertificateRequest& request, const TestPki& pki) {
        return certifyKey(request, {.key = pki.intermediate().key, .name = nullptr}, &pki.root())
            .map([](const KeyMaterial& made) { return made.certificate; })
            .value_or(nullptr);
    };
    const auto row =
        [](const char* name, const Make& make, const char* id, bool nameFits, bool signatureFits) {
            QTest::newRow(name) << make << QString::fromLatin1(id) << nameFits << signatureFits;
        };
    row(
        "itself",
        [](const TestPki& pki) { return pki.intermediate().certificate; },
        "taken",
        true,
        true);
    row(
        "another key, other identifier",
        [](const TestPki& pki) {
            return TestPki::make(
                       TestPki::request(CertificateKind::Intermediate, "Test Intermediate"),
                       &pki.root())
                .certificate;
        },
        "key-identifier-differs",
        true,
        false);
    row(
        "another key without identifier",
        [](const TestPki& pki) {
            CertificateRequest request
                = TestPki::request(CertificateKind::Intermediate, "Test Intermediate");
            request.without = {"subjectKeyIdentifier"};
            return TestPki::make(request, &pki.root()).certificate;
        },
        "signature-invalid",
        true,
        false);
    row(
        "another name, same key",
        [sameKey](const TestPki& pki) {
            return sameKey(TestPki::request(CertificateKind::Intermediate, "Renamed"), pki);
        },
        "name-differs",
        false,
        true);
    row(
        "no CA",
        [sameKey](const TestPki& pki) {
            CertificateRequest request
                = TestPki::request(CertificateKind::Server, "Test Intermediate");
            request.keyUsage = QStringList();
            return sameKey(request, pki);
        },
        "not-a-ca",
        true,
        true);
    row(
        "may not sign",
        [sameKey](const TestPki& pki) {
            CertificateRequest request
                = TestPki::request(CertificateKind::Intermediate, "Test Intermediate");
            request.keyUsage = QStringList {"cRLSign"};
            return sameKey(request, pki);
        },
        "no-cert-sign",
        true,
        true);
    row(
        "expired, the only one",
        [sameKey](const TestPki& pki) {
            CertificateRequest request
                = TestPki::request(CertificateKind::Intermediate, "Test Intermediate");
            request.notAfter = QDateTime::currentDateTimeUtc().addDays(-1);
            return sameKey(request, pki);
        },
        "taken-not-valid",
        true,
        true);
}

void ChainRepairTest::candidatesSayWhy()
{
    QFETCH(std::function<std::shared_ptr<X509>(const TestPki&)>, make);
    QFETCH(QString, id);
    QFETCH(bool, name);
    QFETCH(bool, signature);
    const std::shared_ptr<X509> candidate = make(m_pki);
    QVERIFY(candidate);
    const KeyMaterial server = m_pki.server();
    const QList<IssuerCandidate> found = issuerCandidates(
        server.certificate.get(), pool({m_stranger, candidate, server.certificate}), {});
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().id, id);
    QCOMPARE(found.first().nameFits, name);
    QCOMPARE(found.first().signatureFits, signature);
    QCOMPARE(found.first().outcome,
             id.startsWith(QLatin1String("taken")) ? CandidateOutcome::Taken
                                                   : CandidateOutcome::Refused);
    QVERIFY(!found.first().reason.isEmpty());
    QCOMPARE(found.first().found.origin, QStringLiteral("pool"));
}

void ChainRepairTest::takesTheValidOneOfTwo()
{
    CertificateRequest old = TestPki::request(CertificateKind::Intermediate, "Test Intermediate");
    old.notAfter = QDateTime::currentDateTimeUtc().addDays(-1);
    const Result<KeyMaterial> expired
        = certifyKey(old, {.key = m_pki.intermediate().key, .name = nullptr}, &m_pki.root());
    QVERIFY(expired);
    const KeyMaterial server = m_pki.server();
    const CertificatePool both = pool({expired->certificate, m_pki.intermediate().certificate});
    QList<IssuerCandidate> found = issuerCandidates(server.certificate.get(), both, {});
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.first().found.certificate, m_pki.intermediate().certificate);
    QCOMPARE(found.last().id, QStringLiteral("not-valid"));
    QCOMPARE(found.last().outcome, CandidateOutcome::Possible);
    // What stands in the file is taken first, as long as it is valid.
    found = issuerCandidates(server.certificate.get(),
                             both,
                             {.time = QDateTime::currentDateTimeUtc().addDays(-1).addSecs(-3600),
                              .preferred = {toDer(expired->certificate.get())}});
    QCOMPARE(found.first().found.certificate, expired->certificate);
    QCOMPARE(found.last().id, QStringLiteral("another-taken"));
}

void ChainRepairTest::possibleIssuersAreEnough()
{
    const auto entry = [](const QString& name, const KeyMaterial& material, bool withChain) {
        StoreEntry made;
        made.name = name;
        made.facts = certificateFacts(material.certificate.get());
        made.der = toDer(material.certificate.get());
        for (qsizetype i = 0; withChain && i < material.chain.size(); ++i) {
            made.chain.append(toDer(material.chain.at(i).get()));
        }
        return made;
    };
    // The lower one lies only in the file of another server, above a root that is an entry.
    const KeyMaterial other
        = TestPki::make(TestPki::request(CertificateKind::Server, "other"), &m_lower);
    QList<StoreEntry> entries {entry("other", other, true), entry("root", m_pki.root(), false)};
    for (const std::shared_ptr<X509>& one : TestPki::manyOf(m_pki.client(), 50)) {
        entries.append(entry("stranger", {.certificate = one, .chain = {}, .key = {}}, false));
    }
    CertificatePool all;
    all.add(entries);
    CertificatePool possible;
    possible.addPossibleIssuers(entries, {m_server.certificate});
    QCOMPARE(all.certificates().size(), 54);
    QCOMPARE(possible.certificates().size(), 3);
    const ChainRepair full = repairChain(m_server.certificate, {m_server.certificate}, all);
    const ChainRepair quick = repairChain(m_server.certificate, {m_server.certificate}, possible);
    QVERIFY(quick.isComplete());
    QCOMPARE(changesOf(quick), changesOf(full));
    QCOMPARE(quick.root->entry, QStringLiteral("root"));
}

void ChainRepairTest::splitsABundle()
{
    const KeyMaterial other = m_pki.server({"dns:other.test"});
    const QList<Certificates> chains = splitIntoChains({m_pki.root().certificate,
                                                        other.certificate,
                                                        m_lower.certificate,
                                                        m_server.certificate,
                                                        m_pki.intermediate().certificate,
                                                        m_stranger,
                                                        m_lower.certificate});
    QCOMPARE(chains.size(), 3);
    QCOMPARE(namesOf(chains.at(0)), QStringList({"server", "Test Intermediate", "Test Root"}));
    QCOMPARE(namesOf(chains.at(1)),
             QStringList({"server", "Lower", "Test Intermediate", "Test Root"}));
    QCOMPARE(namesOf(chains.at(2)), QStringList {"Stranger"});
}

void ChainRepairTest::changesAnEntryWithoutItsPassword()
{
    const QTemporaryDir folder;
    Result<CertificateStore> store = CertificateStore::open(folder.path());
    QVERIFY(store);
    KeyMaterial material = m_server;
    material.chain.clear();
    const Result<StoreEntry> entry = store->add("shop", material, "secret");
    QVERIFY(entry);
    QCOMPARE(certificatesInFile(*entry)->size(), 1);
    const ChainRepair repair
        = repairChain(m_server.certificate, *certificatesInFile(*entry), pool(m_server.chain));
    const Result<QByteArray> old = replaceChain(*store, "shop", repair.chain);
    QVERIFY(old);
    const Result<StoreEntry> repaired = store->find("shop");
    QCOMPARE(repaired->chain.size(), 2);
    QVERIFY(repaired->keyEncrypted);
    QCOMPARE(namesOf(*certificatesInFile(*repaired)),
             QStringList({"server", "Lower", "Test Intermediate"}));
    const Result<KeyMaterial> loaded = store->load(*repaired, "secret");
    QVERIFY(loaded);
    QVERIFY(keyFits(*loaded));
    QCOMPARE(store->load(*repaired, "wrong").error().code, ErrorCode::WrongPassword);
    QCOMPARE(QFile::permissions(repaired->path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFile::Permissions());
    QVERIFY(store->rewrite("shop", *old));
    QCOMPARE(store->find("shop")->chain.size(), 0);
    QCOMPARE(store->rewrite("nobody", *old).error().code, ErrorCode::NotFound);
    QCOMPARE(store->rewrite("shop", "nothing").error().code, ErrorCode::InvalidInput);
    QCOMPARE(store->find("shop")->chain.size(), 0);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ChainRepairTest)
#include "chain_repair_test.moc"
