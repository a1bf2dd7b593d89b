#include "core/connection/ocsp_staple.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"

#include <QCoreApplication>

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

namespace workbench {
namespace {

using BasicResponsePtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using TlsFeaturePtr = std::unique_ptr<TLS_FEATURE, Freed<TLS_FEATURE_free>>;
using CertificateIdPtr = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

/// Clocks of responder, server and client need not agree to the second.
constexpr qint64 kSkewSeconds = 300;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(OcspStaple)
};

BasicResponsePtr basicOf(const QByteArray& der)
{
    const auto* position = reinterpret_cast<const unsigned char*>(der.constData());
    const ResponsePtr response(
        d2i_OCSP_RESPONSE(nullptr, &position, static_cast<long>(der.size())));
    return BasicResponsePtr(response ? OCSP_response_get1_basic(response.get()) : nullptr);
}

/// The certificate of the chain that issued its first one.
X509Ptr issuerOf(X509* leaf, const QList<QByteArray>& chain)
{
    for (const QByteArray& der : chain) {
        Result<X509Ptr> candidate = parseCertificate(der);
        if (candidate && X509_check_issued(candidate->get(), leaf) == X509_V_OK
            && X509_verify(leaf, X509_get0_pubkey(candidate->get())) == 1) {
            return std::move(*candidate);
        }
    }
    return nullptr;
}

/// The place of the answer about `leaf`, by the hashes that the response itself names it with; -1.
int answerAbout(OCSP_BASICRESP* basic, X509* leaf, X509* issuer)
{
    for (int i = 0; i < OCSP_resp_count(basic); ++i) {
        auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(OCSP_resp_get0(basic, i)));
        ASN1_OBJECT* digest = nullptr;
        OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, id);
        const EVP_MD* known = EVP_get_digestbyobj(digest);
        const CertificateIdPtr wanted(known ? OCSP_cert_to_id(known, leaf, issuer) : nullptr);
        if (wanted && OCSP_id_cmp(wanted.get(), id) == 0) {
            return i;
        }
    }
    return -1;
}

/// RFC 6960 §4.2.2.2: the issuer itself signs, or a certificate that it made for OCSP signing.
void checkSignature(OcspStaple& staple, OCSP_BASICRESP* basic, X509* issuer)
{
    const X509StorePtr store(X509_STORE_new());
    const X509StackPtr issuers(sk_X509_new_null());
    X509_STORE_add_cert(store.get(), issuer);
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    sk_X509_push(issuers.get(), shared(issuer).release());
    X509* signer = nullptr;
    if (OCSP_resp_get0_signer(basic, &signer, issuers.get()) == 1) {
        staple.delegated = X509_cmp(signer, issuer) != 0;
        staple.signer = certificateFacts(signer).subject;
    }
    static_cast<void>(takeOpenSslErrors());
    staple.signatureValid = OCSP_basic_verify(basic, issuers.get(), store.get(), 0) == 1;
    if (!staple.signatureValid) {
        const QList<OpenSslError> errors = takeOpenSslErrors();
        staple.problem = signer == nullptr
            ? Text::tr("Neither the issuer of the certificate nor anybody it appointed signed it.")
            : Text::tr("Its signature is not valid: %1.")
                  .arg(errors.isEmpty() ? Text::tr("unknown reason") : errors.last().text);
    }
}

QString moment(const QDateTime& time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss 'UTC'"));
}

QString timeProblem(OcspStaple& staple, const QDateTime& now)
{
    const OcspAnswer& answer = *staple.answer;
    if (answer.thisUpdate > now.addSecs(kSkewSeconds)) {
        return Text::tr("It is not valid before %1.").arg(moment(answer.thisUpdate));
    }
    if (answer.nextUpdate.isValid() && answer.nextUpdate < now.addSecs(-kSkewSeconds)) {
        return Text::tr("It is out of date: a newer one should have replaced it by %1.")
            .arg(moment(answer.nextUpdate));
    }
    staple.current = true;
    return {};
}

QString statusProblem(const OcspAnswer& answer)
{
    switch (answer.status) {
    case OcspStatus::Good:
        return {};
    case OcspStatus::Revoked:
        return answer.reason.isEmpty()
            ? Text::tr("The certificate is revoked since %1.").arg(moment(answer.revocationTime))
            : Text::tr("The certificate is revoked since %1, reason %2.")
                  .arg(moment(answer.revocationTime), answer.reason);
    case OcspStatus::Unknown:
        return Text::tr("The responder does not know the certificate.");
    }
    return {};
}

void judge(OcspStaple& staple, const QList<QByteArray>& chain, const QDateTime& now)
{
    const BasicResponsePtr basic = basicOf(staple.response);
    if (!basic) {
        staple.problem = Text::tr("The responder answered “%1” in place of a status.")
                             .arg(staple.facts.responseStatus);
        return;
    }
    const Result<X509Ptr> leaf
        = chain.isEmpty() ? Result<X509Ptr>(nullptr) : parseCertificate(chain.first());
    const X509Ptr issuer = leaf && *leaf ? issuerOf(leaf->get(), chain) : nullptr;
    if (!issuer) {
        staple.problem
            = Text::tr("The issuer of the certificate is not known here, so nobody can check "
                       "who signed it.");
        return;
    }
    checkSignature(staple, basic.get(), issuer.get());
    const int place = answerAbout(basic.get(), leaf->get(), issuer.get());
    if (place < 0) {
        if (staple.problem.isEmpty()) {
            staple.problem = Text::tr("It is about another certificate.");
        }
        return;
    }
    staple.answer = staple.facts.answers.at(place);
    const QString late = timeProblem(staple, now);
    for (const QString& next : {late, statusProblem(*staple.answer)}) {
        staple.problem = staple.problem.isEmpty() ? next : staple.problem;
    }
}

} // namespace

bool promisesStaple(const X509* certificate)
{
    constexpr long kStatusRequest = 5; // the number of the TLS extension
    const OpenSslErrorGuard guard;
    const TlsFeaturePtr features(
        static_cast<TLS_FEATURE*>(X509_get_ext_d2i(certificate, NID_tlsfeature, nullptr, nullptr)));
    for (int i = 0; features && i < sk_ASN1_INTEGER_num(features.get()); ++i) {
        if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == kStatusRequest) {
            return true;
        }
    }
    return false;
}

OcspStaple
judgeStaple(const QByteArray& response, const QList<QByteArray>& chain, const QDateTime& now)
{
    const OpenSslErrorGuard guard;
    OcspStaple staple;
    staple.requested = true;
    staple.present = true;
    staple.judged = true;
    staple.response = response;
    const Result<OcspFacts> facts = readOcspResponse(response, {});
    if (!facts) {
        staple.problem = facts.error().message;
        return staple;
    }
    staple.facts = *facts;
    judge(staple, chain, now);
    return staple;
}

} // namespace workbench
