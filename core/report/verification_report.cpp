#include "core/report/verification_report.h"

#include "core/report/connection_report.h"
#include "core/report/text_sections.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(VerificationReport)
};

/// A member as the document of a connection has it, so that both are the same.
QJsonValue connectionMember(const char* name, const ConnectionRecord& record)
{
    return toJson(record, {}).value(QLatin1String(name));
}

QJsonArray certificatesJson(const QList<QByteArray>& certificates)
{
    ConnectionRecord record;
    record.peerCertificates = certificates;
    return connectionMember("certificates", record).toArray();
}

QJsonValue verificationJson(const Verification& verification)
{
    ConnectionRecord record;
    record.verification = verification;
    return connectionMember("verification", record);
}

QString word(CertificatePurpose purpose)
{
    switch (purpose) {
    case CertificatePurpose::Any:
        return QStringLiteral("any");
    case CertificatePurpose::Server:
        return QStringLiteral("server");
    case CertificatePurpose::Client:
        return QStringLiteral("client");
    }
    return QStringLiteral("any");
}

QString word(RevocationCheck revocation)
{
    switch (revocation) {
    case RevocationCheck::None:
        return QStringLiteral("none");
    case RevocationCheck::Known:
        return QStringLiteral("known");
    case RevocationCheck::Leaf:
        return QStringLiteral("leaf");
    case RevocationCheck::Chain:
        return QStringLiteral("chain");
    }
    return QStringLiteral("none");
}

QDateTime moment(const VerifyQuery& query)
{
    return query.time.isValid() ? query.time.toUTC() : QDateTime::currentDateTimeUtc();
}

QJsonObject queryJson(const VerifyQuery& query)
{
    return {{"purpose", word(query.purpose)},
            {"host", query.host.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(query.host)},
            {"time", moment(query).toString(Qt::ISODateWithMs)},
            {"security_level", query.securityLevel},
            {"revocation", word(query.revocation)},
            {"crls", static_cast<int>(query.revocationLists.lists.size())},
            {"strict", query.strict},
            {"partial_chain", query.partialChain},
            {"policies", QJsonArray::fromStringList(query.policy.accepted)},
            {"explicit_policy", query.policy.isExplicit}};
}

QString purposeText(CertificatePurpose purpose)
{
    switch (purpose) {
    case CertificatePurpose::Any:
        return Text::tr("any purpose");
    case CertificatePurpose::Server:
        return Text::tr("a TLS server");
    case CertificatePurpose::Client:
        return Text::tr("a TLS client");
    }
    return {};
}

QString revocationText(const VerifyQuery& query)
{
    const QString lists = query.revocationLists.sources.join(QStringLiteral(", "));
    switch (query.revocation) {
    case RevocationCheck::None:
        return Text::tr("not looked at");
    case RevocationCheck::Known:
        return Text::tr("by what CAs of the store have revoked, in %1").arg(lists);
    case RevocationCheck::Leaf:
        return Text::tr("of the certificate, by %1").arg(lists);
    case RevocationCheck::Chain:
        return Text::tr("of the whole chain, by %1").arg(lists);
    }
    return {};
}

QString policyText(const PolicyQuestion& policy)
{
    const QString accepted
        = policy.accepted.isEmpty() ? Text::tr("any") : policy.accepted.join(QStringLiteral(", "));
    return policy.isExplicit ? Text::tr("%1; one is demanded").arg(accepted) : accepted;
}

void writeQuery(TextWriter& writer, const CertificateCheck& check)
{
    constexpr int kIndent = 2;
    const VerifyQuery& query = check.query;
    QList<QStringList> rows {{Text::tr("for"), purposeText(query.purpose)}};
    if (!query.host.isEmpty()) {
        rows.append({Text::tr("host"), query.host});
    }
    rows.append({Text::tr("at"), moment(query).toString(Qt::ISODate)});
    rows.append({Text::tr("security level"), QString::number(query.securityLevel)});
    rows.append({Text::tr("revocation"), revocationText(query)});
    if (query.policy != PolicyQuestion {}) {
        rows.append({Text::tr("policies"), policyText(query.policy)});
    }
    writer.line(Text::tr("Certificate %1").arg(check.name), Tone::Strong);
    writer.table(rows, kIndent, {}, Tone::Plain, TableHeads::ofRows());
}

} // namespace

QJsonObject toJson(const CertificateCheck& check)
{
    return {{"schema", "tls-workbench/verification/1"},
            {"name", check.name},
            {"query", queryJson(check.query)},
            {"verification", verificationJson(check.verification)},
            {"certificates", certificatesJson(check.certificates)},
            {"chain", certificatesJson(check.verification.builtChain)},
            {"findings", toJson(ConnectionRecord(), check.findings).value("findings")}};
}

QString toText(const CertificateCheck& check, bool colour)
{
    TextWriter writer(colour);
    writeQuery(writer, check);
    writeVerification(writer, check.verification, check.query.host);
    writeCertificates(writer, Text::tr("Chain as built"), check.verification.builtChain);
    writeFindings(writer, check.findings);
    return writer.text();
}

} // namespace workbench
