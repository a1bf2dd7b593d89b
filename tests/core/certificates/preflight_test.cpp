#include "core/base/atomic_file.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/preflight/preflight.h"
#include "core/certificates/store_problems.h"
#include "core/certificates/store_search.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <optional>

namespace workbench {

using tests::TestPki;
using Make = std::function<KeyMaterial(const TestPki&)>;
using Ask = std::function<void(PreflightQuestion&)>;

namespace {

/// "names: hostname-mismatch": everything that is not passed, with its result.
QStringList complaints(const Preflight& preflight)
{
    QStringList list;
    for (const PreflightItem& item : preflight.items) {
        if (item.result != CheckResult::Passed) {
            list.append(QStringLiteral("%1 %2 %3")
                            .arg(item.check, QLatin1String(toIdentifier(item.result)), item.id));
        }
    }
    return list;
}

/// A server's certificate for a key that agrees on secrets and cannot sign: OpenSSL makes it, and
/// uses it at no security level.
KeyMaterial agreementServer(const TestPki& pki, const char* kind)
{
    KeyMaterial material = pki.server();
    const std::shared_ptr<X509> certificate(X509_dup(material.certificate.get()), X509_free);
    material.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, kind), EVP_PKEY_free);
    X509_set_pubkey(certificate.get(), material.key.get());
    X509_sign(certificate.get(), pki.intermediate().key.get(), EVP_sha256());
    material.certificate = certificate;
    return material;
}

const PreflightItem* itemOf(const Preflight& preflight, const QString& check)
{
    for (const PreflightItem& item : preflight.items) {
        if (item.check == check) {
            return &item;
        }
    }
    return nullptr;
}

} // namespace

/// An entry is looked at before a server or client uses it.
class PreflightTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void finds_data();
    void finds();
    void everyItemSpeaks();
    void noLevelTakesIt_data();
    void noLevelTakesIt();
    void anIncompleteChainIsRepaired();
    void keyOfAnother();
    void encryptedKey();
    void fileOpenToOthers();
    void keyBesideItsCertificate();
    void fileThatIsGone();
    void trustIsAsked();
    void expiredRootIsTold();
    void whoCanBeRenewed();
    void issuerIsImported();
    void revokedByACaOfTheStore();

private:
    StoreEntry
    add(const QString& name, const KeyMaterial& material, const QByteArray& password = {});
    Preflight look(const StoreEntry& entry, const PreflightQuestion& question = {});

    TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::optional<CertificateStore> m_store;
};

void PreflightTest::init()
{
    m_folder.emplace();
    m_store = m_pki.store(m_folder->path());
}

StoreEntry
PreflightTest::add(const QString& name, const KeyMaterial& material, const QByteArray& password)
{
    const Result<StoreEntry> entry = m_store->add(name, material, password);
    return entry ? *entry : StoreEntry {};
}

Preflight PreflightTest::look(const StoreEntry& entry, const PreflightQuestion& question)
{
    return preflight(entry, m_store->entries(), question);
}

void PreflightTest::finds_data()
{
    QTest::addColumn<Make>("make");
    QTest::addColumn<Ask>("ask");
    QTest::addColumn<QStringList>("expected");
    const auto row
        = [](const char* name, const Make& make, const Ask& ask, const QStringList& expected) {
              QTest::newRow(name) << make << ask << expected;
          };
    const Ask nothing = [](PreflightQuestion&) {};
    const auto host = [](const char* name) {
        return [name](PreflightQuestion& question) { question.host = QString::fromLatin1(name); };
    };
    const Ask client
        = [](PreflightQuestion& question) { question.purpose = CertificatePurpose::Client; };
    const Make server = [](const TestPki& pki) { return pki.server(); };
    const auto requested = [](const std::function<void(CertificateRequest&)>& change) {
        return [change](const TestPki& pki) {
            CertificateRequest request = TestPki::request(CertificateKind::Server, "changed");
            change(request);
            return TestPki::make(request, &pki.intermediate());
        };
    };
    row("good", server, nothing, {});
    row("good host", server, host("localhost"), {});
    row("good address", server, host("127.0.0.1"), {});
    row("good client",
        [](const TestPki& pki) { return pki.client(QStringLiteral("other client")); },
        client,
        {});
    row("other host", server, host("other.test"), {"names error hostname-mismatch"});
    row("other address", server, host("192.0.2.1"), {"names error hostname-mismatch"});
    row("wildcard",
        [](const TestPki& pki) { return pki.server({"dns:*.shop.test"}); },
        host("a.shop.test"),
        {});
    row("wildcard covers one label",
        [](const TestPki& pki) { return pki.server({"dns:*.shop.test"}); },
        host("a.b.shop.test"),
        {"names error hostname-mismatch"});
    row("no names",
        requested([](CertificateRequest& request) { request.san.clear(); }),
        nothing,
        {"names warning hostname-only-in-common-name"});
    row("server for a client", server, client, {"purpose error client-certificate-wrong-purpose"});
    row("client for a server",
        [](const TestPki& pki) { return pki.client(QStringLiteral("other client")); },
        nothing,
        {"names warning hostname-only-in-common-name", "purpose error purpose-not-server"});
    row("key usage",
        requested([](CertificateRequest& request) { request.keyUsage = QStringList {"cRLSign"}; }),
        nothing,
        {"purpose error key-usage-unsuitable"});
    row("expired",
        [](const TestPki& pki) { return pki.expiredServer(); },
        nothing,
        {"dates error certificate-expired"});
    row("future",
        [](const TestPki& pki) { return pki.futureServer(); },
        nothing,
        {"dates error certificate-not-yet-valid"});
    row("expires soon",
        requested([](CertificateRequest& request) {
            request.notAfter = QDateTime::currentDateTimeUtc().addDays(9);
        }),
        nothing,
        {"dates warning certificate-expires-soon"});
    row("soon is what one says",
        requested([](CertificateRequest& request) {
            request.notAfter = QDateTime::currentDateTimeUtc().addDays(9);
        }),
        [](PreflightQuestion& question) { question.soonDays = 5; },
        {});
    row("later",
        server,
        [](PreflightQuestion& question) {
            question.time = QDateTime::currentDateTimeUtc().addYears(1);
        },
        {"path error certificate-refused", // the root has ended too
         "dates error certificate-expired",
         "dates error issuer-certificate-expired"});
    row("expired issuer",
        [](const TestPki& pki) { return pki.serverOfExpiredIntermediate(); },
        nothing,
        {"dates error issuer-certificate-expired"});
    row("no intermediate",
        [](const TestPki& pki) { return pki.serverWithoutIntermediate(); },
        nothing,
        {"chain error intermediate-missing"});
    row("root sent",
        [](const TestPki& pki) { return pki.serverWithRoot(); },
        nothing,
        {"chain-order note chain-order-wrong"});
    row("self-signed",
        [](const TestPki& pki) { return pki.selfSignedServer(); },
        nothing,
        {"chain note certificate-self-signed"});
    row("unknown issuer",
        [](const TestPki&) { return TestPki().serverWithoutIntermediate(); },
        nothing,
        {"chain warning intermediate-missing"});
    row("path too long",
        [](const TestPki& pki) { return pki.serverBelowPathLength(); },
        nothing,
        {"path error certificate-refused"});
    row("1024 bits at level 1",
        [](const TestPki& pki) { return pki.weakServer(); },
        nothing,
        {"strength warning own-certificate-too-weak"});
    row(
        "1024 bits at level 2",
        [](const TestPki& pki) { return pki.weakServer(); },
        [](PreflightQuestion& question) { question.securityLevel = 2; },
        {"path error certificate-refused", "strength error own-certificate-too-weak"});
    row("no key",
        [](const TestPki& pki) {
            KeyMaterial material = pki.server();
            material.key = nullptr;
            return material;
        },
        nothing,
        {"key error no-private-key"});
}

void PreflightTest::finds()
{
    QFETCH(Make, make);
    QFETCH(Ask, ask);
    QFETCH(QStringList, expected);
    const StoreEntry entry = add("entry", make(m_pki));
    QVERIFY(!entry.name.isEmpty());
    PreflightQuestion question;
    ask(question);
    const Preflight found = look(entry, question);
    QCOMPARE(complaints(found), expected);
    QCOMPARE(found.isReady(), expected.filter(" error ").isEmpty());
}

void PreflightTest::everyItemSpeaks()
{
    const KeyMaterial weak = m_pki.weakServer();
    const Preflight found = look(add("entry", weak), {.host = "other.test", .securityLevel = 2});
    for (const PreflightItem& item : found.items) {
        QVERIFY2(!item.title.isEmpty(), qPrintable(item.check));
        const bool isFault
            = item.result == CheckResult::Failed || item.result == CheckResult::Warning;
        QVERIFY2(!isFault || !item.fixes.isEmpty(), qPrintable(item.check));
        QVERIFY2(!isFault || !item.id.isEmpty(), qPrintable(item.check));
    }
    QVERIFY(itemOf(found, "names")->detail.contains("dns:localhost"));
    QVERIFY(itemOf(found, "strength")->detail.contains("0A00018F")); // ee key too small
}

void PreflightTest::noLevelTakesIt_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("level");
    for (const char* kind : {"X25519", "X448"}) {
        for (const int level : {0, 1, 2}) {
            QTest::addRow("%s at level %d", kind, level) << QString::fromLatin1(kind) << level;
        }
    }
}

/// Then none is named, and it is not said to be weak.
void PreflightTest::noLevelTakesIt()
{
    QFETCH(const QString, kind);
    QFETCH(const int, level);
    const StoreEntry entry = add("entry", agreementServer(m_pki, qPrintable(kind)));
    QVERIFY(!entry.name.isEmpty());
    const Preflight found = look(entry, {.securityLevel = level});
    QVERIFY(!found.isReady());
    const PreflightItem* const item = itemOf(found, "strength");
    QCOMPARE(item->result, CheckResult::Failed);
    QCOMPARE(item->id, "key-type-unsuitable");
    QVERIFY2(item->title.contains(kind), qPrintable(item->title));
    QVERIFY2(item->detail.contains("0A0000F7"),
             qPrintable(item->detail)); // unknown certificate type
    QVERIFY2(!item->fixes.first().text.contains("level"), qPrintable(item->fixes.first().text));
}

void PreflightTest::anIncompleteChainIsRepaired()
{
    StoreEntry entry = add("shop", m_pki.serverWithoutIntermediate());
    const Preflight before = look(entry);
    const PreflightItem* const item = itemOf(before, "chain");
    QCOMPARE(item->fixes.first().action, FixAction::RepairChain);
    QVERIFY(item->fixes.first().text.contains("“Test Intermediate” from entry “intermediate”"));
    QVERIFY(replaceChain(*m_store, "shop", before.repair.chain));
    entry = *m_store->find("shop");
    QCOMPARE(complaints(look(entry)), QStringList());
}

void PreflightTest::keyOfAnother()
{
    const StoreEntry entry = add("shop", m_pki.server());
    QFile file(entry.path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(certificatePem(m_pki.server(), true) + *keyPem(m_pki.server()));
    file.close();
    QVERIFY(m_store->reload());
    const Preflight found = look(*m_store->find("shop"));
    QCOMPARE(complaints(found), QStringList {"key error key-does-not-match-certificate"});
}

void PreflightTest::encryptedKey()
{
    const StoreEntry entry = add("shop", m_pki.server(), "secret");
    QCOMPARE(complaints(look(entry)), QStringList {"key note key-encrypted-no-passphrase"});
    QVERIFY(look(entry).isReady());
    QCOMPARE(complaints(preflight(entry, m_store->entries(), {}, "wrong")),
             QStringList {"key error key-passphrase-wrong"});
    QCOMPARE(complaints(preflight(entry, m_store->entries(), {}, "secret")), QStringList());
}

void PreflightTest::fileOpenToOthers()
{
    const StoreEntry entry = add("shop", m_pki.server());
    QVERIFY(QFile::setPermissions(
        entry.path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup));
    const Preflight found = look(entry);
    QCOMPARE(complaints(found), QStringList {"key-file warning key-file-open-to-others"});
    QCOMPARE(itemOf(found, "key-file")->fixes.first().action, FixAction::RestrictFile);
    QVERIFY(restrictToOwner(entry.path));
    QCOMPARE(complaints(look(entry)), QStringList());
    QCOMPARE(restrictToOwner(m_folder->filePath("missing")).error().code,
             ErrorCode::PermissionDenied);
}

/// Everybody may read the certificate; it is the key's file that counts.
void PreflightTest::keyBesideItsCertificate()
{
    const KeyMaterial server = m_pki.server();
    const QTemporaryDir folder;
    const QString key = folder.filePath("c.key");
    QVERIFY(writeFileAtomically(folder.filePath("c.crt"), certificatePem(server, true)));
    QVERIFY(writeFileAtomically(key, keyPem(server).value()));
    constexpr QFile::Permissions kForAll
        = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadOther;
    QVERIFY(QFile::setPermissions(folder.filePath("c.crt"), kForAll));
    const PreflightQuestion question {.source = openSource(folder.filePath("c.crt")).value()};
    const StoreEntry entry = readAll(*question.source, nullptr).value().constFirst();
    QVERIFY(restrictToOwner(key));
    QCOMPARE(complaints(look(entry, question)), QStringList());
    QVERIFY(QFile::setPermissions(key, kForAll));
    const Preflight found = look(entry, question);
    QCOMPARE(complaints(found), QStringList {"key-file warning key-file-open-to-others"});
    QCOMPARE(itemOf(found, "key-file")->detail, key);
    QCOMPARE(itemOf(found, "key-file")->fixes.first().file, key);
}

void PreflightTest::fileThatIsGone()
{
    const StoreEntry entry = add("shop", m_pki.server());
    QVERIFY(QFile::remove(entry.path));
    const Preflight found = look(entry);
    QCOMPARE(complaints(found), QStringList {"key error key-unreadable"});
    QVERIFY(itemOf(found, "key")->detail.contains(entry.path));
}

void PreflightTest::trustIsAsked()
{
    const StoreEntry entry = *m_store->find("server");
    PreflightQuestion question {.anchors = m_pki.anchors()};
    QVERIFY(itemOf(look(entry), "trust") == nullptr);
    QCOMPARE(complaints(look(entry, question)), QStringList());
    QVERIFY(itemOf(look(entry, question), "trust") != nullptr);
    question.anchors = TestPki().anchors();
    QCOMPARE(complaints(look(entry, question)), QStringList {"trust warning root-not-trusted"});
}

void PreflightTest::expiredRootIsTold()
{
    // It is not sent, so nothing that looks at what is sent tells of it.
    CertificateRequest request = TestPki::request(CertificateKind::Ca, "old root");
    request.notBefore = QDateTime({2020, 1, 1}, {0, 0}, Qt::UTC);
    request.notAfter = QDateTime({2022, 1, 1}, {0, 0}, Qt::UTC);
    const KeyMaterial root = TestPki::make(request, nullptr);
    add("old root", root);
    const StoreEntry entry
        = add("shop", TestPki::make(TestPki::request(CertificateKind::Server, "shop"), &root));
    const Preflight found = look(entry);
    QCOMPARE(complaints(found), QStringList {"path error certificate-refused"});
    QVERIFY2(itemOf(found, "path")->detail.contains("the root"),
             qPrintable(itemOf(found, "path")->detail));
}

void PreflightTest::whoCanBeRenewed()
{
    const auto action = [this](const StoreEntry& entry) {
        return itemOf(look(entry), "dates")->fixes.first().action;
    };
    const StoreEntry old = add("old", m_pki.expiredServer());
    QCOMPARE(action(old), FixAction::Renew);
    CertificateRequest request = TestPki::request(CertificateKind::SelfSigned, "alone");
    request.notBefore = QDateTime({2020, 1, 1}, {0, 0}, Qt::UTC);
    request.notAfter = QDateTime({2022, 1, 1}, {0, 0}, Qt::UTC);
    QCOMPARE(action(add("alone", TestPki::make(request, nullptr))), FixAction::Renew);
    // Not that of another one in the chain, nor without the key of who signed it.
    QCOMPARE(action(add("below", m_pki.serverOfExpiredIntermediate())), FixAction::None);
    QVERIFY(m_store->remove("intermediate"));
    QCOMPARE(action(old), FixAction::None);
}

void PreflightTest::issuerIsImported()
{
    const Preflight found = look(add("shop", TestPki().serverWithoutIntermediate()));
    QCOMPARE(itemOf(found, "chain")->fixes.first().action, FixAction::ImportIssuer);
}

void PreflightTest::revokedByACaOfTheStore()
{
    const StoreEntry entry = *m_store->find("server");
    QVERIFY(itemOf(look(entry), "revocation") == nullptr); // no CA has a list
    const StoreEntry ca = *m_store->find("intermediate");
    CaRevocations list(ca, *m_store->load(ca));
    QVERIFY(list.publish({}));
    QCOMPARE(itemOf(look(entry), "revocation")->result, CheckResult::Passed);
    QVERIFY(list.revoke({.serial = entry.facts.serial,
                         .time = QDateTime({2025, 1, 1}, {0, 0}, Qt::UTC),
                         .reason = "keyCompromise"},
                        {}));
    const Preflight found = look(entry);
    QCOMPARE(complaints(found), QStringList {"revocation error certificate-revoked"});
    QVERIFY(itemOf(found, "revocation")->detail.contains("keyCompromise"));
    QCOMPARE(itemOf(found, "revocation")->fixes.first().action, FixAction::Renew);
    // Lists find it among their problems, without looking at the lint.
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const StoreRevocations known(m_store->entries());
    QCOMPARE(problemsOf(entry.facts, now, known.find(entry)->ca, false),
             QStringList {"revoked by “intermediate”"});
    QCOMPARE(filterEntries(m_store->entries(), {.onlyProblems = true}, now, known), QList {entry});
    QVERIFY(filterEntries(m_store->entries(), {.onlyProblems = true}, now).isEmpty());
    // The same serial number below another CA is another certificate.
    QVERIFY(!StoreRevocations(m_store->entries()).find(*m_store->find("client")));
    QFile file(revocationListPath(ca.path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no list");
    file.close();
    // Nobody may take that for "nothing is revoked".
    const Preflight unreadable = look(entry);
    const PreflightItem* unknown = itemOf(unreadable, "revocation");
    QCOMPARE(unknown->id, "revocation-unknown");
    QCOMPARE(unknown->result, CheckResult::Warning);
    QVERIFY(unknown->detail.contains(file.fileName()));
    const StoreRevocations broken(m_store->entries());
    QCOMPARE(broken.unreadable().size(), 1);
    QCOMPARE(problemsOf(ca.facts, now, {}, broken.isUnreadableOf(ca)),
             QStringList {"its revocation list cannot be read"});
    QCOMPARE(filterEntries(m_store->entries(), {.onlyProblems = true}, now, broken),
             QList {*m_store->find("intermediate")});
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PreflightTest)
#include "preflight_test.moc"
