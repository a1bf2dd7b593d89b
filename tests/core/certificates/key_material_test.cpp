#include "core/certificates/certificate_facts.h"
#include "core/certificates/key_material.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QtTest>

#include <openssl/err.h>

using namespace workbench;
using namespace workbench::tests;

namespace {

const QByteArray kPassword = "open sesame";

} // namespace

class KeyMaterialTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsFilesTogetherInAnyOrder();
    void readsTextAroundPem();
    void keepsUnrelatedIssuersOut();
    void prefersTheIssuerWhoseKeySigned();
    void standsForAFileWithoutKey();
    void refuses_data();
    void refuses();
    void asksForPasswords_data();
    void asksForPasswords();
    void refusesForeignKeys();
    void writesOnlyWhatIsThere();
    void refusesPasswordsThatNobodyCanReadBack();
    void readsTenThousandCertificates();
    void leavesTheErrorQueueAlone();

private:
    TestPki m_pki;
};

void KeyMaterialTest::putsFilesTogetherInAnyOrder()
{
    const KeyMaterial server = m_pki.server();
    QList<QByteArray> parts {certificatePem(server, false),
                             certificatePem(m_pki.intermediate(), false),
                             certificatePem(m_pki.root(), false),
                             keyPem(server).value()};
    std::sort(parts.begin(), parts.end());
    do {
        const Result<KeyMaterial> read = readKeyMaterial(parts.join(), {}, "file");
        QVERIFY(read);
        QVERIFY(keyFits(*read));
        QCOMPARE(toDer(read->certificate.get()), toDer(server.certificate.get()));
        QCOMPARE(read->chain.size(), 2);
        QCOMPARE(toDer(read->chain.at(0).get()), toDer(m_pki.intermediate().certificate.get()));
        QCOMPARE(toDer(read->chain.at(1).get()), m_pki.rootDer());
    } while (std::next_permutation(parts.begin(), parts.end()));
}

void KeyMaterialTest::readsTextAroundPem()
{
    QByteArray pem = "subject=shop\r\n\r\n" + toPem(m_pki.server()).value() + "\nend\n";
    pem.replace("\n", "\r\n");
    const Result<KeyMaterial> read = readKeyMaterial(pem, {}, "file");
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QVERIFY(keyFits(*read));
}

void KeyMaterialTest::keepsUnrelatedIssuersOut()
{
    // Same names, other keys: the signature decides.
    const TestPki other;
    const KeyMaterial server = m_pki.server();
    const QByteArray pem = certificatePem(other.intermediate(), false)
        + certificatePem(other.root(), false) + certificatePem(m_pki.intermediate(), false)
        + certificatePem(server, false) + keyPem(server).value();
    const Result<KeyMaterial> read = readKeyMaterial(pem, {}, "file");
    QVERIFY(read);
    QCOMPARE(read->chain.size(), 1);
    QCOMPARE(toDer(read->chain.first().get()), toDer(m_pki.intermediate().certificate.get()));
}

void KeyMaterialTest::prefersTheIssuerWhoseKeySigned()
{
    const TestPki other;
    const std::shared_ptr<X509> leaf(X509_dup(m_pki.server().certificate.get()), X509_free);
    const int place = X509_get_ext_by_NID(leaf.get(), NID_authority_key_identifier, -1);
    X509_EXTENSION_free(X509_delete_ext(leaf.get(), place));
    QVERIFY(X509_sign(leaf.get(), m_pki.intermediate().key.get(), EVP_sha256()) > 0);
    KeyMaterial anonymous;
    anonymous.certificate = leaf;
    const QByteArray pem = certificatePem(other.intermediate(), false)
        + certificatePem(m_pki.intermediate(), false) + certificatePem(anonymous, false);
    const Result<KeyMaterial> read = readKeyMaterial(pem, {}, "file");
    QVERIFY(read);
    QCOMPARE(read->chain.size(), 1);
    QCOMPARE(toDer(read->chain.first().get()), toDer(m_pki.intermediate().certificate.get()));
}

void KeyMaterialTest::standsForAFileWithoutKey()
{
    const KeyMaterial server = m_pki.server();
    const QByteArray pem = certificatePem(m_pki.root(), false)
        + certificatePem(m_pki.intermediate(), false) + certificatePem(server, false);
    const Result<KeyMaterial> read = readKeyMaterial(pem, {}, "file");
    QVERIFY(read);
    QVERIFY(!read->hasKey());
    QCOMPARE(toDer(read->certificate.get()), toDer(server.certificate.get()));
    QCOMPARE(read->chain.size(), 2);
}

void KeyMaterialTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("mentions");
    const QByteArray pem = toPem(m_pki.server()).value();
    const QByteArray key = keyPem(m_pki.server()).value();
    QTest::newRow("nothing") << QByteArray() << "empty";
    QTest::newRow("text") << QByteArray("hello, world") << "neither";
    QTest::newRow("binary") << QByteArray(1000, '\x30') << "neither";
    QTest::newRow("cut off") << pem.left(300) << "Part 1";
    QTest::newRow("cut off later") << pem.left(pem.size() - 40) << "Part 3";
    QByteArray base64 = pem;
    base64.replace(60, 4, "****");
    QTest::newRow("broken base64") << base64 << "Part 1";
    QByteArray letters = pem;
    letters.replace(100, 40, QByteArray(40, 'A'));
    QTest::newRow("no certificate inside") << letters << "certificate";
    QTest::newRow("no key inside")
        << QByteArray("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
        << "private key";
    QTest::newRow("request")
        << runOpenSsl({"req", "-new", "-key", "/dev/stdin", "-subj", "/CN=x"}, key).output
        << "CERTIFICATE REQUEST";
    QTest::newRow("public key") << runOpenSsl({"pkey", "-pubout"}, key).output << "PUBLIC KEY";
    QTest::newRow("OpenSSH") << QByteArray("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
                                           "-----END OPENSSH PRIVATE KEY-----\n")
                             << "OpenSSH key is damaged";
    // Right but for the length of the whole, which is not told: no tool writes keys so, and to look
    // for one in a large file that begins like this would take long.
    const QByteArray der = keyPkcs8(m_pki.server(), KeyEncoding::Der).value();
    constexpr qsizetype kHeader = 3;
    const QByteArray endless = QByteArray::fromHex("3080") + der.mid(kHeader) + QByteArray(2, '\0');
    QTest::newRow("key in BER") << endless << "neither";
    QTest::newRow("key in BER, PEM")
        << "-----BEGIN PRIVATE KEY-----\n" + endless.toBase64() + "\n-----END PRIVATE KEY-----\n"
        << "private key";
}

void KeyMaterialTest::refuses()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, mentions);
    const Result<KeyMaterial> read = readKeyMaterial(bytes, {}, "the file");
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    QCOMPARE(read.error().where, QString("the file"));
    QVERIFY2(read.error().toLine().contains(mentions), qPrintable(read.error().toLine()));
}

void KeyMaterialTest::asksForPasswords_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("none") << QByteArray() << ErrorCode::PasswordNeeded;
    QTest::newRow("wrong") << QByteArray("Open Sesame") << ErrorCode::WrongPassword;
    QTest::newRow("longer") << kPassword + ' ' << ErrorCode::WrongPassword;
    QTest::newRow("endless") << QByteArray(5000, 'x') << ErrorCode::WrongPassword;
}

void KeyMaterialTest::asksForPasswords()
{
    QFETCH(const QByteArray, given);
    QFETCH(const ErrorCode, code);
    const QByteArray pem = toPem(m_pki.server(), kPassword).value();
    const Result<KeyMaterial> read = readKeyMaterial(pem, given, "file");
    QVERIFY(!read);
    QCOMPARE(read.error().code, code);
    QVERIFY(given.isEmpty() || !read.error().toLine().contains(QString::fromUtf8(given)));
}

void KeyMaterialTest::refusesForeignKeys()
{
    const QByteArray pem = certificatePem(m_pki.server(), true) + keyPem(m_pki.client()).value();
    const Result<KeyMaterial> read = readKeyMaterial(pem, {}, "file");
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::KeyMismatch);
    QVERIFY(read.error().message.contains("EC P-256"));
    KeyMaterial mixed = m_pki.server();
    mixed.key = m_pki.client().key;
    QVERIFY(!keyFits(mixed));
    QVERIFY(!keyFits({}));
}

void KeyMaterialTest::writesOnlyWhatIsThere()
{
    KeyMaterial material = m_pki.server();
    QCOMPARE(certificatePem(material, true).count("BEGIN"), 2);
    QCOMPARE(certificatePem(material, false).count("BEGIN"), 1);
    material.key.reset();
    QCOMPARE(toPem(material).value().count("BEGIN"), 2);
    const Result<QByteArray> key = keyPem(material);
    QVERIFY(!key);
    QCOMPARE(key.error().code, ErrorCode::NoPrivateKey);
}

void KeyMaterialTest::refusesPasswordsThatNobodyCanReadBack()
{
    const QByteArray longest(1023, 'x');
    const Result<QByteArray> pem = toPem(m_pki.server(), longest);
    QVERIFY(pem);
    QVERIFY(readKeyMaterial(*pem, longest, "file"));
    const Result<QByteArray> tooLong = toPem(m_pki.server(), longest + 'x');
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().code, ErrorCode::InvalidInput);
}

void KeyMaterialTest::readsTenThousandCertificates()
{
    const QByteArray one = certificatePem(m_pki.root(), false);
    const QByteArray many = one.repeated(10'000) + certificatePem(m_pki.intermediate(), false);
    const Result<KeyMaterial> read = readKeyMaterial(many, {}, "file");
    QVERIFY(read);
    QCOMPARE(toDer(read->certificate.get()), toDer(m_pki.intermediate().certificate.get()));
    QCOMPARE(read->chain.size(), 1);
}

void KeyMaterialTest::leavesTheErrorQueueAlone()
{
    ERR_clear_error();
    const QByteArray pem = toPem(m_pki.server(), kPassword).value();
    QVERIFY(!readKeyMaterial(pem, "wrong", "file"));
    QVERIFY(readKeyMaterial(pem, kPassword, "file"));
    QVERIFY(!readKeyMaterial("junk", {}, "file"));
    QCOMPARE(ERR_peek_error(), 0UL);
}

QTEST_GUILESS_MAIN(KeyMaterialTest)
#include "key_material_test.moc"
