#include "core/certificates/ca_revocations.h"

#include "core/base/atomic_file.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_folder.h"

#include <QFileInfo>
#include <QLockFile>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

constexpr int kLockMilliseconds = 10'000;

QString countedUp(const std::optional<RevocationListFacts>& last)
{
    BIGNUM* number = nullptr;
    const QByteArray digits = last && !last->number.isEmpty() ? last->number.toLatin1() : "0";
    BN_dec2bn(&number, digits.constData());
    const BignumPtr owner(number);
    BN_add_word(number, 1);
    char* const text = BN_bn2dec(number);
    QString counted = QString::fromLatin1(text);
    OPENSSL_free(text);
    return counted;
}

Result<void> apply(const Revocation& change, QList<Revocation>& revocations)
{
    const auto same = [&change](const Revocation& other) { return other.serial == change.serial; };
    const bool leaves
        = change.reason.compare(QStringLiteral("removeFromCRL"), Qt::CaseInsensitive) == 0;
    const qsizetype before = revocations.size();
    revocations.removeIf(same);
    if (!leaves) {
        revocations.append(change);
        return {};
    }
    if (revocations.size() == before) {
        return fail(
            {.code = ErrorCode::NotFound,
             .message
             = CertificateText::tr("The serial number %1 is not revoked.").arg(change.serial),
             .where = QStringLiteral("serial")});
    }
    return {};
}

/// False: another program has it.
bool acquire(QLockFile& lock)
{
    constexpr int kMoment = 200; // by then a live owner has written its number into it
    if (lock.tryLock(kMoment) || lock.error() != QLockFile::LockFailedError) {
        return true; // or the folder cannot be written, which the list itself will tell
    }
    qint64 process = 0;
    QString host;
    QString program;
    if (!lock.getLockInfo(&process, &host, &program)) {
        // Left by one that was killed before it could; a live owner's cannot be removed.
        lock.removeStaleLockFile();
    }
    return lock.tryLock(kLockMilliseconds - kMoment) || lock.error() != QLockFile::LockFailedError;
}

} // namespace

QString revocationListPath(const QString& entryPath)
{
    const QFileInfo file(entryPath);
    return file.path() + QLatin1Char('/') + file.completeBaseName() + QStringLiteral(".crl");
}

RevocationListFacts CaLists::latest() const
{
    return revocationListFacts(current ? current.get() : former.first().get());
}

Result<std::optional<CaLists>> readCaLists(const QString& path, X509* ca)
{
    const Result<QByteArray> bytes = readFile(path, kLargestStoreFile);
    if (!bytes && bytes.error().code == ErrorCode::NotFound) {
        return std::nullopt;
    }
    const Result<QList<RevocationListPtr>> read
        = bytes ? readRevocationLists(*bytes, path) : fail(bytes.error());
    if (!read) {
        return fail(read.error());
    }
    CaLists lists;
    for (const RevocationListPtr& list : *read) {
        if (X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(ca)) != 0) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = CertificateText::tr("The file is the revocation list of another CA, "
                                                "which had the same name in the store."),
                 .remedy = CertificateText::tr("Move the file away, or remove it."),
                 .where = path});
        }
        if (!lists.current && isListOf(list.get(), ca)) {
            lists.current = list;
        } else {
            lists.former.append(list);
        }
    }
    return lists;
}

CaRevocations::CaRevocations(const StoreEntry& entry, KeyMaterial ca)
    : m_path(revocationListPath(entry.path))
    , m_ca(std::move(ca))
{ }

Result<std::optional<RevocationListFacts>> CaRevocations::current() const
{
    const Result<std::optional<CaLists>> lists = readCaLists(m_path, m_ca.certificate.get());
    if (!lists) {
        return fail(lists.error());
    }
    return *lists ? std::optional((*lists)->latest()) : std::nullopt;
}

Result<RevocationListPtr> CaRevocations::revoke(const Revocation& revocation,
                                                const PublishOptions& options)
{
    return write(revocation, options);
}

Result<RevocationListPtr> CaRevocations::publish(const PublishOptions& options)
{
    return write(std::nullopt, options);
}

Result<RevocationListPtr> CaRevocations::write(const std::optional<Revocation>& change,
                                               const PublishOptions& options)
{
    QLockFile lock(m_path + QStringLiteral(".lock"));
    if (!acquire(lock)) {
        return fail({.code = ErrorCode::FileFault,
                     .message = CertificateText::tr(
                         "Another program has been changing the revocation list for 10 seconds."),
                     .remedy = CertificateText::tr("Wait for it to end, then try again."),
                     .where = m_path});
    }
    const Result<std::optional<CaLists>> lists = readCaLists(m_path, m_ca.certificate.get());
    if (!lists) {
        return fail(lists.error());
    }
    const std::optional<RevocationListFacts> last
        = *lists ? std::optional((*lists)->latest()) : std::nullopt;
    RevocationListRequest request;
    request.revocations = last ? last->revocations : QList<Revocation>();
    const Result<void> changed = change ? apply(*change, request.revocations) : Result<void>();
    if (!changed) {
        return fail(changed.error());
    }
    request.number = countedUp(last);
    request.thisUpdate = options.thisUpdate;
    request.nextUpdate = options.nextUpdate;
    request.digest = options.digest;
    Result<RevocationListPtr> list = issueRevocationList(request, m_ca);
    if (!list) {
        return list;
    }
    QByteArray content = revocationListPem(list->get());
    for (const RevocationListPtr& former : *lists ? (*lists)->former : QList<RevocationListPtr>()) {
        content += revocationListPem(former.get());
    }
    const Result<void> written = writeFileAtomically(m_path, content);
    if (!written) {
        return fail(storeWriteError(QFileInfo(m_path).path(), written.error()));
    }
    return list;
}

} // namespace workbench
