#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QList>
#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;

namespace workbench {

class ConnectionsPanel;
class MessageBar;
class ElidedLabel;
class PageHeader;

/// One server: its state and counters, a warning when others can reach it, its connections.
class ServerPage : public QWidget
{
    Q_OBJECT

public:
    /// `actions` become the buttons of the header; the `whenEmpty` ones stand where the connections
    /// will be.
    ServerPage(const WindowContext& context,
               const QList<QAction*>& actions,
               const QList<QAction*>& whenEmpty,
               QWidget* parent = nullptr);

    void setServer(const QString& name);

    QString server() const { return m_name; }

    ConnectionsPanel* connections() const { return m_connections; }

Q_SIGNALS:
    void editRequested();
    void restartRequested();
    void denyRequested(bool deny); ///< whether new connections shall be refused

private:
    void refresh();
    void showCounts(const ServerStatus& status, const ServerProfile& profile);
    void showFailures(const ServerCounters& counters);
    void showFault(const ServerStatus& status, const ServerProfile& profile);
    void showTrouble(const ServerStatus& status, const ServerProfile& profile);
    static QString protocolText(const ServerProfile& profile);
    static QString credentialsText(const ServerProfile& profile);
    static QString stateDetail(const ServerStatus& status, const ServerProfile& profile);

    WindowContext m_context;
    QString m_name;
    PageHeader* m_header;
    QLabel* m_counts; ///< of connections
    ElidedLabel* m_failures; ///< why connections failed, how often
    QTimer m_rateTimer; ///< while handshakes end, their number a second changes by itself
    MessageBar* m_warning;
    MessageBar* m_fault;
    ConnectionsPanel* m_connections;
};

} // namespace workbench
