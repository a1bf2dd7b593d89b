#include "core/base/wipe.h"
#include "core/certificates/key_protection.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/workbench/workbench_private.h"

#include <QCryptographicHash>

namespace workbench {

namespace {

const QString kPreSharedKey = QStringLiteral("psk://");

/// What is no key of an entry is kept under its name.
QByteArray hashOfSecret(const QString& name)
{
    return QCryptographicHash::hash("secret " + name.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

Workbench::Secret Workbench::secretOf(const QString& name)
{
    if (name.startsWith(kPreSharedKey)) {
        return Secret::PreSharedKey;
    }
    const Result<ProxyChoice> proxy = ProxyChoice::fromUrl(name);
    return proxy && !proxy->user.isEmpty() ? Secret::ProxyPassword : Secret::KeyPassphrase;
}

Result<StoreEntry> Workbench::protectCertificateKey(const QString& name,
                                                    const QByteArray& oldPassphrase,
                                                    const QByteArray& newPassphrase)
{
    if (!d->store) {
        return notFound(name);
    }
    d->completeStore();
    Result<StoreEntry> entry = protectKey(*d->store, name, oldPassphrase, newPassphrase);
    if (entry) {
        d->passphrases.forget(entry->facts.spkiSha256);
        Q_EMIT certificatesChanged();
    }
    return entry;
}

PassphraseKeeper& Workbench::passphrases()
{
    return d->passphrases;
}

QByteArray Workbench::keptPassphrase(const QString& name) const
{
    if (secretOf(name) != Secret::KeyPassphrase) {
        return d->passphrases.find(passphraseId(name));
    }
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
    if (!entry && isFilePlace(name)) {
        return d->passphrases.find(passphraseId(name));
    }
    // An entry without key may be about to get the one that waits for it.
    const bool mayNeedOne = entry && (entry->keyEncrypted || !entry->hasPrivateKey);
    return mayNeedOne ? d->passphrases.find(entry->facts.spkiSha256) : QByteArray();
}

QByteArray Workbench::passphraseId(const QString& name) const
{
    if (secretOf(name) != Secret::KeyPassphrase) {
        return hashOfSecret(name);
    }
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
    if (!entry && isFilePlace(name)) { // its certificate may be encrypted too
        return hashOfSecret(name);
    }
    return entry ? entry->facts.spkiSha256 : QByteArray();
}

Result<SecretBytes> Workbench::Private::proxyPassword(const ProxyChoice& proxy,
                                                      const PasswordSource& given) const
{
    if (proxy.user.isEmpty()) {
        return SecretBytes();
    }
    QByteArray password = orKept(given)(proxy.toUrl());
    if (password.isEmpty()) {
        return fail(
            {.code = ErrorCode::PasswordNeeded,
             .message = Workbench::tr("The proxy wants the password of “%1”.").arg(proxy.user),
             .where = QStringLiteral("proxy-user")});
    }
    return SecretBytes(std::move(password));
}

Result<PreSharedKey> Workbench::Private::preSharedKey(const QString& identity,
                                                      const PasswordSource& given) const
{
    if (identity.isEmpty()) {
        return PreSharedKey();
    }
    const SecretBytes kept(orKept(given)(kPreSharedKey + identity));
    if (kept.isEmpty()) {
        return fail(
            {.code = ErrorCode::PasswordNeeded,
             .message = Workbench::tr("The pre-shared key of “%1” is needed.").arg(identity),
             .where = QStringLiteral("psk")});
    }
    QString digits = QString::fromUtf8(kept.bytes());
    Result<PreSharedKey> key = PreSharedKey::of(identity, digits);
    wipeEverywhere(digits);
    return key;
}

/// What a client gave and its peer did not take. A server's key may be right where a client's is
/// not.
void Workbench::Private::forgetRefusedPassword(const ObservedConnection& connection)
{
    if (connection.record->role == Role::Server) {
        return;
    }
    for (const Finding& finding : connection.findings) {
        if (finding.id == QStringLiteral("proxy-authentication-required")) {
            passphrases.forget(q->passphraseId(connection.record->proxy));
        } else if (finding.id.startsWith(QStringLiteral("psk-key-mismatch"))) {
            passphrases.forget(q->passphraseId(kPreSharedKey + connection.record->ownPskIdentity));
        }
    }
}

PasswordSource Workbench::Private::orKept(const PasswordSource& given) const
{
    return [this, given](const QString& name) {
        QByteArray password = given ? given(name) : QByteArray();
        return password.isEmpty() ? q->keptPassphrase(name) : password;
    };
}

} // namespace workbench
