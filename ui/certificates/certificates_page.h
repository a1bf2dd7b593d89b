#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QWidget>

class QAction;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;

namespace workbench {

class CertificateDetails;
class CertificateTableModel;
class DataTable;

/// "My certificates": search, list, details; make, import, export, rename, remove.
class CertificatesPage : public QWidget
{
    Q_OBJECT

public:
    /// `newCertificate` and `import` are the window's actions, offered while the store is empty.
    CertificatesPage(const WindowContext& context,
                     QAction* newCertificate,
                     QAction* import,
                     QWidget* parent = nullptr);

    void select(const QString& name);
    QString currentName() const; ///< empty: none is chosen

    QLineEdit* searchField() const { return m_search; }

    void exportCurrent();
    void removeCurrent();
    void renameCurrent();
    void copyHash();

Q_SIGNALS:
    void currentChanged(const QString& name);
    void serverWanted(const QString& certificate);

private:
    QWidget* buildToolRow(QAction* newCertificate, QAction* import);
    void buildActions();
    void refresh();
    void showCurrent();
    void updateActions();
    void rename(const QString& name, const QString& newName);
    std::optional<StoreEntry> currentEntry() const;

    WindowContext m_context;
    CertificateTableModel* m_model;
    QSortFilterProxyModel* m_proxy;
    DataTable* m_table;
    QLineEdit* m_search;
    CertificateDetails* m_details;
    QStackedLayout* m_stack;
    QAction* m_export;
    QAction* m_remove;
    QAction* m_rename;
    QAction* m_copyHash;
    QAction* m_serve;
};

} // namespace workbench
