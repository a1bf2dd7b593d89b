#pragma once

#include "core/base/result.h"
#include "core/certificates/signing_request.h"
#include "core/certificates/store_import.h"
#include "ui/common/window_context.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>

class QMimeData;
class QWidget;

namespace workbench {

/// Takes certificates in, from files, dropped or chosen, and from pasted text. Signing requests
/// too: one that comes with its private key waits for its certificate, others a dialog offers to
/// sign, one after the other. What it is decides the content. Asks for passwords, again with the
/// reason when one was wrong; says what became of everything in one message; deletes itself when it
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

    /// Whether something in it can be imported: files, or text with a PEM block.
    static bool accepts(const QMimeData* mime);
    /// Imports it and calls `imported` with the name of each new entry; false when there was
    /// nothing to import.
    static bool importMime(const QMimeData* mime,
                           const WindowContext& context,
                           QWidget* window,
                           const std::function<void(const QString&)>& imported);

Q_SIGNALS:
    void imported(const QString& name);

private:
    struct Item
    {
        QByteArray bytes;
        QString origin;
        QString wishedName;
    };

    /// A signing request that was found.
    struct Request
    {
        SigningRequestPtr request;
        QString origin;
        QString wishedName;
    };

    void next();
    void keepRequests();
    void keepRequest(const Request& request,
                     const std::shared_ptr<EVP_PKEY>& key,
                     const QByteArray& keyPassword);
    void importFound();
    void signNext();
    void tellOf(const QList<ImportedEntry>& entries);
    void complete(QList<ImportedEntry> entries);
    void finish();

    WindowContext m_context;
    QWidget* m_window;
    int m_job = -1;
    QList<Item> m_items;
    QList<ImportFile> m_files; ///< what was read
    QList<Request> m_requests; ///< to be signed
    QStringList m_done; ///< what became of it, in words
    QList<Error> m_failed;
};

} // namespace workbench
