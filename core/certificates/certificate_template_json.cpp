#include "core/certificates/certificate_template.h"
#include "core/certificates/certificate_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace workbench {
namespace {

constexpr const char* kSchema = "tls-workbench/certificate-template/1";

template <typename T>
struct Member
{
    const char* name;
    T CertificateRequest::*value;
};

constexpr std::array kTexts = {
    Member<QString> {"subject", &CertificateRequest::subject},
    Member<QString> {"key", &CertificateRequest::key},
    Member<QString> {"digest", &CertificateRequest::digest},
    Member<QString> {"serial", &CertificateRequest::serial},
};

constexpr std::array kLists = {
    Member<QStringList> {"san", &CertificateRequest::san},
    Member<QStringList> {"permitted_names", &CertificateRequest::permittedNames},
    Member<QStringList> {"excluded_names", &CertificateRequest::excludedNames},
    Member<QStringList> {"crl_urls", &CertificateRequest::crlUrls},
    Member<QStringList> {"ocsp_urls", &CertificateRequest::ocspUrls},
    Member<QStringList> {"ca_issuers_urls", &CertificateRequest::caIssuersUrls},
    Member<QStringList> {"policies", &CertificateRequest::policies},
    Member<QStringList> {"without", &CertificateRequest::without},
};

constexpr std::array kUsages = {
    Member<std::optional<QStringList>> {"key_usage", &CertificateRequest::keyUsage},
    Member<std::optional<QStringList>> {"extended_key_usage",
                                        &CertificateRequest::extendedKeyUsage},
};

constexpr std::array kFlags = {
    Member<bool> {"no_subject", &CertificateRequest::noSubject},
    Member<bool> {"must_staple", &CertificateRequest::mustStaple},
    Member<bool> {"allow_unsuitable_issuer", &CertificateRequest::allowUnsuitableIssuer},
};

constexpr std::array kTimes = {
    Member<QDateTime> {"not_before", &CertificateRequest::notBefore},
    Member<QDateTime> {"not_after", &CertificateRequest::notAfter},
};

struct NumberMember
{
    const char* name;
    int CertificateRequest::*value;
    int absent; ///< what stands for null
};

constexpr std::array kNumbers = {
    NumberMember {"days", &CertificateRequest::days, 0},
    NumberMember {"path_length", &CertificateRequest::pathLength, -1},
};

/// Takes members out of an object one by one; what is left at the end is unknown.
class MemberReader
{
public:
    MemberReader(QJsonObject object, QString origin)
        : m_object(std::move(object))
        , m_origin(std::move(origin))
    { }

    /// Nothing when the member is missing or null.
    std::optional<QJsonValue> take(const char* name)
    {
        const QJsonValue value = m_object.take(QLatin1String(name));
        return value.isUndefined() || value.isNull() ? std::nullopt : std::optional(value);
    }

    void read(const char* name, QString& target)
    {
        if (const std::optional<QJsonValue> value = take(name)) {
            demand(value->isString(), name, CertificateText::tr("a text"));
            target = value->toString();
        }
    }

    void read(const char* name, QStringList& target)
    {
        if (const std::optional<QJsonValue> value = take(name)) {
            target.clear();
            const QJsonArray array = value->toArray();
            demand(value->isArray(), name, CertificateText::tr("a list of texts"));
            for (const auto& one : array) {
                demand(one.isString(), name, CertificateText::tr("a list of texts"));
                target.append(one.toString());
            }
        }
    }

    void read(const char* name, bool& target)
    {
        if (const std::optional<QJsonValue> value = take(name)) {
            demand(value->isBool(), name, CertificateText::tr("true or false"));
            target = value->toBool();
        }
    }

    void read(const char* name, int& target)
    {
        if (const std::optional<QJsonValue> value = take(name)) {
            constexpr int kNone = -1;
            demand(value->toInt(kNone) >= 0, name, CertificateText::tr("a whole number"));
            target = value->toInt(kNone);
        }
    }

    void read(const char* name, QDateTime& target)
    {
        QString text;
        read(name, text);
        if (!text.isEmpty()) {
            target = QDateTime::fromString(text, Qt::ISODate).toUTC();
            demand(target.isValid(), name, CertificateText::tr("a time like 2030-12-31T23:59:59Z"));
        }
    }

    void demand(bool fine, const char* name, const QString& wanted)
    {
        if (!fine && m_outcome) {
            m_outcome = fail({.code = ErrorCode::InvalidInput,
                              .message = CertificateText::tr("The member “%1” is not %2.")
                                             .arg(QLatin1String(name), wanted),
                              .where = m_origin});
        }
    }

    void keep(const Result<void>& outcome)
    {
        if (m_outcome && !outcome) {
            m_outcome = outcome;
        }
    }

    const Result<void>& outcome() const { return m_outcome; }

    QStringList left() const { return m_object.keys(); }

private:
    QJsonObject m_object;
    QString m_origin;
    Result<void> m_outcome;
};

void readUsages(MemberReader& reader, CertificateRequest& request)
{
    for (const auto& member : kUsages) {
        QStringList words {QString()}; // one empty word: nothing was read
        reader.read(member.name, words);
        if (words != QStringList {QString()}) {
            request.*member.value = words;
        }
    }
}

void readExtensions(MemberReader& reader, CertificateRequest& request)
{
    QStringList texts;
    reader.read("extensions", texts);
    for (const QString& text : texts) {
        const Result<RawExtension> extension = parseRawExtension(text);
        reader.keep(extension ? Result<void>() : fail(extension.error()));
        if (extension) {
            request.rawExtensions.append(*extension);
        }
    }
}

void readKind(MemberReader& reader, CertificateRequest& request)
{
    QString word = QString::fromLatin1(toIdentifier(request.kind));
    reader.read("kind", word);
    const Result<CertificateKind> kind = parseCertificateKind(word);
    reader.keep(kind ? Result<void>() : fail(kind.error()));
    request.kind = kind.value_or(request.kind);
}

template <typename Members>
void readAll(MemberReader& reader, CertificateRequest& request, const Members& members)
{
    for (const auto& member : members) {
        reader.read(member.name, request.*member.value);
    }
}

Result<QJsonObject> parseObject(const QByteArray& json, const QString& origin)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = problem.error == QJsonParseError::NoError
                         ? CertificateText::tr("It is no JSON object.")
                         : CertificateText::tr("It is no JSON: %1 at byte %2.")
                               .arg(problem.errorString())
                               .arg(problem.offset),
                     .where = origin});
    }
    const QString schema = document.object().value(QStringLiteral("schema")).toString();
    if (!schema.isEmpty() && schema != QLatin1String(kSchema)) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = CertificateText::tr("It is of the schema “%1”.").arg(schema),
             .remedy
             = CertificateText::tr("A template has the schema %1.").arg(QLatin1String(kSchema)),
             .where = origin});
    }
    return document.object();
}

} // namespace

QByteArray templateJson(const CertificateRequest& request)
{
    QJsonObject object {{QStringLiteral("schema"), QLatin1String(kSchema)},
                        {QStringLiteral("kind"), QLatin1String(toIdentifier(request.kind))}};
    for (const auto& member : kTexts) {
        object.insert(QLatin1String(member.name), request.*member.value);
    }
    for (const auto& member : kLists) {
        object.insert(QLatin1String(member.name),
                      QJsonArray::fromStringList(request.*member.value));
    }
    for (const auto& member : kUsages) {
        const std::optional<QStringList>& words = request.*member.value;
        object.insert(QLatin1String(member.name),
                      words ? QJsonValue(QJsonArray::fromStringList(*words)) : QJsonValue());
    }
    for (const auto& member : kFlags) {
        object.insert(QLatin1String(member.name), request.*member.value);
    }
    for (const auto& member : kTimes) {
        const QDateTime& time = request.*member.value;
        object.insert(QLatin1String(member.name),
                      time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODate))
                                     : QJsonValue());
    }
    for (const NumberMember& member : kNumbers) {
        const int number = request.*member.value;
        object.insert(QLatin1String(member.name),
                      number == member.absent ? QJsonValue() : QJsonValue(number));
    }
    QJsonArray extensions;
    for (const RawExtension& extension : request.rawExtensions) {
        extensions.append(toText(extension));
    }
    object.insert(QStringLiteral("extensions"), extensions);
    return QJsonDocument(object).toJson();
}

Result<CertificateTemplate> parseTemplate(const QByteArray& json, const QString& origin)
{
    const Result<QJsonObject> object = parseObject(json, origin);
    if (!object) {
        return fail(object.error());
    }
    MemberReader reader(*object, origin);
    CertificateTemplate result;
    reader.take("schema");
    readKind(reader, result.request);
    readAll(reader, result.request, kTexts);
    readAll(reader, result.request, kLists);
    readAll(reader, result.request, kFlags);
    readAll(reader, result.request, kTimes);
    readAll(reader, result.request, kNumbers);
    readUsages(reader, result.request);
    readExtensions(reader, result.request);
    if (!reader.outcome()) {
        Error error = reader.outcome().error();
        error.where = origin;
        return fail(error);
    }
    result.unknownMembers = reader.left();
    return result;
}

} // namespace workbench
