#pragma once

#include <QList>
#include <QObject>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QUndoStack;

namespace workbench {

/// Every action of the window with its words, keys and icon; the window connects them. Each has its
/// object name, so that tests and the palette find it.
class WindowActions : public QObject
{
    Q_OBJECT

public:
    WindowActions(QMainWindow* window, QUndoStack& undo);

    /// Everything that has words, in the order of the menus.
    QList<QAction*> all() const { return m_all; }

    void buildMenus();
    void buildToolBar();

    QAction* newClient;
    QAction* newServer;
    QAction* newCertificate;
    QAction* newCa;
    QAction* newRequest;
    QAction* renew;
    QAction* revoke;
    QAction* publishList;
    QAction* makeOcsp;
    QAction* splitChain;
    QAction* setPassphrase; ///< or changes it
    QAction* removePassphrase;
    QAction* forgetPassphrases;
    QAction* import;
    QAction* openStoreFile;
    QAction* openStoreFolder;
    QAction* openToken;
    QAction* closeStore; ///< the opened one that is chosen
    QAction* exportCertificate;
    QAction* quit;

    QAction* undo;
    QAction* redo;
    QAction* paste;
    QAction* rename;
    QAction* remove;
    QAction* properties;
    QAction* find;

    QAction* start;
    QAction* stop;
    QAction* deny; ///< checked: the chosen server refuses new connections
    QAction* repeat;
    QAction* resume; ///< the session of a client
    QAction* repeatSeveral; ///< a client
    QAction* duplicate; ///< a client
    QAction* exportClient;
    QAction* importClient;
    QActionGroup* copyAs; ///< data: OtherTool
    QAction* saveReport; ///< of the connection that is shown
    QAction* cancel;
    QAction* connectTo; ///< a client for the chosen server
    QAction* serve; ///< a server with the chosen certificate
    QAction* copyHash;
    QAction* clear;

    QAction* palette;
    QActionGroup* appearances; ///< data: the appearance's identifier
    QActionGroup* budgets; ///< data: bytes
    QActionGroup* tabs; ///< data: index of the tab
    QMenu* here = nullptr; ///< filled with what the tab in front can do
    QMenu* ofCertificates = nullptr;
    QMenu* ofServers = nullptr;
    QMenu* ofClients = nullptr;

    QAction* helpHere;
    QAction* shortcuts;
    QAction* welcome;
    QAction* about;

private:
    QAction* add(const char* name, const QString& text, const char* icon, const QString& keys = {});
    QAction*
    addTo(QActionGroup* group, const char* name, const QString& text, const QVariant& data);
    void createFile();
    void createEdit(QUndoStack& undoStack);
    void createThings();
    void createClients();
    void createMaking();
    void createView();
    void createHelp();

    QMainWindow* m_window;
    QList<QAction*> m_all;
};

} // namespace workbench
