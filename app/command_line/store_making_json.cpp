#include "app/command_line/store_making_json.h"

#include "core/base/hex.h"
#include "core/base/printable_text.h"
#include "core/certificates/asn1_text.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

QJsonValue timeValue(const QDateTime& time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODate)) : QJsonValue();
}

QJsonValue textValue(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QString timeText(const QDateTime& time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate) : Text::tr("not given");
}

/// Lines with a label each.
class Details
{
public:
    void add(const QString& label, const QString& value)
    {
        constexpr int kLabelWidth = 14;
        m_lines.append(
            withoutControls(QStringLiteral("%1 %2").arg(label, -kLabelWidth).arg(value)));
    }

    QString text() const { return m_lines.join(QLatin1Char('\n')); }

private:
    QStringList m_lines;
};

} // namespace

QJsonObject toJson(const SigningRequestFacts& facts)
{
    QJsonArray extensions;
    for (const RawExtension& raw : facts.extensions) {
        extensions.append(
            QJsonObject {{QStringLiteral("oid"), raw.oid},
                         {QStringLiteral("name"), objectText(objectOf(raw.oid).get())},
                         {QStringLiteral("critical"), raw.critical},
                         {QStringLiteral("hex"), toHex(raw.value)}});
    }
    return {{QStringLiteral("kind"), QStringLiteral("request")},
            {QStringLiteral("subject"), facts.subject},
            {QStringLiteral("san"), QJsonArray::fromStringList(facts.san)},
            {QStringLiteral("key"), facts.key},
            {QStringLiteral("signature_algorithm"), facts.signatureAlgorithm},
            {QStringLiteral("signature_fits"), facts.signatureFits},
            {QStringLiteral("spki_sha256"), toHex(facts.spkiSha256)},
            {QStringLiteral("extensions"), extensions}};
}

QString toDetails(const SigningRequestFacts& facts)
{
    QStringList names;
    for (const RawExtension& raw : facts.extensions) {
        names.append(objectText(objectOf(raw.oid).get()));
    }
    Details details;
    details.add(Text::tr("Request for"), facts.subject);
    details.add(Text::tr("Names"), facts.san.join(QStringLiteral(", ")));
    details.add(Text::tr("Key"), facts.key);
    details.add(Text::tr("Extensions"), names.join(QStringLiteral(", ")));
    details.add(
        Text::tr("Signature"),
        facts.signatureAlgorithm + QStringLiteral(", ")
            + (facts.signatureFits ? Text::tr("fits the key") : Text::tr("does not fit the key")));
    details.add(Text::tr("SPKI SHA-256"), toHex(facts.spkiSha256));
    return details.text();
}

QJsonObject toJson(const RevocationListFacts& facts)
{
    QJsonArray revoked;
    for (const Revocation& one : facts.revocations) {
        revoked.append(QJsonObject {{QStringLiteral("serial"), one.serial},
                                    {QStringLiteral("time"), timeValue(one.time)},
                                    {QStringLiteral("reason"), textValue(one.reason)}});
    }
    return {{QStringLiteral("kind"), QStringLiteral("crl")},
            {QStringLiteral("issuer"), facts.issuer},
            {QStringLiteral("number"), textValue(facts.number)},
            {QStringLiteral("this_update"), timeValue(facts.thisUpdate)},
            {QStringLiteral("next_update"), timeValue(facts.nextUpdate)},
            {QStringLiteral("signature_algorithm"), facts.signatureAlgorithm},
            {QStringLiteral("revoked"), revoked}};
}

QString toDetails(const RevocationListFacts& facts)
{
    Details details;
    details.add(Text::tr("CRL of"), facts.issuer);
    details.add(Text::tr("Number"), facts.number);
    details.add(Text::tr("From"), timeText(facts.thisUpdate));
    details.add(Text::tr("Next"), timeText(facts.nextUpdate));
    details.add(Text::tr("Signature"), facts.signatureAlgorithm);
    details.add(Text::tr("Revoked"), QString::number(facts.revocations.size()));
    for (const Revocation& one : facts.revocations) {
        details.add({},
                    one.serial + QStringLiteral("  ") + timeText(one.time) + QStringLiteral("  ")
                        + one.reason);
    }
    return details.text();
}

QJsonObject toJson(const OcspFacts& facts)
{
    QJsonArray answers;
    for (const OcspAnswer& one : facts.answers) {
        answers.append(
            QJsonObject {{QStringLiteral("serial"), one.serial},
                         {QStringLiteral("status"), QLatin1String(toIdentifier(one.status))},
                         {QStringLiteral("reason"), textValue(one.reason)},
                         {QStringLiteral("revoked_at"), timeValue(one.revocationTime)},
                         {QStringLiteral("this_update"), timeValue(one.thisUpdate)},
                         {QStringLiteral("next_update"), timeValue(one.nextUpdate)}});
    }
    return {{QStringLiteral("kind"), QStringLiteral("ocsp-response")},
            {QStringLiteral("response_status"), facts.responseStatus},
            {QStringLiteral("produced_at"), timeValue(facts.producedAt)},
            {QStringLiteral("signature_algorithm"), textValue(facts.signatureAlgorithm)},
            {QStringLiteral("answers"), answers}};
}

QString toDetails(const OcspFacts& facts)
{
    Details details;
    details.add(Text::tr("OCSP response"), facts.responseStatus);
    details.add(Text::tr("Produced at"), timeText(facts.producedAt));
    details.add(Text::tr("Signature"), facts.signatureAlgorithm);
    for (const OcspAnswer& one : facts.answers) {
        details.add(Text::tr("Serial"), one.serial);
        details.add(Text::tr("Status"), QString::fromLatin1(toIdentifier(one.status)));
        if (one.status == OcspStatus::Revoked) {
            details.add(Text::tr("Revoked"), timeText(one.revocationTime));
            details.add(Text::tr("Reason"), one.reason);
        }
        details.add(Text::tr("From"), timeText(one.thisUpdate));
        details.add(Text::tr("Next"), timeText(one.nextUpdate));
    }
    return details.text();
}

QJsonObject toJson(const PendingRequest& request)
{
    QJsonObject object = toJson(request.facts);
    object.insert(QStringLiteral("name"), request.name);
    object.insert(QStringLiteral("path"), request.path);
    object.insert(QStringLiteral("key_encrypted"), request.keyEncrypted);
    return object;
}

} // namespace workbench
