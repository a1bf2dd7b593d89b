#include "core/certificates/ocsp_response.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/signing.h"

#include <openssl/ocsp.h>

#include <array>
#include <utility>

namespace workbench {
namespace {

using BasicResponsePtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using CertificateIdPtr = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

constexpr int kUsualDays = 7;

struct StatusWord
{
    OcspStatus status;
    int code;
    const char* word;
};

constexpr std::array kStatuses = {
    StatusWord {OcspStatus::Good, V_OCSP_CERTSTATUS_GOOD, "good"},
    StatusWord {OcspStatus::Revoked, V_OCSP_CERTSTATUS_REVOKED, "revoked"},
    StatusWord {OcspStatus::Unknown, V_OCSP_CERTSTATUS_UNKNOWN, "unknown"},
};

Error invalid(const char* where, const QString& message, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QString::fromLatin1(where)};
}

/// The moments of a response, encoded.
struct Moments
{
    Asn1TimePtr thisUpdate;
    Asn1TimePtr nextUpdate;
    Asn1TimePtr revoked; ///< null unless revoked
};

Result<Moments> momentsOf(const OcspRequest& request)
{
    const QDateTime from
        = request.thisUpdate.isValid() ? request.thisUpdate : QDateTime::currentDateTimeUtc();
    const QDateTime until
        = request.nextUpdate.isValid() ? request.nextUpdate : from.addDays(kUsualDays);
    const QDateTime revoked = request.revocationTime.isValid() ? request.revocationTime : from;
    if (until < from) {
        return fail(invalid(
            "time",
            CertificateText::tr("The response would end (%1) before it begins (%2).")
                .arg(until.toUTC().toString(Qt::ISODate), from.toUTC().toString(Qt::ISODate)),
            CertificateText::tr("Give an earlier begin too.")));
    }
    Moments moments;
    const std::array wanted {std::pair {&from, &moments.thisUpdate},
                             std::pair {&until, &moments.nextUpdate},
                             std::pair {&revoked, &moments.revoked}};
    for (const auto& [time, target] : wanted) {
        Result<Asn1TimePtr> encoded = toAsn1Time(*time, TimeForm::Generalized);
        if (!encoded) {
            return fail(encoded.error());
        }
        *target = std::move(*encoded);
    }
    if (request.status != OcspStatus::Revoked) {
        moments.revoked.reset();
    }
    return moments;
}

Result<void> checkIssued(X509* certificate, const KeyMaterial& ca)
{
    Result<void> able = checkSigner(ca);
    if (!able) {
        return able;
    }
    EVP_PKEY* const key = X509_get0_pubkey(ca.certificate.get());
    if (X509_NAME_cmp(X509_get_issuer_name(certificate),
                      X509_get_subject_name(ca.certificate.get()))
            != 0
        || X509_verify(certificate, key) != 1) {
        return fail(
            invalid("issuer",
                    CertificateText::tr("The CA did not issue this certificate, so nobody would "
                                        "believe what it says about it."),
                    CertificateText::tr("Choose the CA that signed it.")));
    }
    return {};
}

Result<int> reasonOf(const OcspRequest& request)
{
    constexpr int kNone = -1;
    if (request.status != OcspStatus::Revoked || request.reason.isEmpty()) {
        return kNone;
    }
    return revocationReasonCode(request.reason);
}

Result<QByteArray> encoded(OCSP_BASICRESP* basic)
{
    const ResponsePtr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic));
    QByteArray bytes = derOf(i2d_OCSP_RESPONSE, response.get());
    if (bytes.isEmpty()) {
        return fail(openSslError(CertificateText::tr("The OCSP response cannot be encoded.")));
    }
    return bytes;
}

OcspAnswer answerOf(OCSP_SINGLERESP* single)
{
    OcspAnswer answer;
    ASN1_INTEGER* serial = nullptr;
    OCSP_id_get0_info(nullptr,
                      nullptr,
                      nullptr,
                      &serial,
                      const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single)));
    answer.serial = serialText(serial);
    int reason = -1;
    ASN1_GENERALIZEDTIME* revoked = nullptr;
    ASN1_GENERALIZEDTIME* thisUpdate = nullptr;
    ASN1_GENERALIZEDTIME* nextUpdate = nullptr;
    const int code = OCSP_single_get0_status(single, &reason, &revoked, &thisUpdate, &nextUpdate);
    for (const StatusWord& known : kStatuses) {
        answer.status = known.code == code ? known.status : answer.status;
    }
    answer.reason = reason < 0 ? QString() : QString::fromLatin1(OCSP_crl_reason_str(reason));
    answer.revocationTime = toDateTime(revoked);
    answer.thisUpdate = toDateTime(thisUpdate);
    answer.nextUpdate = toDateTime(nextUpdate);
    return answer;
}

} // namespace

Result<OcspStatus> parseOcspStatus(const QString& word)
{
    for (const StatusWord& known : kStatuses) {
        if (word.compare(QLatin1String(known.word), Qt::CaseInsensitive) == 0) {
            return known.status;
        }
    }
    return fail(invalid("status",
                        CertificateText::tr("“%1” is no status of a certificate.").arg(word),
                        CertificateText::tr("Choose good, revoked or unknown.")));
}

const char* toIdentifier(OcspStatus status)
{
    for (const StatusWord& known : kStatuses) {
        if (known.status == status) {
            return known.word;
        }
    }
    return "unknown";
}

Result<QByteArray>
makeOcspResponse(X509* certificate, const OcspRequest& request, const KeyMaterial& ca)
{
    const OpenSslErrorGuard guard;
    const Result<void> issued = checkIssued(certificate, ca);
    const Result<Moments> moments = issued ? momentsOf(request) : fail(issued.error());
    const Result<int> reason = moments ? reasonOf(request) : fail(moments.error());
    const Result<const EVP_MD*> digest
        = reason ? signatureDigest(ca.key.get(), request.digest) : fail(reason.error());
    if (!digest) {
        return fail(digest.error());
    }
    // SHA-1 names issuer and certificate here, as RFC 5019 wants it and every client looks for it.
    const CertificateIdPtr id(OCSP_cert_to_id(EVP_sha1(), certificate, ca.certificate.get()));
    const BasicResponsePtr basic(OCSP_BASICRESP_new());
    const auto* const status
        = std::find_if(kStatuses.begin(), kStatuses.end(), [&request](const StatusWord& known) {
              return known.status == request.status;
          });
    if (!id || !basic
        || OCSP_basic_add1_status(basic.get(),
                                  id.get(),
                                  status->code,
                                  *reason,
                                  moments->revoked.get(),
                                  moments->thisUpdate.get(),
                                  moments->nextUpdate.get())
            == nullptr) {
        return fail(openSslError(CertificateText::tr("The OCSP response cannot be put together.")));
    }
    // The CA signs itself: whoever checks has its certificate already.
    if (OCSP_basic_sign(
            basic.get(), ca.certificate.get(), ca.key.get(), *digest, nullptr, OCSP_NOCERTS)
        != 1) {
        return fail(signingError(request.digest));
    }
    return encoded(basic.get());
}

Result<OcspFacts> readOcspResponse(const QByteArray& der, const QString& origin)
{
    const OpenSslErrorGuard guard;
    const auto* position = reinterpret_cast<const unsigned char*>(der.constData());
    const ResponsePtr response(
        d2i_OCSP_RESPONSE(nullptr, &position, static_cast<long>(der.size())));
    if (!response) {
        Error error = openSslError(CertificateText::tr("It is no OCSP response."));
        error.code = ErrorCode::InvalidInput;
        error.where = origin;
        return fail(error);
    }
    OcspFacts facts;
    const int status = OCSP_response_status(response.get());
    facts.responseStatus = QString::fromLatin1(OCSP_response_status_str(status));
    const BasicResponsePtr basic(OCSP_response_get1_basic(response.get()));
    if (basic) {
        facts.producedAt = toDateTime(OCSP_resp_get0_produced_at(basic.get()));
        facts.signatureAlgorithm = algorithmText(OCSP_resp_get0_tbs_sigalg(basic.get()));
        for (int i = 0; i < OCSP_resp_count(basic.get()); ++i) {
            facts.answers.append(answerOf(OCSP_resp_get0(basic.get(), i)));
        }
    }
    return facts;
}

} // namespace workbench
