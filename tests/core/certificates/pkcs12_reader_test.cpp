#include "core/base/openssl_bytes.h"
#include "core/certificates/pkcs12_parts.h"
#include "core/certificates/pkcs12_reader.h"
#include "core/certificates/store_import.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QtTest>

#include <openssl/asn1t.h>
#include <openssl/err.h>

using namespace workbench;
using namespace workbench::tests;

namespace {

const QByteArray kPassword = "open sesame";

QByteArray element(char tag, const QByteArray& content)
{
    const auto length = static_cast<unsigned>(content.size());
    QByteArray head(1, tag);
    head += '\x82';
    head += static_cast<char>(length >> 8);
    head += static_cast<char>(length & 0xff);
    return head + content;
}

/// RFC 7292 §4.2.6: bags in a bag. No function of the library makes one.
PKCS12_SAFEBAG* nest(const STACK_OF(PKCS12_SAFEBAG) * bags)
{
    unsigned char* der = nullptr;
    const int length = ASN1_item_i2d(
        reinterpret_cast<const ASN1_VALUE*>(bags), &der, ASN1_ITEM_rptr(PKCS12_SAFEBAGS));
    const QByteArray inner(reinterpret_cast<const char*>(der), length);
    OPENSSL_free(der);
    const QByteArray oid = QByteArray::fromHex("060b2a864886f70d010c0a0106");
    const QByteArray bag = element('\x30', oid + element('\xa0', inner));
    const auto* position = reinterpret_cast<const unsigned char*>(bag.constData());
    return d2i_PKCS12_SAFEBAG(nullptr, &position, bag.size());
}

/// Keys and certificates with their names, as a Java keystore holds them.
class Keystore
{
public:
    explicit Keystore(QByteArray password)
        : m_password(std::move(password))
        , m_bags(sk_PKCS12_SAFEBAG_new_null())
    { }

    void add(const KeyMaterial& material, const char* name, int keyEncryption)
    {
        STACK_OF(PKCS12_SAFEBAG)* bags = m_bags.get();
        PKCS12_SAFEBAG* bag = PKCS12_add_cert(&bags, material.certificate.get());
        PKCS12_add_friendlyname_utf8(bag, name, -1);
        bag = PKCS12_add_key(
            &bags, material.key.get(), 0, 1, keyEncryption, m_password.constData());
        PKCS12_add_friendlyname_utf8(bag, name, -1);
    }

    /// Puts all there is so far into a bag of its own, so many times.
    void nestAll(int levels)
    {
        for (int i = 0; i < levels; ++i) {
            PKCS12_SAFEBAG* outer = nest(m_bags.get());
            m_bags.reset(sk_PKCS12_SAFEBAG_new_null());
            sk_PKCS12_SAFEBAG_push(m_bags.get(), outer);
        }
    }

    QByteArray bytes(bool withMac = true) const
    {
        STACK_OF(PKCS7)* parts = nullptr;
        PKCS12_add_safe(&parts, m_bags.get(), -1, 0, nullptr);
        const SafesPtr safes(parts);
        const Pkcs12Ptr made(PKCS12_add_safes(safes.get(), 0));
        if (withMac) {
            PKCS12_set_mac(made.get(),
                           m_password.constData(),
                           static_cast<int>(m_password.size()),
                           nullptr,
                           0,
                           1,
                           nullptr);
        }
        return derOf(i2d_PKCS12, made.get());
    }

private:
    QByteArray m_password;
    BagsPtr m_bags;
};

} // namespace

/// Containers that hold more than one of something: nothing of them is lost.
class Pkcs12ReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKeyIsThere_data();
    void everyKeyIsThere();
    void tooDeeplyNestedIsRefused();
    void entriesAreCalledAsInTheFile();
    void wrongPasswordIsOfTheContainer_data();
    void wrongPasswordIsOfTheContainer();

private:
    TestPki m_pki;
};

void Pkcs12ReaderTest::everyKeyIsThere_data()
{
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<int>("encryption");
    QTest::addColumn<int>("levels");
    QTest::addColumn<bool>("withMac");
    QTest::newRow("side by side") << kPassword << NID_aes_256_cbc << 0 << true;
    QTest::newRow("in a bag of their own") << kPassword << NID_aes_256_cbc << 1 << true;
    QTest::newRow("in four bags") << kPassword << NID_aes_256_cbc << 4 << true;
    QTest::newRow("in clear") << kPassword << -1 << 0 << true;
    QTest::newRow("without a MAC") << kPassword << NID_aes_256_cbc << 0 << false;
    QTest::newRow("triple DES") << kPassword << NID_pbe_WithSHA1And3_Key_TripleDES_CBC << 0 << true;
    QTest::newRow("empty password")
        << QByteArray("") << NID_pbe_WithSHA1And3_Key_TripleDES_CBC << 0 << true;
    QTest::newRow("empty password, no MAC")
        << QByteArray("") << NID_pbe_WithSHA1And3_Key_TripleDES_CBC << 0 << false;
}

void Pkcs12ReaderTest::everyKeyIsThere()
{
    QFETCH(const QByteArray, password);
    QFETCH(const int, encryption);
    QFETCH(const int, levels);
    QFETCH(const bool, withMac);
    const QList<KeyMaterial> all {m_pki.server(), m_pki.client(), m_pki.intermediate()};
    Keystore keystore(password);
    for (const KeyMaterial& one : all) {
        keystore.add(one, "some", encryption);
    }
    keystore.nestAll(levels);
    CertificateBundle bundle;
    const Result<void> read = readPkcs12(keystore.bytes(withMac), password, "file", bundle);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QCOMPARE(bundle.certificates.size(), all.size());
    QCOMPARE(bundle.keys.size(), all.size());
    QVERIFY(bundle.holdsKey);
    for (qsizetype i = 0; i < all.size(); ++i) {
        QCOMPARE(EVP_PKEY_eq(bundle.keys.at(i).get(), all.at(i).key.get()), 1);
    }
}

void Pkcs12ReaderTest::tooDeeplyNestedIsRefused()
{
    Keystore keystore(kPassword);
    keystore.add(m_pki.server(), "deep", NID_aes_256_cbc);
    keystore.nestAll(kMostNestedBags + 1);
    CertificateBundle bundle;
    QVERIFY(!readPkcs12(keystore.bytes(), kPassword, "file", bundle));
    QVERIFY(bundle.keys.isEmpty());
}

void Pkcs12ReaderTest::entriesAreCalledAsInTheFile()
{
    Keystore keystore(kPassword);
    keystore.add(m_pki.server(), "Kundenportal – neu", NID_aes_256_cbc);
    keystore.add(m_pki.client(), "worker", NID_aes_256_cbc);
    CertificateBundle bundle;
    QVERIFY(readPkcs12(keystore.bytes(), kPassword, "file", bundle));
    const QTemporaryDir folder;
    Result<CertificateStore> store = CertificateStore::open(folder.path());
    QVERIFY(store);
    const QList<ImportItem> items
        = planImport(*store, {{.bundle = bundle, .wish = "keystore", .origin = "keystore.p12"}});
    QCOMPARE(items.size(), 2);
    QCOMPARE(items.first().name, QString("Kundenportal – neu"));
    QCOMPARE(items.last().name, QString("worker"));
    QVERIFY(items.first().material.hasKey() && items.last().material.hasKey());
}

void Pkcs12ReaderTest::wrongPasswordIsOfTheContainer_data()
{
    QTest::addColumn<bool>("withMac");
    QTest::newRow("by its check value") << true;
    QTest::newRow("by decrypting") << false;
}

/// As the library itself counts it, so that it is told from the passphrase of a key.
void Pkcs12ReaderTest::wrongPasswordIsOfTheContainer()
{
    QFETCH(const bool, withMac);
    Keystore keystore(kPassword);
    keystore.add(m_pki.server(), "server", NID_aes_256_cbc);
    const Error error
        = readBundle(keystore.bytes(withMac), "wrong", "a.p12", KeyReading::Read).error();
    QCOMPARE(error.code, ErrorCode::WrongPassword);
    QCOMPARE(error.where, QString("a.p12"));
    QCOMPARE(ERR_GET_LIB(static_cast<unsigned long>(error.nativeCode)), ERR_LIB_PKCS12);
    QVERIFY(!error.nativeText.isEmpty());
}

QTEST_GUILESS_MAIN(Pkcs12ReaderTest)
#include "pkcs12_reader_test.moc"
