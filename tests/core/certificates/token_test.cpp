#include "core/certificates/certificate_store.h"
#include "core/certificates/stores/token_source.h"
#include "core/certificates/tokens/token.h"
#include "tests/support/soft_tokens.h"
#include "tests/support/test_pki.h"

#include <QtTest>

#include <openssl/provider.h>

using namespace workbench;
using namespace workbench::tests;

/// Tokens of SoftHSM: how they are named, what is on them, keys that sign there.
class TokenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsUris_data();
    void readsUris();
    void refusesUris_data();
    void refusesUris();
    void leavesPinsOut_data();
    void leavesPinsOut();
    void findsTokens();
    void keepsTokensApartAfterARestart();
    void keysKeepTheModuleRunning();
    void saysWhichModuleIsWrong_data();
    void saysWhichModuleIsWrong();
    void saysWhichTokensThereAre();
    void emptyTokenHasNoEntries();
    void showsKeysAfterThePin();
    void signsOnTheToken_data();
    void signsOnTheToken();
    void keyCannotBeWrittenOut();
    void keysWithoutIds();
    void saysWhichObjectIsMeant();
    void keyWithoutCertificate();
    void keyOfAnotherCertificate();

private:
    static QByteArray pin() { return SoftTokens::kPin; }

    static std::shared_ptr<Token> tokenOf(const QString& uri)
    {
        return Token::find(parseTokenUri(uri).value()).value();
    }

    SoftTokens m_tokens;
    TestPki m_pki;
};

/// While a token is open, SoftHSM notices no new ones: all are made before.
void TokenTest::initTestCase()
{
    for (const char* label : {"Twin",
                              "Twin",
                              "First",
                              "Second",
                              "Signer",
                              "Empty",
                              "Shop",
                              "Signing RSA",
                              "Signing EC",
                              "Kept",
                              "Without ids",
                              "Several",
                              "Lonely",
                              "Mixed"}) {
        m_tokens.makeToken(QString::fromLatin1(label));
    }
}

void TokenTest::readsUris_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<TokenUri>("uri");
    QTest::addColumn<QString>("written");
    QTest::newRow("any token") << "pkcs11:" << TokenUri {} << "pkcs11:";
    QTest::newRow("label") << "pkcs11:token=Shop%20token" << TokenUri {.token = "Shop token"}
                           << "pkcs11:token=Shop%20token";
    QTest::newRow("letters of others")
        << "pkcs11:token=T%C3%BCr" << TokenUri {.token = "Tür"} << "pkcs11:token=T%C3%BCr";
    QTest::newRow("an object, its type unimportant")
        << "PKCS11:id=%01%a2;object=shop;serial=17;type=private"
        << TokenUri {.serial = "17", .object = "shop", .id = "\x01\xa2"}
        << "pkcs11:serial=17;id=%01%A2;object=shop";
    QTest::newRow("module") << "pkcs11:token=a?module-path=/usr/lib/x.so&module-name=x"
                            << TokenUri {.module = "/usr/lib/x.so", .moduleName = "x", .token = "a"}
                            << "pkcs11:token=a?module-name=x&module-path=%2Fusr%2Flib%2Fx.so";
}

void TokenTest::readsUris()
{
    QFETCH(QString, text);
    QFETCH(TokenUri, uri);
    QVERIFY(isTokenUri(text));
    const Result<TokenUri> read = parseTokenUri(text);
    QVERIFY(read);
    QVERIFY(*read == uri);
    QTEST(toText(*read), "written");
    QCOMPARE(parseTokenUri(toText(*read)).value(), uri);
}

void TokenTest::refusesUris_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("file") << "/etc/ssl/cert.pem";
    QTest::newRow("bad percent") << "pkcs11:token=%zz";
    QTest::newRow("unknown attribute") << "pkcs11:tokken=a";
    QTest::newRow("slot") << "pkcs11:token=a;slot-id=7";
    QTest::newRow("slot's text") << "pkcs11:token=a;slot-description=left";
    QTest::newRow("slot's maker") << "pkcs11:token=a;slot-manufacturer=ACME";
    QTest::newRow("library's text") << "pkcs11:token=a;library-description=x";
    QTest::newRow("library's maker") << "pkcs11:token=a;library-manufacturer=ACME";
    QTest::newRow("library's version") << "pkcs11:token=a;library-version=2.3";
    QTest::newRow("PIN in it") << "pkcs11:token=a?pin-value=secret-4321";
    QTest::newRow("PIN from a file") << "pkcs11:token=a?pin-source=file:/secret-4321";
}

void TokenTest::refusesUris()
{
    QFETCH(QString, text);
    const Result<TokenUri> read = parseTokenUri(text);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    QVERIFY(!read.error().remedy.isEmpty());
    QVERIFY(!read.error().toLine().contains("secret-4321"));
    if (isTokenUri(text)) {
        QVERIFY(!openSource(text));
    }
}

void TokenTest::leavesPinsOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* name, const char* text, const char* shown) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(shown);
    };
    row("no token", "C:/shop;pin-value=x.pem", "C:/shop;pin-value=x.pem");
    row("no PIN",
        "PKCS11:type=cert;token=a?module-name=x",
        "PKCS11:type=cert;token=a?module-name=x");
    row("query", "pkcs11:token=a?pin-value=secret-4321", "pkcs11:token=a");
    row("path", "pkcs11:token=a;pin-value=secret-4321;object=b", "pkcs11:token=a;object=b");
    row("blank", "pkcs11:token=a? pin-value=secret-4321", "pkcs11:token=a");
    row("source",
        "pkcs11:token=a?pin-source=file:/secret-4321&module-name=x",
        "pkcs11:token=a?module-name=x");
    row("not known", "pkcs11:token=a?PIN-VALUE=secret-4321", "pkcs11:");
    row("damaged", "pkcs11:token=%zz;pin-value=secret-4321", "pkcs11:");
}

void TokenTest::leavesPinsOut()
{
    QFETCH(QString, text);
    QTEST(withoutPin(text), "shown");
}

void TokenTest::findsTokens()
{
    const auto find = [] { return Token::find(parseTokenUri(SoftTokens::uri("Found")).value()); };
    QVERIFY(!find());
    m_tokens.makeToken("Found"); // meanwhile, by another program
    QVERIFY(find());
    const Result<QList<TokenFacts>> tokens = findTokens(SoftTokens::module(), nullptr);
    QVERIFY2(tokens, qPrintable(tokens ? QString() : tokens.error().toLine()));
    const auto found = std::find_if(tokens->begin(), tokens->end(), [](const TokenFacts& facts) {
        return facts.label == QString("Found");
    });
    QVERIFY(found != tokens->end());
    QVERIFY(found->needsPin);
    QVERIFY(!found->hasPinPad);
    QCOMPARE(found->manufacturer, QString("SoftHSM project"));
    QCOMPARE(found->tries, PinTries::Enough);
    QCOMPARE(tokenOf(toText(found->uri))->facts().serial, found->serial);
}

/// SoftHSM counts its sessions from one again.
void TokenTest::keepsTokensApartAfterARestart()
{
    m_tokens.write("First", "01", "one", {.certificate = m_pki.server().certificate});
    m_tokens.write("Second", "02", "other", {.certificate = m_pki.client().certificate});
    const auto first = tokenOf(SoftTokens::uri("First"));
    const auto second = tokenOf(SoftTokens::uri("Second"));
    QVERIFY(first->contents());
    QVERIFY(findTokens(SoftTokens::module(), nullptr)); // none is open: the module is restarted
    QVERIFY(second->open(pin()));
    const Result<TokenContents> contents = first->contents();
    QVERIFY2(contents, qPrintable(contents ? QString() : contents.error().toLine()));
    QCOMPARE(contents->certificates.size(), 1);
    QCOMPARE(contents->certificates.first().label, QString("one"));
    QVERIFY(!contents->isComplete);
    const Result<void> opened = first->open({});
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::PasswordNeeded);
    QCOMPARE(second->contents()->certificates.first().label, QString("other"));
    SoftTokens::logOut("Second");
    QVERIFY(!second->open({}));
}

/// A server signs with a key of the token, and somebody gives no PIN where one is asked for again.
void TokenTest::keysKeepTheModuleRunning()
{
    m_tokens.write("Signer", "01", "signer", m_pki.server());
    const auto token = tokenOf(SoftTokens::uri("Signer"));
    const QString uri = SoftTokens::uri("Signer", ";object=signer");
    const Result<KeyMaterial> signer = loadFromToken(uri, pin());
    QVERIFY2(signer, qPrintable(signer ? QString() : signer.error().toLine()));
    SoftTokens::logOut("Signer");
    QVERIFY(!token->open({}));
    QVERIFY(!isTokenOpen(parseTokenUri(uri).value()));
    m_tokens.makeToken("Late");
    QVERIFY(findTokens(SoftTokens::module(), nullptr));
    const auto late = Token::find(parseTokenUri(SoftTokens::uri("Late")).value());
    QVERIFY(!late); // it would have been found by a module that was restarted
    QCOMPARE(late.error().code, ErrorCode::NotFound);
}

void TokenTest::saysWhichModuleIsWrong_data()
{
    QTest::addColumn<QString>("module");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("not there") << "/nowhere/module.so" << ErrorCode::NotFound;
    QTest::newRow("no library") << "/etc/passwd" << ErrorCode::NotSupported;
}

void TokenTest::saysWhichModuleIsWrong()
{
    QFETCH(QString, module);
    const Result<QList<TokenFacts>> tokens = findTokens(module, nullptr);
    QVERIFY(!tokens);
    QTEST(tokens.error().code, "code");
    QCOMPARE(tokens.error().where, module);
    QVERIFY(tokens.error().remedy.contains("softhsm2"));
}

void TokenTest::saysWhichTokensThereAre()
{
    const auto find = [](const QString& uri) { return Token::find(parseTokenUri(uri).value()); };
    const auto missing = find(SoftTokens::uri("Nobody"));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(missing.error().message.contains("“Empty”"));
    const auto both = find(SoftTokens::uri("Twin"));
    QVERIFY(!both);
    QCOMPARE(both.error().code, ErrorCode::InvalidInput);
    QVERIFY(both.error().remedy.contains("serial"));
}

void TokenTest::emptyTokenHasNoEntries()
{
    QList<Error> faults;
    const CertificateSourcePtr source = openSource(SoftTokens::uri("Empty"), pin()).value();
    QCOMPARE(source->kind(), SourceKind::Token);
    QCOMPARE(source->name(), QString("Empty"));
    const Result<QList<StoreEntry>> entries = readAll(*source, &faults);
    QVERIFY2(entries, qPrintable(entries ? QString() : entries.error().toLine()));
    QVERIFY(entries->isEmpty());
    QVERIFY(faults.isEmpty());
    const Result<KeyMaterial> none = loadFromToken(SoftTokens::uri("Empty"), pin());
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
}

void TokenTest::showsKeysAfterThePin()
{
    const KeyMaterial server = m_pki.server();
    m_tokens.write("Shop", "01", "shop", server);
    m_tokens.write("Shop", "02", "issuer", {.certificate = m_pki.intermediate().certificate});
    const auto read = [](const QByteArray& given, QList<Error>& faults) {
        return readAll(*openSource(SoftTokens::uri("Shop"), given).value(), &faults);
    };
    QList<Error> faults;
    const Result<QList<StoreEntry>> before = read({}, faults);
    QVERIFY2(before, qPrintable(before ? QString() : before.error().toLine()));
    QCOMPARE(before->size(), 2);
    QCOMPARE(faults.size(), 1);
    QCOMPARE(faults.first().code, ErrorCode::PasswordNeeded);
    QVERIFY(before->last().hasPrivateKey); // its public key lies beside it
    QVERIFY(before->last().keyEncrypted);
    QVERIFY(!isTokenOpen(parseTokenUri(SoftTokens::uri("Shop")).value()));

    const Result<KeyMaterial> locked = loadFromToken(before->last().path, {});
    QVERIFY(!locked);
    QCOMPARE(locked.error().code, ErrorCode::PasswordNeeded);
    const Result<KeyMaterial> wrong = loadFromToken(before->last().path, "9999");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::WrongPassword);
    QVERIFY(!wrong.error().toLine().contains("9999"));

    faults.clear();
    const Result<QList<StoreEntry>> after = read(pin(), faults);
    QVERIFY2(after, qPrintable(after ? QString() : after.error().toLine()));
    QVERIFY(faults.isEmpty());
    QVERIFY(isTokenOpen(parseTokenUri(SoftTokens::uri("Shop")).value()));
    const StoreEntry& issuer = after->first();
    const StoreEntry& shop = after->last();
    QCOMPARE(issuer.name, QString("issuer"));
    QVERIFY(!issuer.hasPrivateKey);
    QCOMPARE(shop.name, QString("shop"));
    QVERIFY(shop.hasPrivateKey && shop.keyOnToken && !shop.keyEncrypted);
    QCOMPARE(shop.facts, certificateFacts(server.certificate.get()));
    QCOMPARE(shop.chain, QList<QByteArray> {toDer(m_pki.intermediate().certificate.get())});
    QVERIFY(isTokenUri(shop.path));
    QCOMPARE(parseTokenUri(shop.path)->id, QByteArray("\x01"));
}

void TokenTest::signsOnTheToken_data()
{
    QTest::addColumn<QString>("key");
    QTest::newRow("RSA") << "rsa:2048";
    QTest::newRow("EC") << "ec:P-256";
}

void TokenTest::signsOnTheToken()
{
    QFETCH(QString, key);
    const QString token = QString("Signing %1").arg(QTest::currentDataTag());
    const KeyMaterial server = m_pki.server(TestPki::localNames(), key);
    m_tokens.write(token, "a1", "server", server);
    const Result<KeyMaterial> loaded
        = loadFromToken(SoftTokens::uri(token, ";object=server"), pin());
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().toLine()));
    QVERIFY(loaded->keyOnToken);
    QVERIFY(loaded->name.isEmpty()); // reports would name an entry of the store
    QVERIFY(keyFits(*loaded));

    // Signed there, verified with the public key of the certificate here.
    using DigestPtr = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
    const auto* message = reinterpret_cast<const unsigned char*>("message");
    QByteArray signature(1024, '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(signature.data());
    auto length = static_cast<std::size_t>(signature.size());
    const DigestPtr signing(EVP_MD_CTX_new());
    QCOMPARE(EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, loaded->key.get()),
             1);
    QCOMPARE(EVP_DigestSign(signing.get(), bytes, &length, message, 7), 1);
    const DigestPtr verifying(EVP_MD_CTX_new());
    EVP_PKEY* own = X509_get0_pubkey(server.certificate.get());
    QCOMPARE(EVP_DigestVerifyInit(verifying.get(), nullptr, EVP_sha256(), nullptr, own), 1);
    QCOMPARE(EVP_DigestVerify(verifying.get(), bytes, length, message, 7), 1);
    // Where it is at hand for everybody, OpenSSL takes the token's provider for other keys too.
    QCOMPARE(OSSL_PROVIDER_available(nullptr, "pkcs11"), 0);
}

void TokenTest::keyCannotBeWrittenOut()
{
    m_tokens.write("Kept", "01", "kept", m_pki.server());
    const Result<KeyMaterial> loaded = loadFromToken(SoftTokens::uri("Kept"), pin());
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().toLine()));
    const Result<QByteArray> pem = toPem(*loaded);
    QVERIFY(!pem);
    QCOMPARE(pem.error().code, ErrorCode::NotSupported);
}

/// Some programs write none; then the label says what belongs together. RSA: OpenSSL's engine looks
/// for the public half of an EC key by its id alone.
void TokenTest::keysWithoutIds()
{
    for (const char* label : {"one", "other"}) {
        m_tokens.write("Without ids", {}, label, m_pki.server(TestPki::localNames(), "rsa:2048"));
    }
    m_tokens.write("Without ids", {}, "alone", {.certificate = m_pki.root().certificate});
    const QString uri = SoftTokens::uri("Without ids");
    for (const char* label : {"one", "other"}) {
        const Result<KeyMaterial> loaded = loadFromToken(
            SoftTokens::uri("Without ids", QString(";object=%1").arg(label)), pin());
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().toLine()));
    }
    const Result<QList<StoreEntry>> entries = readAll(*openSource(uri, pin()).value(), nullptr);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 3);
    for (const StoreEntry& entry : *entries) {
        QCOMPARE(entry.hasPrivateKey, entry.name != QString("alone"));
    }
}

void TokenTest::saysWhichObjectIsMeant()
{
    m_tokens.write("Several", "01", "one", m_pki.server());
    m_tokens.write("Several", "02", "two", m_pki.client());
    const auto load = [](const QString& rest) {
        return loadFromToken(SoftTokens::uri("Several", rest), pin());
    };
    const Result<KeyMaterial> several = load({});
    QVERIFY(!several);
    QCOMPARE(several.error().code, ErrorCode::InvalidInput);
    QVERIFY(several.error().message.contains("“one”") && several.error().message.contains("“two”"));
    QVERIFY(load(";object=one"));
    QVERIFY(load(";id=%02;type=private"));
    const Result<KeyMaterial> none = load(";object=three");
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
}

void TokenTest::keyWithoutCertificate()
{
    m_tokens.write("Lonely", "0a", "lonely", {.key = m_pki.server().key});
    QList<Error> faults;
    const Result<QList<StoreEntry>> entries
        = readAll(*openSource(SoftTokens::uri("Lonely"), pin()).value(), &faults);
    QVERIFY2(entries, qPrintable(entries ? QString() : entries.error().toLine()));
    QVERIFY(entries->isEmpty());
    QCOMPARE(faults.size(), 1);
    const Result<KeyMaterial> loaded = loadFromToken(SoftTokens::uri("Lonely", ";id=%0a"), pin());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error(), faults.first());
    QVERIFY(loaded.error().message.contains("“lonely”"));
    QVERIFY(loaded.error().remedy.contains("--id 0a"));
}

void TokenTest::keyOfAnotherCertificate()
{
    m_tokens.write("Mixed",
                   "01",
                   "mixed",
                   {.certificate = m_pki.client().certificate, .key = m_pki.server().key});
    const Result<KeyMaterial> loaded = loadFromToken(SoftTokens::uri("Mixed"), pin());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::KeyMismatch);
}

QTEST_GUILESS_MAIN(TokenTest)
#include "token_test.moc"
