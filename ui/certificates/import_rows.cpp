#include "ui/certificates/import_rows.h"

#include "ui/common/text.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace workbench {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ImportRows", text);
}

QString fileNames(const QStringList& origins)
{
    QStringList names;
    for (const QString& origin : origins) {
        names.append(QFileInfo(origin).fileName());
    }
    return names.join(QStringLiteral(", "));
}

QString whatIs(const ImportItem& item)
{
    if (!item.material.certificate) {
        return tr("Private key");
    }
    if (item.facts.isCa) {
        return item.material.hasKey() ? tr("CA with key") : tr("CA");
    }
    return item.material.hasKey() ? tr("Certificate with key") : tr("Certificate");
}

void setFault(ImportRow& row, const Error& error)
{
    row.fault = error;
    row.state = State::Failed;
    row.status = errorText(error);
    row.takeable = false;
}

void setNew(ImportRow& row)
{
    const CertificateFacts& facts = row.item.facts;
    const ValidityStatus validity = validityAt(facts, QDateTime::currentDateTimeUtc());
    row.state = stateOf(validity);
    switch (validity) {
    case ValidityStatus::Expired:
        row.status = tr("new; expired on %1").arg(dateText(facts.notAfter));
        break;
    case ValidityStatus::NotYetValid:
        row.status = tr("new; not valid before %1").arg(dateText(facts.notBefore));
        break;
    case ValidityStatus::ExpiresSoon:
        row.status = tr("new; ends on %1").arg(dateText(facts.notAfter));
        break;
    case ValidityStatus::Valid:
        row.status = tr("new");
        break;
    }
}

ImportRow rowOf(const ImportItem& item)
{
    ImportRow row;
    row.kind = ImportRow::Kind::Material;
    row.item = item;
    row.what = whatIs(item);
    row.subject
        = item.material.certificate ? item.facts.subject : keyDescription(item.material.key.get());
    row.origin = fileNames(item.origins);
    switch (item.action) {
    case ImportItem::Action::Add:
        setNew(row);
        break;
    case ImportItem::Action::AddKey:
        row.state = State::Done;
        row.status = tr("its key goes to “%1”, which has none yet").arg(item.name);
        row.existing = item.name;
        break;
    case ImportItem::Action::Nothing:
        row.state = State::Note;
        row.status = tr("in the store already, as “%1”").arg(item.name);
        row.existing = item.name;
        row.takeable = false;
        break;
    case ImportItem::Action::Refuse:
        setFault(row, *item.fault);
        break;
    }
    row.taken = row.takeable;
    return row;
}

void appendOthers(const FoundFile& file, QList<ImportRow>& rows)
{
    ImportRow row;
    row.origin = fileNames({file.origin});
    row.taken = false;
    if (!file.content) {
        row.what = tr("File");
        setFault(row, file.content.error());
        if (file.content.error().code == ErrorCode::Cancelled) {
            row.state = State::Cancelled;
            row.status = tr("left out: no password was given");
        }
        rows.append(row);
        return;
    }
    for (const RevocationListPtr& list : file.content->revocationLists) {
        row.what = tr("Revocation list");
        row.subject = revocationListFacts(list.get()).issuer;
        setFault(row,
                 {.code = ErrorCode::NotSupported,
                  .message = tr("Revocation lists of others are not kept."),
                  .remedy = tr("Name the file where a certificate is checked."),
                  .where = file.origin});
        row.state = State::Note;
        rows.append(row);
    }
}

bool isKeyOf(EVP_PKEY* key, X509_REQ* request)
{
    EVP_PKEY* const asked = X509_REQ_get0_pubkey(request);
    return key != nullptr && asked != nullptr && EVP_PKEY_eq(key, asked) == 1;
}

/// Whether there is a certificate for the request's key, in the store or in the files.
bool isCertified(X509_REQ* request, const CertificateStore& store, const QList<ImportFile>& files)
{
    const QByteArray hash = signingRequestFacts(request).spkiSha256;
    const QList<StoreEntry>& entries = store.entries();
    return std::any_of(entries.begin(),
                       entries.end(),
                       [&hash](const StoreEntry& one) { return one.facts.spkiSha256 == hash; })
        || std::any_of(files.begin(), files.end(), [request](const ImportFile& file) {
               const auto& all = file.bundle.certificates;
               return std::any_of(all.begin(), all.end(), [request](const auto& one) {
                   return isKeyOf(X509_get0_pubkey(one.get()), request);
               });
           });
}

/// A request's private key, and what it is kept under.
struct RequestKey
{
    std::shared_ptr<EVP_PKEY> key; ///< null: none
    SecretBytes password = {};
};

/// Takes the request's private key out of the files.
RequestKey takeKey(X509_REQ* request, QList<ImportFile>& files)
{
    for (ImportFile& file : files) {
        QList<std::shared_ptr<EVP_PKEY>>& keys = file.bundle.keys;
        for (qsizetype i = 0; i < keys.size(); ++i) {
            if (isKeyOf(keys.at(i).get(), request)) {
                return {.key = keys.takeAt(i),
                        .password = SecretBytes(QByteArray(file.keyPassword))};
            }
        }
    }
    return {};
}

ImportRow rowOf(const SigningRequestPtr& request,
                const FoundFile& file,
                const RequestKey& found,
                const QList<PendingRequest>& waiting)
{
    const std::shared_ptr<EVP_PKEY>& key = found.key;
    const SigningRequestFacts facts = signingRequestFacts(request.get());
    ImportRow row;
    row.kind = ImportRow::Kind::Request;
    row.request = request;
    row.requestKey = key;
    row.item.keyPassword = found.password;
    row.item.name = key ? file.wish : QString(); // else the dialog asks
    row.item.origins = {file.origin};
    row.what = key ? tr("Request with key") : tr("Signing request");
    row.subject = facts.subject;
    row.origin = fileNames({file.origin});
    row.status = key ? tr("waits here for its certificate, with its key")
                     : tr("can be signed: a dialog asks by whom");
    const auto present = PendingRequests::waitingFor(facts.spkiSha256, waiting);
    if (key && present) {
        row.takeable = false;
        row.taken = false;
        row.status = tr("waits here already, as “%1”").arg(present->name);
        row.fault
            = Error {.code = ErrorCode::AlreadyExists,
                     .message = tr("The request waits here already, as “%1”.").arg(present->name),
                     .where = file.origin};
    }
    return row;
}

} // namespace

QList<ImportRow> importRows(const CertificateStore& store,
                            const QList<PendingRequest>& waiting,
                            const QList<FoundFile>& files)
{
    QList<ImportFile> readable;
    QList<ImportRow> others;
    for (const FoundFile& file : files) {
        if (file.content) {
            readable.append({.bundle = file.content->bundle,
                             .wish = file.wish,
                             .origin = file.origin,
                             .keyPassword = file.keyPassword.bytes()});
        }
        appendOthers(file, others);
    }
    for (const FoundFile& file : files) {
        if (!file.content) {
            continue;
        }
        for (const SigningRequestPtr& request : file.content->requests) {
            // A key that a certificate needs is imported with it.
            const bool needsNone = isCertified(request.get(), store, readable);
            const RequestKey key = needsNone ? RequestKey {} : takeKey(request.get(), readable);
            ImportRow row = rowOf(request, file, key, waiting);
            if (needsNone) {
                row.taken = false;
                row.status = tr("can be signed, but there is a certificate for its key");
            }
            others.append(row);
        }
    }
    QList<ImportRow> rows;
    for (const ImportItem& item : planImport(store, readable)) {
        rows.append(rowOf(item));
    }
    return rows + others;
}

} // namespace workbench
