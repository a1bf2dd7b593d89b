#include "app/command_line/common_options.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_given.h"
#include "app/command_line/store_places.h"
#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/store_file_name.h"
#include "core/certificates/store_folder.h"
#include "core/report/chain_report.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>

#include <filesystem>
#include <system_error>

namespace workbench {
namespace {

using Certificates = QList<std::shared_ptr<X509>>;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Result<CertificatePool> poolOf(const StoreCall& call)
{
    TrustChoice trust;
    const Result<void> read = readTrust(call.parser, trust);
    const Result<TrustAnchors> anchors
        = read ? resolveTrust(trust, call.store) : fail(read.error());
    const Result<QList<PoolPlace>> places = anchors ? givenPlaces(call) : fail(anchors.error());
    if (!places) {
        return fail(places.error());
    }
    CertificatePool pool;
    pool.add(call.store.entries());
    for (const PoolPlace& place : *places) {
        pool.add(place);
    }
    pool.add(*anchors);
    return pool;
}

/// As they stand in the file: what is sorted in memory would look healthy.
Result<Certificates> presentIn(const StoreCall& call, const GivenCertificates& given)
{
    if (given.isEntry) {
        return call.store.find(call.arguments.value(0), call.lookup).and_then(certificatesInFile);
    }
    Certificates present;
    for (const QByteArray& der : given.certificates) {
        if (Result<X509Ptr> certificate = parseCertificate(der)) {
            present.append(std::shared_ptr<X509>(std::move(*certificate)));
        }
    }
    return present;
}

Result<ChainReport> repairGiven(const StoreCall& call, const GivenCertificates& given)
{
    const Result<Certificates> present = presentIn(call, given);
    const Result<CertificatePool> pool = present ? poolOf(call) : fail(present.error());
    const Result<QDateTime> time
        = pool ? readTime(call.parser, QStringLiteral("time"), {}) : fail(pool.error());
    if (!time) {
        return fail(time.error());
    }
    const RepairQuestion question {.time = *time,
                                   .keepRoot = call.parser.isSet(QStringLiteral("keep-root"))};
    return reportRepair(
        call.arguments.value(0), given.leafFirst().first(), *present, *pool, question);
}

/// Where the repaired chain goes to; false: it only was to be shown.
Result<bool>
writeRepaired(StoreCall& call, const GivenCertificates& given, const ChainRepair& repair)
{
    if (call.parser.isSet(QStringLiteral("dry-run"))) {
        return false;
    }
    if (call.parser.isSet(QStringLiteral("out"))) {
        const KeyMaterial chain {
            .certificate = repair.chain.value(0), .chain = repair.chain.mid(1), .key = nullptr};
        return writeFileAtomically(call.parser.value(QStringLiteral("out")),
                                   certificatePem(chain, true))
            .map([] { return true; });
    }
    if (!given.isEntry) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("A file is not changed in place."),
             .remedy = Text::tr("Say with --out where the chain shall go, or use --dry-run."),
             .where = QStringLiteral("--out")});
    }
    if (repair.changes.isEmpty()) {
        return false;
    }
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    Result<QByteArray> old
        = entry ? replaceChain(call.store, entry->name, repair.chain) : fail(entry.error());
    if (!old) {
        return fail(old.error());
    }
    wipe(*old);
    return true;
}

void print(const StoreCall& call, const QJsonObject& json, const QString& text)
{
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(json), false);
    } else {
        CommandContext::print(text);
    }
}

/// A file name after the certificate that no other chain has.
Result<QString> fileNameFor(const Certificates& chain, const QStringList& taken)
{
    const CertificateFacts facts = certificateFacts(chain.first().get());
    const QString base = facts.commonName.isEmpty() ? Text::tr("certificate") : facts.commonName;
    return freeFileName(base, taken);
}

/// One file a chain.
Result<QStringList> writeChains(const QString& folder, const QList<Certificates>& chains)
{
    std::error_code made;
    std::filesystem::create_directories(nativePath(folder), made);
    if (made) {
        return fail(folderError(folder, Text::tr("The folder “%1” cannot be made: %2."), made));
    }
    QStringList names;
    QStringList paths;
    for (const Certificates& chain : chains) {
        const Result<QString> name = fileNameFor(chain, names);
        if (!name) {
            return fail(name.error());
        }
        const KeyMaterial material {
            .certificate = chain.first(), .chain = chain.mid(1), .key = nullptr};
        const QString path = QDir(folder).filePath(*name);
        const Result<void> written
            = writeFileAtomically(path, certificatePem(material, true), Existing::Refuse);
        if (!written) {
            return fail(written.error());
        }
        names.append(*name);
        paths.append(path);
    }
    return paths;
}

} // namespace

int runStoreRepair(StoreCall& call)
{
    const Result<GivenCertificates> given = findGiven(call, call.arguments.value(0));
    Result<ChainReport> report = given ? repairGiven(call, *given) : fail(given.error());
    const Result<bool> written
        = report ? writeRepaired(call, *given, report->repair) : fail(report.error());
    if (!written) {
        return call.context.faultDocument(written.error());
    }
    report->written = *written;
    print(call, toJson(*report), toText(*report, call.context.colour()));
    const bool leftUndone
        = call.parser.isSet(QStringLiteral("dry-run")) && !report->repair.changes.isEmpty();
    return report->repair.isComplete() && !leftUndone ? ExitDone : ExitTestFailed;
}

int runStoreSplit(StoreCall& call)
{
    const Result<GivenCertificates> given = findGiven(call, call.arguments.value(0));
    if (!given) {
        return call.context.faultDocument(given.error());
    }
    const QList<Certificates> chains = splitIntoChains(given->leafFirst());
    QStringList paths;
    if (call.parser.isSet(QStringLiteral("out"))) {
        const Result<QStringList> written
            = writeChains(call.parser.value(QStringLiteral("out")), chains);
        if (!written) {
            return call.context.faultDocument(written.error());
        }
        paths = *written;
    }
    const ChainSplit split {.name = call.arguments.value(0), .chains = chains, .paths = paths};
    print(call, toJson(split), toText(split, call.context.colour()));
    return ExitDone;
}

} // namespace workbench
