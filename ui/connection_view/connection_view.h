#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QWidget>

class QAction;
class QStackedLayout;
class QTabWidget;

namespace workbench {

class BothEndsTab;
class ConnectionTab;
class DataTab;
class EmptyState;
class MessagesTab;
class VerdictPanel;

/// One connection, the same view wherever it comes from: the verdict first, then tabs. Only the tab
/// in front is kept up to date; the others follow when they come to the front.
class ConnectionView : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionView(const WindowContext& context, QWidget* parent = nullptr);

    /// Shows it, or its later state when it is the one shown already.
    void showConnection(const ObservedConnection& connection);
    void clear();

    quint64 shownId() const; ///< 0: none

    const std::optional<ObservedConnection>& connection() const { return m_connection; }

    /// What stands here while no connection is shown.
    void setEmptyText(const QString& title, const QString& text);
    void addEmptyAction(QAction* action);
    /// The filter that leaves nothing to show, which is said instead; empty: there is none.
    void setUnfitting(const QString& filter);

    int tabCount() const;
    QString tabTitle(int index) const;
    void setCurrentTab(int index);
    void showTab(const QString& objectName);
    QString frontTab() const; ///< its object name
    ConnectionTab* currentTab() const; ///< null while no connection is shown
    ConnectionTab* tab(const QString& objectName) const;

Q_SIGNALS:
    void shownChanged(); ///< another connection, or none
    void tabChosen(const QString& objectName);
    void sendRequested(const QByteArray& bytes);
    void sendFileRequested();
    void stopFileRequested();
    void startTlsRequested();
    void rekeyingRequested(workbench::Rekeying way);
    void closeSendingRequested();
    void breakOffRequested();
    void endRequested();
    void saveReceivedRequested(const QByteArray& received);
    void repeatRequested();
    void editRequested();
    /// The record of the other end, which this program kept too.
    void otherEndRequested(const workbench::ObservedConnection& other);

private:
    void addTab(ConnectionTab* tab, const QString& name, const QString& title);
    void refreshCurrentTab();
    void findOtherEnd();
    bool isNearerEnd(const ObservedConnection& candidate) const;
    void followOtherEnd(const QList<ObservedConnection>& batch);
    void tellOtherEnd();
    void showMessage(int position);
    void tellWhyEmpty();

    Workbench& m_workbench;
    std::optional<ObservedConnection> m_connection;
    std::optional<ObservedConnection> m_otherEnd;
    BothEndsTab* m_bothEnds;
    MessagesTab* m_messages;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QString m_emptyTitle;
    QString m_emptyText;
    QString m_unfitting;
    VerdictPanel* m_verdict;
    QTabWidget* m_tabs;
};

} // namespace workbench
