#pragma once

#include "core/connection/tls_catalogue.h"

#include <QDialog>

class QLineEdit;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;

namespace workbench {

class DataTable;
class TlsListModel;

/// Chooses what stands in one list of TLS, and in which order.
class TlsListDialog : public QDialog
{
    Q_OBJECT

public:
    /// `name`: object name of the dialog, before those of what is in it.
    TlsListDialog(TlsList list, const QString& name, const QStringList& chosen, QWidget* parent);

    QStringList chosen() const;

private:
    QWidget* makeOrderButtons();
    void moveCurrent(int by);
    void showState();

    TlsListModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_search;
    DataTable* m_table;
    QPushButton* m_up;
    QPushButton* m_down;
    QLabel* m_count;
};

/// The title of the dialog for a list, without dots.
QString titleOf(TlsList list);

} // namespace workbench
