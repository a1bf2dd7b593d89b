#include "core/workbench/resolution/credentials.h"

#include "core/base/wipe.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/stores/token_source.h"
#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>

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

} // namespace

Result<KeyMaterial> loadCredentials(const QString& id,
                                    CertificateLookup lookup,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const TokenLoader& tokens)
{
    if (isTokenUri(id) && lookup == CertificateLookup::NameThenHash) {
        Result<KeyMaterial> material = tokens(id, password);
        return material ? material : fail(inField(material.error(), "certificate"));
    }
    const Result<StoreEntry> entry = store.find(id, lookup);
    if (!entry && lookup == CertificateLookup::NameThenHash && isFilePlace(id)) {
        return loadFileCredentials(id, password);
    }
    if (!entry) {
        return fail(inField(entry.error(), "certificate"));
    }
    if (!entry->hasPrivateKey) {
        return fail(
            {.code = ErrorCode::NoPrivateKey,
             .message = Text::tr("The certificate “%1” has no private key on this computer.")
                            .arg(entry->name),
             .remedy = Text::tr("Import its private key, or choose an entry that has one."),
             .where = QStringLiteral("certificate")});
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

Result<KeyMaterial> loadFromTokenNow(const QString& uri, const PasswordSource& password)
{
    QByteArray pin = password ? password(uri) : QByteArray();
    Result<KeyMaterial> material = loadFromToken(uri, pin);
    wipe(pin);
    return material;
}

} // namespace workbench
