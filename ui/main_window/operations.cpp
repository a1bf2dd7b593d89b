#include "ui/main_window/operations.h"

#include "core/workbench/opened_stores.h"
#include "ui/certificates/certificate_import.h"
#include "ui/certificates/passphrases/passphrase_asker.h"
#include "ui/certificates/preflight_fixes.h"
#include "ui/certificates/tokens/open_token_dialog.h"
#include "ui/certificates/tokens/token_opening.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/notifier.h"
#include "ui/servers/server_dialog.h"

namespace workbench {

Operations::Operations(const WindowContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
    connect(&context.workbench, &Workbench::repetitionEnded, this, &Operations::tellRepetition);
}

void Operations::report(const Result<void>& outcome, const QString& cancelled)
{
    if (!outcome && outcome.error().code != ErrorCode::Cancelled) {
        m_context.notifier.tell(outcome.error());
    } else if (!outcome && !cancelled.isEmpty()) {
        m_context.notifier.tell({Tone::Neutral, cancelled, {}, {}, {}});
    }
}

CertificateImport* Operations::newImport()
{
    auto* import = new CertificateImport(m_context, m_window);
    connect(import, &CertificateImport::imported, this, &Operations::certificateWanted);
    return import;
}

void Operations::importCertificates()
{
    newImport()->chooseFiles();
}

void Operations::importFiles(const QStringList& paths)
{
    newImport()->importFiles(paths);
}

void Operations::splitChains(const QList<StoreEntry>& entries)
{
    newImport()->splitChains(entries);
}

void Operations::newServer(const QString& certificate)
{
    auto* dialog = new ServerDialog(m_context, {}, m_window);
    if (!certificate.isEmpty()) {
        ServerProfile profile;
        profile.certificates = {certificate};
        dialog->setProfile(profile);
    }
    connect(dialog, &ServerDialog::saved, this, [this](const QString& name, bool start) {
        Q_EMIT serverWanted(name);
        if (start) {
            startServer(name);
        }
    });
    dialog->open();
}

void Operations::editServer(const QString& name)
{
    auto* dialog = new ServerDialog(m_context, name, m_window);
    connect(dialog, &ServerDialog::saved, this, [this](const QString& newName, bool start) {
        Q_EMIT serverWanted(newName);
        if (start) {
            restartServer(newName);
        }
    });
    dialog->open();
}

/// Tokens come first: their PINs are theirs, passphrases those of the other keys.
void Operations::withKeys(const QStringList& certificates,
                          const QString& failed,
                          const std::function<Result<void>(const PasswordSource&)>& attempt,
                          const std::function<void()>& begun)
{
    const auto tell = [this, failed, begun](const Result<void>& outcome) {
        report(outcome, tr("%1: no passphrase was given.").arg(failed));
        if (outcome) {
            begun();
        }
    };
    openTokens(m_window, certificates, [this, failed, attempt, tell](const Result<void>& opened) {
        if (opened) {
            withPassphrases(m_window, m_context, attempt, tell);
        } else {
            report(opened, tr("%1: no PIN was given.").arg(failed));
        }
    });
}

/// Shown at once, with what it shows to everybody, and again when its PIN has come.
void Operations::openToken()
{
    auto* dialog = new OpenTokenDialog(m_window);
    connect(dialog, &OpenTokenDialog::chosen, this, [this](const QString& uri) {
        Q_EMIT storeWanted(uri);
        openTokens(m_window, {uri}, [this, uri](const Result<void>& opened) {
            report(opened);
            if (opened) {
                report(m_context.workbench.stores().open(uri).map([](const QString&) {}));
            }
        });
    });
    dialog->open();
}

void Operations::beginServer(const QString& name,
                             const std::function<Result<void>(const PasswordSource&)>& attempt)
{
    const std::optional<ServerProfile> profile = m_context.workbench.serverProfile(name);
    withKeys(profile ? profile->certificates : QStringList(),
             tr("“%1” was not started").arg(name),
             attempt,
             [this, name, profile] {
                 tellObjections(m_context,
                                m_window,
                                name,
                                entryUses(*profile, m_context.workbench.certificates()),
                                [this, name] { editServer(name); });
             });
}

void Operations::startServer(const QString& name)
{
    beginServer(name, [this, name](const PasswordSource& source) {
        return m_context.workbench.startServer(name, source);
    });
}

void Operations::restartServer(const QString& name)
{
    beginServer(name, [this, name](const PasswordSource& source) {
        return m_context.workbench.restartServer(name, source);
    });
}

void Operations::denyConnections(const QString& name, bool deny)
{
    report(m_context.workbench.setServerDeny(name, deny));
}

void Operations::newClient()
{
    auto* dialog = new ClientDialog(m_context, {}, m_window);
    connect(dialog, &ClientDialog::saved, this, [this](const QString& name, bool connectNow) {
        Q_EMIT clientWanted(name);
        if (connectNow) {
            connectClient(name);
        }
    });
    dialog->open();
}

void Operations::newClientFor(const QString& server)
{
    const ServerStatus status = m_context.workbench.serverStatus(server);
    const std::optional<ServerProfile> served = m_context.workbench.serverProfile(server);
    if (!served || status.state != ServerState::Listening) {
        m_context.notifier.tell({Tone::Warning,
                                 tr("“%1” is not listening.").arg(server),
                                 tr("Start it first."),
                                 {},
                                 {}});
        return;
    }
    // An address that means "all" is reached through the loopback of its family.
    const QHostAddress address = status.addresses.value(0);
    const bool six = address.protocol() == QAbstractSocket::IPv6Protocol
        && address != QHostAddress(QHostAddress::AnyIPv6);
    const bool any = address == QHostAddress(QHostAddress::AnyIPv4)
        || address == QHostAddress(QHostAddress::AnyIPv6)
        || address == QHostAddress(QHostAddress::Any);
    ClientProfile client;
    client.name = m_context.workbench.freeClientName(server);
    client.host
        = any ? (six ? QStringLiteral("::1") : QStringLiteral("127.0.0.1")) : address.toString();
    client.port = status.port;
    client.versions = served->versions;
    client.trust = {.system = false, .store = true, .files = {}};
    const Result<void> added = m_context.workbench.addClient(client);
    if (!added) {
        report(added);
        return;
    }
    Q_EMIT clientWanted(client.name);
    connectClient(client.name);
}

void Operations::editClient(const QString& name)
{
    auto* dialog = new ClientDialog(m_context, name, m_window);
    connect(dialog, &ClientDialog::saved, this, [this](const QString& newName, bool connectNow) {
        Q_EMIT clientWanted(newName);
        if (connectNow) {
            connectClient(newName);
        }
    });
    dialog->open();
}

void Operations::connectClient(const QString& name)
{
    beginClient(name, [this, name](const PasswordSource& source) {
        return m_context.workbench.connectClient(name, source);
    });
}

void Operations::beginClient(const QString& name,
                             const std::function<Result<void>(const PasswordSource&)>& attempt)
{
    const std::optional<ClientProfile> profile = m_context.workbench.clientProfile(name);
    withKeys(profile ? QStringList {profile->certificate} : QStringList(),
             tr("“%1” did not connect").arg(name),
             attempt,
             [this, name, profile] {
                 tellObjections(m_context,
                                m_window,
                                name,
                                entryUses(*profile, m_context.workbench.certificates()),
                                [this, name] { editClient(name); });
             });
}

Result<void> Operations::renameServer(const QString& name, const QString& newName)
{
    std::optional<ServerProfile> profile = m_context.workbench.serverProfile(name);
    if (!profile) {
        return {};
    }
    profile->name = newName;
    const bool wasListening
        = m_context.workbench.serverStatus(name).state == ServerState::Listening;
    Result<void> renamed = m_context.workbench.changeServer(name, *profile);
    const ServerStatus status = m_context.workbench.serverStatus(newName);
    if (renamed && wasListening && status.fault
        && status.fault->code == ErrorCode::PasswordNeeded) {
        startServer(newName); // and asks
    }
    return renamed;
}

Result<void> Operations::renameClient(const QString& name, const QString& newName)
{
    std::optional<ClientProfile> profile = m_context.workbench.clientProfile(name);
    if (!profile) {
        return {};
    }
    profile->name = newName;
    const ClientStatus status = m_context.workbench.clientStatus(name);
    Result<void> renamed = m_context.workbench.changeClient(name, *profile);
    if (renamed && (status.open || status.connecting)) {
        m_context.notifier.tell({Tone::Neutral,
                                 tr("“%1” is called “%2” now.").arg(name, newName),
                                 tr("Its connection was ended and stays in its list."),
                                 {},
                                 {}});
    }
    return renamed;
}

} // namespace workbench
