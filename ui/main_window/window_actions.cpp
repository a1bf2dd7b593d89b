#include "ui/main_window/window_actions.h"

#include "core/workbench/commands/client_commands.h"
#include "ui/common/application_style.h"
#include "ui/common/themed_icon.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

namespace workbench {

namespace {

constexpr int kTabs = 7;

/// Where an entry is none, a line separates those around it.
void fillMenu(QMenu& menu, const QList<QAction*>& entries)
{
    for (QAction* entry : entries) {
        if (entry == nullptr) {
            menu.addSeparator();
        } else {
            menu.addAction(entry);
        }
    }
}

QList<QAction*> fileEntries(const WindowActions& of)
{
    return {of.newClient,
            of.newServer,
            of.newCertificate,
            nullptr,
            of.import,
            of.exportCertificate,
            of.saveReport,
            nullptr,
            of.openStoreFile,
            of.openStoreFolder,
            of.openToken,
            of.closeStore,
            nullptr,
            of.quit};
}

QList<QAction*> certificateEntries(const WindowActions& of)
{
    return {of.newCertificate,
            of.newCa,
            of.newRequest,
            of.import,
            nullptr,
            of.serve,
            of.renew,
            of.revoke,
            of.publishList,
            of.makeOcsp,
            of.splitChain,
            nullptr,
            of.setPassphrase,
            of.removePassphrase,
            nullptr,
            of.exportCertificate,
            of.copyHash,
            of.rename,
            of.remove};
}

QList<QAction*> serverEntries(const WindowActions& of)
{
    return {of.newServer,
            nullptr,
            of.start,
            of.stop,
            of.repeat,
            of.deny,
            nullptr,
            of.connectTo,
            of.properties,
            of.rename,
            of.clear,
            of.remove};
}

QList<QAction*> clientEntries(const WindowActions& of)
{
    return {of.newClient,
            nullptr,
            of.start,
            of.repeat,
            of.resume,
            of.repeatSeveral,
            of.cancel,
            of.stop,
            nullptr,
            of.properties,
            of.duplicate,
            of.rename,
            of.exportClient,
            of.importClient,
            nullptr,
            of.copyAs->actions().at(0),
            of.copyAs->actions().at(1),
            of.copyAs->actions().at(2),
            nullptr,
            of.clear,
            of.remove};
}

} // namespace

WindowActions::WindowActions(QMainWindow* window, QUndoStack& undoStack)
    : QObject(window)
    , m_window(window)
{
    createFile();
    createEdit(undoStack);
    createThings();
    createClients();
    createMaking();
    createView();
    createHelp();
}

QAction*
WindowActions::add(const char* name, const QString& text, const char* icon, const QString& keys)
{
    auto* action = new QAction(text, m_window);
    action->setObjectName(QLatin1String(name));
    if (icon != nullptr) {
        action->setIcon(themedIcon(QStringLiteral("actions/%1").arg(QLatin1String(icon))));
    }
    if (!keys.isEmpty()) {
        action->setShortcut(QKeySequence(keys));
        action->setToolTip(QStringLiteral("%1 (%2)").arg(
            action->toolTip(), action->shortcut().toString(QKeySequence::NativeText)));
    }
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

QAction* WindowActions::addTo(QActionGroup* group,
                              const char* name,
                              const QString& text,
                              const QVariant& data)
{
    QAction* action = add(name, text, nullptr);
    action->setCheckable(true);
    action->setData(data);
    group->addAction(action);
    return action;
}

void WindowActions::createFile()
{
    newClient = add("newClient", tr("New &client…"), "client-new", QStringLiteral("Ctrl+N"));
    newClient->setStatusTip(tr("Connect to a server by name or address and see how it goes."));
    newClient->setIconText(tr("Client"));
    newServer = add("newServer", tr("New &server…"), "server-new", QStringLiteral("Ctrl+Shift+N"));
    newServer->setStatusTip(tr("Let clients connect to a server with a certificate of yours."));
    newServer->setIconText(tr("Server"));
    newCertificate = add("newCertificate",
                         tr("New cer&tificate…"),
                         "certificate-new",
                         QStringLiteral("Ctrl+Shift+T"));
    newCertificate->setStatusTip(tr("Make a server or client certificate for tests."));
    newCa = add("newCa", tr("New test C&A…"), "certificate-new");
    newCa->setStatusTip(tr("Make an authority of your own that signs test certificates."));
    import = add("import", tr("&Import…"), "import", QStringLiteral("Ctrl+I"));
    import->setStatusTip(tr("Open certificates and keys: PEM, DER or PKCS#12."));
    openStoreFile
        = add("openStoreFile", tr("&Open a file as a store…"), "folder", QStringLiteral("Ctrl+O"));
    openStoreFile->setStatusTip(tr("Look through the certificates of a file without importing."));
    openStoreFolder = add("openStoreFolder",
                          tr("Open a &folder as a store…"),
                          "folder",
                          QStringLiteral("Ctrl+Shift+O"));
    openStoreFolder->setStatusTip(tr("Look through the certificates of a folder."));
    openToken = add("openToken", tr("Open a to&ken…"), "key");
    openToken->setStatusTip(
        tr("Use certificates whose keys stay on a smart card or another PKCS#11 token."));
    closeStore = add("closeStore", tr("C&lose this store"), "close");
    closeStore->setStatusTip(tr("The files stay as they are."));
    exportCertificate = add("export", tr("&Export…"), "export", QStringLiteral("Ctrl+E"));
    quit = add("quit", tr("&Quit"), nullptr, QStringLiteral("Ctrl+Q"));
}

void WindowActions::createEdit(QUndoStack& undoStack)
{
    const auto adopt
        = [this](
              QAction* action, const char* name, const char* icon, QKeySequence::StandardKey keys) {
              action->setObjectName(QLatin1String(name));
              action->setIcon(themedIcon(QStringLiteral("actions/%1").arg(QLatin1String(icon))));
              action->setShortcuts(keys);
              m_window->addAction(action);
              m_all.append(action);
              return action;
          };
    undo = adopt(
        undoStack.createUndoAction(m_window, tr("&Undo")), "undo", "undo", QKeySequence::Undo);
    redo = adopt(
        undoStack.createRedoAction(m_window, tr("&Redo")), "redo", "repeat", QKeySequence::Redo);
    paste = add("paste", tr("&Paste certificates"), "paste", QStringLiteral("Ctrl+V"));
    rename = add("rename", tr("Re&name"), "rename", QStringLiteral("F2"));
    remove = add("remove", tr("Re&move"), "remove", QStringLiteral("Del"));
    // Only where the tree has the keyboard; the list of certificates has its own.
    remove->setShortcutContext(Qt::WidgetShortcut);
    properties = add("properties", tr("Chan&ge…"), "edit", QStringLiteral("Alt+Return"));
    find = add("find", tr("&Find here"), "search", QStringLiteral("Ctrl+F"));
}

void WindowActions::createThings()
{
    start = add("start", tr("St&art"), "start", QStringLiteral("F9"));
    stop = add("stop", tr("S&top"), "stop", QStringLiteral("Shift+F9"));
    deny = add("deny", tr("Re&fuse clients"), "cancel");
    deny->setCheckable(true);
    deny->setStatusTip(tr("At once, also while the server runs; who is connected stays."));
    repeat = add("repeat", tr("&Repeat"), "repeat", QStringLiteral("F5"));
    cancel = add("cancel", tr("Cancel t&he attempt"), "cancel", QStringLiteral("Esc"));
    connectTo = add("connectTo", tr("C&onnect a client to it"), "client-new");
    serve = add("serve", tr("Start a ser&ver with it…"), "server-new");
    copyHash = add("copyHash", tr("Copy its SHA-256 &hash"), "copy");
    clear = add("clear", tr("Cl&ear its closed connections"), "remove");
    palette = add("palette", tr("&Find or do anything…"), "search", QStringLiteral("Ctrl+K"));
}

void WindowActions::createClients()
{
    resume = add("resumeSession", tr("Resume the &session"), "repeat", QStringLiteral("Ctrl+F5"));
    resume->setStatusTip(tr("Connect with the newest session that this client got since the "
                            "program began; the verdict says whether the server took it up."));
    repeatSeveral
        = add("repeatSeveral", tr("Repeat se&veral times…"), "repeat", QStringLiteral("Shift+F5"));
    repeatSeveral->setStatusTip(tr("Connections in a row, and how far their times lie apart."));
    duplicate = add("duplicate", tr("Dupl&icate"), "copy", QStringLiteral("Ctrl+D"));
    duplicate->setStatusTip(tr("Another client with the same settings."));
    exportClient = add("exportClient", tr("E&xport to a file…"), "export");
    exportClient->setStatusTip(tr("The client's settings as JSON; no passwords are in it."));
    importClient = add("importClient", tr("Im&port from a file…"), "import");
    importClient->setStatusTip(tr("A client that was exported before."));
    copyAs = new QActionGroup(this);
    const auto addTool = [this](const char* name, const QString& text, OtherTool tool) {
        QAction* action = add(name, text, "copy");
        action->setData(static_cast<int>(tool));
        copyAs->addAction(action);
    };
    addTool("copyAsOpenSsl", tr("Copy as “&openssl s_client …”"), OtherTool::OpenSsl);
    addTool("copyAsCurl", tr("Copy as “c&url …”"), OtherTool::Curl);
    addTool("copyAsWorkbench", tr("Copy as “tls-&workbench connect …”"), OtherTool::Workbench);
    saveReport = add("saveReport", tr("Sa&ve the report…"), "export", QStringLiteral("Ctrl+S"));
    saveReport->setStatusTip(tr("The connection as a web page, text or JSON."));
}

void WindowActions::createMaking()
{
    newRequest = add("newRequest", tr("New re&quest (CSR)…"), "certificate-new");
    newRequest->setStatusTip(tr("Make a key and a request for somebody else to sign."));
    renew = add("renewCertificate", tr("Rene&w…"), "repeat");
    renew->setStatusTip(tr("Make the certificate anew, with the same key or another."));
    revoke = add("revokeCertificate", tr("&Revoke or take back…"), "cancel");
    revoke->setStatusTip(tr("Put the certificate on its CA's revocation list, or take it off."));
    publishList = add("publishList", tr("Publish the revocation &list…"), "export");
    publishList->setStatusTip(tr("Write the CA's revocation list (CRL) to a file."));
    makeOcsp = add("makeOcsp", tr("Make an &OCSP response…"), "certificate");
    makeOcsp->setStatusTip(tr("What a responder would say about the certificate, for stapling."));
    splitChain = add("splitChain", tr("Split &chain…"), "other-end");
    splitChain->setStatusTip(
        tr("Make each certificate of the chain or bundle an entry of its own."));
    setPassphrase = add("setPassphrase", tr("Set a &passphrase…"), "key");
    setPassphrase->setStatusTip(tr("Encrypt the private key in its file."));
    removePassphrase = add("removePassphrase", tr("Remove the pa&ssphrase…"), nullptr);
    removePassphrase->setStatusTip(tr("Keep the private key in clear."));
    forgetPassphrases = add("forgetPassphrases", tr("Forget the &passphrases in memory"), "key");
    forgetPassphrases->setStatusTip(tr("Ask for every passphrase again from now on."));
}

void WindowActions::createView()
{
    appearances = new QActionGroup(this);
    addTo(appearances, "appearanceSystem", tr("&As the desktop"), toIdentifier(Appearance::System));
    addTo(appearances, "appearanceLight", tr("&Light"), toIdentifier(Appearance::Light));
    addTo(appearances, "appearanceDark", tr("&Dark"), toIdentifier(Appearance::Dark));
    addTo(appearances,
          "appearanceHighContrast",
          tr("&High contrast"),
          toIdentifier(Appearance::HighContrast));
    budgets = new QActionGroup(this);
    for (const int megabytes : {64, 256, 1024}) {
        addTo(budgets,
              qPrintable(QStringLiteral("budget%1").arg(megabytes)),
              tr("At most %1 MB").arg(megabytes),
              qint64(megabytes) * 1024 * 1024);
    }
    tabs = new QActionGroup(this);
    tabs->setExclusive(false);
    for (int index = 0; index < kTabs; ++index) {
        QAction* action = add(qPrintable(QStringLiteral("tab%1").arg(index + 1)),
                              tr("Tab %1 of the connection").arg(index + 1),
                              nullptr,
                              QStringLiteral("Ctrl+%1").arg(index + 1));
        action->setData(index);
        tabs->addAction(action);
    }
}

void WindowActions::createHelp()
{
    helpHere = add("helpHere", tr("Help on what has the &focus"), "help", QStringLiteral("F1"));
    shortcuts = add("shortcuts", tr("&Keyboard shortcuts"), "keyboard");
    welcome = add("welcome", tr("&Welcome page"), "tour");
    about = add("about", tr("&About TLS Workbench"), nullptr);
}

void WindowActions::buildMenus()
{
    const auto menu = [this](const QString& title, const QList<QAction*>& entries) {
        QMenu* made = m_window->menuBar()->addMenu(title);
        fillMenu(*made, entries);
        return made;
    };
    menu(tr("&File"), fileEntries(*this));
    QMenu* edit = menu(tr("&Edit"),
                       {undo, redo, nullptr, paste, nullptr, rename, remove, properties, nullptr});
    here = edit->addMenu(tr("Fields and &bytes"));
    here->setObjectName(QStringLiteral("menuOfTab"));
    edit->addAction(find);
    QMenu* view = menu(tr("&View"), tabs->actions());
    view->addSeparator();
    view->addMenu(tr("&Appearance"))->addActions(appearances->actions());
    ofCertificates = menu(tr("Ce&rtificate"), certificateEntries(*this));
    ofServers = menu(tr("&Server"), serverEntries(*this));
    ofClients = menu(tr("&Client"), clientEntries(*this));
    ofCertificates->setObjectName(QStringLiteral("menuOfCertificates"));
    ofServers->setObjectName(QStringLiteral("menuOfServers"));
    ofClients->setObjectName(QStringLiteral("menuOfClients"));
    QMenu* tools = menu(tr("&Tools"), {palette, nullptr});
    tools->addMenu(tr("&Memory for connections"))->addActions(budgets->actions());
    tools->addAction(forgetPassphrases);
    menu(tr("&Help"), {helpHere, shortcuts, welcome, nullptr, about});
}

void WindowActions::buildToolBar()
{
    auto* bar = m_window->addToolBar(tr("Main tools"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addActions({newClient, newServer, import});
    bar->addSeparator();
    bar->addActions({start, stop, repeat});
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(palette);
    const QList<QAction*> shown = bar->actions();
    for (QAction* action : shown) {
        if (auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action))) {
            button->setObjectName(action->objectName() + QStringLiteral("Tool"));
            button->setAccessibleName(action->text().remove(QLatin1Char('&')));
            button->setFocusPolicy(Qt::TabFocus);
        }
    }
}

} // namespace workbench
