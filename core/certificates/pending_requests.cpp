#include "core/certificates/pending_requests.h"

#include "core/base/atomic_file.h"
#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/free_names.h"
#include "core/certificates/private_key_reader.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_file_name.h"
#include "core/certificates/store_folder.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

QString suffix()
{
    return QStringLiteral(".csr");
}

Result<PendingRequest> readPending(const QFileInfo& file)
{
    Result<QByteArray> content = readFile(file.filePath(), kLargestStoreFile);
    const Result<SigningRequestPtr> request
        = content ? readSigningRequest(*content, file.filePath()) : fail(content.error());
    if (!request) {
        return fail(request.error());
    }
    PendingRequest pending;
    pending.name = entryNameOf(file.fileName(), suffix());
    pending.path = file.filePath();
    pending.facts = signingRequestFacts(request->get());
    pending.keyEncrypted = content->contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    wipe(*content);
    return pending;
}

} // namespace

PendingRequests::PendingRequests(QString folder)
    : m_folder(std::move(folder))
{ }

QList<PendingRequest> PendingRequests::list(QList<Error>* faults) const
{
    QList<PendingRequest> requests;
    const QFileInfoList files = QDir(m_folder).entryInfoList(
        {QLatin1Char('*') + suffix()}, QDir::Files, QDir::Name | QDir::IgnoreCase);
    for (const QFileInfo& file : files) {
        const Result<PendingRequest> pending = readPending(file);
        if (pending) {
            requests.append(*pending);
        } else if (faults != nullptr) {
            faults->append(pending.error());
        }
    }
    return requests;
}

std::optional<PendingRequest> PendingRequests::waitingFor(const QByteArray& spkiSha256,
                                                          const QList<PendingRequest>& waiting)
{
    const auto found
        = std::find_if(waiting.begin(), waiting.end(), [&spkiSha256](const PendingRequest& one) {
              return one.facts.spkiSha256 == spkiSha256;
          });
    return found == waiting.end() ? std::nullopt : std::optional(*found);
}

Result<PendingRequest> PendingRequests::add(const QString& name,
                                            X509_REQ* request,
                                            const std::shared_ptr<EVP_PKEY>& key,
                                            const QByteArray& keyPassword) const
{
    const Result<QString> file = storeFileName(name.trimmed(), {}, suffix());
    if (!file) {
        return fail(file.error());
    }
    KeyMaterial material;
    material.key = key;
    Result<QByteArray> secret = keyPem(material, keyPassword);
    if (!secret) {
        return fail(secret.error());
    }
    QByteArray content = signingRequestPem(request);
    content.reserve(content.size()
                    + secret->size()); // growing would leave a copy of the key behind
    content += *secret;
    wipe(*secret);
    const QString path = m_folder + QLatin1Char('/') + *file;
    const Result<void> written = writeFileAtomically(path, content, Existing::Refuse);
    wipe(content);
    if (!written && written.error().code == ErrorCode::AlreadyExists) {
        return fail({.code = ErrorCode::AlreadyExists,
                     .message = CertificateText::tr(
                                    "A request named “%1” waits for its certificate already.")
                                    .arg(name.trimmed()),
                     .remedy = CertificateText::tr("Choose another name, or remove that file."),
                     .where = path});
    }
    if (!written) {
        return fail(storeWriteError(m_folder, written.error()));
    }
    return PendingRequest {.name = name.trimmed(),
                           .path = path,
                           .facts = signingRequestFacts(request),
                           .keyEncrypted = !keyPassword.isEmpty()};
}

RequestsAdded PendingRequests::addTogether(const CertificateStore& store,
                                           const QList<NewRequest>& requests,
                                           const ImportProgress& progress) const
{
    RequestsAdded outcome;
    FreeNames names(store.entries());
    for (const PendingRequest& waiting : list()) {
        names.add(waiting.name);
    }
    for (int done = 0; done < requests.size(); ++done) {
        outcome.cancelled = progress && !progress(done, static_cast<int>(requests.size()));
        if (outcome.cancelled) {
            break;
        }
        const NewRequest& one = requests.at(done);
        const QString wish
            = one.wish.isEmpty() ? signingRequestFacts(one.request.get()).commonName : one.wish;
        const Result<PendingRequest> added
            = add(names.take(wish), one.request.get(), one.key, one.keyPassword.bytes());
        if (added) {
            outcome.added.append(*added);
        } else {
            outcome.faults.append(added.error());
        }
    }
    return outcome;
}

Result<std::shared_ptr<EVP_PKEY>> PendingRequests::loadKey(const PendingRequest& request,
                                                           const QByteArray& password)
{
    Result<QByteArray> content = readFile(request.path, kLargestStoreFile);
    if (!content) {
        return fail(content.error());
    }
    const OpenSslErrorGuard guard;
    const QByteArray mark = QByteArrayLiteral("-----BEGIN ");
    const qsizetype begin
        = std::max<qsizetype>(content->indexOf(mark, content->indexOf("-----END ")), 0);
    QByteArray secret = content->mid(begin);
    Result<std::shared_ptr<EVP_PKEY>> key = readPrivateKey(secret, password, request.path);
    wipe(secret);
    wipe(*content);
    return key;
}

Result<StoreEntry> PendingRequests::answer(CertificateStore& store,
                                           const QString& name,
                                           const KeyMaterial& certificates,
                                           const PendingRequest& pending,
                                           const QByteArray& password)
{
    const QByteArray keyPassword = pending.keyEncrypted ? password : QByteArray();
    const Result<std::shared_ptr<EVP_PKEY>> key = loadKey(pending, keyPassword);
    if (!key) {
        return fail(key.error());
    }
    KeyMaterial whole = certificates;
    whole.key = *key;
    return store.add(name, whole, keyPassword);
}

Result<StoreEntry> PendingRequests::complete(CertificateStore& store,
                                             const StoreEntry& entry,
                                             QList<PendingRequest>& waiting,
                                             const QByteArray& password) const
{
    const std::optional<PendingRequest> pending = waitingFor(entry.facts.spkiSha256, waiting);
    if (!pending) {
        return entry;
    }
    Result<StoreEntry> completed = entry;
    if (!entry.hasPrivateKey) {
        KeyMaterial whole = certificatesOf(entry);
        const QByteArray keyPassword = pending->keyEncrypted ? password : QByteArray();
        const Result<std::shared_ptr<EVP_PKEY>> key = loadKey(*pending, keyPassword);
        if (!key) {
            return fail(key.error());
        }
        whole.key = *key;
        completed = store.replace(entry.name, whole, keyPassword);
    }
    const Result<void> done = completed ? discard(*pending) : fail(completed.error());
    if (!done) {
        return fail(done.error());
    }
    waiting.removeIf([&pending](const PendingRequest& one) { return one.path == pending->path; });
    return completed;
}

RequestsCompleted
PendingRequests::completeTogether(CertificateStore& store,
                                  const QList<StoreEntry>& entries,
                                  const QHash<QByteArray, SecretBytes>& passphrases,
                                  const ImportProgress& progress) const
{
    RequestsCompleted outcome;
    outcome.waiting = list();
    QSet<QByteArray> keys;
    for (const PendingRequest& one : std::as_const(outcome.waiting)) {
        keys.insert(one.facts.spkiSha256);
    }
    QList<StoreEntry> lacking = entries;
    lacking.removeIf([&keys](const StoreEntry& entry) {
        return entry.hasPrivateKey || !keys.contains(entry.facts.spkiSha256);
    });
    for (int done = 0; done < lacking.size(); ++done) {
        outcome.cancelled = progress && !progress(done, static_cast<int>(lacking.size()));
        if (outcome.cancelled) {
            break;
        }
        const StoreEntry& entry = lacking.at(done);
        const SecretBytes passphrase = passphrases.value(entry.facts.spkiSha256);
        const Result<StoreEntry> completed
            = complete(store, entry, outcome.waiting, passphrase.bytes());
        if (completed) {
            if (completed->hasPrivateKey) { // else an earlier one of these has taken it
                outcome.completed.append(*completed);
            }
        } else if (asksForPassword(completed.error())) {
            outcome.locked.append(entry);
        } else {
            outcome.faults.append(completed.error());
        }
    }
    return outcome;
}

Result<void> PendingRequests::discard(const PendingRequest& request) const
{
    return remove(request).map([](QByteArray content) { wipe(content); });
}

Result<PendingRequest> PendingRequests::find(const QString& name) const
{
    const QList<PendingRequest> requests = list();
    const auto found = std::find_if(
        requests.begin(), requests.end(), [&name](const auto& one) { return one.name == name; });
    if (found == requests.end()) {
        return fail({.code = ErrorCode::NotFound,
                     .message = CertificateText::tr("No request named “%1” waits.").arg(name),
                     .where = QStringLiteral("request")});
    }
    return *found;
}

Result<QByteArray> PendingRequests::pem(const PendingRequest& request)
{
    Result<QByteArray> content = readFile(request.path, kLargestStoreFile);
    const Result<SigningRequestPtr> read
        = content ? readSigningRequest(*content, request.path) : fail(content.error());
    if (content) {
        wipe(*content);
    }
    return read.map([](const SigningRequestPtr& one) { return signingRequestPem(one.get()); });
}

Result<QByteArray> PendingRequests::remove(const PendingRequest& request) const
{
    Result<QByteArray> content = readFile(request.path, kLargestStoreFile);
    if (!content) {
        return content;
    }
    std::error_code code;
    std::filesystem::remove(nativePath(request.path), code);
    if (code) {
        return fail(folderError(
            m_folder,
            CertificateText::tr("The request cannot be removed from the folder “%1”: %2."),
            code));
    }
    return content;
}

Result<void> PendingRequests::restore(const QString& name, const QByteArray& content) const
{
    const Result<QString> file = storeFileName(name, {}, suffix());
    if (!file) {
        return fail(file.error());
    }
    const Result<void> written
        = writeFileAtomically(m_folder + QLatin1Char('/') + *file, content, Existing::Refuse);
    return written ? Result<void>() : fail(storeWriteError(m_folder, written.error()));
}

} // namespace workbench
