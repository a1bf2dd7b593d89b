#include "app/command_line/common_options.h"
#include "app/command_line/key_access.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_making_json.h"
#include "core/base/atomic_file.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/ca_revocations.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

QString digestOption(const QCommandLineParser& parser)
{
    return parser.isSet(QStringLiteral("digest")) ? parser.value(QStringLiteral("digest"))
                                                  : PublishOptions {}.digest;
}

/// Whether a CRL can have the form of --as: asked before anything is revoked.
Result<void> checkForm(const QCommandLineParser& parser)
{
    const QString form = parser.value(QStringLiteral("as"));
    if (form.isEmpty() || form == QStringLiteral("der") || form == QStringLiteral("pem")) {
        return {};
    }
    return fail({.code = ErrorCode::NotSupported,
                 .message = Text::tr("A CRL cannot be “%1”.").arg(form),
                 .remedy = Text::tr("Use pem or der."),
                 .where = QStringLiteral("--as")});
}

Result<PublishOptions> givenPublishing(const QCommandLineParser& parser)
{
    const Result<void> form = checkForm(parser);
    const Result<QDateTime> from
        = form ? readTime(parser, QStringLiteral("this-update"), {}) : fail(form.error());
    const Result<QDateTime> until
        = from ? readTime(parser, QStringLiteral("next-update"), {}) : fail(from.error());
    if (!until) {
        return fail(until.error());
    }
    return PublishOptions {
        .thisUpdate = *from, .nextUpdate = *until, .digest = digestOption(parser)};
}

/// The list to standard output or the file of --out, and what is in it.
int deliver(const StoreCall& call, const Result<RevocationListPtr>& list, bool always)
{
    if (!list) {
        return call.context.faultDocument(list.error());
    }
    const bool toFile = call.parser.isSet(QStringLiteral("out"));
    const bool der = call.parser.value(QStringLiteral("as")) == QStringLiteral("der");
    const QByteArray bytes = der ? revocationListDer(list->get()) : revocationListPem(list->get());
    if (toFile) {
        const Result<void> written
            = writeFileAtomically(call.parser.value(QStringLiteral("out")), bytes);
        if (!written) {
            return call.context.faultDocument(written.error());
        }
    }
    const RevocationListFacts facts = revocationListFacts(list->get());
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(facts)), false);
    } else if (toFile || !always) {
        CommandContext::print(toDetails(facts));
    } else {
        CommandContext::print(bytes);
    }
    return ExitDone;
}

struct Revoking
{
    StoreEntry ca;
    QString serial;
};

/// ID, or --serial of a certificate that is not in the store together with --issuer.
Result<Revoking> givenRevoking(const StoreCall& call)
{
    const QString option = QStringLiteral("serial");
    if (call.parser.isSet(option) == !call.arguments.isEmpty()) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("Either an entry or --serial with --issuer says what to revoke."),
             .where = QStringLiteral("--serial")});
    }
    if (call.parser.isSet(option)) {
        const Result<Asn1IntegerPtr> serial = parseSerial(call.parser.value(option));
        const Result<StoreEntry> ca = serial ? namedIssuer(call) : fail(serial.error());
        return ca ? Result<Revoking>(Revoking {.ca = *ca, .serial = serialText(serial->get())})
                  : fail(ca.error());
    }
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<X509Ptr> certificate = entry ? parseCertificate(entry->der) : fail(entry.error());
    const Result<StoreEntry> ca
        = certificate ? issuerEntryOf(call, certificate->get()) : fail(certificate.error());
    return ca ? Result<Revoking>(Revoking {.ca = *ca, .serial = entry->facts.serial})
              : fail(ca.error());
}

/// Time and reason of a certificate that is revoked already stay what they are where no option says
/// otherwise. Error (AlreadyExists) where none says anything: it would only begin to be revoked
/// later than it was.
Result<Revocation>
amended(const StoreCall& call, const Revocation& given, const std::optional<Revocation>& present)
{
    const bool isTimed = call.parser.isSet(QStringLiteral("revoked-at"));
    const bool isReasoned = call.parser.isSet(QStringLiteral("reason"));
    if (!present || call.parser.isSet(QStringLiteral("force"))) {
        return given;
    }
    if (isTimed || isReasoned) {
        return Revocation {.serial = given.serial,
                           .time = isTimed ? given.time : present->time,
                           .reason = isReasoned ? given.reason : present->reason};
    }
    const QString since = present->time.toUTC().toString(Qt::ISODate);
    return fail(
        {.code = ErrorCode::AlreadyExists,
         .message = present->reason.isEmpty()
             ? Text::tr("It is revoked already, since %1.").arg(since)
             : Text::tr("It is revoked already, since %1 (%2).").arg(since, present->reason),
         .remedy = Text::tr("Change that with --reason or --revoked-at, or revoke it anew "
                            "with --force."),
         .where = given.serial});
}

/// What the list of the CA says of a serial number.
std::optional<Revocation> inList(const std::optional<RevocationListFacts>& list,
                                 const QString& serial)
{
    const QList<Revocation> all = list ? list->revocations : QList<Revocation>();
    for (const Revocation& one : all) {
        if (one.serial == serial) {
            return one;
        }
    }
    return std::nullopt;
}

Result<RevocationListPtr> revokeGiven(const StoreCall& call)
{
    const Result<PublishOptions> publishing = givenPublishing(call.parser);
    const Result<QDateTime> time = publishing
        ? readTime(call.parser, QStringLiteral("revoked-at"), QDateTime::currentDateTimeUtc())
        : fail(publishing.error());
    const Result<Revoking> what = time ? givenRevoking(call) : fail(time.error());
    const Result<QByteArray> password = what ? givenPassword(call.parser) : fail(what.error());
    const Result<KeyMaterial> ca
        = password ? loadWithKey(call.store, what->ca, *password) : fail(password.error());
    if (!ca) {
        return fail(ca.error());
    }
    const Revocation revocation {.serial = what->serial,
                                 .time = *time,
                                 .reason = call.parser.value(QStringLiteral("reason"))};
    CaRevocations revocations(what->ca, *ca);
    const Result<std::optional<RevocationListFacts>> list = revocations.current();
    const Result<Revocation> wanted
        = list ? amended(call, revocation, inList(*list, what->serial)) : fail(list.error());
    return wanted ? revocations.revoke(*wanted, *publishing) : fail(wanted.error());
}

Result<RevocationListPtr> publishGiven(const StoreCall& call)
{
    const Result<PublishOptions> publishing = givenPublishing(call.parser);
    const Result<StoreEntry> entry = publishing
        ? call.store.find(call.arguments.value(0), call.lookup)
        : fail(publishing.error());
    const Result<QByteArray> password = entry ? givenPassword(call.parser) : fail(entry.error());
    const Result<KeyMaterial> ca
        = password ? loadWithKey(call.store, *entry, *password) : fail(password.error());
    return ca ? CaRevocations(*entry, *ca).publish(*publishing) : fail(ca.error());
}

} // namespace

int runStoreRevoke(StoreCall& call)
{
    return deliver(call, revokeGiven(call), false);
}

int runStoreCrl(StoreCall& call)
{
    return deliver(call, publishGiven(call), true);
}

void addRevocationOptions(QList<QCommandLineOption>& options)
{
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("reason"),
         Text::tr("revoke, ocsp: why; removeFromCRL takes it back."),
         QStringLiteral("keyCompromise|superseded|…")},
        {QStringLiteral("revoked-at"),
         Text::tr("revoke, ocsp: since when."),
         QStringLiteral("TIME")},
        {QStringLiteral("this-update"),
         Text::tr("revoke, crl, ocsp: begin."),
         QStringLiteral("TIME")},
        {QStringLiteral("next-update"),
         Text::tr("revoke, crl, ocsp: when the next one is due; in the past: expired."),
         QStringLiteral("TIME")},
        {QStringLiteral("status"),
         Text::tr("ocsp: what is said; else as the CA's CRL has it."),
         QStringLiteral("good|revoked|unknown")},
    });
}

} // namespace workbench
