#include "core/certificates/certificate_text.h"
#include "core/certificates/stores/platform_store.h"

#include <CoreFoundation/CoreFoundation.h>
#include <Security/Security.h>
#include <array>
#include <memory>
#include <type_traits>

namespace workbench {
namespace {

struct Released
{
    void operator()(CFTypeRef object) const { CFRelease(object); }
};

template <typename Reference>
using Owned = std::unique_ptr<std::remove_pointer_t<Reference>, Released>;

Error keychainError(OSStatus status)
{
    const Owned<CFStringRef> text(SecCopyErrorMessageString(status, nullptr));
    return {.code = status == errSecAuthFailed || status == errSecInteractionNotAllowed
                ? ErrorCode::PermissionDenied
                : ErrorCode::LibraryFault,
            .message = CertificateText::tr("macOS does not hand out its certificates."),
            .nativeCode = static_cast<quint64>(status),
            .nativeText = text ? QString::fromCFString(text.get()) : QString()};
}

QList<QByteArray> encodingsOf(CFArrayRef certificates)
{
    QList<QByteArray> encodings;
    for (CFIndex i = 0; i < CFArrayGetCount(certificates); ++i) {
        auto* const certificate = static_cast<SecCertificateRef>(
            const_cast<void*>(CFArrayGetValueAtIndex(certificates, i)));
        const Owned<CFDataRef> der(SecCertificateCopyData(certificate));
        if (der) {
            encodings.append(QByteArray::fromCFData(der.get()));
        }
    }
    return encodings;
}

/// The roots that come with the system.
Result<QList<QByteArray>> anchors()
{
    CFArrayRef found = nullptr;
    const OSStatus status = SecTrustCopyAnchorCertificates(&found);
    const Owned<CFArrayRef> certificates(found);
    if (status != errSecSuccess) {
        return fail(keychainError(status));
    }
    return encodingsOf(certificates.get());
}

/// Everything in the keychains that are searched by default, the person's own among them.
Result<QList<QByteArray>> keychain()
{
    std::array<const void*, 3> keys {kSecClass, kSecMatchLimit, kSecReturnRef};
    std::array<const void*, 3> values {kSecClassCertificate, kSecMatchLimitAll, kCFBooleanTrue};
    const Owned<CFDictionaryRef> query(CFDictionaryCreate(kCFAllocatorDefault,
                                                          keys.data(),
                                                          values.data(),
                                                          keys.size(),
                                                          &kCFTypeDictionaryKeyCallBacks,
                                                          &kCFTypeDictionaryValueCallBacks));
    CFTypeRef found = nullptr;
    const OSStatus status = SecItemCopyMatching(query.get(), &found);
    const Owned<CFTypeRef> certificates(found);
    if (status == errSecItemNotFound) {
        return QList<QByteArray>();
    }
    if (status != errSecSuccess) {
        return fail(keychainError(status));
    }
    return encodingsOf(static_cast<CFArrayRef>(certificates.get()));
}

} // namespace

QList<PlatformStore> platformStores()
{
    return {{.id = QStringLiteral("macos:anchors"),
             .name = CertificateText::tr("macOS: trusted roots"),
             .holdsAnchors = true,
             .read = anchors},
            {.id = QStringLiteral("macos:keychain"),
             .name = CertificateText::tr("macOS: keychain"),
             .holdsAnchors = false,
             .read = keychain}};
}

} // namespace workbench
