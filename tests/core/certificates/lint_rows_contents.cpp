#include "tests/core/certificates/lint_rows.h"

#include <openssl/crypto.h>

namespace workbench::tests {

using namespace oids;
using Builder = CertificateBuilder;

QList<LintRow> structureRows()
{
    LintRows row;
    row("version-not-3",
        "version 1",
        [](Builder& b) {
            b.version = 1;
            b.extensions.clear();
        },
        {"alternative-name-missing",
         "authority-key-identifier-missing",
         "certificate-policies-missing",
         "extended-key-usage-missing",
         "hostname-only-in-common-name",
         "revocation-address-missing",
         "subject-key-identifier-missing"});
    row("extensions-before-version-3",
        "version 2",
        [](Builder& b) { b.version = 2; },
        {"version-not-3"});
    row("unique-identifier", "subjectUniqueID", [](Builder& b) {
        b.uniqueIdentifiers = der::element(0x82, QByteArray::fromHex("0005"));
    });
    row("unique-identifier", "issuerUniqueID", [](Builder& b) {
        b.uniqueIdentifiers = der::element(0x81, QByteArray::fromHex("0005"));
    });
    row("serial-number-zero", "0", [](Builder& b) { b.serial = QByteArray(1, '\0'); });
    row("serial-number-negative", "-4118daae69ba33b1ef", [](Builder& b) {
        b.serial = QByteArray::fromHex("bee725519645cc4e11");
    });
    row("serial-number-too-long",
        "7f"
        "0000000000000000000000000000000000000000",
        [](Builder& b) { b.serial = QByteArray::fromHex("7f") + QByteArray(20, '\0'); });
    row("serial-number-too-long",
        "ff"
        "00000000000000000000000000000000000000",
        [](Builder& b) { b.serial = QByteArray::fromHex("00ff") + QByteArray(19, '\0'); });
    row("serial-number-too-short", "1001", [](Builder& b) { b.serial = "\x10\x01"; });
    row("signature-algorithm-mismatch",
        "signed part: ecdsa-with-SHA256, signature: ecdsa-with-SHA384",
        [](Builder& b) { b.outerAlgorithm = der::algorithm("1.2.840.10045.4.3.3"); });
    row("signature-hash-weak", "ecdsa-with-SHA1", [](Builder& b) {
        b.innerAlgorithm = b.outerAlgorithm = der::algorithm("1.2.840.10045.4.1");
    });
    row("signature-hash-weak", "md5WithRSAEncryption", [](Builder& b) {
        b.innerAlgorithm = b.outerAlgorithm
            = der::algorithm("1.2.840.113549.1.1.4", der::element(0x05, {}));
    });
    row("signature-parameters-wrong", "sha256WithRSAEncryption", [](Builder& b) {
        b.innerAlgorithm = b.outerAlgorithm = der::algorithm("1.2.840.113549.1.1.11");
    });
    row("signature-parameters-wrong", "ecdsa-with-SHA256", [](Builder& b) {
        b.innerAlgorithm = b.outerAlgorithm
            = der::algorithm("1.2.840.10045.4.3.2", der::element(0x05, {}));
    });
    row("extension-repeated", "subjectKeyIdentifier", [](Builder& b) {
        b.add(kSubjectKey, false, der::octets("again"));
    });
    row("extension-unreadable", "certificatePolicies", [](Builder& b) {
        b.set(kPolicies, false, QByteArray::fromHex("3005") + "junk");
    });
    row("critical-extension-unknown", "1.2.3.4.5", [](Builder& b) {
        b.add("1.2.3.4.5", true, der::octets("what"));
    });
    row("precertificate", "ct_precert_poison", [](Builder& b) {
        b.add("1.3.6.1.4.1.11129.2.4.3", true, der::element(0x05, {}));
    });
    row("netscape-extension", "nsComment", [](Builder& b) {
        b.add("2.16.840.1.113730.1.13", false, der::element(0x16, "made with care"));
    });
    row("netscape-extension", "nsCertType", [](Builder& b) {
        b.add("2.16.840.1.113730.1.1", false, der::bits("@", 6));
    });
    return row.list;
}

QList<LintRow> validityRows()
{
    LintRows row;
    const auto lasts = [](const char* from, const char* until) {
        return [=](Builder& b) {
            b.notBefore = der::utcTime(from);
            b.notAfter = der::utcTime(until);
        };
    };
    row("validity-reversed",
        "notBefore: 2026-01-01T00:00:00Z, notAfter: 2025-12-31T23:59:59Z",
        lasts("260101000000Z", "251231235959Z"));
    // From OpenSSL 3.5 on a certificate with such a time is none at all.
    constexpr unsigned long kOpenSsl35 = 0x30500000;
    if (OpenSSL_version_num() < kOpenSsl35) {
        row("time-form-wrong", "notAfter: 2603310000Z", lasts("260101000000Z", "2603310000Z"));
    }
    row("time-form-wrong",
        "notAfter: 260331000000+0100",
        lasts("260101000000Z", "260331000000+0100"));
    row("generalized-time-before-2050", "notAfter: 20260331235959Z", [](Builder& b) {
        b.notAfter = der::generalizedTime("20260331235959Z");
    });
    row("utc-time-in-last-century",
        "notAfter: 520101000000Z",
        lasts("260101000000Z", "520101000000Z"),
        {"validity-reversed"});
    row("validity-without-end",
        "notAfter: 99991231235959Z",
        [](Builder& b) { b.notAfter = der::generalizedTime("99991231235959Z"); },
        {"validity-over-398-days", "validity-over-825-days"});
    row("validity-over-825-days", "826 day(s)", lasts("200101000000Z", "220405000000Z"));
    row("validity-over-398-days", "399 day(s)", lasts("210101000000Z", "220203000000Z"));
    row("validity-over-200-days", "201 day(s)", lasts("260315000000Z", "261001000000Z"));
    row("validity-over-200-days",
        "500 day(s)",
        lasts("260401000000Z", "270813235959Z"),
        {"validity-over-398-days"});
    row("validity-over-100-days", "101 day(s)", lasts("270315000000Z", "270623000000Z"));
    row("validity-over-47-days", "48 day(s)", lasts("290315000000Z", "290501000000Z"));
    return row.list;
}

QList<LintRow> keyRows()
{
    LintRows row;
    const auto has = [](const QByteArray& key) { return [key](Builder& b) { b.publicKey = key; }; };
    row("public-key-unreadable",
        "1.2.3.4.6",
        has(der::sequence({der::algorithm("1.2.3.4.6"), der::bits("key")})));
    row("rsa-key-too-small", "RSA 1024", has(keys::rsa(1024)));
    row("rsa-key-length-odd", "RSA 2050", has(keys::rsa(2050)));
    row("rsa-exponent-invalid", "e = 1", has(keys::rsa(2048, "\x01")));
    row("rsa-exponent-invalid", "e = 65536", has(keys::rsa(2048, QByteArray("\x01\0\0", 3))));
    row("rsa-exponent-unusual", "e = 3", has(keys::rsa(2048, "\x03")));
    row("ec-parameters-explicit", "id-ecPublicKey", has(keys::ec("P-256", true)));
    row("ec-curve-unusual", "EC secp256k1", has(keys::ec("secp256k1")));
    row("dsa-key", "dsaEncryption", has(keys::dsa()));
    row("edwards-key", "ED25519", has(keys::ed25519()));
    return row.list;
}

} // namespace workbench::tests
