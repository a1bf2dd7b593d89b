#include "core/certificates/stores/placed_entry.h"

#include "core/base/atomic_file.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/stores/file_source.h"
#include "core/certificates/stores/key_beside.h"
#include "core/certificates/stores/token_source.h"
#include "core/certificates/tokens/token_uri.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace workbench {
namespace {

Error severalWithKeys(const QString& path, const QList<StoreEntry>& found)
{
    QStringList choices;
    for (const StoreEntry& entry : found) {
        choices.append(QStringLiteral("%1 (%2#%3)")
                           .arg(entry.name, path, QString::fromLatin1(entry.facts.sha256.toHex())));
    }
    return {.code = ErrorCode::InvalidInput,
            .message = CertificateText::tr("The file holds several certificates with keys."),
            .remedy
            = CertificateText::tr("Choose one of: %1.").arg(choices.join(QStringLiteral(", "))),
            .where = path};
}

/// The entry that is meant among all of a file.
Result<StoreEntry> entryAmong(const QList<StoreEntry>& entries, const FilePlace& place)
{
    QList<StoreEntry> found;
    std::copy_if(
        entries.begin(), entries.end(), std::back_inserter(found), [&place](const StoreEntry& one) {
            // Keys under a passphrase are only noticed, for one certificate of the file.
            return place.sha256.isEmpty() ? one.hasPrivateKey : one.facts.sha256 == place.sha256;
        });
    if (found.size() == 1) {
        return found.first();
    }
    if (!found.isEmpty()) {
        return fail(severalWithKeys(place.path, found));
    }
    return fail(
        place.sha256.isEmpty()
            ? missingKey(place.path)
            : Error {.code = ErrorCode::NotFound,
                     .message = CertificateText::tr("There is no such certificate in the file."),
                     .remedy = CertificateText::tr("It may have been renewed: choose it again."),
                     .where = place.path});
}

Result<StoreEntry> entryIn(const FileSource& source, const FilePlace& place)
{
    if (const Result<void> readable = checkReadable(place.path); !readable) {
        return fail(readable.error());
    }
    QList<Error> faults;
    const Result<QList<StoreEntry>> entries = readAll(source, &faults);
    if (!entries) {
        Error error = entries.error();
        error.where = place.path;
        return fail(error);
    }
    return entryAmong(*entries, place);
}

} // namespace

bool isFilePlace(const QString& id)
{
    return !isTokenUri(id) && (id.contains(QLatin1Char('/')) || id.contains(QDir::separator()));
}

FilePlace filePlaceOf(const QString& id)
{
    static const QRegularExpression pattern(QStringLiteral("^(.+)#([0-9a-fA-F]{64})$"));
    const QRegularExpressionMatch match = pattern.match(id);
    const QString path = match.hasMatch() ? match.captured(1) : id;
    return {.path = QDir::cleanPath(QFileInfo(path).absoluteFilePath()),
            .sha256 = QByteArray::fromHex(match.captured(2).toLatin1())};
}

QString filePlaceId(const StoreEntry& entry, bool alone)
{
    return alone ? entry.path
                 : entry.path + QLatin1Char('#') + QString::fromLatin1(entry.facts.sha256.toHex());
}

StoreEntry unreadFileEntry(const QString& id)
{
    StoreEntry entry;
    entry.name = id;
    entry.path = id;
    entry.hasPrivateKey = true;
    return entry;
}

Result<StoreEntry> readPlacedEntry(const QString& id)
{
    if (isTokenUri(id)) {
        return readTokenEntry(id);
    }
    const FilePlace place = filePlaceOf(id);
    return entryIn(FileSource(place.path, {}), place);
}

CertificateSourcePtr placedSource(const QString& id)
{
    return isTokenUri(id) ? nullptr : openSource(filePlaceOf(id).path).value_or(nullptr);
}

Result<KeyMaterial> loadFromFile(const QString& id, const QByteArray& password)
{
    const FilePlace place = filePlaceOf(id);
    const FileSource source(place.path, password);
    Result<StoreEntry> entry = entryIn(source, place);
    if (!entry) {
        return fail(entry.error());
    }
    entry->hasPrivateKey = true; // the hash may name one whose key was not noticed
    return source.load(*entry, password).map([&entry](KeyMaterial material) {
        material.name = entry->name;
        return material;
    });
}

} // namespace workbench
