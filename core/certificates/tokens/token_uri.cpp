#include "core/certificates/tokens/token_uri.h"

#include "core/certificates/certificate_text.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <p11-kit/uri.h>

namespace workbench {
namespace {

struct FreedUri
{
    void operator()(P11KitUri* uri) const noexcept { p11_kit_uri_free(uri); }
};

using UriPtr = std::unique_ptr<P11KitUri, FreedUri>;

template <std::size_t Length>
void setField(unsigned char (&field)[Length], const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    if (bytes.isEmpty()) {
        return;
    }
    std::fill(std::begin(field), std::end(field), static_cast<unsigned char>(' '));
    std::copy_n(bytes.begin(),
                std::min<std::size_t>(Length, static_cast<std::size_t>(bytes.size())),
                field);
}

QByteArray attributeOf(P11KitUri* uri, CK_ATTRIBUTE_TYPE type)
{
    const CK_ATTRIBUTE* attribute = p11_kit_uri_get_attribute(uri, type);
    return attribute == nullptr || attribute->pValue == nullptr
        ? QByteArray()
        : QByteArray(static_cast<const char*>(attribute->pValue),
                     static_cast<qsizetype>(attribute->ulValueLen));
}

void setAttribute(P11KitUri* uri, CK_ATTRIBUTE_TYPE type, QByteArray value)
{
    if (!value.isEmpty()) {
        CK_ATTRIBUTE attribute {type, value.data(), static_cast<CK_ULONG>(value.size())};
        p11_kit_uri_set_attribute(uri, &attribute);
    }
}

tl::unexpected<Error> invalid(const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::InvalidInput, .message = message, .remedy = remedy});
}

bool holdsPin(P11KitUri* uri)
{
    return p11_kit_uri_get_pin_value(uri) != nullptr || p11_kit_uri_get_pin_source(uri) != nullptr;
}

/// Empty when it cannot be written.
QString written(P11KitUri* uri)
{
    char* text = nullptr;
    if (p11_kit_uri_format(uri, P11_KIT_URI_FOR_ANY, &text) != P11_KIT_URI_OK) {
        return {};
    }
    const std::unique_ptr<char, decltype(&std::free)> freed(text, &std::free);
    return QString::fromUtf8(text);
}

/// Whether it names a slot or a library by what p11-kit knows beside the token; which token that
/// means today is left to those who plug it in.
bool namesSlotOrLibrary(P11KitUri* uri)
{
    const CK_SLOT_INFO* slot = p11_kit_uri_get_slot_info(uri);
    const CK_INFO* library = p11_kit_uri_get_module_info(uri);
    constexpr auto kNoVersion = static_cast<CK_BYTE>(-1);
    return p11_kit_uri_get_slot_id(uri) != static_cast<CK_SLOT_ID>(-1)
        || !tokenFieldText(slot->slotDescription).isEmpty()
        || !tokenFieldText(slot->manufacturerID).isEmpty()
        || !tokenFieldText(library->libraryDescription).isEmpty()
        || !tokenFieldText(library->manufacturerID).isEmpty()
        || library->libraryVersion.major != kNoVersion;
}

} // namespace

QString tokenFieldText(const unsigned char* field, std::size_t length)
{
    const auto* begin = reinterpret_cast<const char*>(field);
    QByteArray text(begin, std::find(begin, begin + length, '\0') - begin);
    while (text.endsWith(' ')) {
        text.chop(1);
    }
    return QString::fromUtf8(text);
}

TokenUri TokenUri::withoutObject() const
{
    TokenUri other = *this;
    other.object.clear();
    other.id.clear();
    return other;
}

bool isTokenUri(const QString& text)
{
    return text.startsWith(QStringLiteral("pkcs11:"), Qt::CaseInsensitive);
}

Result<TokenUri> parseTokenUri(const QString& text)
{
    const UriPtr uri(p11_kit_uri_new());
    const QByteArray given = text.toUtf8();
    const int parsed = p11_kit_uri_parse(given.constData(), P11_KIT_URI_FOR_ANY, uri.get());
    if (parsed != P11_KIT_URI_OK) {
        return invalid(CertificateText::tr("This is no PKCS#11 URI."),
                       CertificateText::tr("Write it like “pkcs11:token=My%20token;object=shop” "
                                           "(RFC 7512)."));
    }
    if (holdsPin(uri.get())) {
        return invalid(CertificateText::tr("A PIN does not belong into a PKCS#11 URI, which lists "
                                           "of processes and files show to others."),
                       CertificateText::tr("Leave pin-value and pin-source out; the PIN is given "
                                           "where passwords are."));
    }
    if (p11_kit_uri_any_unrecognized(uri.get()) != 0) {
        return invalid(
            CertificateText::tr("The PKCS#11 URI has an attribute that is not known."),
            CertificateText::tr("Known are those of RFC 7512, for instance token, serial, "
                                "object, id and module-path."));
    }
    if (namesSlotOrLibrary(uri.get())) {
        return invalid(
            CertificateText::tr("The PKCS#11 URI names a slot or a library, which is not looked "
                                "at here."),
            CertificateText::tr("Leave slot-… and library-… out; name the token by token, serial, "
                                "manufacturer or model, its module by module-path."));
    }
    const CK_TOKEN_INFO* info = p11_kit_uri_get_token_info(uri.get());
    return TokenUri {
        .module = QString::fromUtf8(p11_kit_uri_get_module_path(uri.get())),
        .moduleName = QString::fromUtf8(p11_kit_uri_get_module_name(uri.get())),
        .token = tokenFieldText(info->label),
        .serial = tokenFieldText(info->serialNumber),
        .manufacturer = tokenFieldText(info->manufacturerID),
        .model = tokenFieldText(info->model),
        .object = QString::fromUtf8(attributeOf(uri.get(), CKA_LABEL)),
        .id = attributeOf(uri.get(), CKA_ID),
    };
}

QString withoutPin(const QString& text)
{
    if (!isTokenUri(text)) {
        return text;
    }
    const UriPtr uri(p11_kit_uri_new());
    const int parsed = p11_kit_uri_parse(text.toUtf8().constData(), P11_KIT_URI_FOR_ANY, uri.get());
    if (parsed != P11_KIT_URI_OK || p11_kit_uri_any_unrecognized(uri.get()) != 0) {
        return QStringLiteral("pkcs11:");
    }
    if (!holdsPin(uri.get())) {
        return text;
    }
    p11_kit_uri_set_pin_value(uri.get(), nullptr);
    p11_kit_uri_set_pin_source(uri.get(), nullptr);
    return written(uri.get());
}

QString toText(const TokenUri& parts, TokenObject object)
{
    const UriPtr uri(p11_kit_uri_new());
    CK_TOKEN_INFO* info = p11_kit_uri_get_token_info(uri.get());
    setField(info->label, parts.token);
    setField(info->serialNumber, parts.serial);
    setField(info->manufacturerID, parts.manufacturer);
    setField(info->model, parts.model);
    setAttribute(uri.get(), CKA_LABEL, parts.object.toUtf8());
    setAttribute(uri.get(), CKA_ID, parts.id);
    if (object != TokenObject::Any) {
        CK_OBJECT_CLASS kind
            = object == TokenObject::PrivateKey ? CKO_PRIVATE_KEY : CKO_CERTIFICATE;
        CK_ATTRIBUTE attribute {CKA_CLASS, &kind, sizeof kind};
        p11_kit_uri_set_attribute(uri.get(), &attribute);
    }
    if (!parts.module.isEmpty()) {
        p11_kit_uri_set_module_path(uri.get(), parts.module.toUtf8().constData());
    }
    if (!parts.moduleName.isEmpty()) {
        p11_kit_uri_set_module_name(uri.get(), parts.moduleName.toUtf8().constData());
    }
    return written(uri.get());
}

} // namespace workbench
