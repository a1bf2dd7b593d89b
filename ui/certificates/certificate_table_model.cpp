#include "ui/certificates/certificate_table_model.h"

#include "core/base/hex.h"
#include "core/certificates/store_problems.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QBrush>
#include <QGuiApplication>
#include <QMimeData>

namespace workbench {

namespace {

QList<Column> certificateColumns()
{
    return {
        {QObject::tr("Name"), QObject::tr("The entry's name in the store"), 132, true, false},
        {QObject::tr("Status"),
         QObject::tr("Whether its time is now, and whether its CA has revoked it"),
         104,
         true,
         false},
        {QObject::tr("Kind"), QObject::tr("What it may be used for"), 84, true, false},
        {QObject::tr("Subject"), QObject::tr("Whom it was issued to"), 120, true, false},
        {QObject::tr("Names (SAN)"),
         QObject::tr("Host names and addresses that it is good for"),
         150,
         true,
         false},
        {QObject::tr("Key"), QObject::tr("Kind and strength of the key"), 92, true, false},
        {QObject::tr("Private key"),
         QObject::tr("Whether the private key lies on this computer, or on a token"),
         90,
         true,
         false},
        {QObject::tr("Not after"), QObject::tr("Last moment of its validity"), 130, true, false},
        {QObject::tr("Problems"),
         QObject::tr(
             "What is wrong with it at first sight: revoked, expired, weak, without host names"),
         150,
         false,
         false},
        {QObject::tr("Issuer"), QObject::tr("Who signed it"), 150, false, false},
        {QObject::tr("Serial"), QObject::tr("Its number, in hexadecimal"), 150, false, false},
        {QObject::tr("Not before"), QObject::tr("First moment of its validity"), 130, false, false},
        {QObject::tr("Signature"), QObject::tr("How it is signed"), 150, false, false},
        {QObject::tr("SHA-256"), QObject::tr("Hash of the whole certificate"), 200, false, false},
    };
}

} // namespace

CertificateTableModel::CertificateTableModel(QObject* parent)
    : ColumnModel(certificateColumns(), parent)
{ }

int CertificateTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

void CertificateTableModel::setEntries(const QList<StoreEntry>& entries)
{
    beginResetModel();
    m_entries = entries;
    noteRevoked(entries);
    endResetModel();
}

void CertificateTableModel::append(const QList<StoreEntry>& entries)
{
    if (entries.isEmpty()) {
        return;
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(entries.size()) - 1);
    m_entries += entries;
    noteRevoked(entries);
    endInsertRows();
}

int CertificateTableModel::rowOf(const QString& name) const
{
    for (qsizetype row = 0; row < m_entries.size(); ++row) {
        if (m_entries.at(row).name == name) {
            return static_cast<int>(row);
        }
    }
    return -1;
}

int CertificateTableModel::rowOf(const StoreEntry& entry) const
{
    int same = -1;
    for (int row = 0; row < rowCount(); ++row) {
        if (m_entries.at(row).facts.sha256 == entry.facts.sha256) {
            if (m_entries.at(row).name == entry.name) {
                return row;
            }
            same = same < 0 ? row : same;
        }
    }
    return same < 0 ? rowOf(entry.name) : same;
}

QString CertificateTableModel::kindWord(const QString& kind)
{
    const QList<QPair<QString, QString>> words {
        {QStringLiteral("ca"), tr("CA")},
        {QStringLiteral("intermediate"), tr("Intermediate CA")},
        {QStringLiteral("server"), tr("Server")},
        {QStringLiteral("client"), tr("Client")},
        {QStringLiteral("self-signed"), tr("Self-signed")},
    };
    for (const auto& [identifier, word] : words) {
        if (identifier == kind) {
            return word;
        }
    }
    return tr("Certificate");
}

void CertificateTableModel::setSoonDays(int days)
{
    m_soonDays = days;
    if (!m_entries.isEmpty()) {
        Q_EMIT dataChanged(index(0, StatusColumn), index(rowCount() - 1, StatusColumn));
    }
}

void CertificateTableModel::setRevocations(const StoreRevocations& revocations)
{
    m_revocations = revocations;
    m_revoked.clear();
    noteRevoked(m_entries);
    if (!m_entries.isEmpty()) {
        Q_EMIT dataChanged(index(0, StatusColumn), index(rowCount() - 1, ProblemsColumn));
    }
}

void CertificateTableModel::noteRevoked(const QList<StoreEntry>& entries)
{
    for (const StoreEntry& entry : entries) {
        if (m_revoked.contains(entry.facts.sha256)) {
            continue;
        }
        if (const std::optional<KnownRevocation> known = m_revocations.find(entry)) {
            m_revoked.insert(entry.facts.sha256, known->ca);
        }
    }
}

QString CertificateTableModel::problems(const StoreEntry& entry) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return problemsOf(entry.facts,
                      now,
                      m_revoked.value(entry.facts.sha256),
                      m_revocations.isUnreadableOf(entry))
        .join(QStringLiteral(", "));
}

State CertificateTableModel::state(const StoreEntry& entry) const
{
    if (m_revoked.contains(entry.facts.sha256)) {
        return State::Revoked;
    }
    return stateOf(validityAt(entry.facts, QDateTime::currentDateTimeUtc(), m_soonDays));
}

QString CertificateTableModel::text(const StoreEntry& entry, int column) const
{
    switch (column) {
    case NameColumn:
        return entry.name;
    case StatusColumn:
        return stateWord(state(entry));
    case KindColumn:
        return kindWord(entry.kind());
    case SubjectColumn:
        return entry.facts.subject;
    case SanColumn:
        return entry.facts.san.join(QStringLiteral(", "));
    case KeyColumn:
        return entry.facts.key;
    case PrivateKeyColumn:
        if (!entry.hasPrivateKey) {
            return tr("no");
        }
        return entry.keyOnToken ? tr("on token") : entry.keyEncrypted ? tr("encrypted") : tr("yes");
    case NotAfterColumn:
        return dateText(entry.facts.notAfter);
    case ProblemsColumn:
        return problems(entry);
    case IssuerColumn:
        return entry.facts.issuer;
    case SerialColumn:
        return entry.facts.serial;
    case NotBeforeColumn:
        return dateText(entry.facts.notBefore);
    case SignatureColumn:
        return entry.facts.signatureAlgorithm;
    case HashColumn:
        return toHex(entry.facts.sha256);
    default:
        return {};
    }
}

QVariant CertificateTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const StoreEntry& entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, index.column());
    case Qt::EditRole:
        return index.column() == NameColumn ? QVariant(entry.name) : QVariant();
    case SortRole:
        if (index.column() == NotAfterColumn || index.column() == NotBeforeColumn) {
            return index.column() == NotAfterColumn ? entry.facts.notAfter : entry.facts.notBefore;
        }
        return text(entry, index.column());
    case Qt::ToolTipRole:
        return index.column() == SanColumn ? QVariant(entry.facts.san.join(QLatin1Char('\n')))
                                           : QVariant(text(entry, index.column()));
    case Qt::DecorationRole:
        if (index.column() == StatusColumn) {
            return stateIcon(state(entry));
        }
        return index.column() == PrivateKeyColumn && entry.hasPrivateKey
            ? QVariant(themedIcon(QStringLiteral("actions/key"), Tone::Neutral))
            : QVariant();
    case Qt::ForegroundRole:
        return index.column() == StatusColumn
            ? QVariant(QBrush(toneColor(stateTone(state(entry)), QGuiApplication::palette())))
            : QVariant();
    default:
        return {};
    }
}

bool CertificateTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString wanted = value.toString().trimmed();
    if (role != Qt::EditRole || index.column() != NameColumn
        || wanted == m_entries.at(index.row()).name) {
        return false;
    }
    Q_EMIT renameRequested(m_entries.at(index.row()).name, wanted);
    return true;
}

Qt::ItemFlags CertificateTableModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags plain
        = ColumnModel::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
    return index.isValid() && index.column() == NameColumn && !m_readOnly
        ? plain | Qt::ItemIsEditable
        : plain;
}

QStringList CertificateTableModel::mimeTypes() const
{
    return DraggedCertificates::mimeTypes();
}

QMimeData* CertificateTableModel::mimeData(const QModelIndexList& indexes) const
{
    QList<int> rows; // whichever of its columns are shown
    for (const QModelIndex& index : indexes) {
        if (!rows.contains(index.row())) {
            rows.append(index.row());
        }
    }
    QList<StoreEntry> entries;
    for (const int row : std::as_const(rows)) {
        entries.append(m_entries.at(row));
    }
    return m_dragged.mime(entries).release();
}

} // namespace workbench
