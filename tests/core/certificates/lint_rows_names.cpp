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

} // namespace

QList<LintRow> nameRows()
{
    LintRows row;
    const auto with = [](const char* type, const QByteArray& value) {
        return [=](Builder& b) {
            b.subject = der::name({{type, value}, {kCommonName, der::utf8("shop.example.com")}});
        };
    };
    constexpr auto kOrganization = "2.5.4.10";
    constexpr auto kCountry = "2.5.4.6";
    row("issuer-empty", "an empty issuer", [](Builder& b) { b.issuer = der::name({}); });
    row(
        "ca-subject-empty",
        "an empty subject",
        [](Builder& b) { b.subject = der::name({}); },
        {},
        &Builder::ca);
    row("string-type-obsolete",
        "subject O=Muller",
        with(kOrganization, der::element(0x14, "Muller")));
    row("string-type-obsolete",
        "subject O=Ab",
        with(kOrganization, der::element(0x1e, QByteArray("\0A\0b", 4))));
    row("string-type-obsolete",
        "subject O=A",
        with(kOrganization, der::element(0x1c, QByteArray("\0\0\0A", 4))));
    row("string-type-wrong", "subject C=DE", with(kCountry, der::utf8("DE")));
    row("string-type-wrong",
        "subject emailAddress=a@example.com",
        with("1.2.840.113549.1.9.1", der::utf8("a@example.com")));
    row("string-type-wrong", "subject O=Shop", with(kOrganization, der::element(0x16, "Shop")));
    row("string-type-wrong", "issuer C=DE", [](Builder& b) {
        b.issuer = der::name({{"2.5.4.6", der::utf8("DE")}, {kCommonName, der::utf8("CA")}});
    });
    row("printable-string-characters",
        "subject O=Smith & Sons",
        with(kOrganization, der::printable("Smith & Sons")));
    row("country-code-wrong", "subject C=de", with(kCountry, der::printable("de")));
    row("country-code-wrong", "subject C=DEU", with(kCountry, der::printable("DEU")));
    row("name-part-too-long",
        qPrintable("subject O=" + QString(65, 'o')),
        with(kOrganization, der::utf8(QByteArray(65, 'o'))));
    row("name-part-empty", "subject O=", with(kOrganization, der::utf8("")));
    row("name-part-empty", "subject O=  ", with(kOrganization, der::utf8("  ")));
    row("name-part-outer-blanks", "subject O=Shop ", with(kOrganization, der::utf8("Shop ")));
    row("common-name-repeated",
        "CN=other.example.com",
        with(kCommonName, der::utf8("other.example.com")));
    row("organizational-unit", "OU=IT", with("2.5.4.11", der::utf8("IT")));
    return row.list;
}

QList<LintRow> alternativeNameRows()
{
    LintRows row;
    const QByteArray shop = dnsName("shop.example.com");
    const auto also = [shop](const QByteArray& name) {
        return [=](Builder& b) { b.setNames({shop, name}); };
    };
    row("alternative-name-missing", "no such extension", [](Builder& b) {
        b.setCommonName("Shop");
        b.remove(kAlternativeNames);
    });
    row("hostname-only-in-common-name",
        "CN=shop.example.com",
        [](Builder& b) { b.remove(kAlternativeNames); },
        {"alternative-name-missing"});
    row("hostname-only-in-common-name",
        "CN=93.184.216.34",
        [](Builder& b) { b.setCommonName("93.184.216.34").remove(kAlternativeNames); },
        {"alternative-name-missing"});
    row("alternative-name-empty",
        "an empty list",
        [](Builder& b) { b.setNames({}); },
        {"alternative-name-missing", "hostname-only-in-common-name"});
    row("subject-empty-without-critical-alternative-name", "not critical", [](Builder& b) {
        b.subject = der::name({});
    });
    row(
        "subject-empty-without-critical-alternative-name",
        "no such extension",
        [](Builder& b) { b.subject = der::name({}); },
        {},
        &Builder::client);
    row("common-name-not-among-alternative-names", "CN=other.example.com", [](Builder& b) {
        b.setCommonName("other.example.com");
    });
    row("common-name-no-host", "CN=Shop", [](Builder& b) { b.setCommonName("Shop"); });
    row("ip-address-length-wrong",
        "5db8d82200ff",
        also(der::element(0x87, QByteArray::fromHex("5db8d82200ff"))));
    row("ip-address-reserved", "10.0.0.1", also(der::element(0x87, QByteArray("\x0a\0\0\x01", 4))));
    row("ip-address-reserved",
        "::1",
        also(der::element(0x87, QByteArray(15, '\0') + QByteArray(1, '\x01'))));
    row("email-address-malformed",
        "nobody",
        also(der::element(0x81, "nobody")),
        {"alternative-name-of-other-kind"});
    row("uri-relative", "/login", also(uri("/login")), {"alternative-name-of-other-kind"});
    row("alternative-name-of-other-kind",
        "a@example.com",
        also(der::element(0x81, "a@example.com")));
    row("alternative-name-of-other-kind",
        "directoryName",
        also(der::element(0xa4, der::name({{kCommonName, der::utf8("x")}}))));
    row("alternative-name-repeated", "shop.example.com", also(shop));
    return row.list;
}

QList<LintRow> dnsNameRows()
{
    LintRows row;
    const auto named = [&row](const char* id, const char* name, const QStringList& besides = {}) {
        row(
            id, name, [name](Builder& b) { b.setDnsName(name); }, besides);
    };
    named("dns-name-is-address", "93.184.216.34");
    named("dns-name-is-address", "2606:2800:220:1::1");
    named("dns-name-not-ascii",
          "b\xc3\xbc"
          "cher.example.com");
    named("dns-name-characters", "https://a.example.com");
    named("dns-name-characters", "a b.example.com");
    named("dns-name-underscore", "a_b.example.com");
    named("dns-name-length", "a..example.com");
    named("dns-name-length", qPrintable(QString(64, 'a') + ".example.com"));
    named("dns-name-hyphen", "-a.example.com");
    named("dns-name-trailing-dot", "a.example.com.");
    named("dns-name-capitals", "A.example.com");
    named("dns-name-internal", "intranet");
    named("dns-name-internal", "shop.local");
    named("wildcard-partial", "f*.example.com");
    named("wildcard-several", "*.*.example.com");
    named("wildcard-not-leftmost", "www.*.example.com");
    named("wildcard-top-level", "*.com");
    named("wildcard-top-level", "*", {"dns-name-internal"});
    named("wildcard-in-address", "*.184.216.34");
    return row.list;
}

} // namespace workbench::tests
