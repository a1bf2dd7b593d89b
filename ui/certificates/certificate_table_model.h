#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/store_revocations.h"
#include "ui/certificates/dragged_certificates.h"
#include "ui/common/column_model.h"
#include "ui/common/state.h"

#include <QHash>

namespace workbench {

/// Entries of the certificate store.
class CertificateTableModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        NameColumn,
        StatusColumn,
        KindColumn,
        SubjectColumn,
        SanColumn,
        KeyColumn,
        PrivateKeyColumn,
        NotAfterColumn,
        ProblemsColumn,
        IssuerColumn,
        SerialColumn,
        NotBeforeColumn,
        SignatureColumn,
        HashColumn,
        ColumnCount
    };

    explicit CertificateTableModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override; ///< to be dragged out

    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

    void setEntries(const QList<StoreEntry>& entries);
    void append(const QList<StoreEntry>& entries); ///< behind the others

    void setSoonDays(int days); ///< as of expirySoonDays()
    /// By the CAs of the own store, whichever store is shown.
    void setRevocations(const StoreRevocations& revocations);

    void setReadOnly(bool readOnly) { m_readOnly = readOnly; } ///< names cannot be changed

    const StoreEntry& at(int row) const { return m_entries.at(row); }

    int rowOf(const QString& name) const; ///< -1: not here
    /// The same certificate, preferably under the same name: several may share that in a file, and
    /// names change. Without it what has the name. -1: neither is here.
    int rowOf(const StoreEntry& entry) const;

    /// "CA", "server certificate", … for StoreEntry::kind().
    static QString kindWord(const QString& kind);

Q_SIGNALS:
    /// A person typed another name into the name column. The row changes when the store does.
    void renameRequested(const QString& name, const QString& newName);

private:
    QString text(const StoreEntry& entry, int column) const;
    State state(const StoreEntry& entry) const;
    QString problems(const StoreEntry& entry) const;
    void noteRevoked(const QList<StoreEntry>& entries);

    QList<StoreEntry> m_entries;
    StoreRevocations m_revocations;
    QHash<QByteArray, QString> m_revoked; ///< SHA-256 → name of the CA: looking costs a signature
    int m_soonDays = kUsualSoonDays;
    bool m_readOnly = false;
    mutable DraggedCertificates m_dragged;
};

} // namespace workbench
