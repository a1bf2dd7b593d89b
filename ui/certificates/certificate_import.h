#pragma once

#include "core/base/result.h"
#include "core/certificates/store_import.h"
#include "ui/certificates/import_rows.h"
#include "ui/common/window_context.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>

class QMimeData;
class QTimer;
class QWidget;

namespace workbench {

class ImportReviewDialog;

/// Takes certificates in, from files, dropped or chosen, and from pasted text. Signing requests
/// too: one that comes with its private key waits for its certificate, others a dialog offers to
/// sign, one after the other. What it is decides the content. Reads everything in the
/// background, asks for passwords, lets a person decide where there is something to decide
/// (ImportReviewDialog), says what became of it in one message with an undo; deletes itself when it
/// is through.
class CertificateImport : public QObject
{
    Q_OBJECT

public:
    CertificateImport(const WindowContext& context, QWidget* window);

    /// Lets the person choose files, then imports them.
    void chooseFiles();
    void importFiles(const QStringList& paths);
    /// `origin` names where the bytes come from, for messages.
    void importBytes(const QByteArray& bytes, const QString& origin);
    /// Offers every certificate of the entries, with its issuers, as an entry of its own. They stay
    /// as they are; a person decides in any case.
    void splitChains(const QList<StoreEntry>& entries);

    /// Whether something in it can be imported: files, or text with a PEM block.
    static bool accepts(const QMimeData* mime);
    /// Imports it and calls `imported` with the name of an entry to be shown; false when there was
    /// nothing to import.
    static bool importMime(const QMimeData* mime,
                           const WindowContext& context,
                           QWidget* window,
                           const std::function<void(const QString&)>& imported);

Q_SIGNALS:
    void imported(const QString& name);

private:
    void read(const QList<ImportSource>& sources);
    void tellOfReading();
    void quiet(); ///< takes that message back
    void plan(const QList<FoundFile>& files);
    void reviewSplit(const QList<ImportRow>& rows);
    void show(ImportReviewDialog* dialog);
    void review(const QList<ImportRow>& rows);
    void take(const QList<ImportRow>& rows);
    void keepRequests();
    void requestsKept(const RequestsAdded& outcome);
    void importItems();
    void complete(const ImportOutcome& outcome);
    void keysGiven(const RequestsCompleted& outcome);
    void noteKeys(const QList<StoreEntry>& entries); ///< which have theirs now
    void tellOf(const QList<ImportedEntry>& entries);
    QList<ImportItem> doneItems() const;
    void finish();
    void signNext();

    WindowContext m_context;
    QWidget* m_window;
    QTimer* m_patience; ///< runs while files are read, until a person is told of it
    std::optional<quint64> m_toldOfReading; ///< that message
    int m_job = -1;
    QList<ImportItem> m_items; ///< what is taken
    QList<NewRequest> m_waiting; ///< are to wait here, with their keys
    QList<ImportRow> m_requests; ///< to be signed
    ImportOutcome m_outcome;
    QList<ImportedEntry> m_entries; ///< of it, as they are by now
    QStringList m_done; ///< what became of it, in words
    QList<Error> m_failed;
};

} // namespace workbench
