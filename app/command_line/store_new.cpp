#include "app/command_line/store_call.h"
#include "core/certificates/certificate_issuer.h"

#include <QCoreApplication>
#include <QDateTime>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("StoreCommand", text);
}

Result<void> readValidity(const QCommandLineParser& parser, CertificateRequest& request)
{
    constexpr int kCaDays = 3650;
    constexpr int kLeafDays = 397; // what browsers accept of a server certificate today
    constexpr int kMostDays = 365 * 1000;
    constexpr qint64 kClockSkewSeconds = 300;
    const bool issuer
        = request.kind == CertificateKind::Ca || request.kind == CertificateKind::Intermediate;
    int days = issuer ? kCaDays : kLeafDays;
    if (parser.isSet(QStringLiteral("days"))) {
        bool isNumber = false;
        days = parser.value(QStringLiteral("days")).toInt(&isNumber);
        if (!isNumber || days < 1 || days > kMostDays) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message
                 = tr("“%1” is no number of days.").arg(parser.value(QStringLiteral("days"))),
                 .where = QStringLiteral("--days")});
        }
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const Result<QDateTime> notBefore
        = readTime(parser, QStringLiteral("not-before"), now.addSecs(-kClockSkewSeconds));
    if (!notBefore) {
        return fail(notBefore.error());
    }
    const bool fromNow = !parser.isSet(QStringLiteral("not-before"));
    const Result<QDateTime> notAfter
        = readTime(parser, QStringLiteral("not-after"), (fromNow ? now : *notBefore).addDays(days));
    if (!notAfter) {
        return fail(notAfter.error());
    }
    request.notBefore = *notBefore;
    request.notAfter = *notAfter;
    return {};
}

Result<CertificateRequest> readRequest(const StoreCall& call, const QString& name)
{
    const QCommandLineParser& parser = call.parser;
    CertificateRequest request;
    const QString kindWord = parser.isSet(QStringLiteral("kind"))
        ? parser.value(QStringLiteral("kind"))
        : QStringLiteral("server");
    const Result<CertificateKind> kind = parseCertificateKind(kindWord);
    if (!kind) {
        return fail(kind.error());
    }
    request.kind = *kind;
    const QStringList sanOptions = parser.values(QStringLiteral("san"));
    for (const QString& option : sanOptions) {
        request.san += option.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    const bool serves
        = request.kind == CertificateKind::Server || request.kind == CertificateKind::SelfSigned;
    if (request.san.isEmpty() && serves) {
        request.san = {QStringLiteral("dns:localhost"),
                       QStringLiteral("ip:127.0.0.1"),
                       QStringLiteral("ip:::1")};
    }
    if (parser.isSet(QStringLiteral("key"))) {
        request.key = parser.value(QStringLiteral("key"));
    }
    request.subject
        = parser.isSet(QStringLiteral("subject")) ? parser.value(QStringLiteral("subject")) : name;
    const Result<void> validity = readValidity(parser, request);
    if (!validity) {
        return fail(validity.error());
    }
    return request;
}

Result<StoreEntry> makeNew(StoreCall& call)
{
    const QString name = call.arguments.value(0);
    const Result<CertificateRequest> request = readRequest(call, name);
    if (!request) {
        return fail(request.error());
    }
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    if (!call.parser.isSet(QStringLiteral("issuer"))) {
        const Result<KeyMaterial> made = issueCertificate(*request, nullptr);
        return made ? call.store.add(name, *made, *password) : fail(made.error());
    }
    const Result<StoreEntry> issuerEntry
        = call.store.find(call.parser.value(QStringLiteral("issuer")), call.lookup);
    if (!issuerEntry) {
        return fail(issuerEntry.error());
    }
    const Result<KeyMaterial> issuer
        = call.store.load(*issuerEntry, issuerEntry->keyEncrypted ? *password : QByteArray());
    if (!issuer) {
        return fail(issuer.error());
    }
    const Result<KeyMaterial> made = issueCertificate(*request, &*issuer);
    return made ? call.store.add(name, *made, *password) : fail(made.error());
}

} // namespace

int runStoreNew(StoreCall& call)
{
    const Result<StoreEntry> entry = makeNew(call);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
}

void addNewOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("kind"),
         tr("new: what it is for."),
         QStringLiteral("ca|intermediate|server|client|self-signed")},
        {QStringLiteral("issuer"), tr("new: store entry that signs."), QStringLiteral("ID")},
        {QStringLiteral("san"),
         tr("new: names, e.g. dns:localhost,ip:127.0.0.1."),
         QStringLiteral("NAMES")},
        {QStringLiteral("key"),
         tr("new: rsa:2048|3072|4096, ec:P-256|P-384|P-521, ed25519, ed448."),
         QStringLiteral("KEY")},
        {QStringLiteral("days"), tr("new: validity in days."), QStringLiteral("N")},
        {QStringLiteral("not-before"), tr("new: begin of validity."), QStringLiteral("TIME")},
        {QStringLiteral("not-after"), tr("new: end of validity."), QStringLiteral("TIME")},
        {QStringLiteral("subject"), tr("new: e.g. CN=shop,O=Test."), QStringLiteral("NAME")},
    });
}

} // namespace workbench
