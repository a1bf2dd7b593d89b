#pragma once

#include "ui/connection_view/connection_tab.h"

#include <optional>

class QSettings;

namespace workbench {

class BothEndsModel;
class DataTable;
class WrappedLabel;

/// Both records of a connection between a client and a server of this program as one list, on one
/// clock.
class BothEndsTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit BothEndsTab(QSettings& settings, QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

    QList<QAction*> moreActions() const override;

    /// Of the connection that is shown next; nothing: it is not known.
    void setOtherEnd(const std::optional<ObservedConnection>& other) { m_other = other; }

    DataTable* table() const { return m_table; }

Q_SIGNALS:
    /// A message is to be seen whole. `position`: in the record shown.
    void messageRequested(int position);

private:
    void
    showTexts(bool plain, const ConnectionRecordPtr& client, const ConnectionRecordPtr& server);
    void openCurrent();

    BothEndsModel* m_model;
    DataTable* m_table;
    WrappedLabel* m_caption;
    QAction* m_open;
    std::optional<ObservedConnection> m_other;
    Role m_role = Role::Client; ///< of the record shown
};

} // namespace workbench
