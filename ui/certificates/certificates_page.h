#pragma once

#include "core/workbench/workbench.h"
#include "ui/certificates/store_filter_bar.h"
#include "ui/common/window_context.h"

#include <QWidget>

#include <functional>

class QAction;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;

namespace workbench {

class CertificateTableModel;
class CertificateView;
class DataTable;
class ElidedLabel;
class ValidityAlarm;
struct UnlockedEntry;

/// The certificates of one store: "My certificates" (search, list, details; make, import, export,
/// rename, remove), or one that is only looked through and copied from.
class CertificatesPage : public QWidget
{
    Q_OBJECT

public:
    /// `newCertificate` and `import` are the window's actions, offered while the store is empty.
    CertificatesPage(const WindowContext& context,
                     QAction* newCertificate,
                     QAction* import,
                     QWidget* parent = nullptr);

    /// Shows another store; empty: "My certificates". What was searched for is forgotten.
    void showStore(const QString& id);

    bool showsOwn() const { return m_store.isEmpty(); }

    void select(const QString& name);
    QString currentName() const; ///< empty: none is chosen

    /// Actions of the window that the menu of an entry has too.
    void addEntryActions(const QList<QAction*>& actions);

    QLineEdit* searchField() const { return m_filter->field(); }

    void clearFilter() { m_filter->clear(); }

    bool canExport() const;

    QList<StoreEntry> selectedEntries() const; ///< in the order of the list

    bool hasCurrent() const { return !currentName().isEmpty(); }

    void exportCurrent();
    void removeCurrent();
    void renameCurrent();
    void copyHash();
    void copyIntoOwn();
    /// The two chosen ones, or the chosen one with another; of more it says so.
    void compareCurrent();

Q_SIGNALS:
    void currentChanged(const QString& name);
    void serverWanted(const QString& certificate);
    void certificateWanted(const QString& name); ///< in "My certificates"
    /// A user of the certificate was chosen: the window leads there.
    void serverChosen(const QString& name);
    void clientChosen(const QString& name);
    void soonDaysChanged(int days); ///< as of expirySoonDays()

private:
    QWidget* buildToolRow(QAction* newCertificate, QAction* import);
    void buildActions();
    void connectParts();
    void connectStores();
    QList<StoreEntry> allEntries() const;
    void refresh(); ///< list and view
    void refilter(); ///< the view only when another certificate is chosen by that
    void fill();
    void ownChanged();
    void showNote(); ///< what store it is, how far it is read, why it cannot be
    void askPassword();
    void copyNext(QList<StoreEntry> rest);
    bool keepCopy(const UnlockedEntry& copy);
    void showCurrent();
    void updateActions();
    /// What `text` says of each of the chosen ones, together.
    void copyAs(const std::function<QString(const StoreEntry&)>& text, const QString& what);
    void copyCommands();
    void chooseFolder(const QList<StoreEntry>& entries); ///< to export several
    void selectRow(int row); ///< of the model; -1: none
    void rename(const QString& name, const QString& newName);
    std::optional<StoreEntry> currentEntry() const;

    WindowContext m_context;
    CertificateTableModel* m_model;
    QSortFilterProxyModel* m_proxy;
    DataTable* m_table;
    StoreFilterBar* m_filter;
    QWidget* m_waiting; ///< requests, of "My certificates" only
    QWidget* m_noteRow = nullptr;
    ElidedLabel* m_note = nullptr;
    CertificateView* m_view;
    QStackedLayout* m_stack;
    QAction* m_export;
    QAction* m_remove;
    QAction* m_rename;
    QAction* m_copyHash;
    QAction* m_copyPem;
    QAction* m_copyText;
    QAction* m_copyPin;
    QAction* m_copyCommands;
    QAction* m_compare;
    QAction* m_serve;
    QAction* m_copy;
    QAction* m_unlock;
    QList<QWidget*> m_ownButtons; ///< only for "My certificates"
    ValidityAlarm* m_alarm; ///< of all entries
    bool m_filling = false; ///< who is chosen changes on the way
    std::optional<StoreEntry> m_shown; ///< in the view
    QString m_store; ///< OpenedStore::id; empty: "My certificates"
};

} // namespace workbench
