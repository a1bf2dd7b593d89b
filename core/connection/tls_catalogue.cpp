#include "core/connection/tls_catalogue.h"

#include "core/base/openssl_ptr.h"
#include "core/wire/registry.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TlsCatalogue)
};

/// Allows whatever the library has.
SslContextPtr freeContext()
{
    SslContextPtr context(SSL_CTX_new(TLS_method()));
    if (context) {
        SSL_CTX_set_security_level(context.get(), 0);
    }
    return context;
}

/// The library takes the text; what it says otherwise is forgotten.
bool isTaken(TlsList list, const QByteArray& text)
{
    const SslContextPtr context = freeContext();
    if (!context) {
        return false;
    }
    ERR_set_mark();
    const bool taken = [&] {
        switch (list) {
        case TlsList::Ciphers:
            return SSL_CTX_set_cipher_list(context.get(), text.constData()) == 1;
        case TlsList::Suites:
            return SSL_CTX_set_ciphersuites(context.get(), text.constData()) == 1;
        case TlsList::Groups:
            return SSL_CTX_set1_groups_list(context.get(), text.constData()) == 1;
        case TlsList::Signatures:
            return SSL_CTX_set1_sigalgs_list(context.get(), text.constData()) == 1;
        }
        return false;
    }();
    ERR_pop_to_mark();
    return taken;
}

/// Cipher lists are also parted by blanks and commas (openssl-ciphers(1)).
QStringList elementsOf(TlsList list, const QString& text)
{
    static const QRegularExpression kCipherSeparators(QStringLiteral("[:, ]"));
    return list == TlsList::Ciphers ? text.split(kCipherSeparators, Qt::SkipEmptyParts)
                                    : text.split(QLatin1Char(':'), Qt::SkipEmptyParts);
}

bool isTls13(const SSL_CIPHER* cipher)
{
    return qstrcmp(SSL_CIPHER_get_version(cipher), "TLSv1.3") == 0;
}

QList<const SSL_CIPHER*> ciphersIn(const SSL_CTX* context, bool tls13)
{
    QList<const SSL_CIPHER*> found;
    const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context);
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
        const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
        if (isTls13(cipher) == tls13) {
            found.append(cipher);
        }
    }
    return found;
}

/// What a cipher list selects; TLS 1.3's suites are no part of it.
QList<const SSL_CIPHER*> ciphersOf(const QByteArray& text)
{
    const SslContextPtr context = freeContext();
    ERR_set_mark();
    const bool taken = context && SSL_CTX_set_cipher_list(context.get(), text.constData()) == 1;
    ERR_pop_to_mark();
    return taken ? ciphersIn(context.get(), false) : QList<const SSL_CIPHER*>();
}

/// RFC 8446 §B.4 and RFC 9150, as far as the library has them: it passes over those that it does
/// not know.
QList<const SSL_CIPHER*> suitesOfTls13()
{
    const SslContextPtr context = freeContext();
    if (!context) {
        return {};
    }
    ERR_set_mark();
    SSL_CTX_set_ciphersuites(context.get(),
                             "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"
                             "TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:"
                             "TLS_AES_128_CCM_8_SHA256:TLS_SHA256_SHA256:TLS_SHA384_SHA384");
    ERR_pop_to_mark();
    return ciphersIn(context.get(), true);
}

bool isSuite(const QString& name)
{
    const QList<const SSL_CIPHER*> suites = suitesOfTls13();
    return std::any_of(suites.begin(), suites.end(), [&name](const SSL_CIPHER* suite) {
        return name == QLatin1String(SSL_CIPHER_get_name(suite));
    });
}

QString remarkOn(const SSL_CIPHER* cipher)
{
    if (SSL_CIPHER_get_cipher_nid(cipher) == NID_undef) {
        return Text::tr("encrypts nothing");
    }
    if (SSL_CIPHER_get_auth_nid(cipher) == NID_auth_null) {
        return Text::tr("nobody proves who they are");
    }
    switch (SSL_CIPHER_get_kx_nid(cipher)) {
    case NID_kx_rsa:
    case NID_kx_psk:
    case NID_kx_rsa_psk:
        return Text::tr("no forward secrecy");
    default:
        break;
    }
    return SSL_CIPHER_is_aead(cipher) == 1 ? QString() : Text::tr("CBC, not AEAD");
}

/// "ECDHE, RSA, " in OpenSSL's words; empty for suites that leave it open.
QString agreementOf(const SSL_CIPHER* cipher)
{
    if (isTls13(cipher)) {
        return {};
    }
    QString exchange = QString::fromLatin1(OBJ_nid2ln(SSL_CIPHER_get_kx_nid(cipher)));
    QString proof = QString::fromLatin1(OBJ_nid2ln(SSL_CIPHER_get_auth_nid(cipher)));
    exchange = exchange.remove(QStringLiteral("kx-")).toUpper();
    proof = proof.remove(QStringLiteral("auth-")).toUpper();
    return exchange == proof ? QStringLiteral("%1, ").arg(exchange)
                             : QStringLiteral("%1, %2, ").arg(exchange, proof);
}

TlsListChoice choiceOf(const SSL_CIPHER* cipher)
{
    const auto* info
        = wire::cipherSuiteInfo(static_cast<std::uint16_t>(SSL_CIPHER_get_protocol_id(cipher)));
    TlsListChoice choice;
    choice.name = QString::fromLatin1(SSL_CIPHER_get_name(cipher));
    const char* standard = SSL_CIPHER_standard_name(cipher);
    choice.otherName
        = QString::fromLatin1(standard) == choice.name ? QString() : QString::fromLatin1(standard);
    const int bits = SSL_CIPHER_get_bits(cipher, nullptr);
    choice.what = agreementOf(cipher)
        + (info == nullptr ? Text::tr("%1 bits").arg(bits) : QString::fromLatin1(info->encryption));
    if (info != nullptr && SSL_CIPHER_is_aead(cipher) == 0) {
        choice.what += QStringLiteral(", HMAC-") + QLatin1String(info->mac);
    }
    choice.remark = remarkOn(cipher);
    return choice;
}

QList<TlsListChoice> choicesOf(const QList<const SSL_CIPHER*>& ciphers)
{
    QList<TlsListChoice> choices;
    for (const SSL_CIPHER* cipher : ciphers) {
        choices.append(choiceOf(cipher));
    }
    return choices;
}

/// What a name begins with, or has in it, and what that stands for.
struct NameRule
{
    const char* part;
    const char* what;
    const char* remark; ///< empty: nothing speaks against it
};

constexpr NameRule kGroupRules[] = {
    {"X25519MLKEM", QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve and post-quantum"), ""},
    {"SecP", QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve and post-quantum"), ""},
    {"MLKEM", QT_TRANSLATE_NOOP("TlsCatalogue", "post-quantum alone"), ""},
    {"ffdhe", QT_TRANSLATE_NOOP("TlsCatalogue", "finite field"), ""},
    {"sect",
     QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve over a binary field"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "deprecated (RFC 8422), not in TLS 1.3")},
    {"secp16",
     QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "too short, not in TLS 1.3")},
    {"secp19",
     QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "too short, not in TLS 1.3")},
    {"secp22",
     QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "deprecated (RFC 8422), not in TLS 1.3")},
    {"secp256k1",
     QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "deprecated (RFC 8422), not in TLS 1.3")},
    {"", QT_TRANSLATE_NOOP("TlsCatalogue", "elliptic curve"), ""},
};

constexpr NameRule kSignatureRules[] = {
    {"rsa_pkcs1_sha1",
     QT_TRANSLATE_NOOP("TlsCatalogue", "RSA, PKCS #1 v1.5"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "SHA-1 is broken")},
    {"ecdsa_sha1",
     QT_TRANSLATE_NOOP("TlsCatalogue", "ECDSA"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "SHA-1 is broken")},
    {"rsa_pkcs1",
     QT_TRANSLATE_NOOP("TlsCatalogue", "RSA, PKCS #1 v1.5"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "in TLS 1.3 for certificates only")},
    {"rsa_pss_rsae", QT_TRANSLATE_NOOP("TlsCatalogue", "RSA-PSS, with usual RSA keys"), ""},
    {"rsa_pss_pss", QT_TRANSLATE_NOOP("TlsCatalogue", "RSA-PSS, with keys for PSS alone"), ""},
    {"ecdsa", QT_TRANSLATE_NOOP("TlsCatalogue", "ECDSA"), ""},
    {"dsa_sha1",
     QT_TRANSLATE_NOOP("TlsCatalogue", "DSA"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "SHA-1 is broken")},
    {"dsa",
     QT_TRANSLATE_NOOP("TlsCatalogue", "DSA"),
     QT_TRANSLATE_NOOP("TlsCatalogue", "hardly used, not in TLS 1.3")},
    {"ed", QT_TRANSLATE_NOOP("TlsCatalogue", "EdDSA"), ""},
    {"mldsa", QT_TRANSLATE_NOOP("TlsCatalogue", "post-quantum"), ""},
    {"", "", ""},
};

/// Other ways to write a name; the second is that of a choice, or its other one.
constexpr std::pair<const char*, const char*> kOtherSpellings[] = {
    {"P-256", "secp256r1"},
    {"prime256v1", "secp256r1"},
    {"P-384", "secp384r1"},
    {"P-521", "secp521r1"},
    {"RSA+SHA1", "rsa_pkcs1_sha1"},
    {"RSA+SHA256", "rsa_pkcs1_sha256"},
    {"RSA+SHA384", "rsa_pkcs1_sha384"},
    {"RSA+SHA512", "rsa_pkcs1_sha512"},
    {"ECDSA+SHA1", "ecdsa_sha1"},
    {"ECDSA+SHA256", "ecdsa_secp256r1_sha256"},
    {"ECDSA+SHA384", "ecdsa_secp384r1_sha384"},
    {"ECDSA+SHA512", "ecdsa_secp521r1_sha512"},
    {"RSA-PSS+SHA256", "rsa_pss_rsae_sha256"},
    {"RSA-PSS+SHA384", "rsa_pss_rsae_sha384"},
    {"RSA-PSS+SHA512", "rsa_pss_rsae_sha512"},
    {"PSS+SHA256", "rsa_pss_rsae_sha256"},
    {"PSS+SHA384", "rsa_pss_rsae_sha384"},
    {"PSS+SHA512", "rsa_pss_rsae_sha512"},
};

/// Names of IANA's that older OpenSSL does not know, though it has what they stand for.
constexpr std::pair<const char*, const char*> kOwnNames[]
    = {{"rsa_pkcs1_sha1", "RSA+SHA1"}, {"ecdsa_sha1", "ECDSA+SHA1"}};

/// As OpenSSL takes the name; empty: it does not.
QString takenName(TlsList list, const std::string& name)
{
    if (isTaken(list, QByteArray::fromStdString(name))) {
        return QString::fromStdString(name);
    }
    for (const auto& [registered, own] : kOwnNames) {
        if (name == registered && isTaken(list, own)) {
            return QString::fromLatin1(own);
        }
    }
    return {};
}

/// The spelling that the choices have, where there is one.
QString usualSpelling(const QString& element, const QList<TlsListChoice>& choices)
{
    QString name = element;
    for (const auto& [other, usual] : kOtherSpellings) {
        if (element.compare(QLatin1String(other), Qt::CaseInsensitive) == 0) {
            name = QString::fromLatin1(usual);
        }
    }
    for (const TlsListChoice& choice : choices) {
        if (choice.name.compare(name, Qt::CaseInsensitive) == 0
            || choice.otherName.compare(name, Qt::CaseInsensitive) == 0) {
            return choice.name;
        }
    }
    return element;
}

template <std::size_t N>
TlsListChoice
choiceByName(const std::string& registered, const QString& name, const NameRule (&rules)[N])
{
    const auto* const rule = std::find_if(std::begin(rules), std::end(rules), [&](const auto& row) {
        return registered.starts_with(row.part);
    });
    return {.name = name,
            .otherName
            = name.toStdString() == registered ? QString() : QString::fromStdString(registered),
            .what = *rule->what == '\0' ? QString() : Text::tr(rule->what),
            .remark = *rule->remark == '\0' ? QString() : Text::tr(rule->remark)};
}

template <std::size_t N>
QList<TlsListChoice> choicesByName(TlsList list,
                                   const std::vector<std::uint16_t>& codes,
                                   std::string (*nameOf)(std::uint16_t),
                                   const NameRule (&rules)[N])
{
    QList<TlsListChoice> choices;
    for (const std::uint16_t code : codes) {
        const std::string registered = nameOf(code);
        const QString name = takenName(list, registered);
        if (!name.isEmpty()) {
            choices.append(choiceByName(registered, name, rules));
        }
    }
    return choices;
}

Error unusable(const QString& text, const char* what, const QString& remedy)
{
    return {.code = ErrorCode::InvalidInput,
            .message = Text::tr(what).arg(text),
            .remedy = remedy,
            .where = {}};
}

Result<void> checkCiphers(const QString& text)
{
    // A list may also consist of commands only, which leave what is there by default.
    if (!ciphersOf(text.toLatin1()).isEmpty()) {
        return {};
    }
    return fail(unusable(text,
                         QT_TRANSLATE_NOOP("TlsCatalogue",
                                           "The cipher list “%1” selects nothing that this TLS "
                                           "library has."),
                         Text::tr("Choose from the list, or see openssl-ciphers(1).")));
}

} // namespace

QList<TlsListChoice> tlsListChoices(TlsList list)
{
    switch (list) {
    case TlsList::Ciphers:
        return choicesOf(ciphersOf("ALL:COMPLEMENTOFALL"));
    case TlsList::Suites:
        return choicesOf(suitesOfTls13());
    case TlsList::Groups:
        return choicesByName(list, wire::registeredGroups(), &wire::groupName, kGroupRules);
    case TlsList::Signatures:
        return choicesByName(
            list, wire::registeredSignatureSchemes(), &wire::signatureSchemeName, kSignatureRules);
    }
    return {};
}

Result<void> checkTlsList(TlsList list, const QString& text)
{
    if (text.trimmed().isEmpty()) {
        return {};
    }
    if (list == TlsList::Ciphers) {
        return checkCiphers(text);
    }
    for (const QString& element : elementsOf(list, text.trimmed())) {
        // An unknown suite is passed over in silence by OpenSSL before 3.2.
        const bool known
            = list == TlsList::Suites ? isSuite(element) : isTaken(list, element.toLatin1());
        if (!known) {
            return fail(
                unusable(element,
                         QT_TRANSLATE_NOOP("TlsCatalogue", "This TLS library does not know “%1”."),
                         Text::tr("Choose from the list; elements are parted by colons.")));
        }
    }
    if (isTaken(list, text.trimmed().toLatin1())) {
        return {};
    }
    return fail(
        unusable(text.trimmed(),
                 QT_TRANSLATE_NOOP("TlsCatalogue", "“%1” is no list for this TLS library."),
                 Text::tr("Choose from the list; every element stands in it once, parted by "
                          "colons.")));
}

QStringList unknownCipherWords(const QString& text)
{
    QStringList unknown;
    for (QString word : elementsOf(TlsList::Ciphers, text)) {
        if (word.startsWith(QLatin1Char('@'))) {
            continue;
        }
        while (!word.isEmpty() && QStringLiteral("!-+").contains(word.front())) {
            word.remove(0, 1);
        }
        if (!word.isEmpty() && !isTaken(TlsList::Ciphers, word.toLatin1())) {
            unknown.append(word);
        }
    }
    return unknown;
}

QStringList tlsListNames(TlsList list, const QString& text)
{
    QStringList names;
    if (list != TlsList::Ciphers) {
        if (checkTlsList(list, text)) {
            const QList<TlsListChoice> choices = tlsListChoices(list);
            for (const QString& element : elementsOf(list, text.trimmed())) {
                names.append(usualSpelling(element, choices));
            }
        }
        return names;
    }
    for (const SSL_CIPHER* cipher : ciphersOf(text.toLatin1())) {
        names.append(QString::fromLatin1(SSL_CIPHER_get_name(cipher)));
    }
    return names;
}

} // namespace workbench
