#include "app/command_line/store_places.h"

#include "app/command_line/key_access.h"
#include "core/certificates/tokens/token_uri.h"

namespace workbench {

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
    if (!password) {
        return fail(password.error());
    }
    QList<CertificateSourcePtr> sources;
    for (const QString& id : std::as_const(ids)) {
        const Result<CertificateSourcePtr> source = id == QStringLiteral("store")
            ? Result<CertificateSourcePtr>(ownSource(call.store.folder()))
            : openSource(id, *password);
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
        CommandContext::complain(fault.toLine());
    }
    return places;
}

} // namespace workbench
