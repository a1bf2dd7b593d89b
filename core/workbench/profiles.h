#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/options/client_options.h"
#include "core/connection/options/server_options.h"
#include "core/workbench/client_profile.h"
#include "core/workbench/server_profile.h"

#include <QJsonObject>
#include <QString>

#include <functional>

namespace workbench {

/// Gives the password of an encrypted key when asked; the name is the store entry's.
using PasswordSource = std::function<QByteArray(const QString& entryName)>;

/// Certificate, chain and key of a PKCS#11 URI, with the PIN of the source where one is needed.
using TokenLoader
    = std::function<Result<KeyMaterial>(const QString& uri, const PasswordSource& password)>;

/// Asks the token, and waits for it: not for the GUI thread. Errors as of loadFromToken(), and
/// PasswordNeeded without a PIN.
Result<KeyMaterial> loadFromTokenNow(const QString& uri, const PasswordSource& password);

/// What an attempt of a client needs and no profile keeps.
struct ClientSecrets
{
    PreSharedKey psk;
    SecretBytes proxyPassword;
};

/// A host and port that were found in what a person typed into a host field.
struct HostAndPort
{
    QString host;
    quint16 port = 0; ///< 0: none was given
    QString service; ///< that a URL names, e.g. "postgres"; empty: none, or no URL
};

/// Reads a host field: name, IPv4, IPv6 (with or without brackets, with zone), each with an
/// optional
/// ":port", which may be the name of a service. International names are returned in ASCII form. A
/// URL is refused (InvalidInput): the remedy offers its host and port, which splitUrl() returns; a
/// mail address, an address in another notation than the usual one, and a zone that this computer
/// does not have are refused too. Empty is allowed: this computer.
Result<HostAndPort> parseHost(const QString& text);

/// Host and port of a URL ("https://shop.test/x" → shop.test, 443); port 0 for an unknown scheme
/// without a port. Empty host when the text is no URL.
HostAndPort splitUrl(const QString& text);

/// 1–65535, or 0 too where `zeroAllowed`, or the name of a service ("https"). Error InvalidInput
/// says what was wrong with which number.
Result<quint16> parsePort(const QString& text, bool zeroAllowed);

/// The anchors that are chosen, in one store. Errors name the file that cannot be read.
Result<TrustAnchors> resolveTrust(const TrustChoice& choice, const CertificateStore& store);

/// The profile as far as a LegacyProbe needs it: where to go and how, no secrets of its own.
ClientProfile probingProfile(ClientProfile profile);

/// Turns descriptions into what the engine takes: looks certificates up, loads keys, builds trust
/// anchors, checks every value. Errors carry `where` = the field ("host", "port", "certificate",
/// "versions", "address", "name", "trust", "staple", those of checkAccess(), "proxy", "proxy-user",
/// "starttls", those of checkSocket(); the path of a session file, key log or script). A pre-shared
/// key is a secret and no part of a profile; a server that has one needs no certificate.
Result<ClientOptions> resolveClient(const ClientProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const ClientSecrets& secrets = {},
                                    const TokenLoader& tokens = loadFromTokenNow);
Result<ServerOptions> resolveServer(const ServerProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const PreSharedKey& psk = {},
                                    const TokenLoader& tokens = loadFromTokenNow);

/// Readable, versioned JSON of the workspace file. Reading is strict: an Error names the member.
QJsonObject toJson(const ClientProfile& profile);
QJsonObject toJson(const ServerProfile& profile);
Result<ClientProfile> clientFromJson(const QJsonObject& object);
Result<ServerProfile> serverFromJson(const QJsonObject& object);

/// An address of this computer that a server can listen on.
struct LocalAddress
{
    QHostAddress address;
    QString interfaceName; ///< "lo", "eth0"; empty for "every address"
    QString text; ///< for people: "127.0.0.1 (lo)", "every IPv4 address"
    bool loopback = false;
};

/// Every address of this computer, loopback first, then "every IPv4/IPv6 address".
QList<LocalAddress> localAddresses();

} // namespace workbench
