#include "app/command_line/store_import_requests.h"

#include "core/certificates/request_matcher.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Error nobodyHasItsKey(const QString& path)
{
    return {.code = ErrorCode::InvalidInput,
            .message = Text::tr("It is a request for a certificate, and its private key is not in "
                                "the files."),
            .remedy = Text::tr("“store sign FILE --issuer ID” makes a certificate of it; with its "
                               "key file it is imported and waits for one."),
            .where = path};
}

} // namespace

TakenRequests
takeRequests(const StoreCall& call, const QList<GivenImport>& given, QList<ImportFile>& files)
{
    const QList<PendingRequest> waiting = PendingRequests(call.store.folder()).list();
    RequestMatcher matcher(call.store, waiting, files);
    TakenRequests requests;
    for (const GivenImport& file : given) {
        for (const SigningRequestPtr& request : file.requests) {
            const SigningRequestFacts facts = signingRequestFacts(request.get());
            if (matcher.isCertified(facts)) {
                CommandContext::complain(
                    Text::tr("%1: there is a certificate for the request").arg(file.path));
                continue;
            }
            const RequestKey key = matcher.takeKey(request.get());
            if (const auto present = PendingRequests::waitingFor(facts.spkiSha256, waiting)) {
                requests.present.append(*present);
            } else if (!key.key) {
                requests.faults.append(nobodyHasItsKey(file.path));
            } else {
                requests.taken.append({.wish = QFileInfo(file.path).completeBaseName(),
                                       .request = request,
                                       .key = key.key,
                                       .keyPassword = key.password});
            }
        }
    }
    matcher.finish();
    files.removeIf([](const ImportFile& file) {
        return file.bundle.certificates.isEmpty() && file.bundle.keys.isEmpty();
    });
    return requests;
}

} // namespace workbench
