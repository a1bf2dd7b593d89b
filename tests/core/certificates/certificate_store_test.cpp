#include "core/base/hex.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_store.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace workbench;
using namespace workbench::tests;

namespace {

CertificateStore opened(const QString& folder)
{
    const Result<CertificateStore> store = CertificateStore::open(folder);
    if (!store) {
        qFatal("%s", qPrintable(store.error().toLine()));
    }
    return *store;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class CertificateStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void makesTheFolderForItsOwnerOnly();
    void keepsWhatWasAdded();
    void keepsIssuersThatAreNoCa();
    void writesFilesThatOtherToolsRead();
    void keepsNamesThatDifferOnlyInCase();
    void refusesToAdd_data();
    void refusesToAdd();
    void refusesTheSameTwice();
    void doesNotOverwriteOtherPrograms();
    void needsThePasswordOfAKey();
    void finds_data();
    void finds();
    void findsNothing_data();
    void findsNothing();
    void prefersNamesToHashes();
    void searches_data();
    void searches();
    void renames();
    void removesAndRestores();
    void replacesKeys();
    void tellsKinds();
    void findsFreeNames();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void CertificateStoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void CertificateStoreTest::makesTheFolderForItsOwnerOnly()
{
    const QString folder = path("a/b/store");
    const CertificateStore store = opened(folder);
    QCOMPARE(store.folder(), folder);
    QVERIFY(store.entries().isEmpty());

    struct stat status
    { };

    QCOMPARE(::stat(qPrintable(folder), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
}

void CertificateStoreTest::keepsWhatWasAdded()
{
    const KeyMaterial server = m_pki.server();
    CertificateStore store = opened(m_folder->path());
    const Result<StoreEntry> added = store.add(" shop ", server);
    QVERIFY2(added, qPrintable(added ? QString() : added.error().toLine()));
    QCOMPARE(added->name, QString("shop"));
    QCOMPARE(added->path, path("shop.pem"));
    QVERIFY(store.add("Another", m_pki.client()));
    const CertificateStore again = opened(m_folder->path());
    for (const CertificateStore& one : {store, again}) {
        QCOMPARE(one.entries().size(), 2);
        QCOMPARE(one.entries().at(0).name, QString("Another"));
        const StoreEntry& entry = one.entries().at(1);
        QCOMPARE(entry.name, QString("shop"));
        QCOMPARE(entry.der, toDer(server.certificate.get()));
        QCOMPARE(entry.facts, certificateFacts(server.certificate.get()));
        QCOMPARE(entry.chain.size(), 1);
        QVERIFY(entry.hasPrivateKey);
        QVERIFY(!entry.keyEncrypted);
        QCOMPARE(one.faults().size(), 0);
    }
    const Result<KeyMaterial> loaded = again.load(again.entries().at(1));
    QVERIFY(loaded);
    QVERIFY(keyFits(*loaded));
    QCOMPARE(loaded->chain.size(), 1);
}

/// What signed it belongs to its chain, even where it should never have done so: servers are to
/// send it, and the check is to say what is wrong with it.
void CertificateStoreTest::keepsIssuersThatAreNoCa()
{
    const KeyMaterial wrong = m_pki.serverOfServer();
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("wrong", wrong));
    for (const CertificateStore& one : {store, opened(m_folder->path())}) {
        const StoreEntry entry = one.entries().first();
        QCOMPARE(entry.chain.size(), wrong.chain.size());
        QCOMPARE(entry.chain.first(), toDer(wrong.chain.first().get()));
        QCOMPARE(one.load(entry)->chain.size(), wrong.chain.size());
    }
}

void CertificateStoreTest::writesFilesThatOtherToolsRead()
{
    const CertificateStore store = m_pki.store(m_folder->path());
    const QString file = path("server.pem");

    struct stat status
    { };

    QCOMPARE(::stat(qPrintable(file), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0600U);
    QVERIFY(runOpenSsl({"x509", "-noout", "-in", file}).worked());
    QVERIFY(runOpenSsl({"pkey", "-noout", "-check", "-in", file}).worked());
    const CommandResult verified = runOpenSsl(
        {"verify", "-CAfile", path("root.pem"), "-untrusted", file, "-purpose", "sslserver", file});
    QVERIFY2(verified.worked(), verified.errors.constData());
    QCOMPARE(store.entries().size(), 4);
}

void CertificateStoreTest::keepsNamesThatDifferOnlyInCase()
{
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("Shop", m_pki.server()));
    QVERIFY(store.add("shop", m_pki.server()));
    QVERIFY(store.add("a/b:c", m_pki.server()));
    QSet<QString> folded;
    const QStringList files = QDir(m_folder->path()).entryList(QDir::Files);
    for (const QString& file : files) {
        folded.insert(file.toLower());
    }
    QCOMPARE(folded.size(), 3);
    const CertificateStore again = opened(m_folder->path());
    QVERIFY(again.find("Shop"));
    QVERIFY(again.find("shop"));
    QVERIFY(again.find("a/b:c"));
    QVERIFY(again.find("Shop")->der != again.find("shop")->der);
}

void CertificateStoreTest::refusesToAdd_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("spoil");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("no name") << " " << 0 << ErrorCode::InvalidInput;
    QTest::newRow("control character") << "a\tb" << 0 << ErrorCode::InvalidInput;
    QTest::newRow("overlong name") << QString(300, 'x') << 0 << ErrorCode::InvalidInput;
    QTest::newRow("taken name") << "shop" << 0 << ErrorCode::AlreadyExists;
    QTest::newRow("foreign key") << "new" << 1 << ErrorCode::KeyMismatch;
    QTest::newRow("key only") << "new" << 2 << ErrorCode::InvalidInput;
}

void CertificateStoreTest::refusesToAdd()
{
    QFETCH(const QString, name);
    QFETCH(const int, spoil);
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("shop", m_pki.server()));
    const QByteArray before = contentOf(path("shop.pem"));
    KeyMaterial material = m_pki.server();
    if (spoil == 1) {
        material.key = m_pki.root().key;
    }
    if (spoil == 2) {
        material.certificate.reset();
    }
    const Result<StoreEntry> added = store.add(name, material);
    QVERIFY(!added);
    QTEST(added.error().code, "code");
    QVERIFY(!added.error().message.isEmpty());
    QCOMPARE(store.entries().size(), 1);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden),
             QStringList {"shop.pem"});
    QCOMPARE(contentOf(path("shop.pem")), before);
}

void CertificateStoreTest::refusesTheSameTwice()
{
    CertificateStore store = opened(m_folder->path());
    const KeyMaterial server = m_pki.server();
    QVERIFY(store.add("shop", server));
    const Result<StoreEntry> again = store.add("copy", server);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QVERIFY(again.error().message.contains("shop"));
}

void CertificateStoreTest::doesNotOverwriteOtherPrograms()
{
    CertificateStore store = opened(m_folder->path());
    CertificateStore other = opened(m_folder->path());
    QVERIFY(other.add("shop", m_pki.server()));
    const QByteArray theirs = contentOf(path("shop.pem"));
    // The store does not know of the entry yet; the file must survive all the same.
    const Result<StoreEntry> added = store.add("shop", m_pki.server());
    QVERIFY(added || added.error().code == ErrorCode::AlreadyExists);
    QCOMPARE(contentOf(path("shop.pem")), theirs);
    QVERIFY(store.reload());
    QVERIFY(store.find("shop"));
    QCOMPARE(store.find("shop")->der, other.find("shop")->der);
}

void CertificateStoreTest::needsThePasswordOfAKey()
{
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("shop", m_pki.server(), "sesame"));
    const Result<StoreEntry> entry = opened(m_folder->path()).find("shop");
    QVERIFY(entry && entry->keyEncrypted && entry->hasPrivateKey);
    QVERIFY(store.load(*entry, "sesame"));
    const Result<KeyMaterial> none = store.load(*entry);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::PasswordNeeded);
    QVERIFY(none.error().message.contains("shop"));
    const Result<KeyMaterial> wrong = store.load(*entry, "Sesame");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::WrongPassword);
    QVERIFY(!wrong.error().toLine().contains("Sesame"));
}

void CertificateStoreTest::finds_data()
{
    QTest::addColumn<QString>("pattern"); // 1: SHA-1, 2: SHA-256 in lower case
    QTest::addColumn<CertificateLookup>("lookup");
    const auto either = CertificateLookup::NameThenHash;
    QTest::newRow("row 9: name") << "server" << either;
    QTest::newRow("row 9: name forced") << "server" << CertificateLookup::Name;
    QTest::newRow("row 9: SHA-1") << "%1" << either;
    QTest::newRow("row 9: SHA-256") << "%2" << either;
    QTest::newRow("row 9: hash forced") << "%1" << CertificateLookup::Hash;
    QTest::newRow("row 9: upper case") << "upper %1" << either;
    QTest::newRow("row 9: colons") << "colons %2" << either;
    QTest::newRow("row 9: spaces") << "spaces %1" << either;
    QTest::newRow("row 9: Windows dialog") << "windows %1" << either;
}

void CertificateStoreTest::finds()
{
    QFETCH(const QString, pattern);
    QFETCH(const CertificateLookup, lookup);
    const CertificateStore store = m_pki.store(m_folder->path());
    const CertificateFacts facts = store.find("server")->facts;
    QString id = pattern;
    id.replace("%1", toHex(facts.sha1)).replace("%2", toHex(facts.sha256));
    const auto separated = [&id](const QString& separator) {
        const QString digits = id.section(' ', 1);
        QStringList bytes;
        for (qsizetype i = 0; i < digits.size(); i += 2) {
            bytes.append(digits.mid(i, 2));
        }
        return bytes.join(separator);
    };
    if (id.startsWith("upper")) {
        id = id.section(' ', 1).toUpper();
    } else if (id.startsWith("colons")) {
        id = separated(":").toUpper();
    } else if (id.startsWith("spaces")) {
        id = separated(" ");
    } else if (id.startsWith("windows")) {
        id = QChar(0x200e) + separated(" ");
    }
    const Result<StoreEntry> found = store.find(id, lookup);
    QVERIFY2(found, qPrintable(id));
    QCOMPARE(found->name, QString("server"));
}

void CertificateStoreTest::findsNothing_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<CertificateLookup>("lookup");
    QTest::addColumn<QString>("mentions");
    const auto either = CertificateLookup::NameThenHash;
    QTest::newRow("unknown name") << "nobody" << either << "nobody";
    QTest::newRow("row 9: other case") << "SERVER" << either << QString::fromUtf8("“server”");
    QTest::newRow("unknown hash") << QString(40, 'a') << either << QString(40, 'a');
    QTest::newRow("row 9: name where a hash is asked")
        << "server" << CertificateLookup::Hash << "40";
    QTest::newRow("row 9: hash where a name is asked")
        << "%1" << CertificateLookup::Name << QString::fromUtf8("“server”");
    QTest::newRow("part of a hash") << "%1-" << either << "";
    QTest::newRow("empty") << "" << either << "";
}

void CertificateStoreTest::findsNothing()
{
    QFETCH(QString, id);
    QFETCH(const CertificateLookup, lookup);
    QFETCH(const QString, mentions);
    const CertificateStore store = m_pki.store(m_folder->path());
    const QString sha1 = toHex(store.find("server")->facts.sha1);
    id.replace("%1-", sha1.left(39)).replace("%1", sha1);
    const Result<StoreEntry> found = store.find(id, lookup);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::NotFound);
    QVERIFY2(found.error().toLine().contains(mentions), qPrintable(found.error().toLine()));
}

void CertificateStoreTest::prefersNamesToHashes()
{
    CertificateStore store = m_pki.store(m_folder->path());
    const QString hashOfServer = toHex(store.find("server")->facts.sha1);
    QVERIFY(store.add(hashOfServer, m_pki.client("trap")));
    QCOMPARE(store.find(hashOfServer)->facts.commonName, QString("trap"));
    QCOMPARE(store.find(hashOfServer, CertificateLookup::Name)->facts.commonName, QString("trap"));
    QCOMPARE(store.find(hashOfServer, CertificateLookup::Hash)->name, QString("server"));
}

void CertificateStoreTest::searches_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("everything") << " " << QStringList {"client", "intermediate", "root", "server"};
    QTest::newRow("name") << "SERV" << QStringList {"server"};
    QTest::newRow("SAN") << "127.0.0.1" << QStringList {"server"};
    QTest::newRow("subject") << "test root" << QStringList {"intermediate", "root"};
    QTest::newRow("issuer") << "Test Intermediate"
                            << QStringList {"client", "intermediate", "server"};
    QTest::newRow("serial") << "serial" << QStringList {"server"};
    QTest::newRow("serial in decimal") << "decimal" << QStringList {"server"};
    QTest::newRow("part of the hash") << "hash" << QStringList {"server"};
    QTest::newRow("SPKI hash") << "spki" << QStringList {"server"};
    QTest::newRow("nothing") << "no such thing" << QStringList {};
}

void CertificateStoreTest::searches()
{
    QFETCH(QString, query);
    const CertificateStore store = m_pki.store(m_folder->path());
    const StoreEntry server = *store.find("server");
    if (query == "serial") {
        query = server.facts.serial.toUpper();
    } else if (query == "hash") {
        query = QChar(0x200e) + toFingerprint(server.facts.sha256).mid(12, 30);
    } else if (query == "spki") {
        query = toFingerprint(server.facts.spkiSha256);
    } else if (query == "decimal") {
        BIGNUM* number = nullptr;
        BN_hex2bn(&number, qPrintable(server.facts.serial));
        char* text = BN_bn2dec(number);
        query = QString::fromLatin1(text);
        OPENSSL_free(text);
        BN_free(number);
    }
    QStringList names;
    const QList<StoreEntry> found = store.search(query);
    for (const StoreEntry& entry : found) {
        names.append(entry.name);
    }
    QTEST(names, "names");
}

void CertificateStoreTest::renames()
{
    CertificateStore store = m_pki.store(m_folder->path());
    QVERIFY(store.rename("server", "My Shop/1"));
    QVERIFY(!store.find("server"));
    QVERIFY(store.load(*store.find("My Shop/1")));
    QVERIFY(store.rename("My Shop/1", "MY SHOP/1"));
    QVERIFY(store.rename("MY SHOP/1", "MY SHOP/1"));
    const Result<void> taken = store.rename("MY SHOP/1", "client");
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, ErrorCode::AlreadyExists);
    const Result<void> unknown = store.rename("nobody", "x");
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QVERIFY(!store.rename("client", ""));
    const CertificateStore again = opened(m_folder->path());
    QCOMPARE(again.entries().size(), 4);
    QVERIFY(again.find("MY SHOP/1"));
    QVERIFY(again.find("client"));
}

void CertificateStoreTest::removesAndRestores()
{
    CertificateStore store = m_pki.store(m_folder->path());
    const StoreEntry before = *store.find("server");
    const Result<RemovedEntry> content = store.remove("server");
    QVERIFY(content);
    QVERIFY(!QFileInfo::exists(before.path));
    QVERIFY(!store.find("server"));
    const Result<StoreEntry> restored = store.restore("server", *content);
    QVERIFY(restored);
    QCOMPARE(restored->der, before.der);
    QCOMPARE(contentOf(before.path), content->file);
    QVERIFY(keyFits(*store.load(*restored)));
    QVERIFY(!store.restore("server", *content));
    QVERIFY(!store.restore("junk", {.file = "junk"}));
    // A CA takes its revocation list with it, and brings it back.
    const StoreEntry ca = *store.find("root");
    QVERIFY(CaRevocations(ca, *store.load(ca)).publish({}));
    const QByteArray list = contentOf(revocationListPath(ca.path));
    QVERIFY(!list.isEmpty());
    const Result<RemovedEntry> removed = store.remove("root");
    QVERIFY(removed);
    QCOMPARE(removed->revocationList, list);
    QVERIFY(!QFileInfo::exists(revocationListPath(ca.path)));
    QVERIFY(store.restore("root", *removed));
    QCOMPARE(contentOf(revocationListPath(ca.path)), list);
    const Result<RemovedEntry> unknown = store.remove("nobody");
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
}

void CertificateStoreTest::replacesKeys()
{
    CertificateStore store = opened(m_folder->path());
    const KeyMaterial server = m_pki.server();
    KeyMaterial keyless = server;
    keyless.key.reset();
    QVERIFY(store.add("shop", keyless));
    QVERIFY(!store.find("shop")->hasPrivateKey);
    QVERIFY(store.replace("shop", server, "secret"));
    QVERIFY(store.find("shop")->hasPrivateKey && store.find("shop")->keyEncrypted);
    QVERIFY(keyFits(*store.load(*store.find("shop"), "secret")));
    keyless.key = m_pki.root().key;
    QVERIFY(!store.replace("shop", keyless));
    QVERIFY(!store.replace("nobody", server));
    QVERIFY(store.load(*store.find("shop"), "secret"));
}

void CertificateStoreTest::tellsKinds()
{
    CertificateStore store = m_pki.store(m_folder->path());
    QVERIFY(store.add("alone", m_pki.selfSignedServer()));
    QCOMPARE(store.find("root")->kind(), QString("ca"));
    QCOMPARE(store.find("intermediate")->kind(), QString("intermediate"));
    QCOMPARE(store.find("server")->kind(), QString("server"));
    QCOMPARE(store.find("client")->kind(), QString("client"));
    QCOMPARE(store.find("alone")->kind(), QString("self-signed"));
}

void CertificateStoreTest::findsFreeNames()
{
    CertificateStore store = m_pki.store(m_folder->path());
    QCOMPARE(store.freeName("shop"), QString("shop"));
    QCOMPARE(store.freeName(" server "), QString("server 2"));
    QVERIFY(store.add("server 2", m_pki.server()));
    QCOMPARE(store.freeName("server"), QString("server 3"));
    QVERIFY(!store.freeName("").isEmpty());
}

QTEST_GUILESS_MAIN(CertificateStoreTest)
#include "certificate_store_test.moc"
