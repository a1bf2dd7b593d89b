#include "core/certificates/stores/token_source.h"

#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/stores/entry_collector.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace workbench {
namespace {

/// What lies on a token, its certificates parsed.
struct ReadToken
{
    std::shared_ptr<Token> token;
    TokenFacts facts;
    TokenContents contents;
    QList<std::shared_ptr<X509>> certificates; ///< of the same places in `contents`; null: damaged
};

/// An open token or, as long as there is no PIN, one that shows what it shows to everybody.
Result<ReadToken> readToken(const TokenUri& uri, const QByteArray& pin, bool mustOpen)
{
    const Result<std::shared_ptr<Token>> token = Token::find(uri);
    if (!token) {
        return fail(token.error());
    }
    if (mustOpen || !pin.isEmpty()) {
        if (const Result<void> opened = (*token)->open(pin); !opened) {
            return fail(opened.error());
        }
    }
    const Result<TokenContents> contents = (*token)->contents();
    if (!contents) {
        return fail(contents.error());
    }
    ReadToken read {*token, (*token)->facts(), *contents, {}};
    for (const TokenItem& item : contents->certificates) {
        Result<X509Ptr> certificate = parseCertificate(item.der);
        read.certificates.append(certificate ? std::shared_ptr<X509>(std::move(*certificate))
                                             : nullptr);
    }
    return read;
}

/// Finds the issuers that lie on the token as well.
IssuerIndex issuersOn(const ReadToken& read)
{
    QList<std::shared_ptr<X509>> whole = read.certificates;
    whole.removeAll(nullptr);
    return IssuerIndex(whole);
}

/// A certificate and a key: by their id or, where they have none, by their label.
bool belongTogether(const TokenItem& one, const TokenItem& other)
{
    return one.id == other.id && (!one.id.isEmpty() || one.label == other.label);
}

bool isAmong(const QList<TokenItem>& items, const TokenItem& wanted)
{
    return std::any_of(items.begin(), items.end(), [&wanted](const TokenItem& item) {
        return belongTogether(item, wanted);
    });
}

const TokenItem* keyOf(const ReadToken& read, const TokenItem& certificate)
{
    const auto& keys = read.contents.keys;
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const TokenItem& candidate) {
        return belongTogether(candidate, certificate);
    });
    return key == keys.end() ? nullptr : &*key;
}

QString uriOf(const ReadToken& read, const TokenItem& item, TokenObject object)
{
    TokenUri uri = read.facts.uri;
    uri.object = item.label;
    uri.id = item.id;
    return toText(uri, object);
}

Error withoutCertificate(const ReadToken& read, const TokenItem& key)
{
    return {.code = ErrorCode::NotFound,
            .message
            = CertificateText::tr("The key “%1” on the token “%2” has no certificate.")
                  .arg(key.label.isEmpty() ? QString::fromLatin1(key.id.toHex()) : key.label,
                       read.facts.label),
            .remedy = CertificateText::tr("Write its certificate to the token under the same id: "
                                          "“pkcs11-tool --write-object FILE --type cert --id %1”.")
                          .arg(QString::fromLatin1(key.id.toHex())),
            .where = uriOf(read, key, TokenObject::PrivateKey)};
}

bool fits(const TokenUri& wanted, const TokenItem& item)
{
    return (wanted.object.isEmpty() || wanted.object == item.label)
        && (wanted.id.isEmpty() || wanted.id == item.id);
}

/// The keys without certificate, of those that an URI names.
QList<Error> lonelyKeys(const ReadToken& read, const TokenUri& wanted)
{
    QList<Error> faults;
    for (const TokenItem& key : read.contents.keys) {
        if (fits(wanted, key) && !isAmong(read.contents.certificates, key)) {
            faults.append(withoutCertificate(read, key));
        }
    }
    return faults;
}

/// Place of the one certificate with a key that an URI names.
Result<qsizetype> findCertificate(const ReadToken& read, const TokenUri& wanted)
{
    QList<qsizetype> found;
    QStringList labels;
    for (qsizetype i = 0; i < read.certificates.size(); ++i) {
        const TokenItem& item = read.contents.certificates.at(i);
        if (read.certificates.at(i) && keyOf(read, item) != nullptr) {
            labels.append(QStringLiteral("“%1”").arg(item.label));
            if (fits(wanted, item)) {
                found.append(i);
            }
        }
    }
    if (found.size() == 1) {
        return found.first();
    }
    const QList<Error> lonely = lonelyKeys(read, wanted);
    if (found.isEmpty() && lonely.size() == 1) {
        return fail(lonely.first());
    }
    const QString there = labels.isEmpty()
        ? CertificateText::tr("There is none at all on the token “%1”.").arg(read.facts.label)
        : CertificateText::tr("There is %1 on the token “%2”.")
              .arg(labels.join(QStringLiteral(", ")), read.facts.label);
    return fail({.code = found.isEmpty() ? ErrorCode::NotFound : ErrorCode::InvalidInput,
                 .message = found.isEmpty()
                     ? CertificateText::tr("No certificate with a key fits. %1").arg(there)
                     : CertificateText::tr("%1 certificates with keys fit. %2")
                           .arg(found.size())
                           .arg(there),
                 .remedy = CertificateText::tr("Name one by object=LABEL or id=%NN."),
                 .where = toText(wanted)});
}

Result<KeyMaterial> materialOf(const ReadToken& read, qsizetype place)
{
    const TokenItem& item = read.contents.certificates.at(place);
    const TokenItem* keyItem = keyOf(read, item);
    Result<std::shared_ptr<EVP_PKEY>> key = read.token->key(*keyItem);
    if (!key) {
        return fail(key.error());
    }
    KeyMaterial material {.certificate = read.certificates.at(place),
                          .chain = issuersOn(read).chainOf(read.certificates.at(place)),
                          .key = *key,
                          .name = {}, // it is no entry of the store
                          .keyOnToken = true};
    if (!keyFits(material)) {
        return fail(
            {.code = ErrorCode::KeyMismatch,
             .message = CertificateText::tr("The key under the id of the certificate “%1” on the "
                                            "token belongs to another certificate.")
                            .arg(item.label),
             .remedy = CertificateText::tr("Give certificate and key on the token the same "
                                           "id, and no others that id."),
             .where = uriOf(read, item, TokenObject::Certificate)});
    }
    return material;
}

/// Every certificate with its issuers; where the keys are not shown yet, a public key beside it
/// stands for one.
void collectCertificates(const ReadToken& read, EntryCollector& collector)
{
    const TokenContents& contents = read.contents;
    const IssuerIndex issuers = issuersOn(read);
    for (qsizetype i = 0; i < read.certificates.size(); ++i) {
        const TokenItem& item = contents.certificates.at(i);
        const std::shared_ptr<X509>& certificate = read.certificates.at(i);
        const QString uri = uriOf(read, item, TokenObject::Certificate);
        if (!certificate) {
            collector.add(Error {.code = ErrorCode::InvalidInput,
                                 .message = CertificateText::tr("The certificate cannot be read."),
                                 .where = uri});
            continue;
        }
        const bool seen = keyOf(read, item) != nullptr;
        const bool guessed = !contents.isComplete && isAmong(contents.publicKeys, item);
        EntryCollector::Beside beside {.name = item.label,
                                       .chain = {},
                                       .hasPrivateKey = seen || guessed,
                                       .keyEncrypted = guessed && !seen,
                                       .keyOnToken = seen || guessed};
        for (const std::shared_ptr<X509>& issuer : issuers.chainOf(certificate)) {
            beside.chain.append(toDer(issuer.get()));
        }
        collector.setPath(uri);
        collector.add(certificate.get(), beside);
    }
}

} // namespace

TokenSource::TokenSource(const TokenUri& uri, QByteArray pin)
    : m_uri(uri.withoutObject())
    , m_pin(std::move(pin))
{ }

TokenSource::~TokenSource()
{
    wipe(m_pin);
}

QByteArray TokenSource::takePin() const
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_pin, {});
}

QString TokenSource::name() const
{
    return m_uri.token.isEmpty() ? CertificateText::tr("Token") : m_uri.token;
}

QString TokenSource::place() const
{
    return m_uri.module.isEmpty() ? CertificateText::tr("a PKCS#11 token") : m_uri.module;
}

Result<void> TokenSource::read(const Receiver& receive) const
{
    QByteArray pin = takePin();
    const Result<ReadToken> read = readToken(m_uri, pin, false);
    wipe(pin);
    if (!read) {
        return fail(read.error());
    }
    EntryCollector collector({}, receive);
    collectCertificates(*read, collector);
    for (const Error& fault : lonelyKeys(*read, {})) {
        collector.add(fault);
    }
    if (!read->contents.isComplete) {
        collector.add(
            Error {.code = ErrorCode::PasswordNeeded,
                   .message = CertificateText::tr("The token “%1” shows its private keys after "
                                                  "its PIN only.")
                                  .arg(read->facts.label),
                   .remedy = CertificateText::tr("Give the PIN of its user."),
                   .where = m_uri.token});
    }
    return collector.finish();
}

Result<KeyMaterial> TokenSource::load(const StoreEntry& entry, const QByteArray& password) const
{
    if (!entry.hasPrivateKey) {
        return certificatesOf(entry);
    }
    QByteArray pin = takePin();
    Result<KeyMaterial> material = loadFromToken(entry.path, password.isEmpty() ? pin : password);
    wipe(pin);
    return material;
}

StoreEntry unreadTokenEntry(const QString& uri)
{
    StoreEntry entry;
    entry.name = uri;
    entry.path = uri;
    entry.hasPrivateKey = true;
    entry.keyOnToken = true;
    return entry;
}

std::optional<StoreEntry> tokenEntryAmong(const QList<StoreEntry>& entries, const TokenUri& uri)
{
    std::optional<StoreEntry> first;
    for (const StoreEntry& entry : entries) {
        const Result<TokenUri> here = parseTokenUri(entry.path);
        const bool isNamed = here && (uri.id.isEmpty() || uri.id == here->id)
            && (uri.object.isEmpty() || uri.object == here->object);
        if (isNamed && entry.hasPrivateKey) {
            return entry;
        }
        first = isNamed && !first ? std::optional(entry) : first;
    }
    return first;
}

Result<StoreEntry> readTokenEntry(const QString& text)
{
    const Result<TokenUri> uri = parseTokenUri(text);
    const Result<QList<StoreEntry>> entries
        = uri ? readAll(TokenSource(*uri, {}), nullptr) : fail(uri.error());
    if (!entries) {
        return fail(entries.error());
    }
    const std::optional<StoreEntry> found = tokenEntryAmong(*entries, *uri);
    return found
        ? Result<StoreEntry>(*found)
        : fail({.code = ErrorCode::NotFound,
                .message = CertificateText::tr("There is no such certificate on the token."),
                .where = text});
}

Result<KeyMaterial> loadFromToken(const QString& text, const QByteArray& pin)
{
    const Result<TokenUri> uri = parseTokenUri(text);
    if (!uri) {
        return fail(uri.error());
    }
    const Result<ReadToken> read = readToken(*uri, pin, true);
    if (!read) {
        return fail(read.error());
    }
    const Result<qsizetype> place = findCertificate(*read, *uri);
    return place ? materialOf(*read, *place) : fail(place.error());
}

} // namespace workbench
