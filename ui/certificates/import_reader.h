#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/import_content.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

class QWidget;

namespace workbench {

/// Where something to be imported comes from.
struct ImportSource
{
    QString path; ///< empty: `bytes` are pasted
    QByteArray bytes;
    QString origin; ///< for messages
    QString wish; ///< for an entry's name
};

/// What came of reading it. Error Cancelled: no password was given.
struct FoundFile
{
    QString origin;
    QString wish;
    Result<ImportContent> content;
    SecretBytes keyPassword = {}; ///< what its keys are kept under; empty: in clear
};

/// Reads files one after the other, off the GUI thread. Asks for the password of each, again with
/// the reason when one was wrong, and whether its keys stay under it; a file can be left out. Lives
/// until its parent goes.
class ImportReader : public QObject
{
    Q_OBJECT

public:
    ImportReader(const QList<ImportSource>& sources, QWidget* window, QObject* parent);

    void start(); ///< then finished()

Q_SIGNALS:
    void reading(); ///< may take a while
    void asking(); ///< a person is asked for a password
    void finished(const QList<workbench::FoundFile>& files);

private:
    void readNext();
    void read();
    void receive(const Result<ImportContent>& content);
    void ask(const Error& error);

    QWidget* m_window;
    QList<ImportSource> m_sources; ///< the first one is being read
    SecretBytes m_password; ///< that was given for it
    bool m_staysProtected = false; ///< its keys are kept under that password
    bool m_several;
    QList<FoundFile> m_files;
};

} // namespace workbench
