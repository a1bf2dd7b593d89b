#include "core/workbench/resolution/credentials.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/stores/token_source.h"
#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// In clear it needs no password; whether it does is known once it is read.
Result<KeyMaterial> loadFileCredentials(const QString& id, const PasswordSource& password)
{
    Result<KeyMaterial> material = loadFromFile(id, {});
    if (!material && asksForPassword(material.error()) && password) {
        QByteArray given = password(id);
        material = given.isEmpty() ? material : loadFromFile(id, given);
        wipe(given);
    }
    return material ? material : fail(ofFile(material.error(), "certificate"));
}

bool isOnToken(const QString& id, CertificateLookup lookup)
{
    return isTokenUri(id) && lookup == CertificateLookup::NameThenHash;
}

/// Entries come first.
bool isInFile(const QString& id, CertificateLookup lookup, const CertificateStore& store)
{
    return lookup == CertificateLookup::NameThenHash && isFilePlace(id) && !store.find(id, lookup);
}

/// Names without a folder are those of entries; whoever means a file is told how to say so.
Result<StoreEntry>
entryWithKey(const QString& id, CertificateLookup lookup, const CertificateStore& store)
{
    Result<StoreEntry> entry = store.find(id, lookup);
    if (!entry) {
        Error error = inField(entry.error(), "certificate");
        if (lookup == CertificateLookup::NameThenHash && QFileInfo(id).isFile()) {
            error.remedy = Text::tr("There is a file of that name: write ./%1 to mean it.").arg(id);
        }
        return fail(error);
    }
    if (!entry->hasPrivateKey) {
        return fail(
            {.code = ErrorCode::NoPrivateKey,
             .message = Text::tr("The certificate “%1” has no private key on this computer.")
                            .arg(entry->name),
             .remedy = Text::tr("Import its private key, or choose an entry that has one."),
             .where = QStringLiteral("certificate")});
    }
    return entry;
}

} // namespace

Result<KeyMaterial> loadCredentials(const QString& id,
                                    CertificateLookup lookup,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const TokenLoader& tokens)
{
    if (isOnToken(id, lookup)) {
        Result<KeyMaterial> material = tokens(id, password);
        return material ? material : fail(inField(material.error(), "certificate"));
    }
    if (isInFile(id, lookup, store)) {
        return loadFileCredentials(id, password);
    }
    const Result<StoreEntry> entry = entryWithKey(id, lookup, store);
    if (!entry) {
        return fail(entry.error());
    }
    QByteArray given = entry->keyEncrypted && password ? password(entry->name) : QByteArray();
    Result<KeyMaterial> material = store.load(*entry, given);
    wipe(given);
    if (!material) {
        return fail(inField(material.error(), "certificate"));
    }
    material->name = entry->name;
    return material;
}

Result<void>
checkCredentials(const QString& id, CertificateLookup lookup, const CertificateStore& store)
{
    if (isOnToken(id, lookup)) {
        return {};
    }
    if (isInFile(id, lookup, store)) {
        const Result<void> readable = checkReadable(filePlaceOf(id).path);
        return readable ? readable : fail(ofFile(readable.error(), "certificate"));
    }
    return entryWithKey(id, lookup, store).map([](const StoreEntry&) {});
}

Result<KeyMaterial> loadFromTokenNow(const QString& uri, const PasswordSource& password)
{
    QByteArray pin = password ? password(uri) : QByteArray();
    Result<KeyMaterial> material = loadFromToken(uri, pin);
    wipe(pin);
    return material;
}

} // namespace workbench
