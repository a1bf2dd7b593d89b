#include "core/certificates/bcrypt_pbkdf.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/key_material.h"
#include "core/certificates/openssh_key_reader.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/pem.h>

namespace workbench {

/// Keys as ssh-keygen writes them, of every type that it knows.
class OpenSshKeyReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatSshKeygenWrites_data();
    void readsWhatSshKeygenWrites();
    void readsEncryptedOnes_data();
    void readsEncryptedOnes();
    void otherEncryptionsSaySo();
    void endlessDerivationIsRefused();
    void derivationFitsTheKnownAnswer();
    void survivesEveryCutAndChange();

private:
    static QByteArray
    made(const QStringList& type, const QString& password, QByteArray* publicKey = nullptr);
};

/// The file of a new key; `publicKey` in PKCS#8 PEM, as ssh-keygen itself converts it.
QByteArray
OpenSshKeyReaderTest::made(const QStringList& type, const QString& password, QByteArray* publicKey)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("id"));
    QProcess keygen;
    keygen.start(QStringLiteral("ssh-keygen"),
                 QStringList {QStringLiteral("-q"), QStringLiteral("-N"), password}
                     + QStringList {QStringLiteral("-C"),
                                    QStringLiteral("somebody"),
                                    QStringLiteral("-f"),
                                    path}
                     + type);
    if (!keygen.waitForFinished() || keygen.exitCode() != 0) {
        qFatal("ssh-keygen: %s", keygen.readAllStandardError().constData());
    }
    if (publicKey != nullptr) {
        keygen.start(QStringLiteral("ssh-keygen"),
                     {QStringLiteral("-e"),
                      QStringLiteral("-m"),
                      QStringLiteral("PKCS8"),
                      QStringLiteral("-f"),
                      path + QStringLiteral(".pub")});
        keygen.waitForFinished();
        *publicKey = keygen.readAllStandardOutput();
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("ssh-keygen left no file");
    }
    return file.readAll();
}

void OpenSshKeyReaderTest::readsWhatSshKeygenWrites_data()
{
    QTest::addColumn<QStringList>("type");
    QTest::addColumn<QString>("description");
    const auto row = [](const char* name, const QStringList& type) {
        QTest::newRow(name) << type << QString::fromLatin1(name);
    };
    const QString t = QStringLiteral("-t");
    const QString b = QStringLiteral("-b");
    row("RSA 2048", {t, QStringLiteral("rsa"), b, QStringLiteral("2048")});
    row("EC P-256", {t, QStringLiteral("ecdsa"), b, QStringLiteral("256")});
    row("EC P-384", {t, QStringLiteral("ecdsa"), b, QStringLiteral("384")});
    row("EC P-521", {t, QStringLiteral("ecdsa"), b, QStringLiteral("521")});
    row("Ed25519", {t, QStringLiteral("ed25519")});
}

void OpenSshKeyReaderTest::readsWhatSshKeygenWrites()
{
    QFETCH(const QStringList, type);
    QFETCH(const QString, description);
    QByteArray publicKey;
    const QByteArray file = made(type, {}, &publicKey);
    const Result<KeyMaterial> material = readKeyMaterial(file, {}, QStringLiteral("id"));
    QVERIFY2(material, material ? "" : qPrintable(material.error().message));
    QVERIFY(material->hasKey());
    QCOMPARE(keyDescription(material->key.get()), description);
    if (description == QStringLiteral("Ed25519")) {
        return; // ssh-keygen cannot convert these
    }
    const BioPtr bio(BIO_new_mem_buf(publicKey.constData(), static_cast<int>(publicKey.size())));
    const EvpKeyPtr expected(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    QVERIFY2(expected != nullptr, publicKey.constData());
    QCOMPARE(EVP_PKEY_eq(expected.get(), material->key.get()), 1);
}

void OpenSshKeyReaderTest::readsEncryptedOnes_data()
{
    QTest::addColumn<QStringList>("options");
    const QStringList ed25519 {QStringLiteral("-t"), QStringLiteral("ed25519")};
    const QStringList fewRounds {QStringLiteral("-a"), QStringLiteral("2")};
    QTest::newRow("as it is") << ed25519;
    QTest::newRow("RSA") << fewRounds + QStringList {QStringLiteral("-t"), QStringLiteral("rsa")};
    for (const char* cipher : {"aes256-ctr",
                               "aes192-ctr",
                               "aes128-ctr",
                               "aes256-cbc",
                               "aes192-cbc",
                               "aes128-cbc",
                               "3des-cbc"}) {
        QTest::newRow(cipher) << ed25519 + fewRounds
                + QStringList {QStringLiteral("-Z"), QString::fromLatin1(cipher)};
    }
}

void OpenSshKeyReaderTest::readsEncryptedOnes()
{
    QFETCH(const QStringList, options);
    const QByteArray file = made(options, QStringLiteral("sesame"));
    const Result<KeyMaterial> material = readKeyMaterial(file, "sesame", QStringLiteral("id"));
    QVERIFY2(material, material ? "" : qPrintable(material.error().toLine()));
    QVERIFY(material->hasKey());
    const Result<KeyMaterial> wrong = readKeyMaterial(file, "Sesame", QStringLiteral("id"));
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::WrongPassword);
    QVERIFY(!wrong.error().toLine().contains(QStringLiteral("Sesame")));
    const Result<KeyMaterial> none = readKeyMaterial(file, {}, QStringLiteral("id"));
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::PasswordNeeded);
    QCOMPARE(none.error().where, QStringLiteral("id"));
}

void OpenSshKeyReaderTest::otherEncryptionsSaySo()
{
    const QByteArray file = made({QStringLiteral("-t"),
                                  QStringLiteral("ed25519"),
                                  QStringLiteral("-Z"),
                                  QStringLiteral("chacha20-poly1305@openssh.com")},
                                 QStringLiteral("sesame"));
    const Result<KeyMaterial> material = readKeyMaterial(file, "sesame", QStringLiteral("id"));
    QVERIFY(!material);
    QCOMPARE(material.error().code, ErrorCode::NotSupported);
    QVERIFY2(material.error().remedy.contains(QStringLiteral("ssh-keygen -p -m PKCS8")),
             qPrintable(material.error().remedy));
    QCOMPARE(material.error().where, QStringLiteral("id"));
}

void OpenSshKeyReaderTest::endlessDerivationIsRefused()
{
    QByteArray file
        = made({QStringLiteral("-t"), QStringLiteral("ed25519")}, QStringLiteral("sesame"));
    file.replace("-----BEGIN OPENSSH PRIVATE KEY-----", "");
    file.replace("-----END OPENSSH PRIVATE KEY-----", "");
    QByteArray content = QByteArray::fromBase64(file);
    // The name, the length of the parameters, of the salt, the salt: then the rounds.
    const qsizetype rounds = content.indexOf("bcrypt") + 6 + 4 + 4 + 16;
    content[rounds] = '\x7f';
    const Result<std::shared_ptr<EVP_PKEY>> key
        = readOpenSshKey(content, "sesame", QStringLiteral("id"));
    QVERIFY(!key);
    QCOMPARE(key.error().code, ErrorCode::NotSupported);
}

/// As the implementation of Go publishes it (dchest/bcrypt_pbkdf).
void OpenSshKeyReaderTest::derivationFitsTheKnownAnswer()
{
    constexpr int kRounds = 12;
    QCOMPARE(bcryptPbkdf("password", "salt", kRounds, 32).toHex(),
             QByteArray("1ae42c05d487bc02f64921a4ebe4ea93bcacfe135fda99974c06b7b01fae149a"));
}

void OpenSshKeyReaderTest::survivesEveryCutAndChange()
{
    const QByteArray file = made({QStringLiteral("-t"), QStringLiteral("ed25519")}, {});
    QByteArray content = file;
    content.replace("-----BEGIN OPENSSH PRIVATE KEY-----", "");
    content.replace("-----END OPENSSH PRIVATE KEY-----", "");
    content = QByteArray::fromBase64(content);
    QVERIFY(readOpenSshKey(content, {}, {}));
    constexpr qsizetype kPaddingAndComment = 24; // behind the key, and not looked at
    for (qsizetype size = 0; size < content.size() - kPaddingAndComment; ++size) {
        // Of its own size, so that a sanitizer sees the byte behind it.
        const std::vector<char> cut(content.begin(), content.begin() + size);
        QVERIFY(!readOpenSshKey(QByteArray::fromRawData(cut.data(), size), {}, {}));
    }
    for (char& byte : content) {
        const char old = byte;
        for (const int change : {1, 0x80, 0xff}) {
            byte = static_cast<char>(old ^ change);
            static_cast<void>(readOpenSshKey(content, {}, {}));
        }
        byte = old;
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::OpenSshKeyReaderTest)
#include "openssh_key_reader_test.moc"
