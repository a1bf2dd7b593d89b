#include "core/certificates/tokens/token_module.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"

#include <QFileInfo>
#include <QMap>

#include <cstdlib>
#include <mutex>
#include <optional>
#include <utility>

namespace workbench {
namespace {

constexpr CK_ULONG kMostSlots = 256;

/// Modules are never let go: keys of OpenSSL lead into them, and at the end of the program a module
/// would be finalized after the libraries that it needs itself.
struct LoadedModules
{
    std::mutex mutex;
    QMap<QString, TokenModulePtr> byPath;
    CK_FUNCTION_LIST** list = nullptr; ///< p11-kit's own of the registered ones
    bool registeredAreLoaded = false;
    QList<TokenModulePtr> registered;
    QList<Error> faults; ///< of the registered ones
};

LoadedModules& loadedModules()
{
    static auto* modules = new LoadedModules; // reachable until the very end
    return *modules;
}

/// Takes a string over that p11-kit has allocated.
QString taken(char* text)
{
    const std::unique_ptr<char, decltype(&std::free)> freed(text, &std::free);
    return QString::fromLocal8Bit(text);
}

bool holdsTrustAnchors(CK_FUNCTION_LIST* module)
{
    return taken(p11_kit_config_option(module, "trust-policy")) == QStringLiteral("yes");
}

} // namespace

Error tokenError(const QString& message, CK_RV answer)
{
    return {.code = ErrorCode::LibraryFault,
            .message = message,
            .remedy = CertificateText::tr("Look at the token with “pkcs11-tool --list-objects” "
                                          "(package opensc)."),
            .nativeCode = answer,
            .nativeText = QString::fromUtf8(p11_kit_strerror(answer))};
}

TokenModule::TokenModule(CK_FUNCTION_LIST* functions, QString path, QString name)
    : m_functions(functions)
    , m_path(std::move(path))
    , m_name(std::move(name))
{ }

/// Under the lock.
Result<TokenModulePtr> TokenModule::initialize(CK_FUNCTION_LIST* functions)
{
    LoadedModules& modules = loadedModules();
    const QString path = taken(p11_kit_module_get_filename(functions));
    if (const TokenModulePtr known = modules.byPath.value(path)) {
        return known;
    }
    const OpenSslErrorGuard guard; // SoftHSM leaves errors of its own in OpenSSL's queue
    if (const CK_RV answer = p11_kit_module_initialize(functions); answer != CKR_OK) {
        Error error
            = tokenError(CertificateText::tr("The PKCS#11 module “%1” cannot be initialized: %2.")
                             .arg(path, QString::fromUtf8(p11_kit_strerror(answer))),
                         answer);
        error.code = ErrorCode::NotSupported;
        error.remedy = CertificateText::tr("Its own configuration or its driver is missing.");
        error.where = path;
        return fail(error);
    }
    const QString name = taken(p11_kit_module_get_name(functions));
    const TokenModulePtr module(
        new TokenModule(functions, path, name.isEmpty() ? QFileInfo(path).fileName() : name));
    modules.byPath.insert(path, module);
    return module;
}

Result<TokenModulePtr> TokenModule::load(const QString& path)
{
    LoadedModules& modules = loadedModules();
    const std::lock_guard lock(modules.mutex);
    if (const TokenModulePtr known = modules.byPath.value(path)) {
        return known;
    }
    const QString remedy
        = CertificateText::tr("That of SoftHSM is libsofthsm2.so (package softhsm2), that of smart "
                              "cards opensc-pkcs11.so (package opensc-pkcs11).");
    if (path.contains(QLatin1Char('/')) && !QFileInfo::exists(path)) {
        return fail({.code = ErrorCode::NotFound,
                     .message = CertificateText::tr("There is no PKCS#11 module “%1”.").arg(path),
                     .remedy = remedy,
                     .where = path});
    }
    CK_FUNCTION_LIST* functions = p11_kit_module_load(path.toLocal8Bit().constData(), 0);
    if (functions == nullptr) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = CertificateText::tr("“%1” cannot be loaded as a PKCS#11 module.").arg(path),
             .remedy = remedy,
             .where = path,
             .nativeText = QString::fromLocal8Bit(p11_kit_message())});
    }
    return initialize(functions);
}

QList<TokenModulePtr> TokenModule::registered(QList<Error>* faults)
{
    LoadedModules& modules = loadedModules();
    const std::lock_guard lock(modules.mutex);
    if (!modules.registeredAreLoaded) {
        modules.registeredAreLoaded = true;
        // The list and what stands in it stay: see LoadedModules.
        modules.list = p11_kit_modules_load(nullptr, 0);
        for (CK_FUNCTION_LIST** one = modules.list; one != nullptr && *one != nullptr; ++one) {
            if (holdsTrustAnchors(*one)) {
                continue;
            }
            if (const Result<TokenModulePtr> module = initialize(*one)) {
                modules.registered.append(*module);
            } else {
                modules.faults.append(module.error());
            }
        }
    }
    if (faults != nullptr) {
        *faults += modules.faults;
    }
    return modules.registered;
}

void TokenModule::restart() const
{
    const OpenSslErrorGuard guard;
    p11_kit_module_finalize(m_functions);
    p11_kit_module_initialize(m_functions);
}

QList<CK_SLOT_ID> TokenModule::slotsWithToken() const
{
    const OpenSslErrorGuard guard;
    CK_ULONG count = 0; // asking for the number alone makes a module look for new tokens
    if (m_functions->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK || count > kMostSlots) {
        return {};
    }
    QList<CK_SLOT_ID> ids(static_cast<qsizetype>(count));
    if (m_functions->C_GetSlotList(CK_TRUE, ids.data(), &count) != CKR_OK) {
        return {};
    }
    ids.resize(static_cast<qsizetype>(count));
    return ids;
}

} // namespace workbench
