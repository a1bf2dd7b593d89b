#include "core/certificates/key_protection.h"
#include "core/workbench/workbench_private.h"

namespace workbench {

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
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
    // An entry without key may be about to get the one that waits for it.
    const bool mayNeedOne = entry && (entry->keyEncrypted || !entry->hasPrivateKey);
    return mayNeedOne ? d->passphrases.find(entry->facts.spkiSha256) : QByteArray();
}

PasswordSource Workbench::Private::orKept(const PasswordSource& given) const
{
    return [this, given](const QString& name) {
        QByteArray password = given ? given(name) : QByteArray();
        return password.isEmpty() ? q->keptPassphrase(name) : password;
    };
}

} // namespace workbench
