#include "core/certificates/certificate_export.h"
#include "core/certificates/stores/certificate_source.h"
#include "core/certificates/stores/key_beside.h"
#include "tests/support/test_pki.h"
#include "tests/support/written_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace workbench {

using tests::TestPki;

namespace {

/// Names and contents.
using Files = QList<std::pair<QString, QByteArray>>;

/// PKCS#8, under a passphrase where there is one.
QByteArray keyDer(const KeyMaterial& material, const QByteArray& password = {})
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    const bool written = i2d_PKCS8PrivateKey_bio(bio.get(),
                                                 material.key.get(),
                                                 password.isEmpty() ? nullptr : EVP_aes_128_cbc(),
                                                 password.constData(),
                                                 static_cast<int>(password.size()),
                                                 nullptr,
                                                 nullptr)
        == 1;
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &bytes);
    return written ? QByteArray(bytes, length) : QByteArray();
}

} // namespace

/// Keys in files of their own beside those of their certificates.
class KeyBesideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keysBeside_data();
    void keysBeside();
    void oneOfSeveral_data();
    void oneOfSeveral();

private:
    QString write(const QString& name, const QByteArray& content) const
    {
        return tests::writtenFile(m_folder->filePath(name), content);
    }

    TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void KeyBesideTest::keysBeside_data()
{
    QTest::addColumn<QByteArray>("chain");
    QTest::addColumn<QString>("certificate"); // names of files
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("content"); // of the key's file
    QTest::addColumn<bool>("joined");
    QTest::addColumn<QByteArray>("password"); // empty: the key is in clear
    const KeyMaterial server = m_pki.server();
    const QByteArray key = keyPem(server).value();
    const QByteArray other = keyPem(m_pki.client()).value();
    const QByteArray locked = keyPem(server, "secret").value();
    const QByteArray chain = certificatePem(server, true);
    const auto row = [&chain](const char* name,
                              const char* certificate,
                              const char* file,
                              const QByteArray& content,
                              bool joined,
                              const QByteArray& password = {}) {
        QTest::newRow(name) << chain << QString::fromLatin1(certificate)
                            << QString::fromLatin1(file) << content << joined << password;
    };
    row("c.crt, c.key", "c.crt", "c.key", key, true);
    row("before the certificate", "shop.pem", "shop.key", key, true);
    row("key.pem", "c.crt", "c.key.pem", key, true);
    row("mkcert", "localhost.pem", "localhost-key.pem", key, true);
    row("certbot", "fullchain1.pem", "privkey1.pem", key, true);
    row("under a passphrase", "c.crt", "c.key", locked, true, "secret");
    row("DER", "c.crt", "c.key", keyDer(server), true);
    row("DER under a passphrase", "c.crt", "c.key", keyDer(server, "secret"), true, "secret");
    row("of another certificate", "c.crt", "c.key", other, false);
    row("of another certificate, DER", "c.crt", "c.key", keyDer(m_pki.client()), false);
    row("no key in it", "c.crt", "c.key", "nothing", false);
    row("called otherwise", "c.crt", "d.key", key, false);
}

/// As importing joins them: the file and its folder show one entry that has its key.
void KeyBesideTest::keysBeside()
{
    QFETCH(const QByteArray, chain);
    QFETCH(const QString, certificate);
    QFETCH(const QString, key);
    QFETCH(const QByteArray, content);
    QFETCH(const bool, joined);
    QFETCH(const QByteArray, password);
    const QString file = write(certificate, chain);
    const QString keyFile = write(key, content);
    for (const QString& opened : {file, m_folder->path()}) {
        const CertificateSourcePtr source = openSource(opened).value();
        QList<Error> faults;
        const QList<StoreEntry> entries = readAll(*source, &faults).value();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.value(0).toLine()));
        const auto server = std::find_if(entries.begin(), entries.end(), [](const auto& entry) {
            return entry.facts.commonName == QStringLiteral("server");
        });
        QVERIFY(server != entries.end());
        QCOMPARE(server->hasPrivateKey, joined);
        QCOMPARE(server->keyEncrypted, !password.isEmpty());
        QCOMPARE(source->watched().contains(keyFile), joined || opened != file || key == "c.key");
        if (!joined) {
            continue;
        }
        const Result<KeyMaterial> material = source->load(*server, password);
        QVERIFY2(material, qPrintable(material ? QString() : material.error().toLine()));
        QVERIFY(keyFits(*material));
        QCOMPARE(material->chain.size(), 1);
        if (!password.isEmpty()) {
            QCOMPARE(source->load(*server, "wrong").error().code, ErrorCode::WrongPassword);
        }
    }
}

void KeyBesideTest::oneOfSeveral_data()
{
    QTest::addColumn<Files>("files"); // beside "c.crt"
    QTest::addColumn<QString>("found"); // the one with the key
    QTest::addColumn<bool>("encrypted");
    const KeyMaterial server = m_pki.server();
    const QByteArray certificate = certificatePem(server, true);
    const QByteArray open = keyPem(server).value();
    const QByteArray locked = keyPem(server, "secret").value();
    const QByteArray other = keyPem(m_pki.client()).value();
    const QByteArray otherLocked = keyPem(m_pki.client(), "secret").value();
    const QByteArray large = QByteArray(kLargestKeyFile, '\n') + open;
    const QByteArray damaged = QByteArray(open).replace(40, 4, "!!!!");
    const auto row = [&certificate](const char* name,
                                    const QByteArray& first,
                                    const QByteArray& second,
                                    const char* found,
                                    bool encrypted) {
        QTest::newRow(name) << Files {{"c.crt", certificate},
                                      {"c.key", first},
                                      {"c-key.pem", second}}
                            << QString::fromLatin1(found) << encrypted;
    };
    row("open, then locked", open, locked, "c.key", false);
    row("locked, then open", locked, open, "c-key.pem", false);
    row("locked of another, then open", otherLocked, open, "c-key.pem", false);
    row("locked, then of another", locked, other, "c.key", true);
    row("of another, then locked", other, locked, "c-key.pem", true);
    row("no key, then open", "nothing", open, "c-key.pem", false);
    row("damaged, then open", damaged, open, "c-key.pem", false);
    row("too large, then open", large, open, "c-key.pem", false);
    row("open, then no key", open, "nothing", "c.key", false);
}

/// What is shown as the key is what is loaded, whatever else lies there.
void KeyBesideTest::oneOfSeveral()
{
    QFETCH(const Files, files);
    QFETCH(const QString, found);
    QFETCH(const bool, encrypted);
    for (const auto& [name, content] : files) {
        write(name, content);
    }
    const QString path = m_folder->filePath(files.first().first);
    const CertificateSourcePtr source = openSource(path).value();
    const StoreEntry entry = readAll(*source, nullptr).value().first();
    QVERIFY(entry.hasPrivateKey);
    QCOMPARE(entry.keyEncrypted, encrypted);
    QCOMPARE(keyFileOf(path, entry.der), m_folder->filePath(found));
    const Result<KeyMaterial> material = source->load(entry, encrypted ? "secret" : "");
    QVERIFY2(material, qPrintable(material ? QString() : material.error().toLine()));
    QVERIFY(keyFits(*material));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::KeyBesideTest)
#include "key_beside_test.moc"
