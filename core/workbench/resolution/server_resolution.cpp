#include "core/base/atomic_file.h"
#include "core/certificates/ocsp_response.h"
#include "core/workbench/profiles.h"
#include "core/workbench/resolution/common_checks.h"
#include "core/workbench/resolution/credentials.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QNetworkInterface>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Profile", text);
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
    if (const Result<void> keyLog = checkKeyLog(profile.keyLogPath); !keyLog) {
        return fail(keyLog.error());
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
