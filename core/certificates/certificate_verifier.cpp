#include "core/certificates/certificate_verifier.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/subject_alt_name.h"

#include <QCryptographicHash>

#include <openssl/err.h>

#include <algorithm>

namespace workbench {
namespace {

using OctetStringPtr = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;

/// Frees the stack, not what is in it.
struct FreedCrlStack
{
    void operator()(STACK_OF(X509_CRL) * stack) const noexcept { sk_X509_CRL_free(stack); }
};

struct FreedObjectStack
{
    void operator()(STACK_OF(ASN1_OBJECT) * stack) const noexcept
    {
        sk_ASN1_OBJECT_pop_free(stack, ASN1_OBJECT_free);
    }
};

using ObjectStackPtr = std::unique_ptr<STACK_OF(ASN1_OBJECT), FreedObjectStack>;
using CrlStackPtr = std::unique_ptr<STACK_OF(X509_CRL), FreedCrlStack>;

bool isNameMismatch(int code)
{
    return code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH
        || code == X509_V_ERR_EMAIL_MISMATCH;
}

VerifyResult makeResult(int depth, int code, const X509* blamed)
{
    VerifyResult result;
    result.depth = depth;
    result.code = code;
    result.name = verifyCodeName(code);
    result.text = QString::fromLatin1(X509_verify_cert_error_string(code));
    if (blamed != nullptr) {
        result.certificateSha256
            = QCryptographicHash::hash(toDer(blamed), QCryptographicHash::Sha256);
    }
    return result;
}

void append(QList<VerifyResult>& results, VerifyResult result)
{
    if (!results.contains(result)) {
        results.append(std::move(result));
    }
}

/// What is wrong with the lists and not with a certificate.
bool isListFault(int code)
{
    return code == X509_V_ERR_UNABLE_TO_GET_CRL || code == X509_V_ERR_CRL_NOT_YET_VALID
        || code == X509_V_ERR_CRL_HAS_EXPIRED;
}

/// Notes the fault and lets the check go on, so that later ones are met too.
int onVerify(int ok, X509_STORE_CTX* context)
{
    if (ok == 0) {
        auto* results = static_cast<QList<VerifyResult>*>(X509_STORE_CTX_get_app_data(context));
        append(*results,
               makeResult(X509_STORE_CTX_get_error_depth(context),
                          X509_STORE_CTX_get_error(context),
                          X509_STORE_CTX_get_current_cert(context)));
        // Otherwise OpenSSL takes this fault for the reason of a later one that it meets.
        X509_STORE_CTX_set_error(context, X509_V_OK);
    }
    return 1;
}

/// The host as the certificate would carry it: without brackets, zone and trailing dot, in ASCII.
QString bareHost(const QString& host)
{
    QString bare = host.trimmed();
    if (bare.startsWith(QLatin1Char('[')) && bare.endsWith(QLatin1Char(']'))) {
        bare = bare.mid(1, bare.size() - 2);
    }
    if (bare.contains(QLatin1Char(':'))) {
        return bare.section(QLatin1Char('%'), 0, 0);
    }
    return toAsciiHostName(bare).value_or(bare);
}

void setHost(X509_VERIFY_PARAM* parameters, const QString& host)
{
    const QByteArray name = bareHost(host).toUtf8();
    const OctetStringPtr address(a2i_IPADDRESS(name.constData()));
    if (address) {
        X509_VERIFY_PARAM_set1_ip(parameters,
                                  ASN1_STRING_get0_data(address.get()),
                                  static_cast<std::size_t>(ASN1_STRING_length(address.get())));
    } else {
        X509_VERIFY_PARAM_set1_host(
            parameters, name.constData(), static_cast<std::size_t>(name.size()));
    }
}

unsigned long flagsOf(const VerifyQuery& query)
{
    unsigned long flags = 0;
    switch (query.revocation) {
    case RevocationCheck::None:
        break;
    case RevocationCheck::Leaf:
        flags |= X509_V_FLAG_CRL_CHECK;
        break;
    case RevocationCheck::Known:
    case RevocationCheck::Chain:
        flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
        break;
    }
    flags |= query.strict ? X509_V_FLAG_X509_STRICT : 0UL;
    flags |= query.partialChain || !query.pins.isEmpty() ? X509_V_FLAG_PARTIAL_CHAIN : 0UL;
    flags |= query.policy.checked ? X509_V_FLAG_POLICY_CHECK : 0UL;
    flags |= query.policy.isExplicit ? X509_V_FLAG_EXPLICIT_POLICY : 0UL;
    return flags;
}

/// The lists as OpenSSL takes them; it neither copies nor frees the stack.
CrlStackPtr toStack(const RevocationLists& lists)
{
    CrlStackPtr stack(sk_X509_CRL_new_null());
    for (const std::shared_ptr<X509_CRL>& list : lists.lists) {
        sk_X509_CRL_push(stack.get(), list.get());
    }
    return stack;
}

/// Whoever names policies wants them looked at: OpenSSL sets the flag with the first.
void setPolicies(X509_VERIFY_PARAM* parameters, const QStringList& accepted)
{
    const ObjectStackPtr policies(sk_ASN1_OBJECT_new_null());
    for (const QString& oid : accepted) {
        if (Asn1ObjectPtr policy = objectOf(oid)) {
            sk_ASN1_OBJECT_push(policies.get(), policy.release());
        }
    }
    X509_VERIFY_PARAM_set1_policies(parameters, policies.get());
}

void setParameters(X509_STORE_CTX* context, const VerifyQuery& query)
{
    X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context);
    if (query.purpose == CertificatePurpose::Server) {
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
        X509_VERIFY_PARAM_set_trust(parameters, X509_TRUST_SSL_SERVER);
    } else if (query.purpose == CertificatePurpose::Client) {
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_CLIENT);
        X509_VERIFY_PARAM_set_trust(parameters, X509_TRUST_SSL_CLIENT);
    }
    if (query.time.isValid()) {
        X509_VERIFY_PARAM_set_time(parameters, query.time.toSecsSinceEpoch());
    }
    X509_VERIFY_PARAM_set_auth_level(parameters, query.securityLevel);
    X509_VERIFY_PARAM_set_flags(parameters, flagsOf(query));
    if (!query.policy.accepted.isEmpty()) {
        setPolicies(parameters, query.policy.accepted);
    }
    if (query.deepest >= 0) {
        X509_VERIFY_PARAM_set_depth(parameters, query.deepest);
    }
    if (!query.host.isEmpty()) {
        setHost(parameters, query.host);
    }
}

QList<QByteArray> chainOf(const X509_STORE_CTX* context)
{
    QList<QByteArray> chain;
    const STACK_OF(X509)* const stack = X509_STORE_CTX_get0_chain(context);
    for (int i = 0; stack != nullptr && i < sk_X509_num(stack); ++i) {
        chain.append(toDer(sk_X509_value(stack, i)));
    }
    return chain;
}

/// Whether the chain would go on if it were for the name alone.
bool hasAnchorOfThatName(X509_STORE_CTX* context, const QList<VerifyResult>& results)
{
    const bool isMissing
        = std::any_of(results.cbegin(), results.cend(), [](const VerifyResult& result) {
              return result.code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
                  || result.code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
          });
    const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context);
    const int length = chain == nullptr ? 0 : sk_X509_num(chain);
    if (!isMissing || length == 0) {
        return false;
    }
    const X509StackPtr anchors(
        X509_STORE_CTX_get1_certs(context, X509_get_issuer_name(sk_X509_value(chain, length - 1))));
    return anchors && sk_X509_num(anchors.get()) > 0;
}

/// The check itself broke off (no memory, a broken certificate), mostly without asking the
/// callback.
void appendBreakOff(QList<VerifyResult>& results, const X509_STORE_CTX* context)
{
    const int code = X509_STORE_CTX_get_error(context);
    const bool hasReason = code != X509_V_OK && code != X509_V_ERR_UNSPECIFIED;
    if (hasReason || results.isEmpty()) {
        append(results,
               makeResult(std::max(0, X509_STORE_CTX_get_error_depth(context)),
                          hasReason ? code : X509_V_ERR_UNSPECIFIED,
                          X509_STORE_CTX_get_current_cert(context)));
    }
}

/// What a check rests on: the anchors that were given, or what was pinned among the certificates
/// that were sent.
struct Ground
{
    X509StorePtr made; ///< null: the store of the anchors is used
    bool isPinned = false; ///< one of the pins fits
};

Ground groundFor(X509* leaf,
                 const STACK_OF(X509) * chain,
                 const TrustAnchors& anchors,
                 const VerifyQuery& query)
{
    Ground ground;
    if (anchors.store && query.pins.isEmpty()) {
        return ground;
    }
    ground.made.reset(X509_STORE_new());
    if (query.pins.isEmpty() || !ground.made) {
        return ground;
    }
    for (int i = -1; i < (chain == nullptr ? 0 : sk_X509_num(chain)); ++i) {
        X509* const sent = i < 0 ? leaf : sk_X509_value(chain, i);
        if (isPinned(sent, query.pins)) {
            ground.isPinned = true;
            X509_STORE_add_cert(ground.made.get(), sent);
        }
    }
    if (!ground.isPinned) {
        // Name and dates are still to be looked at; that nothing is pinned is a result of its own.
        X509_STORE_add_cert(ground.made.get(), leaf);
    }
    return ground;
}

/// Runs the check; `builtChain` (may be null) receives references to the chain as it was built.
Verification check(X509* leaf,
                   STACK_OF(X509) * chain,
                   const TrustAnchors& anchors,
                   const VerifyQuery& query,
                   X509StackPtr* builtChain)
{
    const OpenSslErrorGuard guard;
    Verification verification;
    verification.performed = true;
    verification.anchorsOrigin = anchors.origin;
    verification.anchorsCount = anchors.count;
    verification.moment = query.time;
    verification.hostChecked = !query.host.isEmpty();
    verification.pinChecked = !query.pins.isEmpty();
    const Ground ground = groundFor(leaf, chain, anchors, query);
    verification.pinMatches = !verification.pinChecked || ground.isPinned;
    X509_STORE* const store = ground.made ? ground.made.get() : anchors.store.get();
    const CrlStackPtr lists = toStack(query.revocationLists);
    const X509StoreContextPtr context(X509_STORE_CTX_new());
    if (!context || X509_STORE_CTX_init(context.get(), store, leaf, chain) != 1) {
        verification.results.append(makeResult(0, X509_V_ERR_UNSPECIFIED, leaf));
        return verification;
    }
    setParameters(context.get(), query);
    X509_STORE_CTX_set0_crls(context.get(), lists.get());
    QList<VerifyResult>& results = verification.results;
    if (!verification.pinMatches) {
        results.append(makeResult(0, X509_V_ERR_CERT_UNTRUSTED, leaf));
    }
    X509_STORE_CTX_set_app_data(context.get(), &results);
    X509_STORE_CTX_set_verify_cb(context.get(), onVerify);
    if (X509_verify_cert(context.get()) != 1) {
        appendBreakOff(results, context.get());
    }
    if (query.revocation == RevocationCheck::Known) {
        results.removeIf([](const VerifyResult& result) { return isListFault(result.code); });
    }
    verification.hostnameMatches
        = std::none_of(results.cbegin(), results.cend(), [](const VerifyResult& result) {
              return isNameMismatch(result.code);
          });
    verification.trusted = results.isEmpty();
    if (results.isEmpty()) {
        results.append(makeResult(0, X509_V_OK, leaf));
    }
    verification.builtChain = chainOf(context.get());
    verification.issuerHasOtherKey = hasAnchorOfThatName(context.get(), results);
    if (builtChain != nullptr) {
        builtChain->reset(X509_STORE_CTX_get1_chain(context.get()));
    }
    return verification;
}

} // namespace

int Verification::firstCode() const
{
    const auto fault
        = std::find_if(results.cbegin(), results.cend(), [](const VerifyResult& result) {
              return result.code != X509_V_OK;
          });
    return fault == results.cend() ? X509_V_OK : fault->code;
}

Verification verifyCertificate(X509* leaf,
                               STACK_OF(X509) * chain,
                               const TrustAnchors& anchors,
                               const VerifyQuery& query)
{
    return check(leaf, chain, anchors, query, nullptr);
}

int verifyInHandshake(X509_STORE_CTX* context,
                      const TrustAnchors& anchors,
                      const VerifyQuery& query,
                      bool enforce,
                      Verification& out)
{
    out = Verification {};
    out.enforced = enforce;
    X509* const leaf = X509_STORE_CTX_get0_cert(context);
    if (leaf == nullptr) {
        X509_STORE_CTX_set_error(context, X509_V_ERR_UNSPECIFIED);
        return enforce ? 0 : 1;
    }
    X509StackPtr builtChain;
    out = check(leaf, X509_STORE_CTX_get0_untrusted(context), anchors, query, &builtChain);
    out.enforced = enforce;
    const int code = out.firstCode();
    for (const VerifyResult& result : out.results) {
        if (result.code == code) {
            X509_STORE_CTX_set_error_depth(context, result.depth);
            break;
        }
    }
    X509_STORE_CTX_set_error(context, code);
    if (builtChain) {
        X509_STORE_CTX_set0_verified_chain(context, builtChain.release());
    }
    return out.trusted || !enforce ? 1 : 0;
}

Result<Verification> verifyCertificates(const QList<QByteArray>& sent,
                                        const TrustAnchors& anchors,
                                        const VerifyQuery& query)
{
    if (sent.isEmpty()) {
        Verification nothing;
        nothing.anchorsOrigin = anchors.origin;
        nothing.anchorsCount = anchors.count;
        return nothing;
    }
    X509Ptr leaf;
    const X509StackPtr chain(sk_X509_new_null());
    for (const QByteArray& der : sent) {
        Result<X509Ptr> certificate = parseCertificate(der);
        if (!certificate) {
            return fail(certificate.error());
        }
        if (!leaf) {
            leaf = std::move(*certificate);
        } else {
            sk_X509_push(chain.get(), certificate->release());
        }
    }
    return verifyCertificate(leaf.get(), chain.get(), anchors, query);
}

} // namespace workbench
