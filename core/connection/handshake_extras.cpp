#include "core/connection/handshake_extras.h"

#include "core/base/hex.h"
#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"

#include <openssl/ct.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace workbench {
namespace {

struct FreeTimestamps
{
    void operator()(STACK_OF(SCT) * list) const { SCT_LIST_free(list); }
};

using TimestampsPtr = std::unique_ptr<STACK_OF(SCT), FreeTimestamps>;
using BasicResponsePtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using Source = CertificateTimestamp::Source;

const unsigned char* begin(const QByteArray& bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}

X509NamePtr parseName(const QByteArray& der)
{
    const unsigned char* position = begin(der);
    return X509NamePtr(d2i_X509_NAME(nullptr, &position, static_cast<long>(der.size())));
}

bool isSameName(const QByteArray& a, const QByteArray& b)
{
    const X509NamePtr first = parseName(a);
    const X509NamePtr second = parseName(b);
    return first && second && X509_NAME_cmp(first.get(), second.get()) == 0;
}

QByteArray issuerOf(const X509* certificate)
{
    return derOf(i2d_X509_NAME, X509_get_issuer_name(certificate));
}

void append(QList<CertificateTimestamp>& found, const TimestampsPtr& list, Source source)
{
    for (int i = 0; list && i < sk_SCT_num(list.get()); ++i) {
        const SCT* one = sk_SCT_value(list.get(), i);
        unsigned char* id = nullptr;
        const std::size_t length = SCT_get0_log_id(one, &id);
        found.append(
            {.source = source,
             .logId = QByteArray(reinterpret_cast<const char*>(id), static_cast<qsizetype>(length)),
             .time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(SCT_get_timestamp(one)),
                                                    Qt::UTC)});
    }
}

TimestampsPtr inCertificate(const QByteArray& der)
{
    const Result<X509Ptr> certificate = parseCertificate(der);
    return TimestampsPtr(certificate ? static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(
                             certificate->get(), NID_ct_precert_scts, nullptr, nullptr))
                                     : nullptr);
}

TimestampsPtr inHandshake(const QByteArray& list)
{
    const unsigned char* position = begin(list);
    return TimestampsPtr(o2i_SCT_LIST(nullptr, &position, static_cast<std::size_t>(list.size())));
}

TimestampsPtr inStaple(const QByteArray& der)
{
    const unsigned char* position = begin(der);
    const ResponsePtr response(
        d2i_OCSP_RESPONSE(nullptr, &position, static_cast<long>(der.size())));
    const BasicResponsePtr basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
    OCSP_SINGLERESP* single = basic ? OCSP_resp_get0(basic.get(), 0) : nullptr;
    return TimestampsPtr(single != nullptr
                             ? static_cast<STACK_OF(SCT)*>(OCSP_SINGLERESP_get1_ext_d2i(
                                 single, NID_ct_cert_scts, nullptr, nullptr))
                             : nullptr);
}

} // namespace

const char* toIdentifier(CertificateTimestamp::Source source)
{
    switch (source) {
    case Source::Certificate:
        return "certificate";
    case Source::Handshake:
        return "handshake";
    case Source::Staple:
        break;
    }
    return "ocsp_staple";
}

QList<QByteArray> issuerNames(const KeyMaterial& material)
{
    QList<QByteArray> names;
    if (material.certificate) {
        names.append(issuerOf(material.certificate.get()));
    }
    for (const std::shared_ptr<X509>& issuer : material.chain) {
        names.append(issuerOf(issuer.get()));
    }
    return names;
}

QString authorityText(const QByteArray& der)
{
    const OpenSslErrorGuard guard;
    const X509NamePtr name = parseName(der);
    return name ? nameText(name.get()) : toHex(der);
}

bool isAskedFor(const CertificateRequestFacts& request, const QList<QByteArray>& issuers)
{
    const OpenSslErrorGuard guard;
    return request.authorities.isEmpty()
        || std::any_of(issuers.begin(), issuers.end(), [&](const QByteArray& issuer) {
               return std::any_of(
                   request.authorities.begin(),
                   request.authorities.end(),
                   [&](const QByteArray& authority) { return isSameName(issuer, authority); });
           });
}

QList<CertificateTimestamp> certificateTimestamps(const QByteArray& certificate,
                                                  const QByteArray& handshakeList,
                                                  const QByteArray& staple)
{
    const OpenSslErrorGuard guard;
    QList<CertificateTimestamp> found;
    if (!certificate.isEmpty()) {
        append(found, inCertificate(certificate), Source::Certificate);
    }
    if (!handshakeList.isEmpty()) {
        append(found, inHandshake(handshakeList), Source::Handshake);
    }
    if (!staple.isEmpty()) {
        append(found, inStaple(staple), Source::Staple);
    }
    return found;
}

} // namespace workbench
