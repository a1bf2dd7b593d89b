// What the actions of the window do; main_window.cpp has what the window is.
#include "core/workbench/opened_stores.h"
#include "core/workbench/passphrase_keeper.h"
#include "ui/certificates/certificates_page.h"
#include "ui/clients/client_page.h"
#include "ui/common/removal_commands.h"
#include "ui/common/text.h"
#include "ui/connection_view/connection_tab.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/connections_panel.h"
#include "ui/main_window/about_dialog.h"
#include "ui/main_window/command_palette.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/navigation_view.h"
#include "ui/main_window/operations.h"
#include "ui/main_window/shortcuts_dialog.h"
#include "ui/main_window/window_actions.h"
#include "ui/servers/server_page.h"
#include "ui/welcome/tour.h"
#include "ui/welcome/welcome_page.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QWhatsThis>

namespace workbench {

void MainWindow::connectNew()
{
    connect(m_actions->newClient, &QAction::triggered, m_operations, &Operations::newClient);
    connect(m_actions->newServer, &QAction::triggered, this, [this] { m_operations->newServer(); });
    connect(m_actions->newCertificate, &QAction::triggered, this, [this] {
        m_operations->newCertificate(CertificateKind::Server);
    });
    connect(m_actions->newCa, &QAction::triggered, this, [this] {
        m_operations->newCertificate(CertificateKind::Ca);
    });
    connect(m_actions->import, &QAction::triggered, m_operations, &Operations::importCertificates);
    connectMaking();
    connect(m_actions->openStoreFile, &QAction::triggered, this, [this] { chooseStore(false); });
    connect(m_actions->openStoreFolder, &QAction::triggered, this, [this] { chooseStore(true); });
    connect(m_actions->openToken, &QAction::triggered, this, [this] { m_operations->openToken(); });
    connect(m_actions->closeStore, &QAction::triggered, this, [this] {
        m_workbench.stores().close(currentName());
    });
    connect(m_actions->exportCertificate, &QAction::triggered, this, [this] {
        certificatesPage()->exportCurrent();
    });
    connect(m_actions->splitChain, &QAction::triggered, this, [this] {
        m_operations->splitChains(certificatesPage()->selectedEntries());
    });
    connect(m_actions->serve, &QAction::triggered, this, [this] {
        m_operations->newServer(certificatesPage()->currentName());
    });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::connectEdit()
{
    connect(m_actions->paste, &QAction::triggered, this, &MainWindow::pasteCertificates);
    connect(m_actions->rename, &QAction::triggered, this, &MainWindow::renameCurrent);
    connect(m_actions->remove, &QAction::triggered, this, &MainWindow::removeCurrent);
    connect(m_actions->properties, &QAction::triggered, this, &MainWindow::editCurrent);
    connect(m_actions->find, &QAction::triggered, this, &MainWindow::findHere);
    connect(m_actions->here, &QMenu::aboutToShow, this, &MainWindow::fillMenuOfTab);
    connect(qobject_cast<QMenu*>(m_actions->here->parent()), &QMenu::aboutToShow, this, [this] {
        m_actions->here->setEnabled(currentTab() != nullptr
                                    && !currentTab()->moreActions().isEmpty());
    });
    connect(
        m_actions->copyHash, &QAction::triggered, this, [this] { certificatesPage()->copyHash(); });
}

void MainWindow::connectRunning()
{
    connect(m_actions->start, &QAction::triggered, this, &MainWindow::startCurrent);
    connect(m_actions->stop, &QAction::triggered, this, &MainWindow::stopCurrent);
    connect(m_actions->repeat, &QAction::triggered, this, &MainWindow::repeatCurrent);
    connect(m_actions->deny, &QAction::triggered, this, [this](bool deny) {
        m_operations->denyConnections(currentName(), deny);
    });
    connect(m_actions->cancel, &QAction::triggered, this, &MainWindow::stopCurrent);
    connect(m_actions->resume, &QAction::triggered, this, [this] {
        m_notifier.clear();
        m_operations->resumeClient(currentName());
    });
    connect(m_actions->repeatSeveral, &QAction::triggered, this, [this] {
        m_operations->repeatClient(currentName());
    });
    connect(m_actions->saveReport, &QAction::triggered, this, [this] {
        const ConnectionsPanel* panel = currentConnections();
        if (panel != nullptr && panel->view()->connection()) {
            m_operations->saveReport(*panel->view()->connection());
        }
    });
    connectClients();
    connect(m_actions->connectTo, &QAction::triggered, this, [this] {
        m_operations->newClientFor(currentName());
    });
    connect(m_actions->clear, &QAction::triggered, this, &MainWindow::clearCurrent);
}

void MainWindow::connectClients()
{
    connect(m_actions->duplicate, &QAction::triggered, this, [this] {
        m_operations->duplicateClient(currentName());
    });
    connect(m_actions->exportClient, &QAction::triggered, this, [this] {
        m_operations->exportClient(currentName());
    });
    connect(m_actions->importClient, &QAction::triggered, m_operations, &Operations::importClient);
    connect(m_actions->copyAs, &QActionGroup::triggered, this, [this](const QAction* action) {
        m_operations->copyClientAs(static_cast<OtherTool>(action->data().toInt()), currentName());
    });
}

void MainWindow::connectView()
{
    connect(m_actions->palette, &QAction::triggered, this, &MainWindow::openPalette);
    connect(m_actions->appearances, &QActionGroup::triggered, this, [this](QAction* action) {
        m_settings.setValue(QStringLiteral("window/appearance"), action->data());
        applyAppearance(action->data().toString());
    });
    connect(m_actions->budgets, &QActionGroup::triggered, this, [this](QAction* action) {
        m_settings.setValue(QStringLiteral("memory/budget"), action->data());
        m_workbench.setBudgetBytes(action->data().toLongLong());
    });
    connect(m_actions->tabs, &QActionGroup::triggered, this, [this](QAction* action) {
        if (ConnectionsPanel* panel = currentConnections()) {
            panel->view()->setCurrentTab(action->data().toInt());
        }
    });
}

void MainWindow::connectHelp()
{
    connect(m_actions->helpHere, &QAction::triggered, this, &MainWindow::helpHere);
    connect(m_actions->welcome, &QAction::triggered, this, &MainWindow::showWelcome);
    connect(m_actions->shortcuts, &QAction::triggered, this, [this] {
        QList<QAction*> actions = m_actions->all();
        const ConnectionView* view = clientPage()->connections()->view();
        actions += view->tab(QStringLiteral("messagesTab"))->moreActions();
        actions += view->tab(QStringLiteral("bothEndsTab"))->moreActions();
        (new ShortcutsDialog(actions, this))->show();
    });
    connect(m_actions->about, &QAction::triggered, this, [this] {
        (new AboutDialog(m_workbench.home(), this))->show();
    });
}

void MainWindow::startTour()
{
    if (!m_tour->isRunning()) {
        m_notifier.clear();
        m_tour->start();
    }
}

void MainWindow::startCurrent()
{
    m_notifier.clear();
    if (isCurrent(NavigationKind::Server)) {
        m_operations->startServer(currentName());
    } else if (isCurrent(NavigationKind::Client)) {
        m_operations->connectClient(currentName());
    }
}

void MainWindow::stopCurrent()
{
    const QString name = currentName();
    if (isCurrent(NavigationKind::Server)) {
        m_workbench.stopServer(name);
    } else if (isCurrent(NavigationKind::Client)) {
        const ClientStatus status = m_workbench.clientStatus(name);
        if (status.connecting || status.repetitions > 0) {
            m_workbench.cancelClient(name);
        } else {
            m_workbench.disconnectClient(name);
        }
    }
}

void MainWindow::repeatCurrent()
{
    m_notifier.clear();
    if (isCurrent(NavigationKind::Server)) {
        m_operations->restartServer(currentName());
    } else if (isCurrent(NavigationKind::Client)) {
        m_operations->connectClient(currentName());
    }
}

/// A client is there to connect; what else is in the tree opens for changing.
void MainWindow::openCurrent()
{
    if (isCurrent(NavigationKind::Client)) {
        // What is under way is not to end by a slip of the hand.
        const ClientStatus status = m_workbench.clientStatus(currentName());
        if (!status.connecting && !status.open && status.repetitions == 0) {
            startCurrent();
        }
    } else {
        editCurrent();
    }
}

void MainWindow::editCurrent()
{
    if (isCurrent(NavigationKind::Server)) {
        m_operations->editServer(currentName());
    } else if (isCurrent(NavigationKind::Client)) {
        m_operations->editClient(currentName());
    }
}

void MainWindow::renameCurrent()
{
    if (m_pages->currentWidget() == m_certificates && !m_navigation->hasFocus()) {
        m_certificates->renameCurrent();
    } else {
        m_navigation->edit(m_navigation->currentIndex());
    }
}

void MainWindow::rename(NavigationKind kind, const QString& name, const QString& newName)
{
    // The tree changes with the workbench; not while it is closing its editor.
    QMetaObject::invokeMethod(
        this,
        [this, kind, name, newName] {
            m_notifier.clear(); // what kept it from another name
            const Result<void> renamed = kind == NavigationKind::Certificate
                ? m_workbench.renameCertificate(name, newName)
                : kind == NavigationKind::Server ? m_operations->renameServer(name, newName)
                                                 : m_operations->renameClient(name, newName);
            if (renamed) {
                select(kind, newName);
            } else {
                m_notifier.tell(renamed.error());
            }
        },
        Qt::QueuedConnection);
}

void MainWindow::removeCurrent()
{
    const QString name = currentName();
    if (isCurrent(NavigationKind::Server)) {
        pushRemoval(m_context,
                    new RemoveServerCommand(m_context, name, [this, name] { showServer(name); }));
    } else if (isCurrent(NavigationKind::Client)) {
        pushRemoval(m_context,
                    new RemoveClientCommand(m_context, name, [this, name] { showClient(name); }));
    } else if (isCurrent(NavigationKind::Certificate)) {
        m_certificates->removeCurrent();
    }
}

void MainWindow::clearCurrent()
{
    const Role role = isCurrent(NavigationKind::Server) ? Role::Server : Role::Client;
    m_workbench.clearConnections(role, currentName());
}

void MainWindow::findHere()
{
    if (ConnectionTab* tab = focusedTab(); tab != nullptr && tab->openFind()) {
        return;
    }
    QLineEdit* field = m_pages->currentWidget() == m_certificates ? m_certificates->searchField()
        : currentConnections() != nullptr                         ? currentConnections()->filter()
                                                                  : nullptr;
    if (field != nullptr) {
        field->setFocus();
        field->selectAll();
    }
}

ConnectionTab* MainWindow::currentTab() const
{
    const ConnectionsPanel* panel = currentConnections();
    return panel == nullptr ? nullptr : panel->view()->currentTab();
}

ConnectionTab* MainWindow::focusedTab() const
{
    ConnectionTab* tab = currentTab();
    const QWidget* focus = QApplication::focusWidget();
    return tab != nullptr && focus != nullptr && tab->isAncestorOf(focus) ? tab : nullptr;
}

void MainWindow::fillMenuOfTab()
{
    m_actions->here->clear();
    if (const ConnectionTab* tab = currentTab()) {
        m_actions->here->addActions(tab->moreActions());
    }
}

void MainWindow::chooseStore(bool folder)
{
    auto* dialog = new QFileDialog(
        this, folder ? tr("Open a folder as a store") : tr("Open a file as a store"));
    dialog->setObjectName(QStringLiteral("storeFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openStores);
    dialog->open();
}

void MainWindow::openPalette()
{
    QList<PaletteEntry> entries;
    for (QAction* action : m_actions->all()) {
        if (action->isEnabled() && action->isVisible() && action != m_actions->palette) {
            entries.append({withoutMnemonic(action->text()),
                            action->shortcut().toString(QKeySequence::NativeText),
                            action->icon(),
                            [action] { action->trigger(); }});
        }
    }
    const auto addThings = [&](NavigationKind kind, const QStringList& names, const QString& form) {
        for (const QString& name : names) {
            const QModelIndex index = m_model->find(kind, name);
            entries.append({form.arg(name),
                            index.data(NavigationTreeModel::StateWordRole).toString(),
                            index.data(Qt::DecorationRole).value<QIcon>(),
                            [this, kind, name] {
                                if (kind == NavigationKind::Certificate) {
                                    showCertificate(name);
                                } else {
                                    select(kind, name);
                                }
                            }});
        }
    };
    QStringList certificates;
    for (const StoreEntry& entry : m_workbench.certificates().entries()) {
        certificates.append(entry.name);
    }
    addThings(NavigationKind::Server, m_workbench.serverNames(), tr("Server: %1"));
    addThings(NavigationKind::Client, m_workbench.clientNames(), tr("Client: %1"));
    addThings(NavigationKind::Certificate, certificates, tr("Certificate: %1"));
    if (m_palette == nullptr) {
        m_palette = new CommandPalette(this);
    }
    m_palette->open(entries);
}

void MainWindow::helpHere()
{
    QWidget* focus = QApplication::focusWidget();
    if (focus == nullptr) {
        return;
    }
    QStringList texts {focus->accessibleName(), focus->accessibleDescription(), focus->toolTip()};
    texts.removeAll(QString());
    texts.removeDuplicates();
    if (!texts.isEmpty()) {
        QWhatsThis::showText(
            focus->mapToGlobal(QPoint(0, focus->height())), texts.join(QLatin1Char('\n')), focus);
    }
}

void MainWindow::showContextMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QList<QAction*> actions;
    if (isCurrent(NavigationKind::Server)) {
        actions = {m_actions->start,
                   m_actions->stop,
                   m_actions->repeat,
                   m_actions->deny,
                   m_actions->connectTo,
                   m_actions->properties,
                   m_actions->rename,
                   m_actions->clear,
                   m_actions->remove};
    } else if (isCurrent(NavigationKind::Client)) {
        actions = {m_actions->start,
                   m_actions->stop,
                   m_actions->repeatSeveral,
                   m_actions->properties,
                   m_actions->duplicate,
                   m_actions->rename,
                   m_actions->exportClient};
        actions += m_actions->copyAs->actions();
        actions += {m_actions->clear, m_actions->remove};
    } else if (isCurrent(NavigationKind::OpenedStore)) {
        actions = {m_actions->closeStore,
                   m_actions->openStoreFile,
                   m_actions->openStoreFolder,
                   m_actions->openToken};
    } else if (isCurrent(NavigationKind::Certificate)) {
        actions = {m_actions->serve,
                   m_actions->renew,
                   m_actions->revoke,
                   m_actions->publishList,
                   m_actions->makeOcsp,
                   m_actions->splitChain,
                   m_actions->setPassphrase,
                   m_actions->removePassphrase,
                   m_actions->exportCertificate,
                   m_actions->copyHash,
                   m_actions->rename,
                   m_actions->remove};
    } else {
        actions = {m_actions->newClient, m_actions->newServer, m_actions->newCertificate};
    }
    menu->addActions(actions);
    menu->popup(m_navigation->viewport()->mapToGlobal(position));
}

} // namespace workbench
