#include "core/certificates/certificate_export.h"
#include "core/certificates/key_derivation_cost.h"
#include "core/certificates/key_material.h"
#include "tests/support/test_pki.h"

#include <QtTest>

#include <openssl/pem.h>

using namespace workbench;
using namespace workbench::tests;

namespace {

constexpr int kEndless = 0x7fffffff; // rounds: half an hour on a fast machine
const QByteArray kPassword = "secret";

using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>>;
using ShroudedKeyPtr = std::unique_ptr<X509_SIG, Freed<X509_SIG_free>>;

template <typename T>
QByteArray derOf(T* object, int (*write)(const T*, unsigned char**))
{
    unsigned char* der = nullptr;
    const int length = write(object, &der);
    QByteArray bytes(reinterpret_cast<const char*>(der), std::max(0, length));
    OPENSSL_free(der);
    return bytes;
}

/// AES-256 under a key of PBKDF2, or the triple DES of PKCS#12: described, not run.
AlgorithmPtr encryption(bool modern, int rounds)
{
    unsigned char salt[] = {1, 2, 3, 4, 5, 6, 7, 8};
    return AlgorithmPtr(
        modern ? PKCS5_pbe2_set(EVP_aes_256_cbc(), rounds, salt, sizeof salt)
               : PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, rounds, salt, sizeof salt));
}

ShroudedKeyPtr shroudedKey(bool modern, int rounds)
{
    ShroudedKeyPtr key(X509_SIG_new());
    X509_ALGOR* algorithm = nullptr;
    ASN1_OCTET_STRING* content = nullptr;
    X509_SIG_getm(key.get(), &algorithm, &content);
    X509_ALGOR_copy(algorithm, encryption(modern, rounds).get());
    ASN1_OCTET_STRING_set(content, reinterpret_cast<const unsigned char*>("0123456789abcdef"), 16);
    return key;
}

STACK_OF(PKCS12_SAFEBAG) * bagsWith(PKCS12_SAFEBAG* bag)
{
    STACK_OF(PKCS12_SAFEBAG)* bags = sk_PKCS12_SAFEBAG_new_null();
    sk_PKCS12_SAFEBAG_push(bags, bag);
    return bags;
}

void freeBags(STACK_OF(PKCS12_SAFEBAG) * bags)
{
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

PKCS12_SAFEBAG* keyBag(bool modern, int rounds)
{
    return PKCS12_SAFEBAG_create0_pkcs8(shroudedKey(modern, rounds).release());
}

PKCS7* encrypted(STACK_OF(PKCS12_SAFEBAG) * bags)
{
    return PKCS12_pack_p7encdata(NID_aes_256_cbc,
                                 kPassword.constData(),
                                 static_cast<int>(kPassword.size()),
                                 nullptr,
                                 0,
                                 1,
                                 bags);
}

/// A whole container around some parts, which it takes over.
Pkcs12Ptr containerOf(const QList<PKCS7*>& contents)
{
    STACK_OF(PKCS7)* parts = sk_PKCS7_new_null();
    for (PKCS7* part : contents) {
        sk_PKCS7_push(parts, part);
    }
    Pkcs12Ptr made(PKCS12_add_safes(parts, 0));
    sk_PKCS7_pop_free(parts, PKCS7_free);
    PKCS12_set_mac(
        made.get(), kPassword.constData(), int(kPassword.size()), nullptr, 0, 2, nullptr);
    return made;
}

QByteArray container(PKCS7* part, int macRounds)
{
    const Pkcs12Ptr made = containerOf({part});
    const ASN1_INTEGER* rounds = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &rounds, made.get());
    if (macRounds != 2) {
        ASN1_INTEGER_set(const_cast<ASN1_INTEGER*>(rounds), macRounds);
    }
    return derOf<PKCS12>(made.get(), i2d_PKCS12);
}

PKCS7* plainPart(PKCS12_SAFEBAG* bag)
{
    STACK_OF(PKCS12_SAFEBAG)* bags = bagsWith(bag);
    PKCS7* part = PKCS12_pack_p7data(bags);
    freeBags(bags);
    return part;
}

QByteArray plainContainer(PKCS12_SAFEBAG* bag, int macRounds = 2)
{
    return container(plainPart(bag), macRounds);
}

/// RFC 9579: the MAC has the parameters of PBES2 under another OID.
QByteArray containerWithPbmac1(int rounds)
{
    const Pkcs12Ptr made = containerOf({plainPart(keyBag(true, 1))});
    const AlgorithmPtr pbes2 = encryption(true, rounds);
    const X509_ALGOR* mac = nullptr;
    PKCS12_get0_mac(nullptr, &mac, nullptr, nullptr, made.get());
    const void* parameters = nullptr;
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(nullptr, &type, &parameters, pbes2.get());
    X509_ALGOR_set0(const_cast<X509_ALGOR*>(mac),
                    OBJ_txt2obj("1.2.840.113549.1.5.14", 1),
                    type,
                    ASN1_STRING_dup(static_cast<const ASN1_STRING*>(parameters)));
    return derOf<PKCS12>(made.get(), i2d_PKCS12);
}

QByteArray encryptedContainer(PKCS12_SAFEBAG* bag, int partRounds = 1)
{
    STACK_OF(PKCS12_SAFEBAG)* bags = bagsWith(bag);
    PKCS7* part = encrypted(bags);
    freeBags(bags);
    if (partRounds != 1) {
        X509_ALGOR_copy(part->d.encrypted->enc_data->algorithm, encryption(true, partRounds).get());
    }
    return container(part, 2);
}

QByteArray pem(const QByteArray& der)
{
    return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + der.toBase64()
        + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
}

/// scrypt (RFC 7914), whose memory is in order and whose work is not.
AlgorithmPtr scrypt(int cost, int blockSize, int parallel)
{
    unsigned char salt[] = {1, 2, 3, 4, 5, 6, 7, 8};
    return AlgorithmPtr(PKCS5_pbe2_set_scrypt(
        EVP_aes_256_cbc(), salt, sizeof salt, nullptr, cost, blockSize, parallel));
}

ShroudedKeyPtr scryptKey(int cost, int blockSize, int parallel)
{
    ShroudedKeyPtr key = shroudedKey(true, 1);
    X509_ALGOR* algorithm = nullptr;
    X509_SIG_getm(key.get(), &algorithm, nullptr);
    X509_ALGOR_copy(algorithm, scrypt(cost, blockSize, parallel).get());
    return key;
}

/// Each of its two parts is just within what a single one may ask for.
QByteArray scryptContainer()
{
    constexpr int kCost = 16384;
    constexpr int kBlockSize = 8;
    constexpr int kParallel = 127; // 128: the most
    STACK_OF(PKCS12_SAFEBAG)* bags = bagsWith(keyBag(true, 1));
    PKCS7* part = encrypted(bags);
    freeBags(bags);
    X509_ALGOR_copy(part->d.encrypted->enc_data->algorithm,
                    scrypt(kCost, kBlockSize, kParallel).get());
    PKCS12_SAFEBAG* key
        = PKCS12_SAFEBAG_create0_pkcs8(scryptKey(kCost, kBlockSize, kParallel).release());
    return derOf<PKCS12>(containerOf({plainPart(key), part}).get(), i2d_PKCS12);
}

/// A real key under scrypt with the costs that OpenSSL's own program takes.
QByteArray underScrypt(EVP_PKEY* key)
{
    using PlainKeyPtr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;
    constexpr int kCost = 16384;
    unsigned char salt[] = {1, 2, 3, 4, 5, 6, 7, 8};
    const PlainKeyPtr plain(EVP_PKEY2PKCS8(key));
    X509_ALGOR* scrypt
        = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof salt, nullptr, kCost, 8, 1);
    const ShroudedKeyPtr shrouded(
        PKCS8_set0_pbe(kPassword.constData(), int(kPassword.size()), plain.get(), scrypt));
    return pem(derOf<X509_SIG>(shrouded.get(), i2d_X509_SIG));
}

QByteArray encryptedKey(bool modern, int rounds)
{
    return derOf<X509_SIG>(shroudedKey(modern, rounds).get(), i2d_X509_SIG);
}

} // namespace

/// Files that ask for endless work before they can be read: refused before any of it is done.
class KeyDerivationCostTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endlessIsRefused_data();
    void endlessIsRefused();
    void usualIsNot_data();
    void usualIsNot();
};

void KeyDerivationCostTest::endlessIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("the MAC") << plainContainer(keyBag(true, 1), kEndless);
    QTest::newRow("the MAC, negative") << plainContainer(keyBag(true, 1), -5);
    QTest::newRow("a shrouded key, PBES2") << plainContainer(keyBag(true, kEndless));
    QTest::newRow("a shrouded key, triple DES") << plainContainer(keyBag(false, kEndless));
    QTest::newRow("an encrypted part") << encryptedContainer(keyBag(true, 1), kEndless);
    QTest::newRow("a key in an encrypted part") << encryptedContainer(keyBag(true, kEndless));
    QTest::newRow("all together") << plainContainer(keyBag(true, 6'000'000), 6'000'000);
    QTest::newRow("PKCS#8, DER") << encryptedKey(true, kEndless);
    QTest::newRow("PKCS#8, PEM") << pem(encryptedKey(true, kEndless));
    QTest::newRow("PKCS#8, old encryption") << pem(encryptedKey(false, kEndless));
    QTest::newRow("PKCS#8, scrypt")
        << pem(derOf<X509_SIG>(scryptKey(32768, 2, 4000).get(), i2d_X509_SIG));
    QTest::newRow("scrypt in several parts") << scryptContainer();
    QTest::newRow("the MAC, PBMAC1") << containerWithPbmac1(kEndless);
}

void KeyDerivationCostTest::endlessIsRefused()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(!bytes.isEmpty());
    const Result<KeyMaterial> read = readKeyMaterial(bytes, kPassword, "bomb");
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::NotSupported);
    QCOMPARE(read.error().where, QString("bomb"));
    QVERIFY2(read.error().message.contains("10000000 rounds"), qPrintable(read.error().message));
}

void KeyDerivationCostTest::usualIsNot_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const KeyMaterial server = TestPki().server();
    const QByteArray certificate = certificatePem(server, false);
    QTest::newRow("PKCS#8 with password") << certificate + keyPem(server, kPassword).value();
    QTest::newRow("PKCS#8 without") << certificate + keyPem(server).value();
    QTest::newRow("PKCS#8, scrypt") << certificate + underScrypt(server.key.get());
    QTest::newRow("PKCS#12") << exportMaterial(server,
                                               {.part = ExportPart::All,
                                                .form = ExportForm::Pkcs12,
                                                .password = kPassword})
                                    .value();
}

void KeyDerivationCostTest::usualIsNot()
{
    QFETCH(const QByteArray, bytes);
    const Result<KeyMaterial> read = readKeyMaterial(bytes, kPassword, "usual");
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QVERIFY(read->hasKey() && keyFits(*read));
}

QTEST_GUILESS_MAIN(KeyDerivationCostTest)
#include "key_derivation_cost_test.moc"
