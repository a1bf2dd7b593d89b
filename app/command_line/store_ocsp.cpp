#include "app/command_line/common_options.h"
#include "app/command_line/key_access.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_making_json.h"
#include "core/base/atomic_file.h"
#include "core/base/hex.h"
#include "core/certificates/ocsp_status.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace workbench {
namespace {

constexpr qint64 kLargestInspected = 64 << 20;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

Result<void> readOcspOptions(const QCommandLineParser& parser, OcspRequest& request)
{
    const Result<QDateTime> from = readTime(parser, QStringLiteral("this-update"), {});
    const Result<QDateTime> until
        = from ? readTime(parser, QStringLiteral("next-update"), {}) : fail(from.error());
    const Result<QDateTime> revoked = until
        ? readTime(parser, QStringLiteral("revoked-at"), request.revocationTime)
        : fail(until.error());
    if (!revoked) {
        return fail(revoked.error());
    }
    request.thisUpdate = *from;
    request.nextUpdate = *until;
    request.revocationTime = *revoked;
    if (parser.isSet(QStringLiteral("reason"))) {
        request.reason = parser.value(QStringLiteral("reason"));
    }
    if (parser.isSet(QStringLiteral("digest"))) {
        request.digest = parser.value(QStringLiteral("digest"));
    }
    if (!parser.isSet(QStringLiteral("status"))) {
        return {};
    }
    return parseOcspStatus(parser.value(QStringLiteral("status")))
        .map([&request](OcspStatus status) { request.status = status; });
}

Result<QByteArray> makeGiven(const StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<X509Ptr> certificate = entry ? parseCertificate(entry->der) : fail(entry.error());
    const Result<StoreEntry> ca
        = certificate ? issuerEntryOf(call, certificate->get()) : fail(certificate.error());
    const Result<QByteArray> password = ca ? givenPassword(call.parser) : fail(ca.error());
    const Result<KeyMaterial> material
        = password ? loadWithKey(call.store, *ca, *password) : fail(password.error());
    if (!material) {
        return fail(material.error());
    }
    Result<OcspRequest> request = ocspStatusOf(*ca, *material, certificate->get());
    const Result<void> read
        = request ? readOcspOptions(call.parser, *request) : fail(request.error());
    return read ? makeOcspResponse(certificate->get(), *request, *material) : fail(read.error());
}

/// A document of one of several kinds, by its content.
struct Inspected
{
    QJsonObject json;
    QString text;
};

template <typename Facts>
Inspected inspected(const Facts& facts)
{
    return {.json = toJson(facts), .text = toDetails(facts)};
}

Result<Inspected> inspect(const QByteArray& bytes, const QString& path)
{
    if (const Result<SigningRequestPtr> request = readSigningRequest(bytes, path)) {
        return inspected(signingRequestFacts(request->get()));
    }
    if (const Result<RevocationListPtr> list = readRevocationList(bytes, path)) {
        return inspected(revocationListFacts(list->get()));
    }
    if (const Result<OcspFacts> response = readOcspResponse(bytes, path)) {
        return inspected(*response);
    }
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = Text::tr("It is no certificate request, no revocation list and no OCSP "
                             "response."),
         .remedy = Text::tr("Certificates and keys are read by “store import”, and shown by "
                            "“decode”."),
         .where = path});
}

} // namespace

int runStoreOcsp(StoreCall& call)
{
    const Result<QByteArray> der = makeGiven(call);
    if (!der) {
        return call.context.faultDocument(der.error());
    }
    const bool toFile = call.parser.isSet(QStringLiteral("out"));
    if (toFile) {
        const Result<void> written
            = writeFileAtomically(call.parser.value(QStringLiteral("out")), *der);
        if (!written) {
            return call.context.faultDocument(written.error());
        }
    }
    const Result<OcspFacts> facts = readOcspResponse(*der, {});
    if (!facts) {
        return call.context.faultDocument(facts.error());
    }
    if (call.context.json()) {
        QJsonObject object = toJson(*facts);
        object.insert(QStringLiteral("hex"), toHex(*der));
        CommandContext::printJson(QJsonDocument(object), false);
    } else if (toFile) {
        CommandContext::print(toDetails(*facts));
    } else {
        CommandContext::print(*der);
    }
    return ExitDone;
}

int runStoreInspect(StoreCall& call)
{
    const QString path = call.arguments.value(0);
    const Result<QByteArray> bytes = readFile(path, kLargestInspected);
    const Result<Inspected> found = bytes ? inspect(*bytes, path) : fail(bytes.error());
    if (!found) {
        return call.context.faultDocument(found.error());
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(found->json), false);
    } else {
        CommandContext::print(found->text);
    }
    return ExitDone;
}

} // namespace workbench
