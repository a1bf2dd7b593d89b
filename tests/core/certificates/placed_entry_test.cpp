#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/stores/placed_entry.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// Certificates with keys in files outside of the store, called by their place.
class PlacedEntryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void places_data();
    void places();
    void loads_data();
    void loads();
    void cannotBeLoaded_data();
    void cannotBeLoaded();
    void otherKeyIsNamed();
    void isReadAsListsShowIt();
    void hasASourceForThePreflight();

private:
    QString path(const char* file) const { return m_folder.filePath(QLatin1String(file)); }

    QString hashOf(const KeyMaterial& material) const;
    void write(const char* file, const QByteArray& content) const;

    tests::TestPki m_pki;
    KeyMaterial m_client;
    KeyMaterial m_server;
    QTemporaryDir m_folder;
};

void PlacedEntryTest::write(const char* file, const QByteArray& content) const
{
    QVERIFY(writeFileAtomically(path(file), content));
}

QString PlacedEntryTest::hashOf(const KeyMaterial& material) const
{
    return QString::fromLatin1(certificateFacts(material.certificate.get()).sha256.toHex());
}

void PlacedEntryTest::initTestCase()
{
    m_client = m_pki.client();
    m_server = m_pki.server();
    write("clear.pem", *toPem(m_client));
    write("locked.pem", *toPem(m_client, "secret"));
    write("two.pem", *toPem(m_client) + *toPem(m_server));
    write("alone.pem", certificatePem(m_client, false));
    write("mismatch.pem", certificatePem(m_client, false) + *keyPem(m_server));
    write("shop.pem", certificatePem(m_client, false));
    write("shop.key", *keyPem(m_server));
    write("cert.pem", certificatePem(m_client, false));
    write("privkey.pem", *keyPem(m_server));
    write("bare.pem", certificatePem(m_client, false));
    write("bare.key", "no key");
    write("words.pem", "no certificate at all\n");
    write("one.p12",
          *exportMaterial(m_client,
                          {.part = ExportPart::All,
                           .form = ExportForm::Pkcs12,
                           .password = "secret",
                           .friendlyName = {}}));
}

void PlacedEntryTest::places_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isPlace");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("hasHash");
    const QString hash(64, QLatin1Char('a'));
    const QString here = QDir::currentPath();
    QTest::newRow("name") << QStringLiteral("shop") << false << QString() << false;
    QTest::newRow("file name alone") << QStringLiteral("shop.p12") << false << QString() << false;
    QTest::newRow("token") << QStringLiteral("pkcs11:token=a?module-path=/b.so") << false
                           << QString() << false;
    QTest::newRow("absolute") << QStringLiteral("/etc/ssl/shop.p12") << true
                              << QStringLiteral("/etc/ssl/shop.p12") << false;
    QTest::newRow("relative") << QStringLiteral("./shop.p12") << true << here + "/shop.p12"
                              << false;
    QTest::newRow("with hash") << QStringLiteral("/a/b.pem#") + hash << true
                               << QStringLiteral("/a/b.pem") << true;
    QTest::newRow("# of the file's own")
        << QStringLiteral("/a/b#1.pem") << true << QStringLiteral("/a/b#1.pem") << false;
}

void PlacedEntryTest::places()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isPlace);
    QFETCH(const QString, path);
    QFETCH(const bool, hasHash);
    QCOMPARE(isFilePlace(text), isPlace);
    if (isPlace) {
        QCOMPARE(filePlaceOf(text).path, path);
        QCOMPARE(filePlaceOf(text).sha256.size(), hasHash ? 32 : 0);
    }
}

void PlacedEntryTest::loads_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<bool>("isServer");
    QTest::newRow("PEM") << path("clear.pem") << QByteArray() << false;
    QTest::newRow("PEM under a password") << path("locked.pem") << QByteArray("secret") << false;
    QTest::newRow("PKCS#12") << path("one.p12") << QByteArray("secret") << false;
    QTest::newRow("one of two") << path("two.pem") + '#' + hashOf(m_server) << QByteArray() << true;
    QTest::newRow("the other") << path("two.pem") + '#' + hashOf(m_client) << QByteArray() << false;
}

void PlacedEntryTest::loads()
{
    QFETCH(const QString, id);
    QFETCH(const QByteArray, password);
    QFETCH(const bool, isServer);
    const Result<KeyMaterial> loaded = loadFromFile(id, password);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().toLine()));
    QVERIFY(keyFits(*loaded));
    QCOMPARE(hashOf(*loaded), hashOf(isServer ? m_server : m_client));
    QVERIFY(!loaded->chain.empty());
    QVERIFY(!loaded->name.isEmpty());
}

void PlacedEntryTest::cannotBeLoaded_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, const QString& id, const char* password, ErrorCode code) {
        QTest::newRow(name) << id << QByteArray(password) << code;
    };
    row("missing", path("missing.pem"), "", ErrorCode::NotFound);
    row("a folder", m_folder.path(), "", ErrorCode::FileFault);
    row("no certificate", path("words.pem"), "", ErrorCode::InvalidInput);
    row("no key", path("alone.pem"), "", ErrorCode::NoPrivateKey);
    row("PEM without its password", path("locked.pem"), "", ErrorCode::PasswordNeeded);
    row("PEM with another password", path("locked.pem"), "wrong", ErrorCode::WrongPassword);
    row("PKCS#12 without its password", path("one.p12"), "", ErrorCode::PasswordNeeded);
    row("PKCS#12 with another password", path("one.p12"), "wrong", ErrorCode::WrongPassword);
    row("another hash", path("clear.pem") + '#' + hashOf(m_server), "", ErrorCode::NotFound);
    row("hash of one without key",
        path("alone.pem") + '#' + hashOf(m_client),
        "",
        ErrorCode::NoPrivateKey);
    row("another key in the file", path("mismatch.pem"), "", ErrorCode::KeyMismatch);
    row("another key beside it", path("shop.pem"), "", ErrorCode::KeyMismatch);
    row("another key beside it, as of certbot", path("cert.pem"), "", ErrorCode::KeyMismatch);
    row("no key beside it", path("bare.pem"), "", ErrorCode::NoPrivateKey);
}

/// The path is named, so that it can be told which file.
void PlacedEntryTest::cannotBeLoaded()
{
    QFETCH(const QString, id);
    QFETCH(const QByteArray, password);
    QFETCH(const ErrorCode, code);
    const Result<KeyMaterial> loaded = loadFromFile(id, password);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, code);
    QCOMPARE(loaded.error().where, filePlaceOf(id).path);
    QVERIFY(!loaded.error().toLine().contains(QStringLiteral("secret")));
}

/// It was looked for beside the certificate, so that is where it has to be put right.
void PlacedEntryTest::otherKeyIsNamed()
{
    for (const auto& [certificate, key] :
         {std::pair("shop.pem", "shop.key"), {"cert.pem", "privkey.pem"}}) {
        const Error error = loadFromFile(path(certificate), {}).error();
        QVERIFY2(error.message.contains(path(key)), qPrintable(error.message));
        QVERIFY(!error.remedy.isEmpty());
    }
}

void PlacedEntryTest::isReadAsListsShowIt()
{
    const Result<StoreEntry> entry = readPlacedEntry(path("locked.pem"));
    QVERIFY(entry);
    QCOMPARE(entry->path, path("locked.pem"));
    QVERIFY(entry->hasPrivateKey && entry->keyEncrypted);
    QCOMPARE(filePlaceId(*entry, true), path("locked.pem"));
    QCOMPARE(filePlaceId(*entry, false), path("locked.pem") + '#' + hashOf(m_client));
}

void PlacedEntryTest::hasASourceForThePreflight()
{
    QVERIFY(placedSource(path("clear.pem")) != nullptr);
    QVERIFY(placedSource(path("missing.pem")) == nullptr);
    QVERIFY(placedSource(QStringLiteral("pkcs11:token=a")) == nullptr);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PlacedEntryTest)
#include "placed_entry_test.moc"
