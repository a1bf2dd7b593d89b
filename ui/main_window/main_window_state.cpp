// Which actions of the window can be done now, and what they are called; main_window_actions.cpp
// has what they do.
#include "core/certificates/certificate_facts.h"
#include "core/certificates/store_issuer.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/passphrase_keeper.h"
#include "ui/certificates/certificates_page.h"
#include "ui/clients/client_page.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/connections_panel.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/window_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QStackedWidget>

namespace workbench {
namespace {

/// Its CA is here and can put it on a list.
bool hasIssuer(const CertificateStore& store, const StoreEntry& entry)
{
    const Result<X509Ptr> certificate = parseCertificate(entry.der);
    return certificate && issuerEntry(store, certificate->get());
}

} // namespace

void MainWindow::updateActions()
{
    const bool server = isCurrent(NavigationKind::Server);
    const bool client = isCurrent(NavigationKind::Client);
    const bool certificate = isCurrent(NavigationKind::Certificate);
    updateServerActions(server);
    updateClientActions(client);
    updateConnectionActions(server || client);
    updateCertificateActions(certificate);
    m_actions->repeat->setEnabled(server || client);
    m_actions->properties->setEnabled(server || client);
    m_actions->rename->setEnabled(certificate || server || client);
    m_actions->remove->setEnabled(certificate || server || client);
    m_actions->closeStore->setEnabled(isCurrent(NavigationKind::OpenedStore)
                                      && m_workbench.stores().paths().contains(currentName()));
    m_actions->forgetPassphrases->setEnabled(m_workbench.passphrases().count() > 0);
    m_actions->find->setEnabled(m_pages->currentWidget() == m_certificates || server || client);
}

/// Servers and clients share actions, with certificates as well: what is chosen decides whom they
/// are about, and the menu of another kind of thing does not offer them.
void MainWindow::connectMenus()
{
    const auto onlyOf = [this](QMenu* menu, NavigationKind kind) {
        connect(menu, &QMenu::aboutToShow, this, [this, menu, kind] {
            if (isCurrent(kind)) {
                return;
            }
            updateServerActions(false); // its words, too
            const QList<QAction*> entries = menu->actions();
            for (QAction* shared : {m_actions->start,
                                    m_actions->stop,
                                    m_actions->repeat,
                                    m_actions->properties,
                                    m_actions->rename,
                                    m_actions->clear,
                                    m_actions->remove}) {
                shared->setEnabled(shared->isEnabled() && !entries.contains(shared));
            }
        });
        connect(menu, &QMenu::aboutToHide, this, &MainWindow::updateActions, Qt::QueuedConnection);
    };
    onlyOf(m_actions->ofCertificates, NavigationKind::Certificate);
    onlyOf(m_actions->ofServers, NavigationKind::Server);
    onlyOf(m_actions->ofClients, NavigationKind::Client);
}

void MainWindow::updateServerActions(bool isServer)
{
    const ServerStatus status
        = isServer ? m_workbench.serverStatus(currentName()) : ServerStatus {};
    const bool running
        = status.state == ServerState::Listening || status.state == ServerState::Starting;
    const ServerProfile profile
        = m_workbench.serverProfile(currentName()).value_or(ServerProfile {});
    m_actions->start->setText(tr("St&art"));
    m_actions->stop->setText(tr("S&top"));
    m_actions->start->setEnabled(isServer && !running);
    m_actions->stop->setEnabled(isServer && running);
    m_actions->deny->setEnabled(isServer);
    m_actions->deny->setChecked(isServer && profile.access.deny);
    m_actions->connectTo->setEnabled(isServer && status.state == ServerState::Listening);
}

/// After those of a server, who has some of them as well.
void MainWindow::updateClientActions(bool isClient)
{
    const ClientStatus status
        = isClient ? m_workbench.clientStatus(currentName()) : ClientStatus {};
    const bool repeating = status.repetitions > 0;
    if (isClient) {
        m_actions->start->setText(tr("Connec&t"));
        m_actions->stop->setText(status.connecting ? tr("Cance&l") : tr("&Disconnect"));
        m_actions->start->setEnabled(!status.connecting);
        m_actions->stop->setEnabled(status.connecting || status.open || repeating);
    }
    m_actions->cancel->setEnabled(status.connecting || repeating);
    m_actions->repeatSeveral->setEnabled(isClient && !repeating);
    m_actions->resume->setEnabled(status.stood && !repeating && !status.connecting);
    for (QAction* action : QList<QAction*> {m_actions->duplicate, m_actions->exportClient}
             + m_actions->copyAs->actions()) {
        action->setEnabled(isClient);
    }
}

void MainWindow::updateConnectionActions(bool hasConnections)
{
    const ConnectionsPanel* panel = currentConnections();
    const Role role = isCurrent(NavigationKind::Server) ? Role::Server : Role::Client;
    m_actions->saveReport->setEnabled(hasConnections && panel != nullptr
                                      && panel->view()->connection());
    m_actions->clear->setEnabled(hasConnections
                                 && m_workbench.hasClosedConnections(role, currentName()));
    const ConnectionView* view = m_client == nullptr ? nullptr : m_client->connections()->view();
    for (QAction* action : m_actions->tabs->actions()) {
        const int index = action->data().toInt();
        const bool isThere = view != nullptr && index < view->tabCount();
        if (isThere) {
            action->setText(view->tabTitle(index));
        }
        action->setVisible(isThere);
        action->setEnabled(hasConnections);
    }
}

void MainWindow::updateCertificateActions(bool isOwn)
{
    const bool isShown = m_certificates != nullptr && m_pages->currentWidget() == m_certificates;
    m_actions->exportCertificate->setEnabled(isShown && m_certificates->canExport());
    m_actions->copyHash->setEnabled(isShown && m_certificates->hasCurrent());
    // Its file may hold more than the chain: that is not looked at with every choice.
    m_actions->splitChain->setEnabled(isShown && m_certificates->hasCurrent());
    const CertificateStore& store = m_workbench.certificates();
    const StoreEntry entry = isOwn
        ? store.find(currentName(), CertificateLookup::Name).value_or(StoreEntry {})
        : StoreEntry {};
    const bool canBeJudged = !entry.name.isEmpty() && hasIssuer(store, entry);
    m_actions->renew->setEnabled(isOwn);
    m_actions->serve->setEnabled(entry.hasPrivateKey);
    m_actions->revoke->setEnabled(canBeJudged);
    m_actions->makeOcsp->setEnabled(canBeJudged);
    m_actions->publishList->setEnabled(entry.hasPrivateKey && entry.facts.isCa);
    const bool isLocked = entry.keyEncrypted;
    m_actions->setPassphrase->setText(isLocked ? tr("Change the &passphrase…")
                                               : tr("Set a &passphrase…"));
    m_actions->setPassphrase->setEnabled(entry.hasPrivateKey);
    m_actions->removePassphrase->setEnabled(isLocked);
}

} // namespace workbench
