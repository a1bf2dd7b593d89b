#include "ui/certificates/certificates_page.h"
#include "ui/clients/client_page.h"
#include "ui/common/empty_state.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/connections_panel.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/operations.h"
#include "ui/main_window/window_actions.h"
#include "ui/servers/server_page.h"
#include "ui/welcome/tour.h"
#include "ui/welcome/welcome_page.h"

#include <QStackedWidget>
#include <QTimer>

namespace workbench {

void MainWindow::showFirstPage()
{
    buildFirstPages();
    connectTour();
    if (!chooseRemembered()) {
        chooseFirst();
    }
}

void MainWindow::connectTour()
{
    connect(m_welcome, &WelcomePage::tourRequested, this, &MainWindow::startTour);
    connect(m_tour, &Tour::progressed, m_welcome, &WelcomePage::showTourStep);
    connect(m_tour, &Tour::failed, this, [this](const Error& error) {
        m_welcome->showTourStep({});
        m_notifier.tell(error);
    });
    connect(m_tour, &Tour::finished, this, [this](const QString& client, quint64 record) {
        m_welcome->showTourStep({});
        showClient(client);
        clientPage()->connections()->select(record);
        clientPage()->connections()->view()->showTab(QStringLiteral("messagesTab"));
    });
}

void MainWindow::buildFirstPages()
{
    m_welcome = new WelcomePage(
        {m_actions->newClient, m_actions->newServer, m_actions->newCa, m_actions->import});
    m_noServer = new EmptyState(
        QStringLiteral("actions/server"),
        tr("Servers"),
        tr("A server listens on this computer with a certificate from the store and records every "
           "connection. Choose one at the left, or make a new one."));
    m_noServer->setObjectName(QStringLiteral("noServerPage"));
    m_noServer->addAction(m_actions->newServer);
    m_noClient = new EmptyState(
        QStringLiteral("actions/client"),
        tr("Clients"),
        tr("A client connects to any TLS server and keeps every attempt with its whole handshake. "
           "Choose one at the left, or make a new one."));
    m_noClient->setObjectName(QStringLiteral("noClientPage"));
    m_noClient->addAction(m_actions->newClient);
    for (QWidget* page : QList<QWidget*> {m_welcome, m_noServer, m_noClient}) {
        m_pages->addWidget(page);
    }
}

void MainWindow::paintEvent(QPaintEvent* event)
{
    QMainWindow::paintEvent(event);
    if (!m_painted) {
        QMetaObject::invokeMethod(this, &MainWindow::afterFirstPicture, Qt::QueuedConnection);
    }
}

void MainWindow::afterFirstPicture()
{
    if (std::exchange(m_painted, true)) {
        return;
    }
    if (m_welcome == nullptr) {
        Q_EMIT frameShown();
        showFirstPage();
    }
    QTimer::singleShot(0, this, &MainWindow::buildNextPage);
}

void MainWindow::buildNextPage()
{
    if (m_client == nullptr) {
        clientPage();
    } else if (m_server == nullptr) {
        serverPage();
    } else if (m_certificates == nullptr) {
        certificatesPage();
    } else {
        updateActions();
        return;
    }
    // One in a turn of the event loop: keys, clicks and pictures come between, as they would not
    // between posted events.
    QTimer::singleShot(0, this, &MainWindow::buildNextPage);
}

CertificatesPage* MainWindow::certificatesPage()
{
    if (m_certificates == nullptr) {
        m_certificates
            = new CertificatesPage(m_context, m_actions->newCertificate, m_actions->import);
        m_certificates->addEntryActions(
            {m_actions->splitChain, m_actions->setPassphrase, m_actions->removePassphrase});
        m_pages->addWidget(m_certificates);
        connect(
            m_certificates, &CertificatesPage::serverWanted, m_operations, &Operations::newServer);
        connect(m_certificates,
                &CertificatesPage::certificateWanted,
                this,
                &MainWindow::showCertificate);
        connect(
            m_certificates, &CertificatesPage::currentChanged, this, &MainWindow::updateActions);
        connect(m_certificates, &CertificatesPage::serverChosen, this, &MainWindow::showServer);
        connect(m_certificates, &CertificatesPage::clientChosen, this, &MainWindow::showClient);
        connect(m_certificates,
                &CertificatesPage::soonDaysChanged,
                m_model,
                &NavigationTreeModel::setSoonDays);
    }
    return m_certificates;
}

ServerPage* MainWindow::serverPage()
{
    if (m_server == nullptr) {
        m_server = new ServerPage(
            m_context,
            {m_actions->start, m_actions->stop, m_actions->deny, m_actions->properties},
            {m_actions->start, m_actions->connectTo});
        m_pages->addWidget(m_server);
        connectView(m_server->connections()->view());
        connect(m_server, &ServerPage::editRequested, this, &MainWindow::editCurrent);
        connect(m_server, &ServerPage::restartRequested, this, [this] {
            m_operations->restartServer(currentName());
        });
        connect(m_server, &ServerPage::denyRequested, this, [this](bool deny) {
            m_operations->denyConnections(currentName(), deny);
        });
    }
    return m_server;
}

void MainWindow::connectView(ConnectionView* view)
{
    connect(view, &ConnectionView::otherEndRequested, this, &MainWindow::showOtherEnd);
    connect(view, &ConnectionView::saveReceivedRequested, m_operations, &Operations::saveReceived);
    connect(view, &ConnectionView::shownChanged, this, &MainWindow::updateActions);
}

ClientPage* MainWindow::clientPage()
{
    if (m_client == nullptr) {
        m_client = new ClientPage(
            m_context,
            {m_actions->start, m_actions->stop, m_actions->resume, m_actions->properties},
            {m_actions->start});
        m_pages->addWidget(m_client);
        connectView(m_client->connections()->view());
        connect(m_client, &ClientPage::editRequested, this, &MainWindow::editCurrent);
        connect(m_client, &ClientPage::sendFileRequested, this, [this] {
            m_operations->sendFile(m_client->client());
        });
        connect(m_client, &ClientPage::repeatRequested, this, &MainWindow::repeatCurrent);
    }
    return m_client;
}

} // namespace workbench
