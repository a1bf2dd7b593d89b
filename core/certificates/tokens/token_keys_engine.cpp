// Engines are deprecated since OpenSSL 3.0, and the way to a token until providers came of age.
// This is the only file that sees them; in an OpenSSL without engines it says that there are none.
#undef OPENSSL_API_COMPAT
#undef OPENSSL_NO_DEPRECATED
#define OPENSSL_SUPPRESS_DEPRECATED

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/tokens/token_keys.h"

#if __has_include(<openssl/engine.h>)
#include <openssl/engine.h>
#include <openssl/ui.h>
#else
#define OPENSSL_NO_ENGINE
#endif

#include <QLibrary>

#include <mutex>
#include <utility>
#include <vector>

namespace workbench {

#ifndef OPENSSL_NO_ENGINE

namespace {

/// Never finished, which would finalize the module for everybody else in this process, and while
/// keys of it may be in use. One more per login.
void keepForever(ENGINE* engine)
{
    struct Kept
    {
        std::mutex mutex;
        std::vector<ENGINE*> engines;
    };

    static auto* kept = new Kept; // reachable until the very end
    const std::lock_guard lock(kept->mutex);
    kept->engines.push_back(engine);
}

class EngineKeys final : public TokenKeys
{
public:
    explicit EngineKeys(ENGINE* engine)
        : m_engine(engine)
    { }

    Result<std::shared_ptr<EVP_PKEY>> load(const QString& uri) const override
    {
        const OpenSslErrorGuard guard;
        // Without a method of its own OpenSSL would ask for a PIN on the terminal.
        EvpKeyPtr key(ENGINE_load_private_key(
            m_engine, uri.toUtf8().constData(), const_cast<UI_METHOD*>(UI_null()), nullptr));
        if (!key) {
            return fail(openSslError(
                CertificateText::tr("OpenSSL's engine “pkcs11” does not find the private key.")));
        }
        return std::shared_ptr<EVP_PKEY>(std::move(key));
    }

private:
    ENGINE* m_engine; ///< see keepForever()
};

/// One of our own for every login, since an engine keeps its module and its PIN. OpenSSL's own
/// loader (“dynamic”) takes a shared library once only; it makes the same call.
ENGINE* newEngine()
{
    const QByteArray wanted = qgetenv("OPENSSL_ENGINES");
    const QString folder = QString::fromLocal8Bit(
        wanted.isEmpty() ? QByteArray(OPENSSL_info(OPENSSL_INFO_ENGINES_DIR)) : wanted);
    QLibrary library(folder + QStringLiteral("/pkcs11"));
    const auto bind = reinterpret_cast<dynamic_bind_engine>(library.resolve("bind_engine"));
    ENGINE* engine = bind == nullptr ? nullptr : ENGINE_new();
    const dynamic_fns functions {.static_state = ENGINE_get_static_state(), .mem_fns = {}};
    if (engine != nullptr && bind(engine, "pkcs11", &functions) == 0) {
        ENGINE_free(engine);
        return nullptr;
    }
    return engine;
}

} // namespace

std::unique_ptr<TokenKeys> tokenKeysByEngine(const QString& module, const QByteArray& pin)
{
    const OpenSslErrorGuard guard;
    ENGINE* engine = newEngine();
    if (engine == nullptr) {
        return nullptr;
    }
    const auto command = [engine](const char* name, const char* value) {
        return ENGINE_ctrl_cmd_string(engine, name, value, 0) == 1;
    };
    // QUIET: what goes wrong is told here, not on standard error.
    const bool ready = command("QUIET", nullptr)
        && command("MODULE_PATH", module.toLocal8Bit().constData()) && ENGINE_init(engine) == 1
        && (pin.isEmpty() || command("PIN", pin.constData()));
    if (!ready) {
        ENGINE_free(engine);
        return nullptr;
    }
    keepForever(engine);
    return std::make_unique<EngineKeys>(engine);
}

#else

std::unique_ptr<TokenKeys> tokenKeysByEngine(const QString&, const QByteArray&)
{
    return nullptr;
}

#endif

} // namespace workbench
