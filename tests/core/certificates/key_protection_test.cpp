#include "core/base/atomic_file.h"
#include "core/certificates/key_protection.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace workbench {

using tests::CommandResult;
using tests::runOpenSsl;
using tests::TestPki;

/// Passphrases of entries: set, changed and removed, and keys that other tools encrypted.
class KeyProtectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void setsChangesAndRemoves_data();
    void setsChangesAndRemoves();
    void otherToolsReadIt();
    void certificatesStayByteByByte();
    void refuses_data();
    void refuses();
    void keysOfOpenSslAreUsed_data();
    void keysOfOpenSslAreUsed();

private:
    QByteArray content() const { return readFile(entry().path, 1 << 20).value_or(QByteArray()); }

    StoreEntry entry() const
    {
        return m_store->find(QStringLiteral("server")).value_or(StoreEntry {});
    }

    Result<StoreEntry> protect(const QByteArray& before, const QByteArray& after)
    {
        return protectKey(*m_store, QStringLiteral("server"), before, after);
    }

    TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::optional<CertificateStore> m_store;
};

void KeyProtectionTest::init()
{
    m_folder.emplace();
    m_store = m_pki.store(m_folder->path());
}

void KeyProtectionTest::setsChangesAndRemoves_data()
{
    QTest::addColumn<QString>("key");
    for (const char* key : {"ec:P-256", "rsa:2048", "ed25519"}) {
        QTest::newRow(key) << QString::fromLatin1(key);
    }
}

void KeyProtectionTest::setsChangesAndRemoves()
{
    QFETCH(const QString, key);
    const KeyMaterial material = m_pki.server(TestPki::localNames(), key);
    QVERIFY(m_store->replace(QStringLiteral("server"), material));
    QVERIFY(!entry().keyEncrypted);

    const Result<StoreEntry> locked = protect({}, "first phrase");
    QVERIFY(locked);
    QVERIFY(locked->keyEncrypted && locked->hasPrivateKey);
    QCOMPARE(QFile::permissions(locked->path) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    QVERIFY(content().contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    QVERIFY(!content().contains("-----BEGIN PRIVATE KEY-----"));
    QCOMPARE(m_store->load(entry()).error().code, ErrorCode::PasswordNeeded);
    QVERIFY(keyFits(*m_store->load(entry(), "first phrase")));

    QVERIFY(protect("first phrase", "zweite Päßphrase"));
    QCOMPARE(m_store->load(entry(), "first phrase").error().code, ErrorCode::WrongPassword);
    QVERIFY(keyFits(*m_store->load(entry(), "zweite Päßphrase")));

    const Result<StoreEntry> open = protect("zweite Päßphrase", {});
    QVERIFY(open);
    QVERIFY(!open->keyEncrypted);
    QVERIFY(keyFits(*m_store->load(entry())));
    // What another program finds in the folder is the same.
    QCOMPARE(CertificateStore::open(m_folder->path())->find(QStringLiteral("server"))->keyEncrypted,
             false);
}

void KeyProtectionTest::otherToolsReadIt()
{
    QVERIFY(protect({}, "open sesame"));
    const CommandResult read
        = runOpenSsl({"pkey", "-in", entry().path, "-passin", "pass:open sesame", "-pubout"});
    QVERIFY2(read.worked(), read.errors.constData());
    QCOMPARE(read.output, runOpenSsl({"x509", "-in", entry().path, "-noout", "-pubkey"}).output);
    QVERIFY(!runOpenSsl({"pkey", "-in", entry().path, "-passin", "pass:Open sesame"}).worked());
    // How it is encrypted: PBES2 with PBKDF2, SHA-256 and AES-256, and not OpenSSL's few rounds.
    const QByteArray file = content();
    const qsizetype key = file.indexOf("-----BEGIN ENCRYPTED");
    const QString structure = runOpenSsl({"asn1parse"}, file.sliced(key)).text();
    for (const char* part : {"PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", ":0186A0"}) {
        QVERIFY2(structure.contains(QLatin1String(part)), qPrintable(structure));
    }
}

void KeyProtectionTest::certificatesStayByteByByte()
{
    // As other tools write files: words around, the key in front, the chain not in order.
    const KeyMaterial material = *m_store->load(entry());
    const QByteArray before = "what it is\n" + *keyPem(material) + "between\n"
        + certificatePem(material, true) + "behind\n";
    QVERIFY(m_store->rewrite(QStringLiteral("server"), before));
    QVERIFY(protect({}, "phrase"));
    const QByteArray locked = content();
    QVERIFY(locked.startsWith("what it is\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    QVERIFY(locked.endsWith("between\n" + certificatePem(material, true) + "behind\n"));
    QVERIFY(protect("phrase", {}));
    QCOMPARE(content(), before);
}

void KeyProtectionTest::refuses_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("no passphrase")
        << QByteArray() << QByteArray("new") << ErrorCode::PasswordNeeded;
    QTest::newRow("a wrong one") << QByteArray("mistyped") << QByteArray("new")
                                 << ErrorCode::WrongPassword;
    QTest::newRow("one that is too long")
        << QByteArray("old") << QByteArray(1024, 'x') << ErrorCode::InvalidInput;
}

void KeyProtectionTest::refuses()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QVERIFY(protect({}, "old"));
    const QByteArray file = content();
    const Result<StoreEntry> refused = protect(before, after);
    QVERIFY(!refused);
    QTEST(refused.error().code, "code");
    QVERIFY(!refused.error().toLine().contains(QLatin1String("mistyped")));
    QCOMPARE(content(), file);
}

void KeyProtectionTest::keysOfOpenSslAreUsed_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("AES-256") << QStringList {"-v2", "aes-256-cbc"};
    QTest::newRow("AES-128") << QStringList {"-v2", "aes-128-cbc"};
    QTest::newRow("scrypt") << QStringList {"-scrypt"};
    QTest::newRow("many rounds of PBKDF2") << QStringList {"-v2", "aes-256-cbc", "-iter", "50000"};
    QTest::newRow("SHA-512") << QStringList {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"};
    QTest::newRow("3DES in PBES2") << QStringList {"-v2", "des3"};
    QTest::newRow("3DES of PKCS#12") << QStringList {"-v1", "PBE-SHA1-3DES"};
    QTest::newRow("DES of PBES1") << QStringList {
        "-v1", "PBE-MD5-DES", "-provider", "legacy", "-provider", "default"};
}

/// Such a key in the folder is an entry like any other.
void KeyProtectionTest::keysOfOpenSslAreUsed()
{
    QFETCH(const QStringList, options);
    const KeyMaterial material = *m_store->load(entry());
    const CommandResult key = runOpenSsl(
        QStringList {"pkcs8", "-topk8", "-passout", "pass:theirs"} + options, *keyPem(material));
    QVERIFY2(key.worked(), key.errors.constData());
    QVERIFY(writeFileAtomically(entry().path, certificatePem(material, true) + key.output));
    QVERIFY(m_store->reload());
    QVERIFY(entry().keyEncrypted);
    QVERIFY(keyFits(*m_store->load(entry(), "theirs")));
    QVERIFY(protect("theirs", "ours"));
    QVERIFY(keyFits(*m_store->load(entry(), "ours")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::KeyProtectionTest)
#include "key_protection_test.moc"
