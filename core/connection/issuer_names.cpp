#include "core/connection/issuer_names.h"

#include "core/base/openssl_bytes.h"

#include <QCoreApplication>
#include <QSet>

namespace workbench {
namespace {

// certificate_authorities<0..2^16-1>; in TLS 1.3 all extensions of the request share that much.
constexpr qsizetype kMostBytes = 0xffff - 256;
constexpr qsizetype kLengthBytes = 2; // in front of each

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(IssuerNames)
};

struct FreedNames
{
    void operator()(STACK_OF(X509_NAME) * names) const noexcept
    {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
    }
};

} // namespace

Result<NameStack> issuerNamesOf(const TrustAnchors& anchors)
{
    std::unique_ptr<STACK_OF(X509_NAME), FreedNames> names(sk_X509_NAME_new_null());
    QSet<QByteArray> seen;
    qsizetype bytes = 0;
    const STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(anchors.store.get());
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        const X509* anchor = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        X509_NAME* subject = anchor == nullptr ? nullptr : X509_get_subject_name(anchor);
        const QByteArray der = subject == nullptr ? QByteArray() : derOf(i2d_X509_NAME, subject);
        if (der.isEmpty() || seen.contains(der)) {
            continue;
        }
        seen.insert(der);
        bytes += der.size() + kLengthBytes;
        sk_X509_NAME_push(names.get(), X509_NAME_dup(subject));
    }
    if (bytes > kMostBytes) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The names of %n issuer(s) do not fit in a request for a "
                                         "client certificate.",
                                         nullptr,
                                         static_cast<int>(seen.size())),
                     .remedy = Text::tr("Trust fewer issuers, or do not send their names."),
                     .where = QStringLiteral("issuer-names")});
    }
    return NameStack(names.release(), FreedNames());
}

} // namespace workbench
