#include "core/base/atomic_file.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/stores/token_source.h"
#include "core/connection/session_file.h"
#include "core/connection/session_fit.h"
#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QNetworkInterface>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Profile", text);
}

/// The same error, said of the field that it came through.
Error inField(Error error, const char* field)
{
    error.where = QString::fromLatin1(field);
    return error;
}

Result<KeyMaterial> loadCredentials(const QString& id,
                                    CertificateLookup lookup,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const TokenLoader& tokens)
{
    if (isTokenUri(id) && lookup == CertificateLookup::NameThenHash) {
        Result<KeyMaterial> material = tokens(id, password);
        return material ? material : fail(inField(material.error(), "certificate"));
    }
    const Result<StoreEntry> entry = store.find(id, lookup);
    if (!entry) {
        return fail(inField(entry.error(), "certificate"));
    }
    if (!entry->hasPrivateKey) {
        return fail(
            {.code = ErrorCode::NoPrivateKey,
             .message
             = tr("The certificate “%1” has no private key on this computer.").arg(entry->name),
             .remedy = tr("Import its private key, or choose an entry that has one."),
             .where = QStringLiteral("certificate")});
    }
    const QByteArray given = entry->keyEncrypted && password ? password(entry->name) : QByteArray();
    Result<KeyMaterial> material = store.load(*entry, given);
    if (!material) {
        return fail(inField(material.error(), "certificate"));
    }
    material->name = entry->name;
    return material;
}

/// DTLS 1.0 is TLS 1.1 over datagrams; the library has no DTLS 1.3.
Result<void> checkDatagrams(TlsVersionSet versions)
{
    if ((versions & kDatagramVersions) != TlsVersionSet()) {
        return {};
    }
    return fail({.code = ErrorCode::NotSupported,
                 .message = tr("This TLS library cannot speak DTLS 1.3."),
                 .remedy = tr("Over UDP allow TLS 1.2 (DTLS 1.2) or TLS 1.1 (DTLS 1.0)."),
                 .where = QStringLiteral("versions")});
}

Result<void> checkCommon(const QString& name,
                         Transport transport,
                         TlsVersionSet versions,
                         const TlsTuning& tuning)
{
    if (name.trimmed().isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("The name is empty."),
                     .remedy = tr("Give it a name; every later step finds it by that."),
                     .where = QStringLiteral("name")});
    }
    constexpr int kHighestLevel = 5;
    if (tuning.securityLevel > kHighestLevel) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("%1 is not a security level.").arg(tuning.securityLevel),
                     .remedy = tr("Levels go from 0 to 5."),
                     .where = QStringLiteral("security-level")});
    }
    if (transport == Transport::Udp) {
        if (const Result<void> datagrams = checkDatagrams(versions); !datagrams) {
            return datagrams;
        }
    }
    return checkSpeakable(versions);
}

Result<QHostAddress> listenAddress(const QString& text)
{
    const QString wanted = text.trimmed();
    if (wanted.isEmpty() || wanted == QStringLiteral("localhost")) {
        return QHostAddress(QHostAddress::LocalHost);
    }
    if (const QHostAddress literal(wanted); !literal.isNull()) {
        return literal;
    }
    const QNetworkInterface interface = QNetworkInterface::interfaceFromName(wanted);
    if (interface.isValid() && !interface.addressEntries().isEmpty()) {
        return interface.addressEntries().first().ip();
    }
    if (wanted.compare(QHostInfo::localHostName(), Qt::CaseInsensitive) == 0) {
        return QHostAddress(QHostAddress::AnyIPv4);
    }
    return fail(
        {.code = ErrorCode::AddressUnavailable,
         .message
         = tr("“%1” is not an address, a network card or the name of this computer.").arg(wanted),
         .remedy = tr("Choose one of this computer's addresses, for instance 127.0.0.1."),
         .where = QStringLiteral("address")});
}

} // namespace

namespace {

/// The bytes of an OCSP response; what is none would only be noticed by the client.
Result<QByteArray> readStaple(const QString& path)
{
    constexpr qint64 kLargest = 1 << 20;
    if (path.isEmpty()) {
        return QByteArray();
    }
    Result<QByteArray> der = readFile(path, kLargest);
    if (!der) {
        return fail(inField(der.error(), "staple"));
    }
    if (const Result<OcspFacts> facts = readOcspResponse(*der, path); !facts) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” holds no OCSP response in DER.").arg(path),
                     .remedy = tr("“tls-workbench store ocsp” makes one; so does “openssl ocsp "
                                  "-respout”."),
                     .where = QStringLiteral("staple")});
    }
    return der;
}

} // namespace

Result<TrustAnchors> resolveTrust(const TrustChoice& choice, const CertificateStore& store)
{
    QList<TrustAnchors> parts;
    if (choice.system) {
        const Result<TrustAnchors> system = TrustAnchors::system();
        if (!system) {
            return fail(inField(system.error(), "trust"));
        }
        parts.append(*system);
    }
    if (choice.store) {
        QList<QByteArray> certificates;
        for (const StoreEntry& entry : store.entries()) {
            if (entry.facts.isCa || entry.facts.selfSigned) {
                certificates.append(entry.der);
            }
        }
        parts.append(TrustAnchors::fromCertificates(certificates, tr("My certificates")));
    }
    if (!choice.files.isEmpty()) {
        const Result<TrustAnchors> files = TrustAnchors::fromFiles(choice.files);
        if (!files) {
            Error error = files.error();
            error.message = QStringLiteral("%1: %2").arg(error.where, error.message); // which file
            return fail(inField(error, "trust"));
        }
        parts.append(*files);
    }
    return parts.size() == 1 ? parts.first() : TrustAnchors::merged(parts);
}

Result<KeyMaterial> loadFromTokenNow(const QString& uri, const PasswordSource& password)
{
    return loadFromToken(uri, password ? password(uri) : QByteArray());
}

Result<ClientOptions> resolveClient(const ClientProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const PreSharedKey& psk,
                                    const TokenLoader& tokens)
{
    if (const Result<void> common
        = checkCommon(profile.name, profile.transport, profile.versions, profile.tuning);
        !common) {
        return fail(common.error());
    }
    const Result<HostAndPort> host = parseHost(profile.host);
    if (!host) {
        return fail(host.error());
    }
    const Result<quint16> port
        = parsePort(QString::number(host->port != 0 ? host->port : profile.port), false);
    if (!port) {
        return fail(port.error());
    }
    if (profile.transport == Transport::Tcp && contiguousRuns(profile.versions).size() > 1) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = tr("A client cannot offer %1: the versions must be next to each other.")
                            .arg(toText(profile.versions)),
             .remedy = tr("Make one attempt for each run of versions."),
             .where = QStringLiteral("versions")});
    }
    ClientOptions options {.name = profile.name,
                           .host = host->host,
                           .port = *port,
                           .transport = profile.transport,
                           .versions = profile.versions,
                           .limits = profile.limits,
                           .verify = profile.verify,
                           .serverName = profile.serverName,
                           .sendServerName = profile.sendServerName,
                           .tuning = profile.tuning,
                           .keyLogPath = profile.keyLogPath,
                           .askStaple = profile.askStaple,
                           .session = {},
                           .sessionPath = profile.sessionPath,
                           .psk = psk};
    if (!profile.sessionPath.isEmpty()) {
        Result<SavedSession> session = readSessionFile(profile.sessionPath);
        if (!session) {
            return fail(session.error());
        }
        options.session = *session;
        if (!options.session.isEmpty()) {
            if (const Result<void> fits = checkSession(options); !fits) {
                return fail(fits.error());
            }
        }
    }
    if (!profile.certificate.isEmpty()) {
        const Result<KeyMaterial> credentials = loadCredentials(
            profile.certificate, profile.certificateLookup, store, password, tokens);
        if (!credentials) {
            return fail(credentials.error());
        }
        options.credentials = *credentials;
    }
    const bool onlySystem = profile.trust == TrustChoice {};
    if (!onlySystem) { // the system's anchors are loaded by the engine, off this thread
        const Result<TrustAnchors> anchors = resolveTrust(profile.trust, store);
        if (!anchors) {
            return fail(anchors.error());
        }
        options.trust = *anchors;
    }
    return options;
}

Result<ServerOptions> resolveServer(const ServerProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const PreSharedKey& psk,
                                    const TokenLoader& tokens)
{
    if (const Result<void> common
        = checkCommon(profile.name, profile.transport, profile.versions, profile.tuning);
        !common) {
        return fail(common.error());
    }
    if (profile.certificates.isEmpty() && !psk.isSet()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("A server needs a certificate."),
                     .remedy = tr("Choose one with a private key, or make one."),
                     .where = QStringLiteral("certificate")});
    }
    const Result<QHostAddress> address = listenAddress(profile.address);
    if (!address) {
        return fail(address.error());
    }
    ServerOptions options {.name = profile.name,
                           .address = *address,
                           .port = profile.port,
                           .transport = profile.transport,
                           .reuseAddress = profile.reuseAddress,
                           .versions = profile.versions,
                           .clientCertificate = profile.clientCertificate,
                           .deny = profile.deny,
                           .handshakeLimit = profile.handshakeLimit,
                           .answer = profile.answer,
                           .answerText = profile.answerText,
                           .tuning = profile.tuning,
                           .keyLogPath = profile.keyLogPath,
                           .staple = {},
                           .tickets = profile.tickets,
                           .psk = psk};
    const Result<QByteArray> staple = readStaple(profile.staplePath);
    if (!staple) {
        return fail(staple.error());
    }
    options.staple = *staple;
    for (const QString& id : profile.certificates) {
        const Result<KeyMaterial> credentials
            = loadCredentials(id, profile.certificateLookup, store, password, tokens);
        if (!credentials) {
            return fail(credentials.error());
        }
        options.certificates.append(*credentials);
    }
    if (profile.clientCertificate != ClientCertificatePolicy::None) {
        const Result<TrustAnchors> anchors = resolveTrust(profile.clientTrust, store);
        if (!anchors) {
            return fail(anchors.error());
        }
        options.clientTrust = *anchors;
    }
    return options;
}

} // namespace workbench
