#include "core/trace/tls_library.h"

#include "core/trace/openssl_hook.h"

#include <QCoreApplication>
#include <QSslSocket>

#include <openssl/crypto.h>
#include <openssl/opensslv.h>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TlsLibrary)
};

} // namespace

Result<void> checkTlsLibrary(const TlsLibraryFacts& facts)
{
    if (!facts.backendLoaded) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = Text::tr("Qt's OpenSSL backend cannot be loaded; Qt offers: %1.")
                                    .arg(facts.backends),
                     .remedy = Text::tr(
                         "Install libssl 3 and the Qt plugin folder “tls” beside the program.")});
    }
    if (facts.qtVersion != facts.ownVersion) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = Text::tr("Qt uses “%1”, this program “%2”: handshakes cannot be traced "
                                 "across two libraries.")
                            .arg(facts.qtText, facts.ownText),
             .remedy = Text::tr("Remove the second libssl from the library path, or install the "
                                "package for this system.")});
    }
    return {};
}

Result<void> initializeTlsLibrary()
{
    // Threads that are given up go on to the very end, and those that have been waited for may
    // still be freeing what OpenSSL keeps for them: it must not clear up meanwhile.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
    installOpenSslHook();
    // Qt's client asks for TLS 1.3 pre-shared keys only when this stands in the environment.
    qputenv("QT_USE_TLS_1_3_PSK", "1");
    TlsLibraryFacts facts;
    facts.backendLoaded
        = QSslSocket::setActiveBackend(QStringLiteral("openssl")) && QSslSocket::supportsSsl();
    facts.backends = QSslSocket::availableBackends().join(QStringLiteral(", "));
    facts.ownVersion = OpenSSL_version_num();
    facts.ownText = tlsLibraryText();
    if (facts.backendLoaded) {
        facts.qtVersion = static_cast<unsigned long>(QSslSocket::sslLibraryVersionNumber());
        facts.qtText = QSslSocket::sslLibraryVersionString();
    }
    return checkTlsLibrary(facts);
}

QString tlsLibraryText()
{
    return QString::fromLatin1(OpenSSL_version(OPENSSL_VERSION));
}

} // namespace workbench
