#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/notifier.h"
#include "ui/common/window_context.h"
#include "ui/main_window/navigation_tree_model.h"

#include <QMainWindow>
#include <QSettings>
#include <QUndoStack>

class QMimeData;
class QSplitter;
class QStackedWidget;

namespace workbench {

class CertificatesPage;
class ClientPage;
class CommandPalette;
class ConnectionTab;
class ConnectionView;
class ConnectionsPanel;
class EmptyState;
class MessageBar;
class NavigationView;
class Operations;
class ServerPage;
class Tour;
class WelcomePage;
class WindowActions;

/// The window: what there is at the left, the chosen thing at the right. `workbench` must outlive
/// the window; it may be opened later. Sizes and choices are kept in
/// `window.ini` in the workbench's home.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// What there is of it when the constructor returns.
    enum class Extent
    {
        Whole,
        Frame ///< menus, tools, what is at the left, shown; the page follows the first picture
    };

    explicit MainWindow(Workbench& workbench,
                        Extent extent = Extent::Whole,
                        QWidget* parent = nullptr);
    ~MainWindow() override;

    void showCertificate(const QString& name);
    void showServer(const QString& name);
    void showClient(const QString& name);
    void showStore(const QString& id); ///< OpenedStore::id
    void showWelcome();

    /// Opens files and folders as stores and shows the last.
    void openStores(const QStringList& paths);

    /// Tells something in the bar above the page, e.g. that the workspace could not be read.
    void showError(const Error& error);

Q_SIGNALS:
    /// Of Extent::Frame, once: its first picture is there. What is opened now is looked at before
    /// the first page is chosen.
    void frameShown();

protected:
    void closeEvent(QCloseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void showFirstPage(); ///< once, and nothing is chosen before
    void buildFirstPages();
    void buildNextPage(); ///< in turns of the event loop, after the first picture
    void afterFirstPicture();
    // Large pages are built when they are needed, or after the first picture: the window comes up
    // in half the time.
    CertificatesPage* certificatesPage();
    ServerPage* serverPage();
    ClientPage* clientPage();
    void connectView(ConnectionView* view); ///< of a page
    void buildLayout();
    void connectTour();
    void connectNew();
    void connectMaking();
    void connectEdit();
    void connectRunning();
    void connectClients();
    void connectView();
    void connectHelp();
    void connectNavigation();
    void restore();
    void applyAppearance(const QString& identifier);

    void select(NavigationKind kind, const QString& name = {});
    void showIndex(const QModelIndex& index);
    void updateActions();
    void connectMenus();
    void updateServerActions(bool isServer);
    void updateClientActions(bool isClient);
    void updateConnectionActions(bool hasConnections);
    void updateCertificateActions(bool isOwn);
    NavigationKind currentKind() const;
    QString currentName() const; ///< of the chosen certificate, server or client
    bool isCurrent(NavigationKind kind) const;
    ConnectionsPanel* currentConnections() const;

    void startCurrent();
    void stopCurrent();
    void repeatCurrent();
    void openCurrent(); ///< by double-click
    void editCurrent();
    void renameCurrent();
    void removeCurrent();
    void clearCurrent();
    void findHere();
    void fillMenuOfTab();
    ConnectionTab* currentTab() const; ///< of the connection that is shown; null: none
    ConnectionTab* focusedTab() const; ///< the same when the focus is in it
    void rename(NavigationKind kind, const QString& name, const QString& newName);
    void pasteCertificates();
    void chooseStore(bool folder);
    bool importFrom(const QMimeData* mime); ///< false: nothing in it can be imported
    void openPalette();
    void helpHere();
    void startTour();
    void showOtherEnd(const ObservedConnection& other);
    void chooseFirst();
    bool chooseRemembered(); ///< what was chosen when the window closed; false: it is gone
    void leaveWelcome();
    void showContextMenu(const QPoint& position);

    Workbench& m_workbench;
    bool m_painted = false; ///< the first picture is there
    QSettings m_settings;
    Notifier m_notifier;
    QUndoStack m_undo;
    WindowContext m_context;
    WindowActions* m_actions;
    Operations* m_operations;
    NavigationTreeModel* m_model;
    NavigationView* m_navigation;
    MessageBar* m_messages;
    QSplitter* m_splitter;
    QStackedWidget* m_pages;
    WelcomePage* m_welcome = nullptr; ///< null: there is a frame only, as with the last two
    CertificatesPage* m_certificates = nullptr; ///< null: not built yet, as the next two
    ServerPage* m_server = nullptr;
    ClientPage* m_client = nullptr;
    EmptyState* m_noServer = nullptr;
    EmptyState* m_noClient = nullptr;
    CommandPalette* m_palette = nullptr; ///< null: it was never open
    Tour* m_tour;
};

} // namespace workbench
