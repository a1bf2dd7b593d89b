#pragma once

#include "core/connection/options/transport.h"
#include "core/connection/tls_version_set.h"
#include "core/workbench/profiles.h"

#include <QList>
#include <QStringList>

namespace workbench {

/// What decides whether a setting is of any use to a connection.
struct SpokenProtocol
{
    bool server = false;
    bool plain = false;
    Transport transport = Transport::Tcp;
    TlsVersionSet versions = kModernVersions;
};

/// By a client, or a server, that is described so.
SpokenProtocol spokenBy(const ClientProfile& profile);
SpokenProtocol spokenBy(const ServerProfile& profile);

/// A setting that a connection has no use for.
struct UnusedSetting
{
    Error error; ///< InvalidInput; `where`: its option on the command line, without dashes
    QString beside; ///< the option that leaves nothing for it to do: "plain", "udp" or "tls"
};

/// Those of the options, without dashes, that would change nothing; in their order.
QList<UnusedSetting> unusedAmong(const QStringList& options, const SpokenProtocol& spoken);

/// Those of a client or a server, as far as they differ from the usual. What always says something
/// (versions, verification, trust, limits, a server's certificates) is not among them, nor what
/// switches something off (the server name, tickets).
QList<UnusedSetting> unusedSettings(const ClientProfile& profile);
QList<UnusedSetting> unusedSettings(const ServerProfile& profile);

/// The first of them, as an error whose `where` is the option. Of a server only what contradicts
/// the rest ("client-cert", "starttls", "psk"): one that was kept with more goes on to start.
Result<void> checkUses(const ClientProfile& profile);
Result<void> checkUses(const ServerProfile& profile);

} // namespace workbench
