#include "core/connection/tls_configuration.h"

#include "core/certificates/certificate_facts.h"

#include <QCoreApplication>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslDiffieHellmanParameters>
#include <QSslKey>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TlsConfiguration)
};

QSslKey toQtKey(EVP_PKEY* key)
{
    // RSA and EC handles are taken apart by Qt; the others (Ed25519, …) stay whole as Opaque.
    EVP_PKEY_up_ref(key);
    return QSslKey(static_cast<Qt::HANDLE>(key), QSsl::PrivateKey);
}

QList<QSslCertificate> toQtChain(const KeyMaterial& material)
{
    QList<QSslCertificate> chain {QSslCertificate(toDer(material.certificate.get()), QSsl::Der)};
    for (const auto& issuer : material.chain) {
        chain.append(QSslCertificate(toDer(issuer.get()), QSsl::Der));
    }
    return chain;
}

Result<void> addCredentials(QSslConfiguration& configuration, const KeyMaterial& material)
{
    if (Result<void> usable = checkCredentials(material); !usable) {
        return usable;
    }
    if (material.keyOnToken) {
        return {}; // Qt would take the key apart: the tap hands it to OpenSSL
    }
    configuration.setLocalCertificateChain(toQtChain(material));
    configuration.setPrivateKey(toQtKey(material.key.get()));
    return {};
}

void addTuning(QSslConfiguration& configuration, const TlsTuning& tuning)
{
    const std::pair<const char*, const QString*> options[] = {
        {"Ciphersuites", &tuning.cipherSuites},
        {"Groups", &tuning.groups},
        {"SignatureAlgorithms", &tuning.signatureAlgorithms},
    };
    for (const auto& [name, value] : options) {
        if (!value->isEmpty()) {
            configuration.setBackendConfigurationOption(name, value->toLatin1());
        }
    }
}

/// Only TLS 1.3 suites: Qt then leaves OpenSSL's own list for older versions as it is. It holds the
/// same suites, and parsing Qt's list of names costs a tenth of a handshake.
QList<QSslCipher> onlyTls13Ciphers()
{
    static const QList<QSslCipher> ciphers = [] {
        QList<QSslCipher> wanted = QSslConfiguration::supportedCiphers();
        wanted.removeIf(
            [](const QSslCipher& cipher) { return cipher.protocol() != QSsl::TlsV1_3; });
        return wanted;
    }();
    return ciphers;
}

QSslConfiguration baseConfiguration()
{
    QSslConfiguration configuration;
    // Any: the tap's plan narrows the versions, which can also be a set with a hole on a server.
    configuration.setProtocol(QSsl::AnyProtocol);
    // Own verification; an empty list also keeps Qt from loading the system's anchors each time.
    configuration.setCaCertificates({});
    configuration.setCiphers(onlyTls13Ciphers());
    configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    return configuration;
}

} // namespace

Result<void> checkCredentials(const KeyMaterial& material)
{
    if (!material.hasKey()) {
        return fail({.code = ErrorCode::NoPrivateKey,
                     .message = Text::tr("The certificate has no private key on this computer."),
                     .remedy = Text::tr("Import the key, or choose an entry that has one."),
                     .where = QStringLiteral("certificate")});
    }
    if (!keyFits(material)) {
        return fail(
            {.code = ErrorCode::KeyMismatch,
             .message = Text::tr("The private key does not belong to the certificate."),
             .remedy = Text::tr("Import the key that was made together with this certificate."),
             .where = QStringLiteral("certificate")});
    }
    return {};
}

int effectiveSecurityLevel(TlsVersionSet versions, const TlsTuning& tuning)
{
    if (tuning.securityLevel >= 0) {
        return tuning.securityLevel;
    }
    const bool old = versions.testFlag(TlsVersion::Tls10) || versions.testFlag(TlsVersion::Tls11);
    return old ? 0 : defaultSecurityLevel();
}

QByteArray cipherString(const TlsTuning& tuning, int securityLevel)
{
    const QString ciphers
        = tuning.cipherList.isEmpty() ? QStringLiteral("DEFAULT") : tuning.cipherList;
    return QStringLiteral("%1:@SECLEVEL=%2").arg(ciphers).arg(securityLevel).toLatin1();
}

Result<QByteArray> alpnToWire(const QStringList& protocols)
{
    QByteArray wire;
    for (const QString& protocol : protocols) {
        const QByteArray name = protocol.toLatin1();
        constexpr qsizetype kLongest = 255;
        const bool isBytes = QString::fromLatin1(name) == protocol;
        if (!isBytes || name.isEmpty() || name.size() > kLongest) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no ALPN protocol name: it must have 1 to 255 bytes.")
                                .arg(protocol),
                 .remedy = Text::tr("Write names with commas, for instance h2,http/1.1."),
                 .where = QStringLiteral("alpn")});
        }
        wire.append(static_cast<char>(name.size())).append(name);
    }
    constexpr qsizetype kMostBytes
        = 0xffff - 1024; // of a list (RFC 7301 §3.1), with other extensions
    if (wire.size() > kMostBytes) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The ALPN protocols do not fit in a hello."),
                     .remedy = Text::tr("Offer fewer."),
                     .where = QStringLiteral("alpn")});
    }
    return wire;
}

Result<QSslConfiguration> clientConfiguration(const ClientOptions& options, int securityLevel)
{
    QSslConfiguration configuration = baseConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::QueryPeer);
    if (options.credentials.certificate) {
        const Result<void> added = addCredentials(configuration, options.credentials);
        if (!added) {
            return fail(added.error());
        }
    }
    configuration.setBackendConfigurationOption("CipherString",
                                                cipherString(options.tuning, securityLevel));
    addTuning(configuration, options.tuning);
    if (!options.session.isEmpty()) {
        configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, false);
        configuration.setSessionTicket(
            options.session.der()); // Qt calls the whole session a ticket
    }
    QList<QByteArray> protocols;
    for (const QString& protocol : options.tuning.alpn) {
        protocols.append(protocol.toLatin1());
    }
    configuration.setAllowedNextProtocols(protocols);
    return configuration;
}

Result<QSslConfiguration> serverConfiguration(const ServerOptions& options, int securityLevel)
{
    QSslConfiguration configuration = baseConfiguration();
    configuration.setPeerVerifyMode(options.clientCertificate == ClientCertificatePolicy::None
                                        ? QSslSocket::VerifyNone
                                        : QSslSocket::QueryPeer);
    if (!options.certificates.isEmpty()) {
        // The tap hands them to OpenSSL: Qt would encode and read each issuer anew for every
        // connection, which costs a fifth of a handshake.
        if (const Result<void> usable = checkCredentials(options.certificates.first()); !usable) {
            return fail(usable.error());
        }
    }
    // Qt's own, which OpenSSL refuses as too short, would be read for every connection.
    configuration.setDiffieHellmanParameters(QSslDiffieHellmanParameters());
    // The default list is the one of OpenSSL's default level; it leaves out what old clients need.
    const bool needsOwnList = !options.tuning.cipherList.isEmpty() || securityLevel == 0;
    if (needsOwnList) {
        configuration.setBackendConfigurationOption("CipherString",
                                                    cipherString(options.tuning, securityLevel));
    }
    addTuning(configuration, options.tuning);
    return configuration;
}

} // namespace workbench
