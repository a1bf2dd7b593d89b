#pragma once

#include "ui/certificates/dragged_certificates.h"
#include "ui/common/state.h"

#include <QAbstractItemModel>

#include <memory>
#include <optional>
#include <vector>

namespace workbench {

class ValidityAlarm;
class Workbench;

/// What a row of the tree at the left stands for.
enum class NavigationKind
{
    CertificatesSection,
    ServersSection,
    ClientsSection,
    CertificateStore, ///< "My certificates"
    OpenedStore, ///< the system's anchors, a file, a folder; its name is OpenedStore::id
    Certificate,
    Server,
    Client
};

/// Everything there is, with its live state. Follows the workbench by itself; rows keep their
/// identity while others come and go, so that selection and folding stay.
class NavigationTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum DataRole
    {
        KindRole = Qt::UserRole + 1, ///< int(NavigationKind)
        NameRole, ///< QString: as the workbench knows it; empty for sections
        StateWordRole, ///< QString: "listening"; empty where there is nothing to say
        StateColorRole ///< QColor
    };

    explicit NavigationTreeModel(Workbench& workbench, QObject* parent = nullptr);
    ~NavigationTreeModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override; ///< to be dragged out

    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

    /// The row of a thing; invalid when there is none. Sections are found with an empty name.
    QModelIndex find(NavigationKind kind, const QString& name = {}) const;

    void setSoonDays(int days); ///< as of expirySoonDays()

Q_SIGNALS:
    /// A person typed another name. The row changes when the workbench does.
    void
    renameRequested(workbench::NavigationKind kind, const QString& name, const QString& newName);

private:
    struct Node;

    static Node* nodeOf(const QModelIndex& index);
    QModelIndex indexOf(const Node& node) const;
    Node& group(NavigationKind kindOfChildren) const;

    void syncCertificates();
    void followClock();
    void syncStores();
    void syncServers();
    void syncClients();
    /// Makes the children of `group` these names in this order, with as few changes as possible.
    void sync(Node& group, NavigationKind kind, const QStringList& names);
    void removeMissing(Node& group, const QStringList& names);
    void refreshState(NavigationKind kind, const QString& name);
    void refreshStates(Node& group);
    std::optional<State> currentState(const Node& node) const;
    QString label(const Node& node) const;
    QString spokenLabel(const Node& node) const;
    QString toolTip(const Node& node) const;
    QVariant icon(const Node& node) const;

    Workbench& m_workbench;
    std::unique_ptr<Node> m_root;
    int m_soonDays = kUsualSoonDays;
    ValidityAlarm* m_alarm;
    mutable DraggedCertificates m_dragged;
};

} // namespace workbench
