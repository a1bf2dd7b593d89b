#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QList>
#include <QWidget>

class QAction;

namespace workbench {

class ConnectionsPanel;
class MessageBar;
class PageHeader;
class RepetitionRow;

/// One client: its target and state, its attempts, the chosen one in full.
class ClientPage : public QWidget
{
    Q_OBJECT

public:
    ClientPage(const WindowContext& context,
               const QList<QAction*>& actions,
               const QList<QAction*>& whenEmpty,
               QWidget* parent = nullptr);

    void setClient(const QString& name);

    QString client() const { return m_name; }

    ConnectionsPanel* connections() const { return m_connections; }

Q_SIGNALS:
    void editRequested();
    void repeatRequested();
    void sendFileRequested();

private:
    void refresh();
    void showFault(const ClientStatus& status);
    void tellAttempts(const ClientStatus& status);

    WindowContext m_context;
    QString m_name;
    PageHeader* m_header;
    MessageBar* m_fault;
    RepetitionRow* m_repetition;
    ConnectionsPanel* m_connections;
};

} // namespace workbench
