#include "ui/connection_view/message_table_model.h"

#include "core/connection/message_decoding.h"
#include "core/wire/registry.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QBrush>
#include <QGuiApplication>

namespace workbench {

namespace {

constexpr int kAlert = 21;
constexpr int kHandshake = 22;
constexpr int kApplicationData = 23;

QList<Column> messageColumns()
{
    return {
        {QObject::tr("#"), QObject::tr("Number of the message"), 40, true, true},
        {QObject::tr("Time"), QObject::tr("Since the attempt began"), 76, true, true},
        {QObject::tr("Direction"), QObject::tr("Seen from this end"), 96, true, false},
        {QObject::tr("Message"), QObject::tr("Name as in the RFCs"), 190, true, false},
        {QObject::tr("Size"), QObject::tr("Bytes of the whole message"), 76, true, true},
        {QObject::tr("Record version"),
         QObject::tr("legacy_record_version of the record that carried it; TLS 1.3 says TLS 1.2 "
                     "here"),
         112,
         true,
         false},
        {QObject::tr("Protection"),
         QObject::tr("Whether the message was encrypted on the wire; it is shown in clear here"),
         96,
         true,
         false},
        {QObject::tr("State"),
         QObject::tr("What OpenSSL said that it was doing"),
         140,
         true,
         false},
    };
}

} // namespace

MessageTableModel::MessageTableModel(QObject* parent)
    : ColumnModel(messageColumns(), parent)
{ }

int MessageTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

const TraceMessage& MessageTableModel::at(int row) const
{
    return m_messages.at(row);
}

void MessageTableModel::setRecord(const ConnectionRecordPtr& record)
{
    const auto shown = m_messages.size();
    const bool grown = record && record->id == m_id && record->messages.size() >= shown && shown > 0
        && record->messages.first() == m_messages.first();
    if (!grown) {
        beginResetModel();
        m_id = record ? record->id : 0;
        m_messages = record ? record->messages : QList<TraceMessage>();
        endResetModel();
        return;
    }
    // Application data is folded into the last row while it flows.
    const bool lastChanged = !(record->messages.at(shown - 1) == m_messages.at(shown - 1));
    const int added = static_cast<int>(record->messages.size() - shown);
    if (added > 0) {
        beginInsertRows({}, static_cast<int>(shown), static_cast<int>(shown) + added - 1);
    }
    m_messages = record->messages;
    if (added > 0) {
        endInsertRows();
    }
    if (lastChanged) {
        const int row = static_cast<int>(shown) - 1;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

QString MessageTableModel::title(const TraceMessage& message)
{
    switch (message.contentType) {
    case kHandshake:
        return message.handshakeType() < 0 ? tr("handshake") : fromStd(handshakeName(message));
    case kAlert:
        if (message.bytes.size() >= 2) {
            const auto level = static_cast<std::uint8_t>(message.bytes.at(0));
            const auto code = static_cast<std::uint8_t>(message.bytes.at(1));
            return tr("alert: %1 %2 (%3)")
                .arg(fromStd(wire::alertLevelName(level)), fromStd(wire::alertName(code)))
                .arg(code);
        }
        return tr("alert");
    case kApplicationData:
        return message.records > 1 ? tr("application_data (%1 records)").arg(message.records)
                                   : tr("application_data");
    default:
        return fromStd(wire::contentTypeName(message.contentType));
    }
}

QVariant MessageTableModel::titleColor(const TraceMessage& message)
{
    return message.contentType == kAlert
        ? QVariant(QBrush(toneColor(Tone::Bad, QGuiApplication::palette())))
        : QVariant();
}

QString MessageTableModel::text(const TraceMessage& message, int column)
{
    switch (column) {
    case IndexColumn:
        return QString::number(message.index);
    case TimeColumn:
        return microsecondsToText(message.timeUs);
    case DirectionColumn:
        return message.direction == Direction::Sent ? tr("sent") : tr("received");
    case MessageColumn:
        return title(message);
    case SizeColumn:
        return bytesText(message.length);
    case VersionColumn:
        return versionLabel(message.recordVersion);
    case ProtectionColumn:
        return message.encrypted ? tr("encrypted") : tr("in clear");
    case StateColumn:
        return QString::fromLatin1(message.state);
    default:
        return {};
    }
}

QVariant MessageTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const TraceMessage& message = at(index.row());
    const bool sent = message.direction == Direction::Sent;
    switch (role) {
    case Qt::DisplayRole:
        return text(message, index.column());
    case Qt::DecorationRole:
        return index.column() == DirectionColumn ? QVariant(themedIcon(
                   sent ? QStringLiteral("actions/sent") : QStringLiteral("actions/received"),
                   sent ? Tone::Busy : Tone::Good))
                                                 : QVariant();
    case Qt::ForegroundRole:
        return index.column() == MessageColumn ? titleColor(message) : QVariant();
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case SortRole:
        return index.column() == SizeColumn ? QVariant(message.length)
                                            : QVariant(text(message, index.column()));
    default:
        return {};
    }
}

} // namespace workbench
