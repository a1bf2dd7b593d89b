#include "app/command_line/key_access.h"
#include "app/command_line/request_options.h"
#include "app/command_line/store_call.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_renewal.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/store_issuer.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Result<Renewal> givenRenewal(const QCommandLineParser& parser, const StoreEntry& entry)
{
    CertificateRequest wishes;
    wishes.key.clear();
    wishes.digest.clear();
    const Result<void> read = readRequestOptions(parser, wishes);
    if (!read) {
        return fail(read.error());
    }
    Renewal renewal {.key = wishes.key,
                     .notBefore = wishes.notBefore,
                     .notAfter = wishes.notAfter,
                     .days = wishes.days,
                     .digest = wishes.digest,
                     .allowUnsuitableIssuer = wishes.allowUnsuitableIssuer};
    if (parser.isSet(QStringLiteral("new-key")) && renewal.key.isEmpty()) {
        // "EC P-256", "RSA 2048", "Ed25519": the same kind, in the words of --key.
        renewal.key = QString(entry.facts.key).replace(QLatin1Char(' '), QLatin1Char(':'));
    }
    return renewal;
}

/// Whether the key need not be opened: it stays what it is, in its file, and somebody else signs.
bool staysClosed(const StoreCall& call, const StoreEntry& entry, const Renewal& renewal)
{
    return entry.keyEncrypted && !needsOwnKey(entry.facts, renewal)
        && !call.parser.isSet(QStringLiteral("name"));
}

/// `password` becomes what the old key is under; the result has no key where that stays closed.
Result<KeyMaterial> renewGiven(StoreCall& call, const StoreEntry& entry, QByteArray& password)
{
    const QByteArray given = password;
    const Result<Renewal> renewal = givenRenewal(call.parser, entry);
    const Result<KeyMaterial> old = !renewal ? fail(renewal.error())
        : staysClosed(call, entry, *renewal) ? Result<KeyMaterial>(certificatesOf(entry))
                                             : loadWithKey(call.store, entry, given, &password);
    if (!old) {
        return fail(old.error());
    }
    if (!call.parser.isSet(QStringLiteral("issuer")) && entry.facts.selfIssued) {
        return renewCertificate(*old, *renewal, nullptr);
    }
    const Result<KeyMaterial> issuer = call.parser.isSet(QStringLiteral("issuer"))
        ? givenIssuer(call, given)
        : issuerOf(call, old->certificate.get(), given);
    return issuer ? renewCertificate(*old, *renewal, &*issuer) : fail(issuer.error());
}

} // namespace

Result<StoreEntry> issuerEntryOf(const StoreCall& call, X509* certificate)
{
    if (call.parser.isSet(QStringLiteral("issuer"))) {
        return namedIssuer(call);
    }
    Result<StoreEntry> found = issuerEntry(call.store, certificate);
    if (!found) {
        found.error().remedy = Text::tr("Import it, or name another one with --issuer.");
        found.error().where = QStringLiteral("--issuer");
    }
    return found;
}

Result<KeyMaterial> issuerOf(const StoreCall& call, X509* certificate, const QByteArray& password)
{
    const Result<StoreEntry> entry = issuerEntryOf(call, certificate);
    const Result<QByteArray> given = entry ? issuerPassword(call, password) : fail(entry.error());
    return given ? loadWithKey(call.store, *entry, *given) : fail(given.error());
}

namespace {

/// In the place of the old one, or beside it.
Result<StoreEntry> keepRenewed(StoreCall& call,
                               const StoreEntry& old,
                               const KeyMaterial& made,
                               const QByteArray& password)
{
    if (call.parser.isSet(QStringLiteral("name"))) {
        return call.store.add(call.parser.value(QStringLiteral("name")), made, password);
    }
    if (made.hasKey() || !old.hasPrivateKey) {
        return call.store.replace(old.name, made, password);
    }
    return replaceChain(
               call.store, old.name, QList<std::shared_ptr<X509>> {made.certificate} + made.chain)
        .and_then([&](QByteArray before) {
            wipe(before);
            return call.store.find(old.name, CertificateLookup::Name);
        });
}

} // namespace

int runStoreRenew(StoreCall& call)
{
    const Result<StoreEntry> old = call.store.find(call.arguments.value(0), call.lookup);
    Result<QByteArray> password = old ? givenPassword(call.parser) : fail(old.error());
    const Result<KeyMaterial> made
        = password ? renewGiven(call, *old, *password) : fail(password.error());
    if (!made) {
        return call.context.faultDocument(made.error());
    }
    const Result<StoreEntry> entry = keepRenewed(call, *old, *made, *password);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
}

void addRenewOptions(QList<QCommandLineOption>& options)
{
    options.emplaceBack(QStringLiteral("new-key"),
                        Text::tr("renew: with a new key, of the old one's kind or that of --key."));
}

} // namespace workbench
