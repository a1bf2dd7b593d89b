#include "core/wire/registry.h"
#include "core/wire/registry/tables.h"

#include <QtTest>

#include <algorithm>

using namespace workbench::wire;

class RegistryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesValues_data();
    void namesValues();
    void knowsGrease();
    void findsByName();
    void knowsTheKeyExchange_data();
    void knowsTheKeyExchange();
    void tablesAreSorted();
    void everySuiteIsFoundByItsName();
};

void RegistryTest::namesValues_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const std::string& text, const char* expected) {
        QTest::newRow(name) << QString::fromStdString(text) << QString::fromLatin1(expected);
    };
    row("suite", cipherSuiteName(0x1301), "TLS_AES_128_GCM_SHA256");
    row("added suite", cipherSuiteName(0x1306), "TLS_AEGIS_256_SHA512");
    row("unknown suite", cipherSuiteName(0x1234), "0x1234");
    row("GREASE suite", cipherSuiteName(0x2a2a), "GREASE (0x2a2a)");
    row("OpenSSL's name", openSslCipherName(0xc02f), "ECDHE-RSA-AES128-GCM-SHA256");
    row("OpenSSL has none", openSslCipherName(0xc0b0), "");
    row("OpenSSL, unknown", openSslCipherName(0x1234), "");
    row("SSL 2 kind", sslv2CipherKindName(0x010080), "SSL_CK_RC4_128_WITH_MD5");
    row("SSL 2 form of a TLS suite", sslv2CipherKindName(0x00002f), "TLS_RSA_WITH_AES_128_CBC_SHA");
    row("SSL 2, unknown", sslv2CipherKindName(0x0f0f0f), "0x0f0f0f");
    row("group", groupName(0x001d), "x25519");
    row("curve", groupName(0x0017), "secp256r1");
    row("hybrid group", groupName(0x11ec), "X25519MLKEM768");
    row("added group", groupName(0x11ee), "curveSM2MLKEM768");
    row("GREASE group", groupName(0xfafa), "GREASE (0xfafa)");
    row("scheme", signatureSchemeName(0x0804), "rsa_pss_rsae_sha256");
    row("TLS 1.2 scheme", signatureSchemeName(0x0301), "rsa_pkcs1_sha224");
    row("unknown scheme", signatureSchemeName(0x0999), "0x0999");
    row("client_hello", handshakeTypeName(1), "client_hello");
    row("hello_request", handshakeTypeName(0), "hello_request");
    row("message_hash", handshakeTypeName(254), "message_hash");
    row("unknown message", handshakeTypeName(86), "unknown (86)");
    row("alert", alertName(40), "handshake_failure");
    row("retired alert", alertName(100), "no_renegotiation");
    row("unknown alert", alertName(86 + 100), "unknown (186)");
    row("warning", alertLevelName(1), "warning");
    row("fatal", alertLevelName(2), "fatal");
    row("unknown level", alertLevelName(3), "unknown (3)");
    row("extension", extensionName(0), "server_name");
    row("ECH", extensionName(0xfe0d), "encrypted_client_hello");
    row("added extension", extensionName(32), "ticket_pinning");
    row("unknown extension", extensionName(0x1234), "0x1234");
    row("content type", contentTypeName(22), "handshake");
    row("unknown content type", contentTypeName(99), "unknown (99)");
    row("TLS 1.3", versionName(0x0304), "TLS 1.3");
    row("SSL 3.0", versionName(0x0300), "SSL 3.0");
    row("SSL 2.0", versionName(0x0002), "SSL 2.0");
    row("DTLS 1.0", versionName(0xfeff), "DTLS 1.0");
    row("DTLS 1.2", versionName(0xfefd), "DTLS 1.2");
    row("draft", versionName(0x7f1c), "TLS 1.3 draft 28");
    row("GREASE version", versionName(0x7a7a), "GREASE (0x7a7a)");
    row("unknown version", versionName(0x0305), "0x0305");
}

void RegistryTest::namesValues()
{
    QFETCH(QString, text);
    QTEST(text, "expected");
}

void RegistryTest::knowsGrease()
{
    int count = 0;
    for (int value = 0; value <= 0xffff; ++value) {
        count += isGrease(static_cast<std::uint16_t>(value)) ? 1 : 0;
    }
    QCOMPARE(count, 16);
    QVERIFY(isGrease(0x0a0a) && isGrease(0xfafa));
    QVERIFY(!isGrease(0x0a1a) && !isGrease(0x1301));
}

void RegistryTest::findsByName()
{
    QCOMPARE(cipherSuiteByName("TLS_AES_128_GCM_SHA256"), std::optional<std::uint16_t>(0x1301));
    QCOMPARE(cipherSuiteByName("ecdhe-rsa-aes128-gcm-sha256"),
             std::optional<std::uint16_t>(0xc02f));
    QVERIFY(!cipherSuiteByName("TLS_AES"));
    QVERIFY(!cipherSuiteByName(""));
    QCOMPARE(groupByName("X25519"), std::optional<std::uint16_t>(0x001d));
    QCOMPARE(groupByName("P-256"), std::optional<std::uint16_t>(0x0017));
    QCOMPARE(groupByName("prime256v1"), std::optional<std::uint16_t>(0x0017));
    QVERIFY(!groupByName("P-1"));
    QCOMPARE(signatureSchemeByName("ed25519"), std::optional<std::uint16_t>(0x0807));
    QCOMPARE(signatureSchemeByName("RSA+SHA256"), std::optional<std::uint16_t>(0x0401));
    QVERIFY(!signatureSchemeByName("RSA"));
    QCOMPARE(alertByName("unknown_ca"), std::optional<std::uint8_t>(48));
    QVERIFY(!alertByName("nothing"));
    QCOMPARE(extensionByName("key_share"), std::optional<std::uint16_t>(51));
    QVERIFY(!extensionByName("nothing"));
}

void RegistryTest::knowsTheKeyExchange_data()
{
    QTest::addColumn<int>("suite");
    QTest::addColumn<int>("exchange");
    QTest::addColumn<bool>("isSigned");
    const auto row = [](int suite, KeyExchange exchange, bool isSigned) {
        QTest::newRow(cipherSuiteName(static_cast<std::uint16_t>(suite)).c_str())
            << suite << static_cast<int>(exchange) << isSigned;
    };
    row(0x1301, KeyExchange::Tls13, false);
    row(0x002f, KeyExchange::Rsa, false);
    row(0x0003, KeyExchange::RsaExport, true);
    row(0x000d, KeyExchange::Dh, false);
    row(0x0033, KeyExchange::Dhe, true);
    row(0x0034, KeyExchange::DhAnon, false);
    row(0x0017, KeyExchange::DhAnon, false);
    row(0xc02f, KeyExchange::Ecdhe, true);
    row(0xc018, KeyExchange::EcdhAnon, false);
    row(0xc002, KeyExchange::Ecdh, false);
    row(0x008c, KeyExchange::Psk, false);
    row(0x0090, KeyExchange::DhePsk, false);
    row(0xc0aa, KeyExchange::DhePsk, false);
    row(0x0094, KeyExchange::RsaPsk, false);
    row(0xc035, KeyExchange::EcdhePsk, false);
    row(0xc01d, KeyExchange::Srp, false);
    row(0xc01e, KeyExchange::Srp, true);
    row(0x001e, KeyExchange::Krb5, false);
    row(0x00ff, KeyExchange::Unknown, false);
}

void RegistryTest::knowsTheKeyExchange()
{
    QFETCH(int, suite);
    QFETCH(int, exchange);
    QFETCH(bool, isSigned);
    const CipherSuiteInfo* info = cipherSuiteInfo(static_cast<std::uint16_t>(suite));
    QVERIFY(info != nullptr);
    QCOMPARE(static_cast<int>(info->keyExchange), exchange);
    QCOMPARE(info->signedKeyExchange, isSigned);
}

void RegistryTest::tablesAreSorted()
{
    const auto sorted = [](const auto& table) {
        return std::adjacent_find(table.begin(),
                                  table.end(),
                                  [](const auto& a, const auto& b) { return a.value >= b.value; })
            == table.end();
    };
    for (const auto& table : {tables::alerts(),
                              tables::contentTypes(),
                              tables::extensionTypes(),
                              tables::handshakeTypes(),
                              tables::signatureSchemes(),
                              tables::sslv2CipherKinds(),
                              tables::supportedGroups(),
                              tables::addedContentTypes(),
                              tables::addedExtensionTypes(),
                              tables::addedSignatureSchemes(),
                              tables::addedSupportedGroups()}) {
        QVERIFY(!table.empty());
        QVERIFY(sorted(table));
    }
    QVERIFY(sorted(tables::cipherSuites()));
    QVERIFY(sorted(tables::addedCipherSuites()));
}

void RegistryTest::everySuiteIsFoundByItsName()
{
    for (const CipherSuiteInfo& info : tables::cipherSuites()) {
        const auto found = cipherSuiteByName(info.name);
        QVERIFY(found);
        // Two names were used for two unregistered values each.
        QCOMPARE(cipherSuiteName(*found), std::string(info.name));
    }
}

QTEST_APPLESS_MAIN(RegistryTest)
#include "registry_test.moc"
