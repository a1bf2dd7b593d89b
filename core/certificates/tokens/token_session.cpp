#include "core/certificates/tokens/token_session.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"

#include <array>
#include <utility>

namespace workbench {
namespace {

constexpr qsizetype kMostObjects = 10'000;
constexpr CK_ULONG kLongestValue = 1 << 20; ///< bytes

} // namespace

TokenSession::TokenSession(TokenModulePtr module, CK_SLOT_ID slot)
    : m_module(std::move(module))
    , m_slot(slot)
{ }

CK_RV TokenSession::readInfo(CK_TOKEN_INFO& info) const
{
    const OpenSslErrorGuard guard;
    return m_module->call().C_GetTokenInfo(m_slot, &info);
}

/// Handles are given out again once a module was restarted: what was this session may by now be one
/// with another token.
bool TokenSession::readSession(CK_SESSION_INFO& info) const
{
    return m_session != CK_INVALID_HANDLE
        && m_module->call().C_GetSessionInfo(m_session, &info) == CKR_OK && info.slotID == m_slot;
}

CK_RV TokenSession::ensure()
{
    const OpenSslErrorGuard guard;
    if (CK_SESSION_INFO info {}; readSession(info)) {
        return CKR_OK;
    }
    m_session = CK_INVALID_HANDLE;
    return m_module->call().C_OpenSession(m_slot, CKF_SERIAL_SESSION, nullptr, nullptr, &m_session);
}

bool TokenSession::isLoggedIn() const
{
    const OpenSslErrorGuard guard;
    CK_SESSION_INFO info {};
    return readSession(info)
        && (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS);
}

CK_RV TokenSession::login(const QByteArray& pin)
{
    const OpenSslErrorGuard guard;
    auto* bytes = reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(pin.data()));
    return m_module->call().C_Login(
        m_session, CKU_USER, pin.isNull() ? nullptr : bytes, static_cast<CK_ULONG>(pin.size()));
}

QByteArray TokenSession::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const
{
    CK_ATTRIBUTE attribute {type, nullptr, 0};
    const auto get = m_module->call().C_GetAttributeValue;
    if (get(m_session, object, &attribute, 1) != CKR_OK || attribute.ulValueLen > kLongestValue) {
        return {};
    }
    QByteArray value(static_cast<qsizetype>(attribute.ulValueLen), Qt::Uninitialized);
    attribute.pValue = value.data();
    if (get(m_session, object, &attribute, 1) != CKR_OK || attribute.ulValueLen > kLongestValue) {
        return {};
    }
    value.truncate(static_cast<qsizetype>(attribute.ulValueLen));
    return value;
}

std::optional<TokenItem> TokenSession::readItem(CK_OBJECT_HANDLE object, CK_OBJECT_CLASS kind) const
{
    TokenItem item {.label = QString::fromUtf8(attribute(object, CKA_LABEL)),
                    .id = attribute(object, CKA_ID),
                    .der = {}};
    if (kind != CKO_CERTIFICATE) {
        return item;
    }
    const CK_CERTIFICATE_TYPE x509 = CKC_X_509;
    if (attribute(object, CKA_CERTIFICATE_TYPE)
        != QByteArray(reinterpret_cast<const char*>(&x509), sizeof x509)) {
        return std::nullopt;
    }
    item.der = attribute(object, CKA_VALUE);
    return item;
}

Result<QList<TokenItem>> TokenSession::objects(CK_OBJECT_CLASS kind) const
{
    const OpenSslErrorGuard guard;
    const CK_FUNCTION_LIST& call = m_module->call();
    CK_ATTRIBUTE wanted {CKA_CLASS, &kind, sizeof kind};
    CK_RV answer = call.C_FindObjectsInit(m_session, &wanted, 1);
    QList<CK_OBJECT_HANDLE> handles;
    std::array<CK_OBJECT_HANDLE, 64> some {};
    CK_ULONG count = some.size();
    while (answer == CKR_OK && count > 0 && handles.size() < kMostObjects) {
        answer = call.C_FindObjects(m_session, some.data(), some.size(), &count);
        if (answer == CKR_OK) {
            handles.append(QList<CK_OBJECT_HANDLE>(some.begin(), some.begin() + count));
        }
    }
    call.C_FindObjectsFinal(m_session);
    if (answer != CKR_OK) {
        return fail(tokenError(CertificateText::tr("The token does not say what is on it: %1.")
                                   .arg(QString::fromUtf8(p11_kit_strerror(answer))),
                               answer));
    }
    QList<TokenItem> items;
    for (const CK_OBJECT_HANDLE handle : std::as_const(handles)) {
        if (std::optional<TokenItem> item = readItem(handle, kind)) {
            items.append(std::move(*item));
        }
    }
    return items;
}

} // namespace workbench
