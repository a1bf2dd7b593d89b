#include "ui/main_window/main_window.h"

#include "core/workbench/opened_stores.h"
#include "ui/certificates/certificate_import.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/clients/client_page.h"
#include "ui/common/application_style.h"
#include "ui/common/empty_state.h"
#include "ui/common/message_bar.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/connections_panel.h"
#include "ui/main_window/navigation_view.h"
#include "ui/main_window/operations.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/store_job_row.h"
#include "ui/main_window/window_actions.h"
#include "ui/servers/server_page.h"
#include "ui/welcome/tour.h"
#include "ui/welcome/welcome_page.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <chrono>
#include <utility>

namespace workbench {
namespace {

constexpr QLatin1String kChosenKind("window/chosenKind"); // in the settings
constexpr QLatin1String kChosenName("window/chosenName");
constexpr auto kPatience = std::chrono::milliseconds(500); // before progress is shown
constexpr auto kLongestFrame = std::chrono::milliseconds(500); // for which there is no page

/// The dropped folders, or the dropped files.
QStringList droppedIn(const QMimeData* mime, bool folders)
{
    QStringList paths;
    const QList<QUrl> urls = mime->urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isDir() == folders) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

/// As it stands in the settings.
QString wordOf(NavigationKind kind)
{
    switch (kind) {
    case NavigationKind::Certificate:
        return QStringLiteral("certificate");
    case NavigationKind::Server:
        return QStringLiteral("server");
    case NavigationKind::Client:
        return QStringLiteral("client");
    case NavigationKind::OpenedStore:
        return QStringLiteral("store");
    case NavigationKind::CertificateStore:
    case NavigationKind::CertificatesSection:
    case NavigationKind::ServersSection:
    case NavigationKind::ClientsSection:
        break;
    }
    return {}; // chosen by itself
}

} // namespace

MainWindow::MainWindow(Workbench& workbench, Extent extent, QWidget* parent)
    : QMainWindow(parent)
    , m_workbench(workbench)
    , m_settings(QDir(workbench.home()).filePath(QStringLiteral("window.ini")),
                 QSettings::IniFormat)
    , m_context {workbench, m_settings, m_notifier, m_undo}
    , m_actions(new WindowActions(this, m_undo))
    , m_operations(new Operations(m_context, this))
    , m_model(new NavigationTreeModel(workbench, this))
    , m_navigation(new NavigationView)
    , m_messages(new MessageBar(QStringLiteral("messageBar")))
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_pages(new QStackedWidget)
    , m_tour(new Tour(workbench, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("TLS Workbench"));
    setAcceptDrops(true);
    resize(1180, 760);
    restoreGeometry(m_settings.value(QStringLiteral("window/geometry")).toByteArray());
    if (extent == Extent::Frame) {
        show(); // the window manager puts it up meanwhile
    }
    m_model->setSoonDays(expirySoonDays(m_settings));
    m_navigation->setModel(m_model);
    buildLayout();
    m_actions->buildMenus();
    m_actions->buildToolBar();
    new StatusLine(workbench, statusBar());
    connectNew();
    connectEdit();
    connectRunning();
    connectView();
    connectHelp();
    connectMenus();
    connectNavigation();
    restore();
    updateActions();
    if (extent == Extent::Whole) {
        showFirstPage();
    } else {
        // There is no picture of a window that comes up as an icon.
        QTimer::singleShot(kLongestFrame, this, &MainWindow::afterFirstPicture);
    }
}

MainWindow::~MainWindow()
{
    // Commands may hold key files: they are wiped while the rest still stands.
    m_undo.clear();
}

void MainWindow::buildLayout()
{
    auto* right = new QWidget;
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QVBoxLayout;
    bar->setContentsMargins(14, 8, 14, 0);
    bar->addWidget(m_messages);
    bar->addWidget(new StoreJobRow(m_workbench, kPatience));
    column->addLayout(bar);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_pages->addWidget(new QWidget); // what is shown until there is a page
    column->addWidget(m_pages, 1);
    m_splitter->setObjectName(QStringLiteral("mainSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_navigation);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({230, 950});
    m_navigation->setMinimumWidth(150);
    setCentralWidget(m_splitter);
}

void MainWindow::connectNavigation()
{
    connect(m_navigation->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &MainWindow::showIndex);
    m_navigation->addAction(m_actions->remove); // for its key
    connect(m_navigation, &QTreeView::doubleClicked, this, &MainWindow::openCurrent);
    connect(m_navigation, &QWidget::customContextMenuRequested, this, &MainWindow::showContextMenu);
    connect(m_model, &NavigationTreeModel::renameRequested, this, &MainWindow::rename);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& parent) {
        m_navigation->expand(parent);
    });
    connect(&m_notifier, &Notifier::noticeRaised, this, [this](const Notice& notice) {
        m_messages->show(notice);
    });
    connect(&m_notifier, &Notifier::cleared, m_messages, &MessageBar::clear);
    connect(&m_workbench, &Workbench::certificatesUnreadable, this, &MainWindow::showError);
    connect(m_operations, &Operations::certificateWanted, this, &MainWindow::showCertificate);
    connect(m_operations, &Operations::serverWanted, this, &MainWindow::showServer);
    connect(m_operations, &Operations::clientWanted, this, &MainWindow::showClient);
    connect(m_operations, &Operations::storeWanted, this, [this](const QString& id) {
        openStores({id});
    });
    for (const auto signal : {&Workbench::certificatesChanged,
                              &Workbench::serversChanged,
                              &Workbench::clientsChanged}) {
        connect(&m_workbench, signal, this, &MainWindow::leaveWelcome);
    }
    connect(&m_workbench, &Workbench::connectionsDropped, this, &MainWindow::updateActions);
    for (const auto signal : {&Workbench::serverChanged, &Workbench::clientChanged}) {
        connect(&m_workbench, signal, this, [this](const QString& name) {
            if (name == currentName()) {
                updateActions();
            }
        });
    }
}

void MainWindow::restore()
{
    m_splitter->restoreState(m_settings.value(QStringLiteral("window/splitter")).toByteArray());
    const QString appearance = m_settings.value(QStringLiteral("window/appearance")).toString();
    for (QAction* action : m_actions->appearances->actions()) {
        action->setChecked(action->data().toString()
                           == QLatin1String(toIdentifier(appearanceFromIdentifier(appearance))));
    }
    if (!appearance.isEmpty()) {
        applyAppearance(appearance);
    }
    const qint64 budget
        = m_settings.value(QStringLiteral("memory/budget"), m_workbench.budgetBytes()).toLongLong();
    if (budget != m_workbench.budgetBytes() && budget > 0) {
        m_workbench.setBudgetBytes(budget);
    }
    for (QAction* action : m_actions->budgets->actions()) {
        action->setChecked(action->data().toLongLong() == budget);
    }
}

void MainWindow::applyAppearance(const QString& identifier)
{
    applyStyle(appearanceFromIdentifier(identifier));
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("window/splitter"), m_splitter->saveState());
    m_settings.setValue(kChosenKind, wordOf(currentKind()));
    m_settings.setValue(kChosenName, currentName());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    // What is dragged out of a list of this program is here already.
    if (event->source() == nullptr && CertificateImport::accepts(event->mimeData())) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    // Folders are looked through where they lie, and so is what is dropped among the stores.
    const QPoint position = m_navigation->mapFrom(this, event->position().toPoint());
    QStringList stores = droppedIn(event->mimeData(), true);
    QStringList files = droppedIn(event->mimeData(), false);
    if (m_navigation->rect().contains(position)) {
        stores += std::exchange(files, {});
    }
    openStores(stores);
    if (!files.isEmpty()) {
        m_operations->importFiles(files);
    }
    const bool isTaken = !stores.isEmpty() || !files.isEmpty() || importFrom(event->mimeData());
    if (isTaken) {
        event->acceptProposedAction();
    }
}

bool MainWindow::importFrom(const QMimeData* mime)
{
    return CertificateImport::importMime(
        mime, m_context, this, [this](const QString& name) { showCertificate(name); });
}

void MainWindow::showError(const Error& error)
{
    m_notifier.tell(error);
}

void MainWindow::select(NavigationKind kind, const QString& name)
{
    const QModelIndex index = m_model->find(kind, name);
    if (!index.isValid()) {
        return;
    }
    // The page that had the keyboard may go: the tree has it then, not whatever comes next.
    m_navigation->setFocus();
    if (m_navigation->currentIndex() == index) {
        showIndex(index);
    } else {
        m_navigation->setCurrentIndex(index);
    }
}

void MainWindow::showCertificate(const QString& name)
{
    if (name.isEmpty()) {
        select(NavigationKind::CertificateStore);
        return;
    }
    if (m_model->find(NavigationKind::Certificate, name).isValid()) {
        select(NavigationKind::Certificate, name);
        return;
    }
    // Of a large store the tree shows no entries.
    select(NavigationKind::CertificateStore);
    certificatesPage()->clearFilter();
    certificatesPage()->select(name);
}

void MainWindow::showStore(const QString& id)
{
    select(NavigationKind::OpenedStore, id);
}

void MainWindow::openStores(const QStringList& paths)
{
    for (const QString& path : paths) {
        const Result<QString> opened = m_workbench.stores().open(path);
        if (opened) {
            showStore(*opened);
        } else {
            m_notifier.tell(opened.error());
        }
    }
}

void MainWindow::showServer(const QString& name)
{
    select(NavigationKind::Server, name);
}

void MainWindow::showClient(const QString& name)
{
    select(NavigationKind::Client, name);
}

void MainWindow::showWelcome()
{
    if (m_welcome == nullptr) {
        return;
    }
    m_navigation->setCurrentIndex({});
    m_pages->setCurrentWidget(m_welcome);
    m_welcome->setFocus();
    updateActions();
}

void MainWindow::showIndex(const QModelIndex& index)
{
    if (!index.isValid() || m_welcome == nullptr) {
        updateActions();
        return;
    }
    const QString name = index.data(NavigationTreeModel::NameRole).toString();
    switch (static_cast<NavigationKind>(index.data(NavigationTreeModel::KindRole).toInt())) {
    case NavigationKind::CertificatesSection:
    case NavigationKind::CertificateStore:
        certificatesPage()->showStore({});
        m_pages->setCurrentWidget(certificatesPage());
        break;
    case NavigationKind::OpenedStore:
        certificatesPage()->showStore(name);
        m_pages->setCurrentWidget(certificatesPage());
        break;
    case NavigationKind::Certificate:
        certificatesPage()->showStore({});
        certificatesPage()->clearFilter();
        certificatesPage()->select(name);
        m_pages->setCurrentWidget(certificatesPage());
        break;
    case NavigationKind::Server:
        serverPage()->setServer(name);
        m_pages->setCurrentWidget(serverPage());
        break;
    case NavigationKind::Client:
        clientPage()->setClient(name);
        m_pages->setCurrentWidget(clientPage());
        break;
    case NavigationKind::ServersSection:
        m_pages->setCurrentWidget(m_noServer);
        break;
    case NavigationKind::ClientsSection:
        m_pages->setCurrentWidget(m_noClient);
        break;
    }
    updateActions();
}

void MainWindow::chooseFirst()
{
    if (!m_workbench.clientNames().isEmpty()) {
        showClient(m_workbench.clientNames().first());
    } else if (!m_workbench.serverNames().isEmpty()) {
        showServer(m_workbench.serverNames().first());
    } else if (!m_workbench.certificates().entries().isEmpty()) {
        select(NavigationKind::CertificateStore);
    } else {
        showWelcome();
    }
}

bool MainWindow::chooseRemembered()
{
    const QString word = m_settings.value(kChosenKind).toString();
    const QString name = m_settings.value(kChosenName).toString();
    for (const NavigationKind kind : {NavigationKind::Certificate,
                                      NavigationKind::OpenedStore,
                                      NavigationKind::Server,
                                      NavigationKind::Client}) {
        if (word == wordOf(kind) && !name.isEmpty() && m_model->find(kind, name).isValid()) {
            select(kind, name);
            return true;
        }
    }
    return false;
}

void MainWindow::leaveWelcome()
{
    if (m_welcome != nullptr && m_pages->currentWidget() == m_welcome && !m_tour->isRunning()) {
        chooseFirst();
    }
}

void MainWindow::showOtherEnd(const ObservedConnection& other)
{
    const bool server = other.record->role == Role::Server;
    select(server ? NavigationKind::Server : NavigationKind::Client, other.record->name);
    if (ConnectionsPanel* panel = currentConnections()) {
        panel->select(other.record->id);
    }
}

NavigationKind MainWindow::currentKind() const
{
    const QModelIndex index = m_navigation->currentIndex();
    return static_cast<NavigationKind>(index.data(NavigationTreeModel::KindRole).toInt());
}

bool MainWindow::isCurrent(NavigationKind kind) const
{
    if (kind == NavigationKind::Certificate) {
        return m_pages->currentWidget() == m_certificates && m_certificates->showsOwn()
            && !m_certificates->currentName().isEmpty();
    }
    return m_navigation->currentIndex().isValid() && currentKind() == kind;
}

QString MainWindow::currentName() const
{
    if (m_pages->currentWidget() == m_certificates && !isCurrent(NavigationKind::OpenedStore)) {
        return m_certificates->currentName();
    }
    return m_navigation->currentIndex().data(NavigationTreeModel::NameRole).toString();
}

ConnectionsPanel* MainWindow::currentConnections() const
{
    if (m_pages->currentWidget() == m_server) {
        return m_server->connections();
    }
    return m_pages->currentWidget() == m_client ? m_client->connections() : nullptr;
}

void MainWindow::pasteCertificates()
{
    const QMimeData* mime = QApplication::clipboard()->mimeData();
    if (!importFrom(mime)) {
        m_notifier.tell({Tone::Warning,
                         tr("There is no certificate or key on the clipboard."),
                         tr("Copy PEM text (“-----BEGIN …”) or files first."),
                         {},
                         {}});
    }
}

} // namespace workbench
