#include "tests/core/certificates/lint_rows.h"

namespace workbench::tests {

using namespace oids;
using Builder = CertificateBuilder;

namespace {

QByteArray dnsName(const char* name)
{
    return der::element(0x82, name);
}

QByteArray uri(const char* text)
{
    return der::element(0x86, text);
}

QByteArray basicConstraints(bool ca, const QByteArray& pathLength)
{
    return der::sequence({ca ? der::boolean(true) : QByteArray(),
                          pathLength.isEmpty() ? QByteArray() : der::integer(pathLength)});
}

QByteArray crlPoint(const char* address)
{
    const QByteArray fullName = der::element(0xa0, uri(address));
    return der::sequence({der::sequence({der::element(0xa0, fullName)})});
}

QByteArray access(const char* method, const char* address)
{
    return der::sequence({der::sequence({der::oid(method), uri(address)})});
}

} // namespace

QList<LintRow> constraintRows()
{
    LintRows row;
    const QByteArray zero(1, '\0');
    const QByteArray subtrees
        = der::sequence({der::element(0xa0, der::sequence({dnsName("example.com")}))}); // permitted
    row(
        "basic-constraints-not-critical",
        "basicConstraints",
        [](Builder& b) { b.setCritical(kBasicConstraints, false); },
        {},
        &Builder::ca);
    row("key-cert-sign-without-ca", "keyCertSign, CA:FALSE", [](Builder& b) {
        b.setKeyUsage(0x84);
    });
    row("key-cert-sign-without-ca", "keyCertSign, no basic constraints", [](Builder& b) {
        b.setKeyUsage(0x84).remove(kBasicConstraints);
    });
    row("crl-sign-without-ca", "cRLSign", [](Builder& b) { b.setKeyUsage(0x82); });
    row(
        "ca-without-key-cert-sign",
        "CA:TRUE",
        [](Builder& b) {
            b.setKeyUsage(0x02).set(kBasicConstraints, true, basicConstraints(true, {}));
        },
        {},
        &Builder::ca);
    row(
        "ca-key-usage-missing",
        "no such extension",
        [](Builder& b) {
            b.remove(kKeyUsage).set(kBasicConstraints, true, basicConstraints(true, {}));
        },
        {},
        &Builder::ca);
    row("path-length-without-ca", "pathLenConstraint: 0", [zero](Builder& b) {
        b.set(kBasicConstraints, true, basicConstraints(false, zero));
    });
    row(
        "path-length-without-key-cert-sign",
        "pathLenConstraint: 0",
        [](Builder& b) { b.setKeyUsage(0x02); },
        {"ca-without-key-cert-sign"},
        &Builder::ca);
    row(
        "path-length-negative",
        "pathLenConstraint: -1",
        [](Builder& b) { b.set(kBasicConstraints, true, basicConstraints(true, "\xff")); },
        {},
        &Builder::ca);
    row(
        "name-constraints-not-critical",
        "nameConstraints",
        [subtrees](Builder& b) { b.add(kNameConstraints, false, subtrees); },
        {},
        &Builder::ca);
    row("name-constraints-without-ca", "nameConstraints", [subtrees](Builder& b) {
        b.add(kNameConstraints, true, subtrees);
    });
    row(
        "policy-constraints-not-critical",
        "policyConstraints",
        [zero](Builder& b) {
            b.add(kPolicyConstraints, false, der::sequence({der::element(0x80, zero)}));
        },
        {},
        &Builder::ca);
    return row.list;
}

QList<LintRow> usageRows()
{
    LintRows row;
    row("key-usage-not-critical", "keyUsage", [](Builder& b) { b.setCritical(kKeyUsage, false); });
    row("key-usage-empty",
        "no bit is set",
        [](Builder& b) { b.setKeyUsage(0x00); },
        {"extended-key-usage-contradicts-key-usage"});
    row("key-usage-unfit-for-key", "keyEncipherment", [](Builder& b) { b.setKeyUsage(0xa0); });
    row("key-usage-unfit-for-key", "keyAgreement", [](Builder& b) {
        b.publicKey = keys::rsa(2048);
        b.setKeyUsage(0x88);
    });
    row("key-usage-unfit-for-key",
        "keyAgreement",
        [](Builder& b) {
            b.publicKey = keys::ed25519();
            b.setKeyUsage(0x88);
        },
        {"edwards-key"});
    row("encipher-only-without-key-agreement", "encipherOnly", [](Builder& b) {
        b.setKeyUsage(0x81);
    });
    row("encipher-only-without-key-agreement", "decipherOnly", [](Builder& b) {
        b.setKeyUsage(0x80, 0x80);
    });
    row("extended-key-usage-missing", "no such extension", [](Builder& b) { b.remove(kPurposes); });
    row("extended-key-usage-empty", "an empty list", [](Builder& b) { b.setPurposes({}); });
    row("extended-key-usage-any", "anyExtendedKeyUsage", [](Builder& b) {
        b.setPurposes({kServerAuth, "2.5.29.37.0"});
    });
    row("extended-key-usage-contradicts-key-usage",
        "serverAuth with nonRepudiation",
        [](Builder& b) { b.setKeyUsage(0x40); });
    row(
        "extended-key-usage-contradicts-key-usage",
        "clientAuth with keyEncipherment",
        [](Builder& b) {
            b.publicKey = keys::rsa(2048);
            b.setKeyUsage(0x20);
        },
        {},
        &Builder::client);
    row("extended-key-usage-mixed", "codeSigning", [](Builder& b) {
        b.setPurposes({kServerAuth, kCodeSigning});
    });
    row("extended-key-usage-repeated", "serverAuth", [](Builder& b) {
        b.setPurposes({kServerAuth, kServerAuth});
    });
    row(
        "time-stamping-not-alone",
        "not critical",
        [](Builder& b) { b.setPurposes({kTimeStamping}); },
        {},
        &Builder::client);
    row(
        "time-stamping-not-alone",
        "with other purposes",
        [](Builder& b) {
            b.setPurposes({kTimeStamping, kClientAuth});
        },
        {},
        &Builder::client);
    return row.list;
}

QList<LintRow> referenceRows()
{
    LintRows row;
    row("authority-key-identifier-missing", "no such extension", [](Builder& b) {
        b.remove(kAuthorityKey);
    });
    row("authority-key-identifier-without-key", "issuer and serial number only", [](Builder& b) {
        const QByteArray name = der::name({{kCommonName, der::utf8("CA")}});
        b.set(kAuthorityKey,
              false,
              der::sequence(
                  {der::element(0xa1, der::element(0xa4, name)), der::element(0x82, "\x05")}));
    });
    row(
        "ca-subject-key-identifier-missing",
        "no such extension",
        [](Builder& b) { b.remove(kSubjectKey); },
        {},
        &Builder::ca);
    row("subject-key-identifier-missing", "no such extension", [](Builder& b) {
        b.remove(kSubjectKey);
    });
    row("extension-wrongly-critical", "authorityKeyIdentifier", [](Builder& b) {
        b.setCritical(kAuthorityKey, true);
    });
    row("extension-wrongly-critical", "subjectKeyIdentifier", [](Builder& b) {
        b.setCritical(kSubjectKey, true);
    });
    row("crl-address-not-http", "ldap://crl.example.com/cn=ca", [](Builder& b) {
        b.set(kCrlPoints, false, crlPoint("ldap://crl.example.com/cn=ca"));
    });
    row("ocsp-address-not-http", "https://ocsp.example.com", [](Builder& b) {
        b.set(kAccess, false, access("1.3.6.1.5.5.7.48.1", "https://ocsp.example.com"));
    });
    row("issuer-address-not-http", "https://ca.example.com/ca.cer", [](Builder& b) {
        b.set(kAccess, false, access("1.3.6.1.5.5.7.48.2", "https://ca.example.com/ca.cer"));
    });
    row("revocation-address-missing", "no such extension", [](Builder& b) {
        b.remove(kCrlPoints).remove(kAccess);
    });
    row("certificate-policies-missing", "no such extension", [](Builder& b) {
        b.remove(kPolicies);
    });
    row("certificate-policy-repeated", "2.23.140.1.2.1", [](Builder& b) {
        const QByteArray policy = der::sequence({der::oid("2.23.140.1.2.1")});
        b.set(kPolicies, false, der::sequence({policy, policy}));
    });
    return row.list;
}

} // namespace workbench::tests
