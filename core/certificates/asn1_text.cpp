#include "core/certificates/asn1_text.h"

#include "core/base/hex.h"
#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"

#include <QRegularExpression>
#include <QTimeZone>

#include <openssl/asn1.h>

#include <array>
#include <ctime>

namespace workbench {
namespace {

constexpr qsizetype kLongestSerial = 64;

Error badSerial(const QString& text, const QString& why)
{
    return {.code = ErrorCode::InvalidInput,
            .message
            = CertificateText::tr("“%1” cannot be a serial number: %2").arg(text.left(40), why),
            .remedy = CertificateText::tr("Write hexadecimal digits, for instance 01 or 4fa3c2."),
            .where = QStringLiteral("serial")};
}

bool isEncodable(const QDateTime& time)
{
    const int year = time.toUTC().date().year();
    return time.isValid() && year >= 1 && year <= 9999;
}

/// A number in one piece may have any number of digits, bytes between separators have two each.
/// What is no number stays as it is, so that an error tells the position in what was written.
QString withEvenDigits(const QString& number)
{
    static const QRegularExpression kOnePiece(
        QStringLiteral("^\\s*-?(?:0[xX])?([0-9a-fA-F]+)\\s*$"));
    const QString digits = kOnePiece.match(number).captured(1);
    return digits.size() % 2 == 1 ? QLatin1Char('0') + digits : number;
}

} // namespace

QString nameText(const X509_NAME* name)
{
    const unsigned long asUtf8 = XN_FLAG_RFC2253 & ~(XN_FLAG_SEP_MASK | ASN1_STRFLGS_ESC_MSB);
    const BioPtr bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, asUtf8 | XN_FLAG_SEP_CPLUS_SPC);
    return QString::fromUtf8(contentOf(bio.get()));
}

QString serialText(const ASN1_INTEGER* serial)
{
    const QByteArrayView magnitude(ASN1_STRING_get0_data(serial), ASN1_STRING_length(serial));
    const bool negative = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER;
    return (negative ? QStringLiteral("-") : QString()) + toHex(magnitude);
}

Result<Asn1IntegerPtr> parseSerial(const QString& text)
{
    const bool negative = text.trimmed().startsWith(QLatin1Char('-'));
    const Result<QByteArray> bytes = fromHex(withEvenDigits(text));
    if (!bytes) {
        return fail(badSerial(text, bytes.error().message));
    }
    if (bytes->isEmpty()) {
        return fail(badSerial(text, CertificateText::tr("it is empty.")));
    }
    if (bytes->size() > kLongestSerial) {
        return fail(badSerial(
            text, CertificateText::tr("it is longer than %n byte(s).", nullptr, kLongestSerial)));
    }
    const BignumPtr number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes->constData()),
                                     static_cast<int>(bytes->size()),
                                     nullptr));
    BN_set_negative(number.get(), negative ? 1 : 0);
    Asn1IntegerPtr serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
    if (!serial) {
        return fail(openSslError(CertificateText::tr("The serial number cannot be encoded.")));
    }
    return serial;
}

QDateTime toDateTime(const ASN1_TIME* time)
{
    std::tm parts {};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return {};
    }
    return QDateTime(QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
                     QTime(parts.tm_hour, parts.tm_min, parts.tm_sec),
                     QTimeZone::utc())
        .toUTC();
}

Result<Asn1TimePtr> toAsn1Time(const QDateTime& time, TimeForm form)
{
    const qint64 seconds = time.toSecsSinceEpoch();
    Asn1TimePtr encoded;
    if (isEncodable(time)) {
        encoded.reset(form == TimeForm::Generalized ? ASN1_GENERALIZEDTIME_set(nullptr, seconds)
                                                    : ASN1_TIME_set(nullptr, seconds));
    }
    if (!encoded) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("“%1” is no time between the years 1 and 9999.")
                                    .arg(time.toString(Qt::ISODate)),
                     .where = QStringLiteral("time")});
    }
    return encoded;
}

QString objectNumbers(const ASN1_OBJECT* object)
{
    std::array<char, 128> buffer {};
    OBJ_obj2txt(buffer.data(), static_cast<int>(buffer.size()), object, 1);
    return QString::fromLatin1(buffer.data());
}

QString objectText(const ASN1_OBJECT* object)
{
    const int nid = OBJ_obj2nid(object);
    return nid == NID_undef ? objectNumbers(object) : QString::fromLatin1(OBJ_nid2sn(nid));
}

Asn1ObjectPtr objectOf(const QString& numbers)
{
    const OpenSslErrorGuard guard;
    return Asn1ObjectPtr(OBJ_txt2obj(numbers.trimmed().toLatin1().constData(), 1));
}

QString algorithmText(const X509_ALGOR* algorithm)
{
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    const int nid = OBJ_obj2nid(object);
    return nid == NID_undef ? objectNumbers(object) : QString::fromLatin1(OBJ_nid2ln(nid));
}

QString commonName(const X509_NAME* name)
{
    int last = -1;
    for (int next = -1;;) {
        next = X509_NAME_get_index_by_NID(name, NID_commonName, next);
        if (next < 0) {
            break;
        }
        last = next;
    }
    if (last < 0) {
        return {};
    }
    unsigned char* utf8 = nullptr;
    const int length
        = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
    if (length < 0) {
        return {};
    }
    QString text = QString::fromUtf8(reinterpret_cast<const char*>(utf8), length);
    OPENSSL_free(utf8);
    return text;
}

} // namespace workbench
