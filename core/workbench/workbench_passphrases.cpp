#include "core/certificates/key_protection.h"
#include "core/workbench/workbench_private.h"

#include <QCryptographicHash>

namespace workbench {

bool Workbench::isProxyUser(const QString& name)
{
    const Result<ProxyChoice> proxy = ProxyChoice::fromUrl(name);
    return proxy && !proxy->user.isEmpty();
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
    if (isProxyUser(name)) {
        return d->passphrases.find(passphraseId(name));
    }
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
    // An entry without key may be about to get the one that waits for it.
    const bool mayNeedOne = entry && (entry->keyEncrypted || !entry->hasPrivateKey);
    return mayNeedOne ? d->passphrases.find(entry->facts.spkiSha256) : QByteArray();
}

QByteArray Workbench::passphraseId(const QString& name) const
{
    if (isProxyUser(name)) {
        return QCryptographicHash::hash("proxy " + name.toUtf8(), QCryptographicHash::Sha256);
    }
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
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

void Workbench::Private::forgetRefusedPassword(const ObservedConnection& connection)
{
    for (const Finding& finding : connection.findings) {
        if (finding.id == QStringLiteral("proxy-authentication-required")) {
            passphrases.forget(q->passphraseId(connection.record->proxy));
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
