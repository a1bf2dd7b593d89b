#include "core/certificates/preflight/preflight.h"

#include "core/base/atomic_file.h"
#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/preflight/preflight_checks.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_issuer.h"

#include <QFile>

#include <algorithm>

namespace workbench {
namespace {

Error noKey(const StoreEntry& entry)
{
    return {.code = ErrorCode::NoPrivateKey,
            .message = CertificateText::tr("There is no private key in “%1”.").arg(entry.name)};
}

Error locked(const StoreEntry& entry)
{
    return {.code = ErrorCode::PasswordNeeded,
            .message
            = CertificateText::tr("The private key of “%1” is encrypted.").arg(entry.name)};
}

/// Whether a file holds the entry's certificates and no others: programs send it as it is then.
bool isOfEntry(const QList<std::shared_ptr<X509>>& inFile, const StoreEntry& entry)
{
    return !inFile.isEmpty()
        && std::all_of(inFile.begin(), inFile.end(), [&entry](const auto& certificate) {
               const QByteArray der = toDer(certificate.get());
               return der == entry.der || entry.chain.contains(der);
           });
}

/// The file of another store may hold any number of entries, in any form.
void readFromSource(PreflightSubject& subject, const QByteArray& password)
{
    const StoreEntry& entry = subject.entry;
    const auto inFile = certificatesInFile(entry);
    if (inFile && isOfEntry(*inFile, entry)) {
        subject.inFile = *inFile;
    }
    if (entry.hasPrivateKey) {
        subject.key = subject.question.source->load(entry, password);
    }
}

/// What is in the entry's file; entries without one are taken as they are in memory.
void readSubject(PreflightSubject& subject, const QByteArray& password)
{
    const StoreEntry& entry = subject.entry;
    if (entry.keyOnToken) {
        return;
    }
    if (subject.question.source) {
        readFromSource(subject, password);
        return;
    }
    Result<QByteArray> content = readFile(entry.path, kLargestStoreFile);
    if (!content) {
        subject.key = fail(content.error());
        return;
    }
    const Result<CertificateBundle> bundle = readBundle(*content, {}, entry.path, KeyReading::Skip);
    if (bundle) {
        subject.inFile = bundle->certificates;
    }
    if (entry.hasPrivateKey && (!entry.keyEncrypted || !password.isEmpty())) {
        subject.key = readKeyMaterial(*content, password, entry.path);
    }
    wipe(*content);
}

/// The own entries come first: what lies in several places is theirs.
CertificatePool poolFor(const PreflightSubject& subject, const QList<StoreEntry>& entries)
{
    CertificatePool elsewhere;
    for (const PoolPlace& place : subject.question.places) {
        elsewhere.add(place);
    }
    QList<std::shared_ptr<X509>> below = subject.inFile;
    for (const PoolCertificate& one : elsewhere.certificates()) {
        below.append(one.certificate); // what issued it may be an own entry again
    }
    CertificatePool pool;
    pool.addPossibleIssuers(entries, below);
    for (const PoolCertificate& one : elsewhere.certificates()) {
        pool.add(one);
    }
    pool.add(subject.question.anchors);
    pool.add(subject.question.known);
    return pool;
}

} // namespace

const char* toIdentifier(CheckResult result)
{
    switch (result) {
    case CheckResult::Passed:
        return "passed";
    case CheckResult::Note:
        return "note";
    case CheckResult::Warning:
        return "warning";
    case CheckResult::Failed:
        return "error";
    }
    return "error";
}

const char* toIdentifier(FixAction action)
{
    switch (action) {
    case FixAction::None:
        return "none";
    case FixAction::RepairChain:
        return "repair-chain";
    case FixAction::RestrictFile:
        return "restrict-file";
    case FixAction::Renew:
        return "renew";
    case FixAction::ImportIssuer:
        return "import-issuer";
    }
    return "none";
}

CheckResult Preflight::worst() const
{
    for (const CheckResult result :
         {CheckResult::Failed, CheckResult::Warning, CheckResult::Note}) {
        if (std::any_of(items.cbegin(), items.cend(), [result](const PreflightItem& item) {
                return item.result == result;
            })) {
            return result;
        }
    }
    return CheckResult::Passed;
}

bool Preflight::isReady() const
{
    return worst() != CheckResult::Failed;
}

PreflightItem passed(const char* check, const QString& title, const QString& detail)
{
    return {.check = QString::fromLatin1(check), .title = title, .detail = detail};
}

Preflight preflight(const StoreEntry& entry,
                    const QList<StoreEntry>& entries,
                    const PreflightQuestion& question,
                    const QByteArray& password)
{
    const OpenSslErrorGuard guard;
    const KeyMaterial certificates = certificatesOf(entry);
    PreflightSubject subject {.entry = entry,
                              .question = question,
                              .time = question.time.isValid() ? question.time
                                                              : QDateTime::currentDateTimeUtc(),
                              .leaf = certificates.certificate,
                              .inFile = {certificates.certificate},
                              .repair = {},
                              .key = fail(entry.hasPrivateKey ? locked(entry) : noKey(entry))};
    subject.inFile += certificates.chain;
    readSubject(subject, password);
    const CertificatePool pool = poolFor(subject, entries);
    subject.revocations = StoreRevocations(entries);
    subject.canRenew = subject.isOwn()
        && (entry.facts.selfSigned ? entry.hasPrivateKey
                                   : issuerEntry(entries, subject.leaf.get()).has_value());
    subject.repair = repairChain(subject.leaf, subject.inFile, pool, {.time = subject.time});
    return {.entry = entry.name,
            .items = checkKey(subject) + checkChain(subject) + checkCertificate(subject)
                + checkStrength(subject) + checkStaple(subject),
            .repair = subject.repair};
}

Result<void> restrictToOwner(const QString& path)
{
    QFile file(path);
    if (!file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return fail({.code = ErrorCode::PermissionDenied,
                     .message = CertificateText::tr("The rights of the file cannot be changed: %1.")
                                    .arg(file.errorString()),
                     .remedy = CertificateText::tr("Ask the owner of the file to do it."),
                     .where = path});
    }
    return {};
}

} // namespace workbench
