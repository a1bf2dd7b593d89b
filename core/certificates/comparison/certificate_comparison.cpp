#include "core/certificates/comparison/certificate_comparison.h"

#include "core/base/hex.h"
#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"

#include <algorithm>
#include <optional>

namespace workbench {
namespace {

/// One value of one certificate. Two are equal when their bytes are; the text is for people.
struct Value
{
    QString id;
    QString group;
    QString name;
    QString text;
    QByteArray bytes;
};

using Values = QList<Value>;

Value textValue(const char* id, const QString& group, const QString& name, const QString& text)
{
    return {QString::fromLatin1(id), group, name, text, text.toUtf8()};
}

Value timeValue(const char* id, const QString& name, const QDateTime& time)
{
    return textValue(id, CertificateText::tr("Validity"), name, time.toString(Qt::ISODate));
}

QString entryText(const X509_NAME_ENTRY* entry)
{
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    if (length < 0) {
        return {};
    }
    QString text = QString::fromUtf8(reinterpret_cast<const char*>(utf8), length);
    OPENSSL_free(utf8);
    return text;
}

/// The parts of a name; text that differs in its ASN.1 string type only counts as different.
void appendName(Values& values, const QString& id, const QString& group, const X509_NAME* name)
{
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
        const QString type = objectText(X509_NAME_ENTRY_get_object(entry));
        const ASN1_STRING* const data = X509_NAME_ENTRY_get_data(entry);
        const QString text = entryText(entry);
        values.append({id + QLatin1Char('.') + type,
                       group,
                       type,
                       text,
                       QByteArray::number(ASN1_STRING_type(data)) + ' ' + text.toUtf8()});
    }
}

QString extensionText(X509_EXTENSION* extension)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (X509V3_EXT_print(bio.get(), extension, X509V3_EXT_DUMP_UNKNOWN, 0) != 1) {
        const ASN1_OCTET_STRING* const data = X509_EXTENSION_get_data(extension);
        return toHex(
            {reinterpret_cast<const char*>(ASN1_STRING_get0_data(data)), ASN1_STRING_length(data)});
    }
    return QString::fromUtf8(contentOf(bio.get())).trimmed();
}

void appendExtensions(Values& values, const X509* certificate)
{
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(certificate, i);
        const ASN1_OBJECT* const object = X509_EXTENSION_get_object(extension);
        const bool critical = X509_EXTENSION_get_critical(extension) == 1;
        const bool isNames = OBJ_obj2nid(object) == NID_subject_alt_name;
        // Each alternative name stands for itself already.
        const QString content = isNames ? QString() : extensionText(extension);
        const QString flag
            = critical ? CertificateText::tr("critical") : CertificateText::tr("not critical");
        values.append(
            {QStringLiteral("extension.") + objectNumbers(object),
             CertificateText::tr("Extension"),
             objectText(object),
             content.isEmpty() ? flag : flag + QLatin1Char('\n') + content,
             isNames ? QByteArray(critical ? "1" : "0") : derOf(i2d_X509_EXTENSION, extension)});
    }
}

void appendNames(Values& values, const CertificateFacts& facts)
{
    for (const QString& name : facts.san) {
        values.append({QStringLiteral("san.") + name,
                       CertificateText::tr("Name (SAN)"),
                       name.section(QLatin1Char(':'), 0, 0),
                       name.section(QLatin1Char(':'), 1),
                       name.toUtf8()});
    }
}

Values valuesOf(X509* certificate)
{
    const CertificateFacts facts = certificateFacts(certificate);
    const QString key = CertificateText::tr("Key");
    Values values;
    appendName(values,
               QStringLiteral("subject"),
               CertificateText::tr("Subject"),
               X509_get_subject_name(certificate));
    appendName(values,
               QStringLiteral("issuer"),
               CertificateText::tr("Issuer"),
               X509_get_issuer_name(certificate));
    const QString general = CertificateText::tr("Certificate");
    values.append(textValue("version",
                            general,
                            CertificateText::tr("Version"),
                            QString::number(X509_get_version(certificate) + 1)));
    values.append(textValue("serial", general, CertificateText::tr("Serial number"), facts.serial));
    values.append(timeValue("not_before", CertificateText::tr("Not before"), facts.notBefore));
    values.append(timeValue("not_after", CertificateText::tr("Not after"), facts.notAfter));
    values.append(textValue("key", key, CertificateText::tr("Kind"), facts.key));
    values.append(textValue(
        "spki_sha256", key, CertificateText::tr("SPKI SHA-256"), toHex(facts.spkiSha256)));
    appendNames(values, facts);
    appendExtensions(values, certificate);
    const QString whole = CertificateText::tr("Fingerprint");
    values.append(textValue("signature_algorithm",
                            CertificateText::tr("Signature"),
                            CertificateText::tr("Algorithm"),
                            facts.signatureAlgorithm));
    values.append(textValue("sha1", whole, QStringLiteral("SHA-1"), toHex(facts.sha1)));
    values.append(textValue("sha256", whole, QStringLiteral("SHA-256"), toHex(facts.sha256)));
    return values;
}

ComparedField fieldOf(const Value* left, const Value* right)
{
    const Value& any = left != nullptr ? *left : *right;
    ComparedField field {.id = any.id, .group = any.group, .name = any.name};
    field.left = left != nullptr ? left->text : QString();
    field.right = right != nullptr ? right->text : QString();
    if (left == nullptr || right == nullptr) {
        field.state = left != nullptr ? ComparedState::OnlyLeft : ComparedState::OnlyRight;
    } else {
        field.state = left->bytes == right->bytes ? ComparedState::Equal : ComparedState::Different;
    }
    return field;
}

} // namespace

const char* toIdentifier(ComparedState state)
{
    switch (state) {
    case ComparedState::Equal:
        return "equal";
    case ComparedState::Different:
        return "different";
    case ComparedState::OnlyLeft:
        return "only-left";
    case ComparedState::OnlyRight:
        return "only-right";
    }
    return "different";
}

QList<ComparedField> compareCertificates(X509* left, X509* right)
{
    const OpenSslErrorGuard guard;
    const Values leftValues = valuesOf(left);
    Values rightValues = valuesOf(right);
    QList<ComparedField> fields;
    for (const Value& value : leftValues) {
        const auto same
            = std::find_if(rightValues.begin(), rightValues.end(), [&value](const Value& other) {
                  return other.id == value.id;
              });
        fields.append(fieldOf(&value, same == rightValues.end() ? nullptr : &*same));
        if (same != rightValues.end()) {
            rightValues.erase(same);
        }
    }
    for (const Value& value : std::as_const(rightValues)) {
        // Behind the last one of its group.
        const auto last = std::find_if(fields.rbegin(), fields.rend(), [&value](const auto& field) {
            return field.group == value.group;
        });
        fields.insert(last == fields.rend() ? fields.size() : fields.rend() - last,
                      fieldOf(nullptr, &value));
    }
    return fields;
}

qsizetype differences(const QList<ComparedField>& fields)
{
    return std::count_if(fields.cbegin(), fields.cend(), [](const ComparedField& field) {
        return field.state != ComparedState::Equal;
    });
}

} // namespace workbench
