#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/window_context.h"

#include <QWidget>

class QAction;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;

namespace workbench {

class CertificateTableModel;
class CertificateView;
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
    /// The two chosen ones, or the chosen one with another.
    void compareCurrent();

Q_SIGNALS:
    void currentChanged(const QString& name);
    void serverWanted(const QString& certificate);
    /// A user of the certificate was chosen: the window leads there.
    void serverChosen(const QString& name);
    void clientChosen(const QString& name);

private:
    QWidget* buildToolRow(QAction* newCertificate, QAction* import);
    void buildActions();
    void refresh();
    void showCurrent();
    void updateActions();
    void copyAs(const QString& text, const QString& what);
    QStringList selectedNames() const;
    void rename(const QString& name, const QString& newName);
    std::optional<StoreEntry> currentEntry() const;

    WindowContext m_context;
    CertificateTableModel* m_model;
    QSortFilterProxyModel* m_proxy;
    DataTable* m_table;
    QLineEdit* m_search;
    CertificateView* m_view;
    QStackedLayout* m_stack;
    QAction* m_export;
    QAction* m_remove;
    QAction* m_rename;
    QAction* m_copyHash;
    QAction* m_copyPem;
    QAction* m_copyText;
    QAction* m_copyPin;
    QAction* m_compare;
    QAction* m_serve;
};

} // namespace workbench
