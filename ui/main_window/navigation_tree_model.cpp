#include "ui/main_window/navigation_tree_model.h"

#include "core/workbench/opened_stores.h"
#include "core/workbench/validity_alarm.h"
#include "core/workbench/workbench.h"
#include "ui/common/themed_icon.h"

#include <QFont>
#include <QGuiApplication>
#include <QMimeData>
#include <QSet>

#include <algorithm>

namespace workbench {

struct NavigationTreeModel::Node
{
    Node(NavigationKind nodeKind, QString nodeName, Node* nodeParent)
        : kind(nodeKind)
        , name(std::move(nodeName))
        , parent(nodeParent)
    { }

    NavigationKind kind;
    QString name;
    Node* parent;
    std::optional<State> state = std::nullopt;
    std::vector<std::unique_ptr<Node>> children {};

    int row() const
    {
        const auto& siblings = parent->children;
        const auto found = std::find_if(siblings.begin(),
                                        siblings.end(),
                                        [this](const auto& child) { return child.get() == this; });
        return static_cast<int>(found - siblings.begin());
    }

    /// A valid certificate needs no word; everything else says how it stands.
    bool tells() const { return state && state != State::Valid; }

    Node& add(NavigationKind childKind)
    {
        children.push_back(std::make_unique<Node>(childKind, QString(), this));
        return *children.back();
    }
};

namespace {

bool isSection(NavigationKind kind)
{
    return kind == NavigationKind::CertificatesSection || kind == NavigationKind::ServersSection
        || kind == NavigationKind::ClientsSection;
}

QFont sectionFont()
{
    QFont font = QGuiApplication::font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 0.9);
    font.setCapitalization(QFont::AllUppercase);
    return font;
}

QIcon storeIcon(SourceKind kind)
{
    const QString name = kind == SourceKind::File ? QStringLiteral("actions/certificate")
        : kind == SourceKind::Token               ? QStringLiteral("actions/key")
                                                  : QStringLiteral("actions/folder");
    return themedIcon(name, Tone::Neutral);
}

} // namespace

NavigationTreeModel::NavigationTreeModel(Workbench& workbench, QObject* parent)
    : QAbstractItemModel(parent)
    , m_workbench(workbench)
    , m_root(std::make_unique<Node>(NavigationKind::CertificatesSection, QString(), nullptr))
    , m_alarm(new ValidityAlarm(this))
{
    connect(m_alarm, &ValidityAlarm::changed, this, &NavigationTreeModel::followClock);
    m_root->add(NavigationKind::CertificatesSection).add(NavigationKind::CertificateStore);
    m_root->add(NavigationKind::ServersSection);
    m_root->add(NavigationKind::ClientsSection);
    syncCertificates();
    syncStores();
    syncServers();
    syncClients();
    connect(
        &workbench.stores(), &OpenedStores::listChanged, this, &NavigationTreeModel::syncStores);
    connect(&workbench.stores(), &OpenedStores::storeChanged, this, [this](const QString& id) {
        refreshState(NavigationKind::OpenedStore, id);
    });
    connect(
        &workbench, &Workbench::certificatesChanged, this, &NavigationTreeModel::syncCertificates);
    connect(&workbench, &Workbench::revocationsChanged, this, &NavigationTreeModel::followClock);
    connect(&workbench, &Workbench::serversChanged, this, &NavigationTreeModel::syncServers);
    connect(&workbench, &Workbench::clientsChanged, this, &NavigationTreeModel::syncClients);
    connect(&workbench, &Workbench::serverChanged, this, [this](const QString& name) {
        refreshState(NavigationKind::Server, name);
    });
    connect(&workbench, &Workbench::clientChanged, this, [this](const QString& name) {
        refreshState(NavigationKind::Client, name);
    });
}

NavigationTreeModel::~NavigationTreeModel() = default;

NavigationTreeModel::Node* NavigationTreeModel::nodeOf(const QModelIndex& index)
{
    return static_cast<Node*>(index.internalPointer());
}

QModelIndex NavigationTreeModel::indexOf(const Node& node) const
{
    return node.parent == nullptr ? QModelIndex() : createIndex(node.row(), 0, &node);
}

QModelIndex NavigationTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const Node* node = parent.isValid() ? nodeOf(parent) : m_root.get();
    if (column != 0 || row < 0 || static_cast<std::size_t>(row) >= node->children.size()) {
        return {};
    }
    return createIndex(row, 0, node->children.at(static_cast<std::size_t>(row)).get());
}

QModelIndex NavigationTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(*nodeOf(child)->parent) : QModelIndex();
}

int NavigationTreeModel::rowCount(const QModelIndex& parent) const
{
    const Node* node = parent.isValid() ? nodeOf(parent) : m_root.get();
    return static_cast<int>(node->children.size());
}

int NavigationTreeModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QString NavigationTreeModel::label(const Node& node) const
{
    switch (node.kind) {
    case NavigationKind::CertificatesSection:
        return tr("Certificates");
    case NavigationKind::ServersSection:
        return tr("Servers");
    case NavigationKind::ClientsSection:
        return tr("Clients");
    case NavigationKind::CertificateStore:
        return tr("My certificates");
    case NavigationKind::OpenedStore: {
        const OpenedStore* store = m_workbench.stores().find(node.name);
        return store == nullptr ? node.name : store->name;
    }
    case NavigationKind::Certificate:
    case NavigationKind::Server:
    case NavigationKind::Client:
        break;
    }
    return node.name;
}

QString NavigationTreeModel::spokenLabel(const Node& node) const
{
    return node.tells() ? tr("%1, %2").arg(label(node), stateWord(*node.state)) : label(node);
}

QString NavigationTreeModel::toolTip(const Node& node) const
{
    const OpenedStore* store
        = node.kind == NavigationKind::OpenedStore ? m_workbench.stores().find(node.name) : nullptr;
    return store == nullptr ? spokenLabel(node) : tr("%1, read-only").arg(store->place);
}

QVariant NavigationTreeModel::icon(const Node& node) const
{
    if (node.kind == NavigationKind::CertificateStore) {
        return storeIcon(SourceKind::Own);
    }
    if (node.kind == NavigationKind::OpenedStore && !node.tells()) {
        const OpenedStore* store = m_workbench.stores().find(node.name);
        return storeIcon(store == nullptr ? SourceKind::Folder : store->kind);
    }
    if (node.kind == NavigationKind::Certificate && !node.tells()) {
        return themedIcon(QStringLiteral("actions/certificate"), Tone::Neutral);
    }
    return node.state ? QVariant(stateIcon(*node.state)) : QVariant();
}

QVariant NavigationTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node& node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return label(node);
    case Qt::ToolTipRole:
        return toolTip(node);
    case Qt::AccessibleTextRole:
        return spokenLabel(node);
    case Qt::DecorationRole:
        return icon(node);
    case Qt::FontRole:
        return isSection(node.kind) ? QVariant(sectionFont()) : QVariant();
    case Qt::ForegroundRole:
        return isSection(node.kind)
            ? QVariant(QBrush(secondaryTextColor(QGuiApplication::palette())))
            : QVariant();
    case Qt::EditRole:
        return node.name;
    case KindRole:
        return static_cast<int>(node.kind);
    case NameRole:
        return node.name;
    case StateWordRole:
        return node.tells() ? stateWord(*node.state) : QString();
    case StateColorRole:
        return node.tells()
            ? QVariant(toneColor(stateTone(*node.state), QGuiApplication::palette()))
            : QVariant();
    default:
        return {};
    }
}

bool NavigationTreeModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString wanted = value.toString().trimmed();
    const Node& node = *nodeOf(index);
    if (role != Qt::EditRole || wanted.isEmpty() || wanted == node.name) {
        return false;
    }
    Q_EMIT renameRequested(node.kind, node.name, wanted);
    return true;
}

Qt::ItemFlags NavigationTreeModel::flags(const QModelIndex& index) const
{
    const bool isCertificate
        = index.isValid() && nodeOf(index)->kind == NavigationKind::Certificate;
    const Qt::ItemFlags plain = QAbstractItemModel::flags(index)
        | (isCertificate ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
    const bool hasName = index.isValid() && !nodeOf(index)->name.isEmpty()
        && nodeOf(index)->kind != NavigationKind::OpenedStore;
    return hasName ? plain | Qt::ItemIsEditable : plain;
}

QStringList NavigationTreeModel::mimeTypes() const
{
    return DraggedCertificates::mimeTypes();
}

QMimeData* NavigationTreeModel::mimeData(const QModelIndexList& indexes) const
{
    QList<StoreEntry> entries;
    for (const QModelIndex& index : indexes) {
        const Node& node = *nodeOf(index);
        const Result<StoreEntry> entry
            = m_workbench.certificates().find(node.name, CertificateLookup::Name);
        if (node.kind == NavigationKind::Certificate && entry) {
            entries.append(*entry);
        }
    }
    return m_dragged.mime(entries).release();
}

NavigationTreeModel::Node& NavigationTreeModel::group(NavigationKind kindOfChildren) const
{
    switch (kindOfChildren) {
    case NavigationKind::Certificate:
        return *m_root->children.front()->children.front();
    case NavigationKind::OpenedStore:
        return *m_root->children.front();
    case NavigationKind::Server:
        return *m_root->children.at(1);
    default:
        return *m_root->children.at(2);
    }
}

QModelIndex NavigationTreeModel::find(NavigationKind kind, const QString& name) const
{
    if (isSection(kind) || kind == NavigationKind::CertificateStore) {
        const auto section = isSection(kind) ? kind : NavigationKind::CertificatesSection;
        for (const auto& child : m_root->children) {
            if (child->kind == section) {
                return indexOf(section == kind ? *child : *child->children.front());
            }
        }
        return {};
    }
    for (const auto& child : group(kind).children) {
        if (child->name == name) {
            return indexOf(*child);
        }
    }
    return {};
}

void NavigationTreeModel::syncCertificates()
{
    constexpr qsizetype kMost = 300; // more help nobody in a tree; the page shows and finds them
    QStringList names;
    const QList<StoreEntry>& entries = m_workbench.certificates().entries();
    for (qsizetype i = 0; i < entries.size() && entries.size() <= kMost; ++i) {
        names.append(entries.at(i).name);
    }
    sync(group(NavigationKind::Certificate), NavigationKind::Certificate, names);
    m_alarm->follow(entries, m_soonDays);
}

/// The next change, after what has changed by now.
void NavigationTreeModel::followClock()
{
    refreshStates(group(NavigationKind::Certificate));
    m_alarm->follow(m_workbench.certificates().entries(), m_soonDays);
}

void NavigationTreeModel::setSoonDays(int days)
{
    m_soonDays = days;
    followClock();
}

void NavigationTreeModel::syncStores()
{
    // “My certificates”, which has no name, stands above them.
    sync(group(NavigationKind::OpenedStore),
         NavigationKind::OpenedStore,
         QStringList {QString()} + m_workbench.stores().ids());
}

void NavigationTreeModel::syncServers()
{
    sync(group(NavigationKind::Server), NavigationKind::Server, m_workbench.serverNames());
}

void NavigationTreeModel::syncClients()
{
    sync(group(NavigationKind::Client), NavigationKind::Client, m_workbench.clientNames());
}

void NavigationTreeModel::removeMissing(Node& group, const QStringList& names)
{
    const QSet<QString> wanted(names.begin(), names.end());
    for (int row = static_cast<int>(group.children.size()) - 1; row >= 0; --row) {
        if (!wanted.contains(group.children.at(static_cast<std::size_t>(row))->name)) {
            beginRemoveRows(indexOf(group), row, row);
            group.children.erase(group.children.begin() + row);
            endRemoveRows();
        }
    }
}

void NavigationTreeModel::sync(Node& group, NavigationKind kind, const QStringList& names)
{
    removeMissing(group, names);
    for (int row = 0; row < names.size(); ++row) {
        auto& children = group.children;
        const auto place = children.begin() + row;
        if (place != children.end() && (*place)->name == names.at(row)) {
            continue;
        }
        const auto found = std::find_if(
            place, children.end(), [&](const auto& child) { return child->name == names.at(row); });
        if (found == children.end()) {
            beginInsertRows(indexOf(group), row, row);
            children.insert(place, std::make_unique<Node>(kind, names.at(row), &group));
            endInsertRows();
            continue;
        }
        const int from = static_cast<int>(found - children.begin());
        beginMoveRows(indexOf(group), from, from, indexOf(group), row);
        std::rotate(place, found, found + 1);
        endMoveRows();
    }
    refreshStates(group);
}

void NavigationTreeModel::refreshStates(Node& group)
{
    for (const auto& child : group.children) {
        const std::optional<State> state = currentState(*child);
        if (state != child->state) {
            child->state = state;
            const QModelIndex index = indexOf(*child);
            Q_EMIT dataChanged(index, index);
        }
    }
}

void NavigationTreeModel::refreshState(NavigationKind kind, const QString& name)
{
    const QModelIndex index = find(kind, name);
    if (!index.isValid()) {
        return;
    }
    Node& node = *nodeOf(index);
    const std::optional<State> state = currentState(node);
    if (state != node.state) {
        node.state = state;
        Q_EMIT dataChanged(index, index);
    }
}

std::optional<State> NavigationTreeModel::currentState(const Node& node) const
{
    switch (node.kind) {
    case NavigationKind::Certificate: {
        const Result<StoreEntry> entry
            = m_workbench.certificates().find(node.name, CertificateLookup::Name);
        if (!entry) {
            return std::nullopt;
        }
        return m_workbench.revocations().find(*entry)
            ? State::Revoked
            : stateOf(validityAt(entry->facts, QDateTime::currentDateTimeUtc(), m_soonDays));
    }
    case NavigationKind::OpenedStore: {
        const OpenedStore* store = m_workbench.stores().find(node.name);
        return store != nullptr && store->fault ? std::optional(State::Failed) : std::nullopt;
    }
    case NavigationKind::Server:
        return stateOf(m_workbench.serverStatus(node.name));
    case NavigationKind::Client: {
        const ClientStatus status = m_workbench.clientStatus(node.name);
        return stateOf(status, m_workbench.connection(status.lastRecord));
    }
    default:
        return std::nullopt;
    }
}

} // namespace workbench
