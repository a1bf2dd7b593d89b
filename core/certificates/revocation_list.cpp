#include "core/certificates/revocation_list.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/pasted_text.h"
#include "core/certificates/signing.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <utility>

namespace workbench {
namespace {

using RevokedPtr = std::unique_ptr<X509_REVOKED, Freed<X509_REVOKED_free>>;
using EnumeratedPtr = std::unique_ptr<ASN1_ENUMERATED, Freed<ASN1_ENUMERATED_free>>;

constexpr int kUsualDays = 30;

struct ReasonWord
{
    int code;
    const char* word;
};

constexpr std::array kReasons = {
    ReasonWord {CRL_REASON_UNSPECIFIED, "unspecified"},
    ReasonWord {CRL_REASON_KEY_COMPROMISE, "keyCompromise"},
    ReasonWord {CRL_REASON_CA_COMPROMISE, "CACompromise"},
    ReasonWord {CRL_REASON_AFFILIATION_CHANGED, "affiliationChanged"},
    ReasonWord {CRL_REASON_SUPERSEDED, "superseded"},
    ReasonWord {CRL_REASON_CESSATION_OF_OPERATION, "cessationOfOperation"},
    ReasonWord {CRL_REASON_CERTIFICATE_HOLD, "certificateHold"},
    ReasonWord {CRL_REASON_REMOVE_FROM_CRL, "removeFromCRL"},
    ReasonWord {CRL_REASON_PRIVILEGE_WITHDRAWN, "privilegeWithdrawn"},
    ReasonWord {CRL_REASON_AA_COMPROMISE, "AACompromise"},
};

Error cannotPutTogether()
{
    return openSslError(CertificateText::tr("The revocation list cannot be put together."));
}

Result<void> checkCa(const KeyMaterial& ca)
{
    Result<void> able = checkSigner(ca);
    if (!able) {
        return able;
    }
    // All bits are set where there is no such extension.
    if ((X509_get_key_usage(ca.certificate.get()) & KU_CRL_SIGN) == 0
        || !certificateFacts(ca.certificate.get()).isCa) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("The issuer may not sign revocation lists: it "
                                                    "is no CA, or its key usage lacks cRLSign."),
                     .remedy = CertificateText::tr("Choose the CA that issued the certificates."),
                     .where = QStringLiteral("issuer")});
    }
    return {};
}

Result<void> append(X509_CRL* list, const Revocation& revocation)
{
    const Result<Asn1IntegerPtr> serial = parseSerial(revocation.serial);
    if (!serial) {
        return fail(serial.error());
    }
    const Result<Asn1TimePtr> time = toAsn1Time(revocation.time);
    if (!time) {
        return fail(time.error());
    }
    RevokedPtr revoked(X509_REVOKED_new());
    X509_REVOKED_set_serialNumber(revoked.get(), serial->get());
    X509_REVOKED_set_revocationDate(revoked.get(), time->get());
    if (!revocation.reason.isEmpty()) {
        const Result<int> code = revocationReasonCode(revocation.reason);
        if (!code) {
            return fail(code.error());
        }
        const EnumeratedPtr reason(ASN1_ENUMERATED_new());
        ASN1_ENUMERATED_set(reason.get(), *code);
        // RFC 5280 section 5.3.1: "unspecified" is said by leaving the extension out.
        if (*code != CRL_REASON_UNSPECIFIED
            && X509_REVOKED_add1_ext_i2d(revoked.get(), NID_crl_reason, reason.get(), 0, 0) != 1) {
            return fail(cannotPutTogether());
        }
    }
    X509_CRL_add0_revoked(list, revoked.release());
    return {};
}

Result<void> addExtensions(X509_CRL* list, X509* ca, const QString& number)
{
    BIGNUM* counted = nullptr;
    const QByteArray digits = number.toLatin1();
    const bool isNumber
        = !digits.isEmpty() && BN_dec2bn(&counted, digits.constData()) == digits.size();
    const BignumPtr owner(counted);
    const Asn1IntegerPtr encoded(isNumber ? BN_to_ASN1_INTEGER(counted, nullptr) : nullptr);
    if (!encoded || BN_is_negative(counted) != 0) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("“%1” is no number of a CRL.").arg(number),
                     .where = QStringLiteral("number")});
    }
    X509V3_CTX context {};
    X509V3_set_ctx(&context, ca, nullptr, nullptr, list, 0);
    const X509ExtensionPtr identifier(
        X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid,issuer"));
    if (!identifier || X509_CRL_add_ext(list, identifier.get(), -1) != 1
        || X509_CRL_add1_ext_i2d(list, NID_crl_number, encoded.get(), 0, 0) != 1) {
        return fail(cannotPutTogether());
    }
    return {};
}

Result<void> setDates(X509_CRL* list, const RevocationListRequest& request)
{
    const QDateTime from
        = request.thisUpdate.isValid() ? request.thisUpdate : QDateTime::currentDateTimeUtc();
    const QDateTime until
        = request.nextUpdate.isValid() ? request.nextUpdate : from.addDays(kUsualDays);
    const Result<Asn1TimePtr> thisUpdate = toAsn1Time(from);
    const Result<Asn1TimePtr> nextUpdate = toAsn1Time(until);
    if (!thisUpdate || !nextUpdate) {
        return fail(thisUpdate ? nextUpdate.error() : thisUpdate.error());
    }
    if (until < from) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = CertificateText::tr("The list would end (%1) before it begins (%2).")
                   .arg(until.toUTC().toString(Qt::ISODate), from.toUTC().toString(Qt::ISODate)),
             .where = QStringLiteral("time")});
    }
    X509_CRL_set1_lastUpdate(list, thisUpdate->get());
    X509_CRL_set1_nextUpdate(list, nextUpdate->get());
    return {};
}

Revocation revocationOf(X509_REVOKED* revoked)
{
    Revocation revocation;
    revocation.serial = serialText(X509_REVOKED_get0_serialNumber(revoked));
    revocation.time = toDateTime(X509_REVOKED_get0_revocationDate(revoked));
    const EnumeratedPtr reason(static_cast<ASN1_ENUMERATED*>(
        X509_REVOKED_get_ext_d2i(revoked, NID_crl_reason, nullptr, nullptr)));
    if (reason) {
        const long code = ASN1_ENUMERATED_get(reason.get());
        revocation.reason = QString::number(code);
        for (const ReasonWord& known : kReasons) {
            if (known.code == code) {
                revocation.reason = QString::fromLatin1(known.word);
            }
        }
    }
    return revocation;
}

QString numberOf(X509_CRL* list)
{
    const Asn1IntegerPtr number(
        static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr)));
    const BignumPtr value(number ? ASN1_INTEGER_to_BN(number.get(), nullptr) : nullptr);
    if (!value) {
        return {};
    }
    char* const digits = BN_bn2dec(value.get());
    QString text = QString::fromLatin1(digits);
    OPENSSL_free(digits);
    return text;
}

Error unreadable(const QString& origin)
{
    Error error = openSslError(CertificateText::tr("It is no certificate revocation list."));
    error.code = ErrorCode::InvalidInput;
    error.remedy = CertificateText::tr(
        "A CRL begins with “-----BEGIN X509 CRL-----”, or is the same in DER.");
    error.where = origin;
    return error;
}

Result<QList<RevocationListPtr>> parseDer(const QByteArray& bytes, const QString& origin)
{
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.constData());
    const unsigned char* position = begin;
    X509CrlPtr list(d2i_X509_CRL(nullptr, &position, static_cast<long>(bytes.size())));
    if (!list || position - begin != bytes.size()) {
        return fail(unreadable(origin));
    }
    return QList<RevocationListPtr> {std::move(list)};
}

Result<QList<RevocationListPtr>> parsePem(const QByteArray& bytes, const QString& origin)
{
    const BioPtr bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
    QList<RevocationListPtr> lists;
    while (X509CrlPtr list {PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)}) {
        lists.append(std::move(list));
    }
    const unsigned long code = ERR_peek_last_error();
    const bool atEnd
        = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
    if (lists.isEmpty() || !atEnd) {
        return fail(unreadable(origin));
    }
    return lists;
}

} // namespace

QStringList revocationReasonWords()
{
    QStringList words;
    for (const ReasonWord& reason : kReasons) {
        words.append(QString::fromLatin1(reason.word));
    }
    return words;
}

Result<int> revocationReasonCode(const QString& word)
{
    for (const ReasonWord& reason : kReasons) {
        if (word.trimmed().compare(QLatin1String(reason.word), Qt::CaseInsensitive) == 0) {
            return reason.code;
        }
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = CertificateText::tr("“%1” is no reason of a revocation.").arg(word),
                 .remedy = CertificateText::tr("Choose one of %1.")
                               .arg(revocationReasonWords().join(QStringLiteral(", "))),
                 .where = QStringLiteral("reason")});
}

Result<RevocationListPtr> issueRevocationList(const RevocationListRequest& request,
                                              const KeyMaterial& ca)
{
    const OpenSslErrorGuard guard;
    Result<void> done = checkCa(ca);
    if (!done) {
        return fail(done.error());
    }
    X509CrlPtr list(X509_CRL_new());
    X509* const issuer = ca.certificate.get();
    if (!list || X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) != 1
        || X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer)) != 1) {
        return fail(cannotPutTogether());
    }
    done = setDates(list.get(), request);
    for (qsizetype i = 0; done && i < request.revocations.size(); ++i) {
        done = append(list.get(), request.revocations.at(i));
    }
    if (done) {
        done = addExtensions(list.get(), issuer, request.number);
    }
    const Result<const EVP_MD*> digest
        = done ? signatureDigest(ca.key.get(), request.digest) : fail(done.error());
    if (!digest) {
        return fail(digest.error());
    }
    X509_CRL_sort(list.get());
    if (X509_CRL_sign(list.get(), ca.key.get(), *digest) == 0) {
        return fail(signingError(request.digest));
    }
    return RevocationListPtr(std::move(list));
}

Result<QList<RevocationListPtr>> readRevocationLists(const QByteArray& given, const QString& origin)
{
    const OpenSslErrorGuard guard;
    const std::optional<SecretBytes> repaired = repairedPaste(given);
    const QByteArray& bytes = repaired ? repaired->bytes() : given;
    return bytes.contains("-----BEGIN ") ? parsePem(bytes, origin) : parseDer(bytes, origin);
}

Result<RevocationListPtr> readRevocationList(const QByteArray& bytes, const QString& origin)
{
    return readRevocationLists(bytes, origin).map([](const QList<RevocationListPtr>& lists) {
        return lists.first();
    });
}

RevocationListFacts revocationListFacts(X509_CRL* list)
{
    const OpenSslErrorGuard guard;
    RevocationListFacts facts;
    facts.issuer = nameText(X509_CRL_get_issuer(list));
    facts.thisUpdate = toDateTime(X509_CRL_get0_lastUpdate(list));
    facts.nextUpdate = toDateTime(X509_CRL_get0_nextUpdate(list));
    facts.number = numberOf(list);
    const X509_ALGOR* algorithm = nullptr;
    X509_CRL_get0_signature(list, nullptr, &algorithm);
    facts.signatureAlgorithm = algorithmText(algorithm);
    STACK_OF(X509_REVOKED)* const revoked = X509_CRL_get_REVOKED(list);
    for (int i = 0; i < sk_X509_REVOKED_num(revoked); ++i) {
        facts.revocations.append(revocationOf(sk_X509_REVOKED_value(revoked, i)));
    }
    return facts;
}

bool isListOf(X509_CRL* list, X509* ca)
{
    const OpenSslErrorGuard guard;
    EVP_PKEY* const key = X509_get0_pubkey(ca);
    return X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(ca)) == 0
        && key != nullptr && X509_CRL_verify(list, key) == 1;
}

QByteArray revocationListPem(X509_CRL* list)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_CRL(bio.get(), list);
    return contentOf(bio.get());
}

QByteArray revocationListDer(X509_CRL* list)
{
    return derOf(i2d_X509_CRL, list);
}

} // namespace workbench
