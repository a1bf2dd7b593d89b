#include "core/certificates/lint/linted_certificate.h"

#include "core/base/bytes.h"
#include "core/certificates/certificate_facts.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace workbench {
namespace {

using BitStringPtr = std::unique_ptr<ASN1_BIT_STRING, Freed<ASN1_BIT_STRING_free>>;

QByteArray bytesOf(const ASN1_STRING* string)
{
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            ASN1_STRING_length(string)};
}

QString textOf(const ASN1_STRING* string)
{
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, string);
    if (length < 0) {
        return QString::fromLatin1(bytesOf(string));
    }
    QString text = QString::fromUtf8(reinterpret_cast<const char*>(utf8), length);
    OPENSSL_free(utf8);
    return text;
}

QString nameOf(const ASN1_OBJECT* object)
{
    const int nid = OBJ_obj2nid(object);
    if (nid != NID_undef) {
        return QString::fromLatin1(OBJ_nid2sn(nid));
    }
    std::array<char, 128> buffer {};
    OBJ_obj2txt(buffer.data(), static_cast<int>(buffer.size()), object, 1);
    return QString::fromLatin1(buffer.data());
}

QList<LintedAttribute> attributesOf(const X509_NAME* name)
{
    QList<LintedAttribute> attributes;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
        const ASN1_OBJECT* const type = X509_NAME_ENTRY_get_object(entry);
        const ASN1_STRING* const value = X509_NAME_ENTRY_get_data(entry);
        attributes.append({.nid = OBJ_obj2nid(type),
                           .name = nameOf(type),
                           .stringType = ASN1_STRING_type(value),
                           .bytes = bytesOf(value),
                           .text = textOf(value)});
    }
    return attributes;
}

LintedName nameOf(const GENERAL_NAME* name)
{
    int type = 0;
    const void* const value = GENERAL_NAME_get0_value(name, &type);
    const bool hasBytes
        = type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI || type == GEN_IPADD;
    return {.type = type,
            .bytes = hasBytes ? bytesOf(static_cast<const ASN1_STRING*>(value)) : QByteArray()};
}

/// Whether OpenSSL can decode the value, where it knows how to.
bool isReadable(X509_EXTENSION* extension)
{
    if (X509V3_EXT_get(extension) == nullptr) {
        return true;
    }
    // NULL for what has no C structure, too; those kinds have no method to decode.
    const X509V3_EXT_METHOD* const method = X509V3_EXT_get(extension);
    void* const value = X509V3_EXT_d2i(extension);
    if (value == nullptr) {
        return false;
    }
    if (method->it != nullptr) {
        ASN1_item_free(static_cast<ASN1_VALUE*>(value), ASN1_ITEM_ptr(method->it));
    } else {
        method->ext_free(value);
    }
    return true;
}

} // namespace

LintedCertificate::LintedCertificate(X509* given)
    : certificate(given)
    , version(static_cast<int>(X509_get_version(given)) + 1)
    , subject(attributesOf(X509_get_subject_name(given)))
    , issuer(attributesOf(X509_get_issuer_name(given)))
{
    const CertificateFacts facts = certificateFacts(given);
    selfIssued = facts.selfIssued;
    selfSigned = facts.selfSigned;
    const ASN1_INTEGER* const number = X509_get0_serialNumber(given);
    serial = bytesOf(number);
    serialNegative = ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER;
    const auto leading
        = std::find_if(serial.cbegin(), serial.cend(), [](char byte) { return byte != '\0'; });
    serial.remove(0, leading - serial.cbegin());
    readTimes();
    readExtensions();
    readUsages();
    readAddresses();
}

void LintedCertificate::readTimes()
{
    const auto read = [](const char* field, const ASN1_TIME* time) {
        std::tm parts {};
        QDateTime value;
        if (ASN1_TIME_to_tm(time, &parts) == 1) {
            constexpr int kFirstYear = 1900; // struct tm counts from there
            value = QDateTime(QDate(parts.tm_year + kFirstYear, parts.tm_mon + 1, parts.tm_mday),
                              QTime(parts.tm_hour, parts.tm_min, parts.tm_sec),
                              Qt::UTC);
        }
        return LintedTime {
            .field = field, .type = ASN1_STRING_type(time), .text = bytesOf(time), .time = value};
    };
    notBefore = read("notBefore", X509_get0_notBefore(certificate));
    notAfter = read("notAfter", X509_get0_notAfter(certificate));
}

void LintedCertificate::readExtensions()
{
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(certificate, i);
        const ASN1_OBJECT* const object = X509_EXTENSION_get_object(extension);
        extensions.append({.nid = OBJ_obj2nid(object),
                           .name = nameOf(object),
                           .critical = X509_EXTENSION_get_critical(extension) == 1,
                           .readable = isReadable(extension)});
    }
    basicConstraints = decodedExtension<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>(
        certificate, NID_basic_constraints);
    const auto general
        = decodedExtension<GENERAL_NAMES, GENERAL_NAMES_free>(certificate, NID_subject_alt_name);
    if (general) {
        alternativeNames.emplace();
        for (int i = 0; i < sk_GENERAL_NAME_num(general.get()); ++i) {
            alternativeNames->append(nameOf(sk_GENERAL_NAME_value(general.get(), i)));
        }
    }
}

void LintedCertificate::readUsages()
{
    const auto bits
        = decodedExtension<ASN1_BIT_STRING, ASN1_BIT_STRING_free>(certificate, NID_key_usage);
    if (bits) {
        const QByteArray bytes = bytesOf(bits.get());
        std::uint32_t usage = static_cast<std::uint8_t>(bytes.isEmpty() ? 0 : bytes.at(0));
        if (bytes.size() > 1) {
            usage |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes.at(1))) << 8;
        }
        keyUsage = usage;
    }
    const auto purposes = decodedExtension<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>(
        certificate, NID_ext_key_usage);
    if (purposes) {
        extendedKeyUsage.emplace();
        for (int i = 0; i < sk_ASN1_OBJECT_num(purposes.get()); ++i) {
            extendedKeyUsage->append(OBJ_obj2nid(sk_ASN1_OBJECT_value(purposes.get(), i)));
        }
    }
}

void LintedCertificate::readAddresses()
{
    const auto append = [this](const QString& use, const GENERAL_NAME* name) {
        int type = 0;
        const void* const value = GENERAL_NAME_get0_value(name, &type);
        if (type == GEN_URI) {
            addresses.append({use, textOf(static_cast<const ASN1_STRING*>(value))});
        }
    };
    const auto points = decodedExtension<CRL_DIST_POINTS, CRL_DIST_POINTS_free>(
        certificate, NID_crl_distribution_points);
    for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
        const DIST_POINT_NAME* const place = sk_DIST_POINT_value(points.get(), i)->distpoint;
        const bool full = place != nullptr && place->type == 0; // fullName
        for (int j = 0; full && j < sk_GENERAL_NAME_num(place->name.fullname); ++j) {
            append(QStringLiteral("CRL"), sk_GENERAL_NAME_value(place->name.fullname, j));
        }
    }
    const auto access = decodedExtension<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free>(
        certificate, NID_info_access);
    for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
        const ACCESS_DESCRIPTION* const one = sk_ACCESS_DESCRIPTION_value(access.get(), i);
        const int method = OBJ_obj2nid(one->method);
        if (method == NID_ad_OCSP) {
            append(QStringLiteral("OCSP"), one->location);
        } else if (method == NID_ad_ca_issuers) {
            append(QStringLiteral("issuer"), one->location);
        }
    }
}

bool LintedCertificate::isServer() const
{
    return !isCa()
        && (!extendedKeyUsage || hasPurpose(NID_server_auth)
            || hasPurpose(NID_anyExtendedKeyUsage));
}

bool LintedCertificate::has(int extensionNid) const
{
    return std::any_of(extensions.begin(), extensions.end(), [&](const LintedExtension& one) {
        return one.nid == extensionNid;
    });
}

bool LintedCertificate::isCritical(int extensionNid) const
{
    return std::any_of(extensions.begin(), extensions.end(), [&](const LintedExtension& one) {
        return one.nid == extensionNid && one.critical;
    });
}

bool LintedCertificate::allows(std::uint32_t keyUsageBit) const
{
    return !keyUsage || (*keyUsage & keyUsageBit) != 0;
}

bool LintedCertificate::hasPurpose(int purposeNid) const
{
    return extendedKeyUsage && extendedKeyUsage->contains(purposeNid);
}

QStringList LintedCertificate::names(int type) const
{
    QStringList texts;
    for (const LintedName& name : alternativeNames.value_or(QList<LintedName>())) {
        if (name.type == type) {
            texts.append(QString::fromUtf8(name.bytes));
        }
    }
    return texts;
}

QString LintedCertificate::lastCommonName() const
{
    QString name;
    for (const LintedAttribute& attribute : subject) {
        if (attribute.nid == NID_commonName) {
            name = attribute.text;
        }
    }
    return name;
}

QString LintedCertificate::describe(const LintedAttribute& attribute)
{
    return QStringLiteral("%1=%2").arg(attribute.name, attribute.text);
}

} // namespace workbench
