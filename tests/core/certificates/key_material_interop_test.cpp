#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/key_material.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

const QByteArray kPassword = "open sesame";

/// How `openssl` writes key and certificate; the arguments read "key.pem", "cert.pem", "chain.pem".
struct Form
{
    QStringList arguments;
    bool withPassword = false;
    bool hasCertificate = false;
    bool hasChain = false;
    bool hasKey = true;
};

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

QStringList passwordOptions(const char* option)
{
    return {option, "pass:" + QString::fromUtf8(kPassword)};
}

/// The output of `openssl ARGUMENTS…` on the material's files.
QByteArray convert(const KeyMaterial& material, const QStringList& arguments)
{
    const QTemporaryDir folder;
    write(folder.filePath("key.pem"), keyPem(material).value());
    write(folder.filePath("cert.pem"), certificatePem(material, false));
    write(folder.filePath("chain.pem"), certificatePem(material, true));
    QStringList inFolder;
    for (const QString& argument : arguments) {
        inFolder.append(argument.endsWith(".pem") ? folder.filePath(argument) : argument);
    }
    const CommandResult made = runOpenSsl(inFolder);
    if (!made.worked()) {
        qFatal("openssl %s: %s", qPrintable(arguments.join(' ')), made.errors.constData());
    }
    return made.output;
}

} // namespace

Q_DECLARE_METATYPE(Form)

/// Keys and certificates to and from the `openssl` program.
class KeyMaterialInteropTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openSslReadsWhatWeWrite_data();
    void openSslReadsWhatWeWrite();
    void readsWhatOpenSslWrites_data();
    void readsWhatOpenSslWrites();
    void readsOldPkcs12_data();
    void readsOldPkcs12();
    void saysWhenOldPkcs12CannotBeRead();
    void readsPkcs12WithoutPassword();
    void survivesDamage();

private:
    TestPki m_pki;
};

void KeyMaterialInteropTest::openSslReadsWhatWeWrite_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("password");
    for (const QString key : {"ec:P-256", "ec:P-384", "ec:P-521", "rsa:2048", "ed25519", "ed448"}) {
        QTest::newRow(qPrintable(key)) << key << QByteArray();
        QTest::newRow(qPrintable(key + " with password")) << key << kPassword;
    }
}

void KeyMaterialInteropTest::openSslReadsWhatWeWrite()
{
    QFETCH(const QString, key);
    QFETCH(const QByteArray, password);
    const KeyMaterial material = m_pki.server(TestPki::localNames(), key);
    const Result<QByteArray> pem = toPem(material, password);
    QVERIFY(pem);
    QCOMPARE(pem->contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"), !password.isEmpty());
    QCOMPARE(pem->contains("-----BEGIN PRIVATE KEY-----"), password.isEmpty());
    QCOMPARE(pem->count("BEGIN CERTIFICATE"), 2);
    QVERIFY(pem->startsWith("-----BEGIN CERTIFICATE"));

    const QByteArray publicKey = runOpenSsl({"x509", "-noout", "-pubkey"}, *pem).output;
    const CommandResult fromKey
        = runOpenSsl({"pkey", "-pubout", "-passin", "pass:" + QString::fromUtf8(password)}, *pem);
    QVERIFY2(fromKey.worked(), fromKey.errors.constData());
    QCOMPARE(fromKey.output, publicKey);
    QCOMPARE(runOpenSsl({"pkey", "-noout", "-passin", "pass:wrong"}, *pem).worked(),
             password.isEmpty());

    const Result<KeyMaterial> back = readKeyMaterial(*pem, password, "file");
    QVERIFY2(back, qPrintable(back ? QString() : back.error().toLine()));
    QVERIFY(keyFits(*back));
    QCOMPARE(toDer(back->certificate.get()), toDer(material.certificate.get()));
    QCOMPARE(back->chain.size(), 1);
    QCOMPARE(toDer(back->chain.first().get()), toDer(material.chain.first().get()));
}

void KeyMaterialInteropTest::readsWhatOpenSslWrites_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<Form>("form");
    for (const QString key : {"ec:P-256", "rsa:2048", "ed25519"}) {
        const auto row = [&key](const char* name, const Form& form) {
            QTest::newRow(qPrintable(key + ' ' + name)) << key << form;
        };
        row("PKCS#8", {{"pkcs8", "-topk8", "-nocrypt", "-in", "key.pem"}});
        row("PKCS#8 DER", {{"pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-outform", "DER"}});
        const QStringList encrypted = QStringList {"pkcs8", "-topk8", "-in", "key.pem"};
        row("PKCS#8 encrypted", {encrypted + passwordOptions("-passout"), true});
        row("PKCS#8 encrypted DER",
            {encrypted + QStringList {"-outform", "DER"} + passwordOptions("-passout"), true});
        row("PKCS#8 3DES",
            {encrypted + QStringList {"-v1", "PBE-SHA1-3DES"} + passwordOptions("-passout"), true});
        row("PKCS#8 scrypt",
            {encrypted + QStringList {"-scrypt"} + passwordOptions("-passout"), true});
        row("PKCS#8 single DES",
            {encrypted
                 + QStringList {"-v1", "PBE-MD5-DES", "-provider", "legacy", "-provider", "default"}
                 + passwordOptions("-passout"),
             true});
        row("certificate DER",
            {{"x509", "-in", "cert.pem", "-outform", "DER"}, false, true, false, false});
        row("certificate with text",
            {{"x509", "-in", "cert.pem", "-text"}, false, true, false, false});
        row("trusted certificate",
            {{"x509", "-in", "cert.pem", "-trustout"}, false, true, false, false});
        row("PKCS#7",
            {{"crl2pkcs7", "-nocrl", "-certfile", "chain.pem"}, false, true, true, false});
        row("PKCS#7 DER",
            {{"crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform", "DER"},
             false,
             true,
             true,
             false});
        const QStringList container {"pkcs12", "-export", "-inkey", "key.pem", "-in", "chain.pem"};
        row("PKCS#12", {container + passwordOptions("-passout"), true, true, true});
        row("PKCS#12 3DES",
            {container + QStringList {"-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"}
                 + passwordOptions("-passout"),
             true,
             true,
             true});
        row("PKCS#12 without MAC",
            {container + QStringList {"-nomac"} + passwordOptions("-passout"), true, true, true});
        row("PKCS#12 not encrypted",
            {container + QStringList {"-keypbe", "NONE", "-certpbe", "NONE"}
                 + passwordOptions("-passout"),
             true,
             true,
             true});
    }
    const Form traditional {{"pkey", "-traditional", "-in", "key.pem"}};
    QTest::newRow("PKCS#1") << "rsa:2048" << traditional;
    QTest::newRow("SEC1") << "ec:P-256" << traditional;
    const QStringList header {"pkey", "-traditional", "-in", "key.pem"};
    for (const QString cipher : {"-aes256", "-aes-128-cbc", "-des3"}) {
        const Form form {header + QStringList {cipher} + passwordOptions("-passout"), true};
        QTest::newRow(qPrintable("PKCS#1 " + cipher)) << "rsa:2048" << form;
        QTest::newRow(qPrintable("SEC1 " + cipher)) << "ec:P-256" << form;
    }
    const QStringList legacy {"-provider", "legacy", "-provider", "default"};
    for (const QString cipher : {"-des", "-rc2", "-bf", "-cast", "-seed"}) {
        const QStringList options = QStringList {cipher} + legacy + passwordOptions("-passout");
        QTest::newRow(qPrintable("PKCS#1 " + cipher))
            << "rsa:2048" << Form {header + options, true};
    }
    QTest::newRow("SEC1 DER") << "ec:P-256" << Form {{"ec", "-in", "key.pem", "-outform", "DER"}};
    QTest::newRow("SEC1 with parameters")
        << "ec:P-256" << Form {{"ec", "-in", "key.pem", "-param_enc", "explicit"}};
}

void KeyMaterialInteropTest::readsWhatOpenSslWrites()
{
    QFETCH(const QString, key);
    QFETCH(const Form, form);
    const KeyMaterial material = m_pki.server(TestPki::localNames(), key);
    const QByteArray bytes = convert(material, form.arguments);
    const Result<KeyMaterial> read
        = readKeyMaterial(bytes, form.withPassword ? kPassword : QByteArray(), "file");
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QCOMPARE(read->hasKey(), form.hasKey);
    QCOMPARE(read->certificate != nullptr, form.hasCertificate);
    if (form.hasCertificate) {
        QCOMPARE(toDer(read->certificate.get()), toDer(material.certificate.get()));
    }
    QCOMPARE(read->chain.size(), form.hasChain ? 1 : 0);
    if (form.hasKey && !form.arguments.contains("explicit")) {
        KeyMaterial together = *read;
        together.certificate = material.certificate;
        QVERIFY(keyFits(together));
    }
    if (form.withPassword) {
        const Result<KeyMaterial> wrong = readKeyMaterial(bytes, "other", "file");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::WrongPassword);
        QVERIFY(!wrong.error().toLine().contains("other"));
        QCOMPARE(wrong.error().where, QString("file"));
        const Result<KeyMaterial> none = readKeyMaterial(bytes, {}, "file");
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::PasswordNeeded);
    }
}

void KeyMaterialInteropTest::readsOldPkcs12_data()
{
    QTest::addColumn<QStringList>("encryption");
    QTest::newRow("RC2-40 around certificates") << QStringList();
    for (const QString pbe : {"PBE-SHA1-RC2-40",
                              "PBE-SHA1-RC2-128",
                              "PBE-SHA1-RC4-40",
                              "PBE-SHA1-RC4-128",
                              "PBE-MD5-DES",
                              "PBE-SHA1-DES"}) {
        QTest::newRow(qPrintable(pbe + " around the key"))
            << QStringList {"-keypbe", pbe, "-certpbe", "AES-256-CBC"};
        QTest::newRow(qPrintable(pbe + " around all"))
            << QStringList {"-keypbe", pbe, "-certpbe", pbe, "-nomac"};
    }
}

void KeyMaterialInteropTest::readsOldPkcs12()
{
    QFETCH(const QStringList, encryption);
    const KeyMaterial material = m_pki.server(TestPki::localNames(), "rsa:2048");
    const QByteArray bytes = convert(
        material,
        QStringList {"pkcs12", "-export", "-legacy", "-inkey", "key.pem", "-in", "chain.pem"}
            + encryption + passwordOptions("-passout"));
    const Result<KeyMaterial> read = readKeyMaterial(bytes, kPassword, "old.p12");
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QVERIFY(keyFits(*read));
    QCOMPARE(read->chain.size(), 1);
    // What came through the legacy provider's own library context must live on without it.
    QVERIFY(toPem(*read, kPassword));
    const Result<KeyMaterial> wrong = readKeyMaterial(bytes, "other", "old.p12");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::WrongPassword);
}

void KeyMaterialInteropTest::saysWhenOldPkcs12CannotBeRead()
{
    const QByteArray bytes = convert(
        m_pki.server(),
        QStringList {"pkcs12", "-export", "-legacy", "-inkey", "key.pem", "-in", "chain.pem"}
            + passwordOptions("-passout"));
    const QTemporaryDir empty;
    qputenv("OPENSSL_MODULES", empty.path().toUtf8());
    const Result<KeyMaterial> read = readKeyMaterial(bytes, kPassword, "old.p12");
    qunsetenv("OPENSSL_MODULES");
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::NotSupported);
    QVERIFY(read.error().remedy.contains("legacy"));
    QCOMPARE(read.error().where, QString("old.p12"));
    QCOMPARE(openSslCodeText(read.error().nativeCode), QString("0308010C"));
}

void KeyMaterialInteropTest::readsPkcs12WithoutPassword()
{
    const KeyMaterial material = m_pki.client();
    const QByteArray bytes = convert(
        material,
        {"pkcs12", "-export", "-inkey", "key.pem", "-in", "chain.pem", "-passout", "pass:"});
    const Result<KeyMaterial> read = readKeyMaterial(bytes, {}, "file");
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QVERIFY(keyFits(*read));
}

void KeyMaterialInteropTest::survivesDamage()
{
    const QByteArray container = convert(m_pki.server(),
                                         QStringList {"pkcs12",
                                                      "-export",
                                                      "-inkey",
                                                      "key.pem",
                                                      "-in",
                                                      "chain.pem",
                                                      "-macalg",
                                                      "sha1",
                                                      "-iter",
                                                      "1"}
                                             + passwordOptions("-passout"));
    for (qsizetype length = 0; length < container.size(); length += 7) {
        QVERIFY(!readKeyMaterial(container.left(length), kPassword, "file"));
    }
    for (qsizetype i = 4; i < container.size(); i += 11) {
        QByteArray damaged = container;
        damaged[i] = static_cast<char>(damaged.at(i) ^ 0x11);
        const Result<KeyMaterial> read = readKeyMaterial(damaged, kPassword, "file");
        QVERIFY(!read || keyFits(*read));
    }
}

QTEST_GUILESS_MAIN(KeyMaterialInteropTest)
#include "key_material_interop_test.moc"
