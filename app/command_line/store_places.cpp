#include "app/command_line/store_places.h"

#include "app/command_line/key_access.h"
#include "core/certificates/stores/token_source.h"

#include <QCoreApplication>

#include <optional>

namespace workbench {
namespace {

/// The certificate that the URI names among those of its token.
Result<FoundEntry> findOnToken(const StoreCall& call, const QString& id)
{
    const Result<TokenUri> parsed = parseTokenUri(id);
    const Result<QByteArray> pin = parsed ? givenPin(call.parser) : fail(parsed.error());
    const TokenUri wanted = parsed.value_or(TokenUri {});
    const Result<CertificateSourcePtr> source
        = pin ? openSource(toText(wanted.withoutObject()), *pin) : fail(pin.error());
    const Result<QList<StoreEntry>> entries
        = source ? readAll(**source, nullptr) : fail(source.error());
    if (!entries) {
        return fail(entries.error());
    }
    const std::optional<StoreEntry> found = tokenEntryAmong(*entries, wanted);
    if (!found) {
        return fail({.code = ErrorCode::NotFound,
                     .message = QCoreApplication::translate("StoreCommand",
                                                            "There is no such certificate on the "
                                                            "token."),
                     .remedy = QCoreApplication::translate(
                         "StoreCommand", "“store list --from URI” shows what there is."),
                     .where = id});
    }
    return FoundEntry {.entry = *found, .source = *source};
}

} // namespace

Result<QList<CertificateSourcePtr>> givenSources(const StoreCall& call)
{
    QStringList ids;
    const QStringList values = call.parser.values(QStringLiteral("from"));
    for (const QString& value : values) {
        if (isTokenUri(value)) { // its commas are its own
            ids.append(value);
            continue;
        }
        ids += value.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    const Result<QByteArray> password = givenPassword(call.parser);
    const Result<QByteArray> pin = password ? givenPin(call.parser) : fail(password.error());
    if (!pin) {
        return fail(pin.error());
    }
    QList<CertificateSourcePtr> sources;
    for (const QString& id : std::as_const(ids)) {
        const Result<CertificateSourcePtr> source = id == QStringLiteral("store")
            ? Result<CertificateSourcePtr>(ownSource(call.store.folder()))
            : openSource(id, isTokenUri(id) ? *pin : *password);
        if (!source) {
            return fail(source.error());
        }
        sources.append(*source);
    }
    return sources;
}

Result<QList<PoolPlace>> givenPlaces(const StoreCall& call)
{
    const Result<QList<CertificateSourcePtr>> sources = givenSources(call);
    if (!sources) {
        return fail(sources.error());
    }
    QList<PoolPlace> places;
    QList<Error> faults;
    for (const CertificateSourcePtr& source : *sources) {
        const Result<QList<StoreEntry>> entries = readAll(*source, &faults);
        if (!entries) {
            return fail(entries.error());
        }
        places.append({.name = source->name(), .entries = *entries});
    }
    for (const Error& fault : std::as_const(faults)) {
        CommandContext::complain(fault);
    }
    return places;
}

Result<FoundEntry> findEntry(const StoreCall& call, const QString& id)
{
    if (isTokenUri(id) && call.lookup == CertificateLookup::NameThenHash) {
        return findOnToken(call, id);
    }
    const Result<StoreEntry> own = call.store.find(id, call.lookup);
    if (own) {
        return FoundEntry {.entry = *own, .source = nullptr};
    }
    const Result<QList<CertificateSourcePtr>> sources = givenSources(call);
    if (!sources) {
        return fail(sources.error());
    }
    for (const CertificateSourcePtr& source : *sources) {
        const Result<QList<StoreEntry>> entries = readAll(*source, nullptr);
        const Result<StoreEntry> found
            = entries ? findEntry(*entries, id, call.lookup) : fail(entries.error());
        if (found) {
            return FoundEntry {.entry = *found, .source = source};
        }
        if (found.error().code != ErrorCode::NotFound) {
            return fail(found.error());
        }
    }
    return fail(own.error());
}

Result<KeyMaterial> loadWithKey(const StoreCall& call,
                                const FoundEntry& found,
                                const QByteArray& given,
                                QByteArray* password)
{
    if (!found.source) {
        return loadWithKey(call.store, found.entry, given, password);
    }
    if (found.entry.keyOnToken) {
        return fail({.code = ErrorCode::NoPrivateKey,
                     .message = QCoreApplication::translate(
                                    "StoreCommand", "The private key of “%1” stays on its token.")
                                    .arg(found.entry.name),
                     .remedy = QCoreApplication::translate("StoreCommand",
                                                           "Export the certificate or its chain."),
                     .where = found.entry.path});
    }
    Result<KeyMaterial> material = fail({});
    const Result<void> outcome
        = withKeyPasswords(given, [&](const PasswordSource& source) -> Result<void> {
              const QByteArray used
                  = found.entry.keyEncrypted ? source(found.entry.name) : QByteArray();
              material = found.source->load(found.entry, used);
              if (password != nullptr) {
                  // What was typed is wiped when this is over, and with it what shares its bytes.
                  *password = QByteArray(used.constData(), used.size());
              }
              return material ? Result<void>() : fail(material.error());
          });
    return outcome ? material : fail(outcome.error());
}

} // namespace workbench
