#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/closed_answer.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/key_usage.h"
#include "core/certificates/pending_requests.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

CertificateRequest wishes()
{
    CertificateRequest wanted;
    wanted.subject = "CN=shop.test,O=Test";
    wanted.san = QStringList {"dns:shop.test", "ip:192.0.2.1"};
    wanted.mustStaple = true;
    return wanted;
}

QByteArray pemOf(const CertificateRequest& wanted, const QString& key)
{
    const auto made = generateKey(key).and_then([&](const std::shared_ptr<EVP_PKEY>& own) {
        return makeSigningRequest(wanted, own.get());
    });
    return made ? signingRequestPem(made->get()) : made.error().toLine().toUtf8();
}

/// A request that waits, its key under the passphrase "secret", and the certificate for it.
struct Signed
{
    explicit Signed(const KeyMaterial& issuer)
    {
        const std::shared_ptr<EVP_PKEY> key = generateKey("ec:P-256").value();
        const SigningRequestPtr request = makeSigningRequest(wishes(), key.get()).value();
        pending = requests.add("shop", request.get(), key, "secret").value();
        material = signRequest(request.get(), {}, {}, issuer).value();
    }

    QTemporaryDir folder;
    PendingRequests requests {folder.path()};
    PendingRequest pending;
    KeyMaterial material;
    CertificateStore store = CertificateStore::open(folder.path()).value();
};

QString textOf(const KeyMaterial& material)
{
    return runOpenSsl({"x509", "-noout", "-text"}, certificatePem(material, false)).text();
}

} // namespace

class SigningRequestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesWhatOpenSslReads_data();
    void makesWhatOpenSslReads();
    void readsBack();
    void refusesToRead_data();
    void refusesToRead();
    void signsNamesAndChosenExtensions_data();
    void signsNamesAndChosenExtensions();
    void putsWishesFirst();
    void refusesAChangedRequest();
    void refusesExtensionsThatAreNotThere();
    void boundsExtensions_data();
    void boundsExtensions();
    void readsEveryOne();
    void keepsPendingRequests();
    void completesManyAtOnce();
    void keepsManyUnderNamesOfTheirOwn();
    void saysWhichRequestCannotBeRead();
    void answersInOneStep();
    void answersWithTheKeyClosed();

private:
    TestPki m_pki;
};

void SigningRequestTest::makesWhatOpenSslReads_data()
{
    QTest::addColumn<QString>("key");
    for (const QString key : {"ec:P-256", "ec:P-521", "rsa:2048", "ed25519", "ed448"}) {
        QTest::newRow(qPrintable(key)) << key;
    }
}

void SigningRequestTest::makesWhatOpenSslReads()
{
    QFETCH(const QString, key);
    const QByteArray pem = pemOf(wishes(), key);
    const CommandResult shown = runOpenSsl({"req", "-verify", "-noout", "-text"}, pem);
    QVERIFY2(shown.worked(), shown.errors.constData());
    const QString text = shown.text();
    QVERIFY2(text.contains("DNS:shop.test, IP Address:192.0.2.1"), qPrintable(text));
    QVERIFY(text.contains("status_request"));
    QVERIFY(text.contains("TLS Web Server Authentication"));
    QVERIFY(text.contains("O = Test, CN = shop.test") || text.contains("O=Test, CN=shop.test"));
    QVERIFY(!text.contains("Key Identifier"));
}

void SigningRequestTest::readsBack()
{
    const QByteArray pem = pemOf(wishes(), "ec:P-256");
    const CommandResult der = runOpenSsl({"req", "-outform", "DER"}, pem);
    for (const QByteArray& bytes : {pem, "a letter around it\n" + pem + "\nbye", der.output}) {
        const Result<SigningRequestPtr> request = readSigningRequest(bytes, "x");
        QVERIFY(request);
        const SigningRequestFacts facts = signingRequestFacts(request->get());
        QCOMPARE(facts.subject, QString("CN=shop.test, O=Test"));
        QCOMPARE(facts.san, (QStringList {"dns:shop.test", "ip:192.0.2.1"}));
        QCOMPARE(facts.key, QString("EC P-256"));
        QCOMPARE(facts.signatureAlgorithm, QString("ecdsa-with-SHA256"));
        QVERIFY(facts.signatureFits);
        QCOMPARE(facts.extensions.size(), 5);
        QCOMPARE(facts.extensions.last(),
                 (RawExtension {.oid = "1.3.6.1.5.5.7.1.24",
                                .value = QByteArray::fromHex("3003020105")}));
    }
}

void SigningRequestTest::refusesToRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray pem = pemOf(wishes(), "ec:P-256");
    const QByteArray der = runOpenSsl({"req", "-outform", "DER"}, pem).output;
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("a certificate") << certificatePem(m_pki.root(), false);
    QTest::newRow("cut off") << der.chopped(1);
    QTest::newRow("more behind it") << der + "x";
}

void SigningRequestTest::refusesToRead()
{
    QFETCH(const QByteArray, bytes);
    const Result<SigningRequestPtr> request = readSigningRequest(bytes, "shop.csr");
    QVERIFY(!request);
    QCOMPARE(request.error().code, ErrorCode::InvalidInput);
    QCOMPARE(request.error().where, QString("shop.csr"));
}

void SigningRequestTest::signsNamesAndChosenExtensions_data()
{
    QTest::addColumn<bool>("all");
    QTest::addColumn<QStringList>("chosen");
    QTest::addColumn<bool>("staples");
    QTest::addColumn<bool>("isCa");
    QTest::newRow("names alone") << false << QStringList() << false << false;
    QTest::newRow("by name") << false << QStringList {"tlsfeature"} << true << false;
    QTest::newRow("by OID") << false << QStringList {"1.3.6.1.5.5.7.1.24"} << true << false;
    QTest::newRow("all") << true << QStringList() << true << true;
}

void SigningRequestTest::signsNamesAndChosenExtensions()
{
    QFETCH(const bool, all);
    QFETCH(const QStringList, chosen);
    CertificateRequest asked = wishes();
    asked.kind = CertificateKind::Ca; // which nobody grants who was not told to
    const Result<SigningRequestPtr> request = readSigningRequest(pemOf(asked, "ed25519"), "x");
    CertificateRequest wanted;
    wanted.days = 5;
    const Result<KeyMaterial> signedOne
        = signRequest(request->get(), wanted, {.all = all, .chosen = chosen}, m_pki.intermediate());
    QVERIFY2(signedOne, qPrintable(signedOne ? QString() : signedOne.error().toLine()));
    QVERIFY(!signedOne->hasKey());
    QCOMPARE(signedOne->chain.size(), 1);
    const CertificateFacts facts = certificateFacts(signedOne->certificate.get());
    QCOMPARE(facts.subject, QString("CN=shop.test, O=Test"));
    QCOMPARE(facts.san, (QStringList {"dns:shop.test", "ip:192.0.2.1"}));
    QCOMPARE(facts.key, QString("Ed25519"));
    QCOMPARE(facts.notAfter, facts.notBefore.addDays(5));
    QTEST(facts.isCa, "isCa");
    QTEST(textOf(*signedOne).contains("status_request"), "staples");
    QCOMPARE(X509_verify(signedOne->certificate.get(),
                         X509_get0_pubkey(m_pki.intermediate().certificate.get())),
             1);
}

void SigningRequestTest::putsWishesFirst()
{
    const Result<SigningRequestPtr> request = readSigningRequest(pemOf(wishes(), "ec:P-256"), "x");
    CertificateRequest wanted;
    wanted.kind = CertificateKind::Client;
    wanted.subject = "CN=other";
    wanted.san = QStringList {"dns:other.test"};
    const Result<KeyMaterial> signedOne = signRequest(request->get(), wanted, {}, m_pki.root());
    QVERIFY(signedOne);
    const CertificateFacts facts = certificateFacts(signedOne->certificate.get());
    QCOMPARE(facts.subject, QString("CN=other"));
    QCOMPARE(facts.san, QStringList {"dns:other.test"});
    QCOMPARE(facts.extendedKeyUsage, QStringList {"clientAuth"});
}

void SigningRequestTest::refusesAChangedRequest()
{
    QByteArray der = runOpenSsl({"req", "-outform", "DER"}, pemOf(wishes(), "ec:P-256")).output;
    QVERIFY(der.contains("shop.test"));
    der.replace("shop.test", "evil.test");
    const Result<SigningRequestPtr> request = readSigningRequest(der, "x");
    QVERIFY(request);
    QVERIFY(!signingRequestFacts(request->get()).signatureFits);
    const Result<KeyMaterial> signedOne = signRequest(request->get(), {}, {}, m_pki.root());
    QVERIFY(!signedOne);
    QCOMPARE(signedOne.error().where, QString("request"));
    QCOMPARE(signedOne.error().code, ErrorCode::InvalidInput);
}

void SigningRequestTest::refusesExtensionsThatAreNotThere()
{
    const Result<SigningRequestPtr> request = readSigningRequest(pemOf(wishes(), "ec:P-256"), "x");
    const Result<KeyMaterial> signedOne
        = signRequest(request->get(), {}, {.chosen = {"nameConstraints"}}, m_pki.root());
    QVERIFY(!signedOne);
    QVERIFY(signedOne.error().message.contains("nameConstraints"));
    QVERIFY(signedOne.error().remedy.contains("keyUsage"));
}

void SigningRequestTest::boundsExtensions_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("isRead");
    QTest::newRow("many") << 100 << true;
    QTest::newRow("too many") << 101 << false;
}

void SigningRequestTest::boundsExtensions()
{
    QFETCH(const int, count);
    QFETCH(const bool, isRead);
    CertificateRequest wanted = wishes();
    wanted.mustStaple = false;
    const int usual
        = readSigningRequest(pemOf(wanted, "ec:P-256"), {})
              .map([](const SigningRequestPtr& one) {
                  return static_cast<int>(signingRequestFacts(one.get()).extensions.size());
              })
              .value_or(0);
    QVERIFY(usual > 0);
    for (int i = usual; i < count; ++i) {
        wanted.rawExtensions.append(
            {.oid = QStringLiteral("1.2.3.%1").arg(i), .value = QByteArray("\x05\x00", 2)});
    }
    const QByteArray pem = pemOf(wanted, "ec:P-256");
    const QByteArray der = runOpenSsl({"req", "-outform", "DER"}, pem).output;
    for (const QByteArray& bytes : {pem, der}) {
        const Result<SigningRequestPtr> request = readSigningRequest(bytes, "many.csr");
        QCOMPARE(request.has_value(), isRead);
        if (!isRead) {
            QCOMPARE(request.error().code, ErrorCode::InvalidInput);
            QVERIFY2(request.error().message.contains("101"), qPrintable(request.error().toLine()));
            QCOMPARE(request.error().where, QStringLiteral("many.csr"));
            QVERIFY(!readSigningRequests(bytes, "many.csr"));
        }
    }
}

void SigningRequestTest::readsEveryOne()
{
    const QByteArray one = pemOf(wishes(), "ec:P-256");
    const QByteArray other = pemOf(wishes(), "ed25519");
    const auto keys = [](const QByteArray& bytes) {
        QStringList found;
        const Result<QList<SigningRequestPtr>> requests = readSigningRequests(bytes, {});
        for (const SigningRequestPtr& request : requests.value_or(QList<SigningRequestPtr>())) {
            found.append(signingRequestFacts(request.get()).key);
        }
        return found;
    };
    QCOMPARE(keys(one), QStringList {"EC P-256"});
    QCOMPARE(keys(one + "and\n" + other), (QStringList {"EC P-256", "Ed25519"}));
    QCOMPARE(keys(runOpenSsl({"req", "-outform", "DER"}, other).output), QStringList {"Ed25519"});
    QByteArray broken = other;
    broken.replace(60, 4, "!!!!");
    QVERIFY(!readSigningRequests(one + broken, {})); // nothing is left out in silence
}

void SigningRequestTest::saysWhichRequestCannotBeRead()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath("broken.csr"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("nothing of the kind");
    file.close();
    QList<Error> faults;
    QVERIFY(PendingRequests(folder.path()).list(&faults).isEmpty());
    QCOMPARE(faults.size(), 1);
    QCOMPARE(faults.first().where, file.fileName());
    QVERIFY(PendingRequests(folder.path()).list().isEmpty());
}

void SigningRequestTest::keepsManyUnderNamesOfTheirOwn()
{
    const QTemporaryDir folder;
    const CertificateStore store = m_pki.store(folder.path()); // has "server"
    const PendingRequests requests(folder.path());
    const std::shared_ptr<EVP_PKEY> key = m_pki.server().key;
    const SigningRequestPtr request
        = *makeSigningRequest(TestPki::request(CertificateKind::Server, "shop"), key.get());
    QVERIFY(requests.add("shop", request.get(), key, {}));
    const QList<NewRequest> many {
        {.wish = "server", .request = request, .key = key},
        {.wish = {}, .request = request, .key = key, .keyPassword = SecretBytes("secret")},
        {.wish = "shop", .request = request, .key = key},
        {.wish = "never", .request = request, .key = key}};
    const RequestsAdded outcome
        = requests.addTogether(store, many, [](int done, int total) { return done < total - 1; });
    QVERIFY(outcome.cancelled);
    QVERIFY(outcome.faults.isEmpty());
    QStringList names;
    for (const PendingRequest& one : outcome.added) {
        names.append(one.name);
    }
    QCOMPARE(names, (QStringList {"server 2", "shop 2", "shop 3"}));
    QCOMPARE(requests.list().size(), 4);
    QVERIFY(requests.find("shop 2")->keyEncrypted);
}

void SigningRequestTest::completesManyAtOnce()
{
    const QTemporaryDir folder;
    CertificateStore store = m_pki.store(folder.path());
    const PendingRequests requests(folder.path());
    QHash<QByteArray, SecretBytes> passphrases;
    for (const char* name : {"plain", "kept", "locked", "late"}) {
        const std::shared_ptr<EVP_PKEY> key = generateKey("ec:P-256").value();
        const SigningRequestPtr request
            = *makeSigningRequest(TestPki::request(CertificateKind::Server, name), key.get());
        const bool isPlain = QByteArray(name) == "plain";
        QVERIFY(requests.add(name, request.get(), key, isPlain ? QByteArray() : "secret"));
        const Result<StoreEntry> added
            = store.add(name, *signRequest(request.get(), {}, {}, m_pki.root()));
        QVERIFY(added);
        if (QByteArray(name) == "kept") {
            passphrases.insert(added->facts.spkiSha256, SecretBytes("secret"));
        }
    }
    int asked = 0;
    const auto progress = [&asked](int done, int total) {
        ++asked;
        return total == 4 && done < 3;
    };
    const QList<StoreEntry> entries {*store.find("server"),
                                     *store.find("plain"),
                                     *store.find("kept"),
                                     *store.find("locked"),
                                     *store.find("late")};
    const RequestsCompleted outcome
        = requests.completeTogether(store, entries, passphrases, progress);
    QCOMPARE(asked, 4);
    QVERIFY(outcome.cancelled);
    QVERIFY(outcome.faults.isEmpty());
    QCOMPARE(outcome.completed.size(), 2);
    QCOMPARE(outcome.completed.first().name, QString("plain"));
    QVERIFY(store.find("plain")->hasPrivateKey && !store.find("plain")->keyEncrypted);
    QVERIFY(store.find("kept")->keyEncrypted);
    QCOMPARE(outcome.locked, QList {*store.find("locked")});
    QCOMPARE(outcome.waiting.size(), 2);
    QCOMPARE(requests.list().size(), 2);
}

void SigningRequestTest::keepsPendingRequests()
{
    const QTemporaryDir folder;
    const PendingRequests requests(folder.path());
    const std::shared_ptr<EVP_PKEY> key = generateKey("ec:P-256").value();
    const SigningRequestPtr request = makeSigningRequest(wishes(), key.get()).value();
    const Result<PendingRequest> added = requests.add("my shop", request.get(), key, "secret");
    QVERIFY(added);
    const QFile::Permissions others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup
        | QFile::WriteOther | QFile::ExeOwner;
    QVERIFY(!(QFileInfo(added->path).permissions() & others));
    QCOMPARE(requests.add("my shop", request.get(), key, {}).error().code,
             ErrorCode::AlreadyExists);
    QCOMPARE(requests.list().size(), 1);
    const Result<KeyMaterial> signedOne = signRequest(request.get(), {}, {}, m_pki.root());
    QList<PendingRequest> waiting = requests.list();
    const auto hash = [](const KeyMaterial& material) {
        return certificateFacts(material.certificate.get()).spkiSha256;
    };
    const std::optional<PendingRequest> found
        = PendingRequests::waitingFor(hash(*signedOne), waiting);
    QVERIFY(found);
    QCOMPARE(found->name, QString("my shop"));
    QVERIFY(found->keyEncrypted);
    QCOMPARE(PendingRequests::loadKey(*found, {}).error().code, ErrorCode::PasswordNeeded);
    QCOMPARE(PendingRequests::loadKey(*found, "wrong").error().code, ErrorCode::WrongPassword);
    const Result<std::shared_ptr<EVP_PKEY>> back = PendingRequests::loadKey(*found, "secret");
    QVERIFY(back);
    QCOMPARE(EVP_PKEY_eq(back->get(), key.get()), 1);
    QVERIFY(!PendingRequests::waitingFor(hash(m_pki.root()), waiting));
    CertificateStore store = CertificateStore::open(folder.path()).value();
    const StoreEntry entry = store.add("my shop", *signedOne).value();
    QCOMPARE(requests.complete(store, entry, waiting, "wrong").error().code,
             ErrorCode::WrongPassword);
    QList<PendingRequest> none; // the folder is not looked through for each entry
    QVERIFY(!requests.complete(store, entry, none, "secret")->hasPrivateKey);
    const Result<StoreEntry> whole = requests.complete(store, entry, waiting, "secret");
    QVERIFY(whole);
    QVERIFY(whole->hasPrivateKey && whole->keyEncrypted);
    QVERIFY(keyFits(store.load(*whole, "secret").value()));
    QCOMPARE(requests.list().size(), 0);
    QCOMPARE(waiting.size(), 0);
    QCOMPARE(requests.complete(store, *whole, waiting, {})->der, whole->der);
}

void SigningRequestTest::answersWithTheKeyClosed()
{
    Signed one(m_pki.root());
    const Result<StoreEntry> kept
        = answerWithClosedKey(one.store, "shop", one.material, one.pending);
    QVERIFY2(kept, qPrintable(kept ? QString() : kept.error().toLine()));
    QVERIFY(kept->hasPrivateKey && kept->keyEncrypted);
    QCOMPARE(kept->chain.size(), one.material.chain.size());
    QVERIFY(keyFits(one.store.load(*kept, "secret").value()));
    // The name is taken.
    QVERIFY(!answerWithClosedKey(one.store, "shop", one.material, one.pending));
}

void SigningRequestTest::answersInOneStep()
{
    Signed one(m_pki.root());
    const auto answer = [&one](const QByteArray& password) {
        return PendingRequests::answer(one.store, "shop", one.material, one.pending, password);
    };
    QCOMPARE(answer("wrong").error().code, ErrorCode::WrongPassword);
    QVERIFY(one.store.entries().isEmpty()); // and no certificate without its key
    const Result<StoreEntry> kept = answer("secret");
    QVERIFY(kept);
    QVERIFY(kept->hasPrivateKey && kept->keyEncrypted);
    QVERIFY(keyFits(one.store.load(*kept, "secret").value()));
    // What is left to do needs no password.
    QList<PendingRequest> waiting = one.requests.list();
    QCOMPARE(waiting.size(), 1);
    QCOMPARE(one.requests.complete(one.store, *kept, waiting, {})->der, kept->der);
    QVERIFY(one.requests.list().isEmpty());
}

QTEST_GUILESS_MAIN(SigningRequestTest)
#include "signing_request_test.moc"
