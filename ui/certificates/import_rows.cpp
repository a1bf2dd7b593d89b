#include "ui/certificates/import_rows.h"

#include "core/certificates/request_matcher.h"
#include "ui/common/text.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace workbench {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ImportRows)
};

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
        return Text::tr("Private key");
    }
    if (item.facts.isCa) {
        return item.material.hasKey() ? Text::tr("CA with key") : Text::tr("CA");
    }
    return item.material.hasKey() ? Text::tr("Certificate with key") : Text::tr("Certificate");
}

void setFault(ImportRow& row, const Error& error)
{
    row.fault = error;
    row.state = State::Failed;
    row.status = errorText(error);
    row.takeable = false;
}

void setNew(ImportRow& row, int soonDays)
{
    const CertificateFacts& facts = row.item.facts;
    const ValidityStatus validity = validityAt(facts, QDateTime::currentDateTimeUtc(), soonDays);
    row.state = stateOf(validity);
    switch (validity) {
    case ValidityStatus::Expired:
        row.status = Text::tr("new; expired on %1").arg(dateText(facts.notAfter));
        break;
    case ValidityStatus::NotYetValid:
        row.status = Text::tr("new; not valid before %1").arg(dateText(facts.notBefore));
        break;
    case ValidityStatus::ExpiresSoon:
        row.status = Text::tr("new; ends on %1").arg(dateText(facts.notAfter));
        break;
    case ValidityStatus::Valid:
        row.status = Text::tr("new");
        break;
    }
}

ImportRow rowOf(const ImportItem& item, int soonDays)
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
        setNew(row, soonDays);
        break;
    case ImportItem::Action::AddKey:
        row.state = State::Done;
        row.status = Text::tr("its key goes to “%1”, which has none yet").arg(item.name);
        row.existing = item.name;
        break;
    case ImportItem::Action::Nothing:
        row.state = State::Note;
        row.status = Text::tr("in the store already, as “%1”").arg(item.name);
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
        row.what = Text::tr("File");
        setFault(row, file.content.error());
        if (file.content.error().code == ErrorCode::Cancelled) {
            row.state = State::Cancelled;
            row.status = Text::tr("left out: no password was given");
        }
        rows.append(row);
        return;
    }
    for (const RevocationListPtr& list : file.content->revocationLists) {
        row.what = Text::tr("Revocation list");
        row.subject = revocationListFacts(list.get()).issuer;
        setFault(row,
                 {.code = ErrorCode::NotSupported,
                  .message = Text::tr("Revocation lists of others are not kept."),
                  .remedy = Text::tr("Name the file where a certificate is checked."),
                  .where = file.origin});
        row.state = State::Note;
        rows.append(row);
    }
}

ImportRow rowOf(const SigningRequestPtr& request,
                const FoundFile& file,
                const SigningRequestFacts& facts,
                const RequestKey& found,
                const QString& waitsAs)
{
    const std::shared_ptr<EVP_PKEY>& key = found.key;
    ImportRow row;
    row.kind = ImportRow::Kind::Request;
    row.request = request;
    row.requestKey = key;
    row.item.keyPassword = found.password;
    row.item.name = key ? file.wish : QString(); // else the dialog asks
    row.item.origins = {file.origin};
    row.what = key ? Text::tr("Request with key") : Text::tr("Signing request");
    row.subject = facts.subject;
    row.origin = fileNames({file.origin});
    row.status = key ? Text::tr("waits here for its certificate, with its key")
                     : Text::tr("can be signed: a dialog asks by whom");
    if (key && !waitsAs.isEmpty()) {
        row.takeable = false;
        row.taken = false;
        row.status = Text::tr("waits here already, as “%1”").arg(waitsAs);
        row.fault
            = Error {.code = ErrorCode::AlreadyExists,
                     .message = Text::tr("The request waits here already, as “%1”.").arg(waitsAs),
                     .where = file.origin};
    }
    return row;
}

} // namespace

QList<ImportRow> importRows(const CertificateStore& store,
                            const QList<PendingRequest>& waiting,
                            const QList<FoundFile>& files,
                            int soonDays)
{
    QList<ImportFile> readable;
    QList<ImportRow> others;
    for (const FoundFile& file : files) {
        if (file.content) {
            readable.append({.bundle = file.content->bundle,
                             .wish = file.wish,
                             .origin = file.origin,
                             .keyPassword = file.keyPassword});
        }
        appendOthers(file, others);
    }
    RequestMatcher matcher(store, waiting, readable);
    for (const FoundFile& file : files) {
        if (!file.content) {
            continue;
        }
        for (const SigningRequestPtr& request : file.content->requests) {
            // A key that a certificate needs is imported with it.
            const SigningRequestFacts facts = signingRequestFacts(request.get());
            const bool needsNone = matcher.isCertified(facts);
            const RequestKey key = needsNone ? RequestKey {} : matcher.takeKey(request.get());
            ImportRow row = rowOf(request, file, facts, key, matcher.waitingFor(facts));
            if (needsNone) {
                row.taken = false;
                row.status = Text::tr("can be signed, but there is a certificate for its key");
            }
            others.append(row);
        }
    }
    matcher.finish();
    QList<ImportRow> rows;
    for (const ImportItem& item : planImport(store, readable)) {
        rows.append(rowOf(item, soonDays));
    }
    return rows + others;
}

} // namespace workbench
