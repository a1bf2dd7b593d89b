#include "app/command_line/common_options.h"
#include "app/command_line/store_call.h"
#include "app/command_line/store_given.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/lint/certificate_lint.h"
#include "core/certificates/store_revocations.h"
#include "core/diagnosis/diagnosis.h"
#include "core/report/verification_report.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <utility>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// Which findings of the lint are said.
enum class LintLevel
{
    None,
    Problems, ///< errors and warnings
    All
};

/// What is asked of every certificate on the command line.
struct Question
{
    VerifyQuery query;
    TrustChoice trust;
    LintLevel lint = LintLevel::Problems;
};

Result<void> readPurpose(const QCommandLineParser& parser, VerifyQuery& query)
{
    constexpr Word<CertificatePurpose> kWords[] = {{CertificatePurpose::Server, "server"},
                                                   {CertificatePurpose::Client, "client"},
                                                   {CertificatePurpose::Any, "any"}};
    query.host = parser.value(QStringLiteral("host"));
    // Who asks for a host asks as a client of it.
    query.purpose = query.host.isEmpty() ? CertificatePurpose::Any : CertificatePurpose::Server;
    return readWord(parser, "purpose", kWords, query.purpose);
}

Result<void> readRevocation(const QCommandLineParser& parser, VerifyQuery& query)
{
    const QStringList paths = readList(parser, "crl");
    Result<RevocationLists> lists = RevocationLists::fromFiles(paths);
    if (!lists) {
        return fail(lists.error());
    }
    query.revocationLists = std::move(*lists);
    query.revocation = paths.isEmpty() ? RevocationCheck::None : RevocationCheck::Leaf;
    return readWord(parser, "crl-check", kRevocationWords, query.revocation);
}

Result<void> readPolicies(const QCommandLineParser& parser, PolicyQuestion& policy)
{
    policy.checked = parser.isSet(QStringLiteral("policy-check"));
    policy.isExplicit = parser.isSet(QStringLiteral("explicit-policy"));
    policy.accepted += readList(parser, "policy");
    for (const QString& oid : std::as_const(policy.accepted)) {
        if (!objectOf(oid)) {
            return fail({.code = ErrorCode::InvalidInput,
                         .message = Text::tr("“%1” is no OID.").arg(oid),
                         .remedy = Text::tr("Write it like 2.23.140.1.2.1."),
                         .where = QStringLiteral("--policy")});
        }
    }
    return {};
}

Result<void> readDepth(const QCommandLineParser& parser, VerifyQuery& query)
{
    constexpr int kDeepest = 100;
    if (!parser.isSet(QStringLiteral("depth"))) {
        return {};
    }
    bool isNumber = false;
    query.deepest = parser.value(QStringLiteral("depth")).toInt(&isNumber);
    if (!isNumber || query.deepest < 0 || query.deepest > kDeepest) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("“%1” is no depth.").arg(parser.value(QStringLiteral("depth"))),
             .remedy = Text::tr("Depths go from 0 to %1.").arg(kDeepest),
             .where = QStringLiteral("--depth")});
    }
    return {};
}

Result<Question> readQuestion(const QCommandLineParser& parser)
{
    constexpr Word<LintLevel> kLintWords[]
        = {{LintLevel::All, "all"}, {LintLevel::Problems, "problems"}, {LintLevel::None, "none"}};
    Question question;
    VerifyQuery& query = question.query;
    query.strict = parser.isSet(QStringLiteral("strict"));
    query.partialChain = parser.isSet(QStringLiteral("partial-chain"));
    const Result<QDateTime> time = readTime(parser, QStringLiteral("time"), {});
    if (!time) {
        return fail(time.error());
    }
    query.time = *time;
    const Result<void> read
        = allOf([&] { return readPurpose(parser, query); },
                [&] { return readSecurityLevel(parser, query.securityLevel); },
                [&] { return readRevocation(parser, query); },
                [&] { return readDepth(parser, query); },
                [&] { return readPolicies(parser, query.policy); },
                [&] { return readTrust(parser, question.trust); },
                [&] { return readWord(parser, "lint", kLintWords, question.lint); });
    if (!read) {
        return fail(read.error());
    }
    return question;
}

QList<Finding> lint(const QList<QByteArray>& certificates, LintLevel level)
{
    QList<Finding> findings;
    for (const QByteArray& der : certificates) {
        const Result<X509Ptr> certificate = parseCertificate(der);
        if (!certificate || level == LintLevel::None) {
            continue;
        }
        const CertificateFacts facts = certificateFacts(certificate->get());
        for (const LintFinding& found : lintCertificate(certificate->get())) {
            if (level == LintLevel::All || found.severity != Severity::Note) {
                findings.append(diagnose(found, facts));
            }
        }
    }
    return findings;
}

Result<CertificateCheck> check(const QString& name,
                               const GivenCertificates& given,
                               const TrustAnchors& anchors,
                               const StoreRevocations& revocations,
                               const Question& question)
{
    QList<QByteArray> leafFirst = given.certificates;
    leafFirst.move(given.leaf, 0);
    // What CAs of the store have revoked is told without --crl.
    const VerifyQuery query = question.query.revocation == RevocationCheck::None
        ? withKnownRevocations(question.query, leafFirst, anchors, revocations)
        : question.query;
    const Result<Verification> verification = verifyCertificates(leafFirst, anchors, query);
    if (!verification) {
        return fail(verification.error());
    }
    // What the check itself says comes first: it is the verdict.
    return CertificateCheck {.name = name,
                             .certificates = given.certificates,
                             .query = query,
                             .verification = *verification,
                             .findings = diagnose(given.certificates, *verification, query)
                                 + lint(leafFirst, question.lint)};
}

void print(const StoreCall& call, const CertificateCheck& check)
{
    if (call.context.json()) {
        const bool several = call.arguments.size() > 1;
        CommandContext::printJson(QJsonDocument(toJson(check)), several);
    } else {
        CommandContext::print(toText(check, call.context.colour()));
    }
}

} // namespace

int runStoreVerify(StoreCall& call)
{
    const Result<Question> question = readQuestion(call.parser);
    if (!question) {
        return call.context.faultDocument(question.error());
    }
    const Result<TrustAnchors> anchors = resolveTrust(question->trust, call.store);
    if (!anchors) {
        return call.context.faultDocument(anchors.error());
    }
    const StoreRevocations revocations = revocationsOf(call);
    int status = ExitDone;
    for (const QString& id : std::as_const(call.arguments)) {
        const Result<GivenCertificates> given = findGiven(call, id);
        const Result<CertificateCheck> checked
            = given ? check(id, *given, *anchors, revocations, *question) : fail(given.error());
        if (!checked) {
            return call.context.faultDocument(checked.error());
        }
        print(call, *checked);
        if (!checked->verification.trusted) {
            status = ExitTestFailed;
        }
    }
    return status;
}

void addVerifyOptions(QList<QCommandLineOption>& options)
{
    options.append(QList<QCommandLineOption> {
        {QStringLiteral("trust"),
         Text::tr("verify, check, repair: trust anchors; several with commas or repeated."),
         QStringLiteral("system|store|FILE")},
        {QStringLiteral("host"),
         Text::tr("verify, check: name or address to match."),
         QStringLiteral("NAME")},
        {QStringLiteral("purpose"),
         Text::tr("verify: what for; any, or server with --host."),
         QStringLiteral("server|client|any")},
        {QStringLiteral("time"),
         Text::tr("verify, check, repair: moment of the check; now."),
         QStringLiteral("TIME")},
        {QStringLiteral("crl"),
         Text::tr("verify: revocation lists; several with commas or repeated."),
         QStringLiteral("FILE")},
        {QStringLiteral("crl-check"),
         Text::tr("verify: which certificates need a revocation list."),
         QStringLiteral("leaf|chain")},
        {QStringLiteral("security-level"),
         Text::tr("verify, check: OpenSSL's security level, 0 to 5."),
         QStringLiteral("N")},
        {QStringLiteral("strict"), Text::tr("verify: RFC 5280 to the letter, as -x509_strict.")},
        {QStringLiteral("partial-chain"), Text::tr("verify: an anchor need not be self-signed.")},
        {QStringLiteral("policy-check"), Text::tr("verify: look at the policies of the chain.")},
        {QStringLiteral("explicit-policy"),
         Text::tr(
             "verify: the chain has to be valid under a policy, one of --policy where given.")},
        {QStringLiteral("depth"),
         Text::tr("verify: most issuers below the anchor."),
         QStringLiteral("N")},
        {QStringLiteral("lint"),
         Text::tr("verify: what is said of the certificates themselves."),
         QStringLiteral("all|problems|none")},
    });
}

} // namespace workbench
