#include "ui/connection_view/both_ends_model.h"

#include "ui/common/text.h"
#include "ui/common/themed_icon.h"
#include "ui/connection_view/message_table_model.h"

#include <algorithm>

namespace workbench {
namespace {

QList<Column> pairColumns()
{
    return {
        {QObject::tr("Direction"),
         QObject::tr("From its sender to its receiver"),
         130,
         true,
         false},
        {QObject::tr("Message"), QObject::tr("Name as in the RFCs"), 210, true, false},
        {QObject::tr("Client"),
         QObject::tr("When the client wrote or got it, since the earlier of both attempts began"),
         100,
         true,
         true},
        {QObject::tr("Server"),
         QObject::tr("When the server wrote or got it, on the same clock"),
         100,
         true,
         true},
        {QObject::tr("On the way"),
         QObject::tr("From one end to the other, with the time until that end got to it"),
         100,
         true,
         true},
        {QObject::tr("Size"), QObject::tr("Bytes of the whole message"), 76, true, true},
    };
}

/// To the microsecond: both ends are on one computer, and close together.
QString exactly(qint64 microseconds)
{
    constexpr double kPerMillisecond = 1000;
    constexpr int kDigits = 3;
    return QStringLiteral("%1 ms").arg(
        static_cast<double>(microseconds) / kPerMillisecond, 0, 'f', kDigits);
}

} // namespace

BothEndsModel::BothEndsModel(QObject* parent)
    : ColumnModel(pairColumns(), parent)
{ }

int BothEndsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_pairs.size());
}

void BothEndsModel::setEnds(const ConnectionRecordPtr& client, const ConnectionRecordPtr& server)
{
    const bool pair = client && server;
    const QList<PairedMessage> pairs
        = pair ? pairMessages(*client, *server) : QList<PairedMessage>();
    if (pair && areShown(client, server) && pairs.size() >= m_pairs.size()) {
        m_client = client;
        m_server = server;
        update(pairs);
        return;
    }
    beginResetModel();
    m_client = pair ? client : nullptr;
    m_server = pair ? server : nullptr;
    m_pairs = pairs;
    endResetModel();
}

bool BothEndsModel::areShown(const ConnectionRecordPtr& client,
                             const ConnectionRecordPtr& server) const
{
    return m_client && m_client->id == client->id && m_server->id == server->id;
}

/// What one end has not seen yet is told in the row that is there already.
void BothEndsModel::update(const QList<PairedMessage>& pairs)
{
    const int shown = static_cast<int>(m_pairs.size());
    const int added = static_cast<int>(pairs.size()) - shown;
    if (added > 0) {
        beginInsertRows({}, shown, shown + added - 1);
    }
    m_pairs = pairs;
    if (added > 0) {
        endInsertRows();
    }
    if (shown > 0) { // also sizes: application data is folded while it flows
        Q_EMIT dataChanged(index(0, 0), index(shown - 1, ColumnCount - 1));
    }
}

const TraceMessage& BothEndsModel::message(const PairedMessage& pair) const
{
    return pair.atClient ? m_client->messages.at(*pair.atClient)
                         : m_server->messages.at(*pair.atServer);
}

QString BothEndsModel::text(const PairedMessage& pair, int column) const
{
    const auto when = [](const std::optional<qint64>& microseconds) {
        return microseconds ? exactly(*microseconds) : tr("not seen");
    };
    switch (column) {
    case DirectionColumn:
        return pair.sender == Role::Client ? tr("client → server") : tr("server → client");
    case MessageColumn:
        return MessageTableModel::title(message(pair));
    case ClientColumn:
        return when(pair.clientUs);
    case ServerColumn:
        return when(pair.serverUs);
    case OnTheWayColumn:
        return pair.onTheWayUs() ? exactly(*pair.onTheWayUs()) : QString();
    case SizeColumn:
        return bytesText(message(pair).length);
    default:
        return {};
    }
}

QVariant BothEndsModel::sortValue(const PairedMessage& pair, int column) const
{
    switch (column) {
    case ClientColumn:
        return pair.clientUs.value_or(-1);
    case ServerColumn:
        return pair.serverUs.value_or(-1);
    case OnTheWayColumn:
        return pair.onTheWayUs().value_or(-1);
    case SizeColumn:
        return message(pair).length;
    default:
        return text(pair, column);
    }
}

QVariant BothEndsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const PairedMessage& pair = at(index.row());
    const bool byClient = pair.sender == Role::Client;
    switch (role) {
    case Qt::DisplayRole:
        return text(pair, index.column());
    case Qt::DecorationRole:
        return index.column() == DirectionColumn ? QVariant(themedIcon(
                   byClient ? QStringLiteral("actions/sent") : QStringLiteral("actions/received"),
                   byClient ? Tone::Busy : Tone::Good))
                                                 : QVariant();
    case Qt::ForegroundRole:
        return index.column() == MessageColumn ? MessageTableModel::titleColor(message(pair))
                                               : QVariant();
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case SortRole:
        return sortValue(pair, index.column());
    default:
        return {};
    }
}

} // namespace workbench
