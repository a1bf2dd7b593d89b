// What the window does to a client besides connecting it: again and again, as a file, as a command.
#include "core/base/atomic_file.h"
#include "core/report/repetition_report.h"
#include "core/report/report_file.h"
#include "core/workbench/client_file.h"
#include "ui/clients/repeat_dialog.h"
#include "ui/common/background.h"
#include "ui/common/notifier.h"
#include "ui/common/text.h"
#include "ui/main_window/operations.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>

namespace workbench {

namespace {

/// A name as a file may be called everywhere.
QString fileNameOf(const QString& name)
{
    static const QRegularExpression kOthers(QStringLiteral("[^\\w.-]+"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    const QString reduced = QString(name).replace(kOthers, QStringLiteral("-"));
    return reduced.isEmpty() ? QStringLiteral("client") : reduced;
}

/// Empty: nothing.
QString leftOutText(const QStringList& files)
{
    return files.isEmpty() ? QString()
                           : QCoreApplication::translate(
                                 "Operations", "Left out are the files that it would write: %1.")
                                 .arg(files.join(QStringLiteral(", ")));
}

QFileDialog* fileDialog(QWidget* window, const char* name, const QString& title)
{
    auto* dialog = new QFileDialog(window, title);
    dialog->setObjectName(QLatin1String(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

void Operations::resumeClient(const QString& name)
{
    beginClient(name, [this, name](const PasswordSource& source) {
        return m_context.workbench.resumeClient(name, source);
    });
}

void Operations::repeatClient(const QString& name)
{
    auto* dialog = new RepeatDialog(name, m_window);
    connect(dialog, &RepeatDialog::chosen, this, [this, name](int count, Milliseconds interval) {
        beginClient(name, [this, name, count, interval](const PasswordSource& source) {
            return m_context.workbench.repeatClient(name, count, interval, source);
        });
    });
    dialog->open();
}

void Operations::tellRepetition(const QString& name,
                                const Repetition& repetition,
                                int total,
                                const std::optional<Error>& fault)
{
    const bool whole = repetition.countOf(ConnectionResult::Established) == total;
    QStringList lines {versionsLine(repetition), spreadLine(repetition)};
    if (fault) {
        lines.append(fault->toLine());
    }
    lines.removeAll(QString());
    m_context.notifier.tell({whole ? Tone::Good : Tone::Warning,
                             QStringLiteral("%1: %2").arg(name, summaryLine(repetition, total)),
                             lines.join(QLatin1Char('\n')),
                             {},
                             {}});
}

void Operations::duplicateClient(const QString& name)
{
    std::optional<ClientProfile> profile = m_context.workbench.clientProfile(name);
    if (!profile) {
        return;
    }
    profile->name = m_context.workbench.freeClientName(name);
    const Result<void> added = m_context.workbench.addClient(*profile);
    report(added);
    if (added) {
        Q_EMIT clientWanted(profile->name);
    }
}

void Operations::exportClient(const QString& name)
{
    const std::optional<ClientProfile> profile = m_context.workbench.clientProfile(name);
    if (!profile) {
        return;
    }
    QFileDialog* dialog = fileDialog(m_window, "clientExportDialog", tr("Export “%1”").arg(name));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Client (*.json)"));
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(fileNameOf(name) + QStringLiteral(".json"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, profile](const QString& path) {
        inBackground(
            this,
            [path, profile] { return workbench::exportClient(path, *profile); },
            [this, path, profile](const Result<void>& written) {
                report(written);
                if (written) {
                    m_context.notifier.tell({Tone::Good,
                                             tr("The client was written to %1.").arg(path),
                                             leftOutText(writtenFiles(*profile)),
                                             {},
                                             {}});
                }
            });
    });
    dialog->open();
}

void Operations::importClient()
{
    QFileDialog* dialog = fileDialog(m_window, "clientImportDialog", tr("Import a client"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Client (*.json)"), tr("Every file (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        inBackground(
            this,
            [path] { return workbench::importClient(path); },
            [this](const Result<ImportedClient>& read) {
                if (read) {
                    takeIn(*read);
                } else {
                    m_context.notifier.tell(read.error());
                }
            });
    });
    dialog->open();
}

void Operations::takeIn(const ImportedClient& imported)
{
    ClientProfile profile = imported.profile;
    profile.name = m_context.workbench.freeClientName(
        profile.name.trimmed().isEmpty() ? tr("imported") : profile.name);
    const Result<void> added = m_context.workbench.addClient(profile);
    report(added);
    if (!added) {
        return;
    }
    Q_EMIT clientWanted(profile.name);
    if (!imported.leftOut.isEmpty()) {
        m_context.notifier.tell(
            {Tone::Warning,
             tr("“%1” was imported without the files that it named.").arg(profile.name),
             leftOutText(imported.leftOut),
             {},
             {}});
    }
}

void Operations::copyClientAs(OtherTool tool, const QString& name)
{
    const std::optional<ClientProfile> profile = m_context.workbench.clientProfile(name);
    if (!profile) {
        return;
    }
    const QString command
        = commandOf(tool, *profile, m_context.workbench.certificates(), m_context.workbench.home())
              .text();
    QApplication::clipboard()->setText(command);
    m_context.notifier.tell({Tone::Good, tr("The command is on the clipboard."), command, {}, {}});
}

void Operations::sendFile(const QString& client)
{
    QFileDialog* dialog = fileDialog(m_window, "sendFileDialog", tr("Send a file"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, client](const QString& path) {
        m_context.workbench.sendFileFromClient(client, path);
    });
    dialog->open();
}

void Operations::saveReceived(const QByteArray& received)
{
    QFileDialog* dialog = fileDialog(m_window, "receivedDialog", tr("Save what came in"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, received](const QString& path) {
        inBackground(
            this,
            [path, received] { return writeFileAtomically(path, received); },
            [this, path, size = received.size()](const Result<void>& written) {
                report(written);
                if (written) {
                    m_context.notifier.tell(
                        {Tone::Good,
                         tr("%1 were written to %2.").arg(bytesText(size), path),
                         {},
                         {},
                         {}});
                }
            });
    });
    dialog->open();
}

void Operations::saveReport(const ObservedConnection& connection)
{
    QFileDialog* dialog
        = fileDialog(m_window, "reportDialog", tr("Save the report of the connection"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const QStringList usual {tr("Web page (*.html)"), tr("Text (*.txt)"), tr("JSON (*.json)")};
    // Filters, since the dialogs of some desktops take nothing else.
    const QStringList whole {tr("Web page with the data, passwords as well (*.html)"),
                             tr("Text with the data, passwords as well (*.txt)"),
                             tr("JSON with the data, passwords as well (*.json)")};
    dialog->setNameFilters(usual + whole);
    dialog->setDefaultSuffix(QStringLiteral("html"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        const QString suffix = filter.section(QLatin1String("*."), 1).chopped(1);
        dialog->setDefaultSuffix(suffix);
        const QFileInfo chosen(dialog->selectedFiles().value(0));
        if (checkReportName(chosen.fileName())) {
            dialog->selectFile(chosen.completeBaseName() + QLatin1Char('.') + suffix);
        }
    });
    dialog->selectFile(fileNameOf(connection.record->name) + QStringLiteral(".html"));
    connect(dialog,
            &QFileDialog::fileSelected,
            this,
            [this, connection, dialog, whole](const QString& path) {
                const bool data = whole.contains(dialog->selectedNameFilter());
                writeReportTo(path, connection, data ? ReportedData::Whole : ReportedData::Size);
            });
    dialog->open();
}

void Operations::writeReportTo(const QString& path,
                               const ObservedConnection& connection,
                               ReportedData data)
{
    inBackground(
        this,
        [path, connection, data] {
            return writeReport(path, *connection.record, connection.findings, data);
        },
        [this, path](const Result<void>& written) {
            report(written);
            if (written) {
                m_context.notifier.tell(
                    {Tone::Good, tr("The report was written to %1.").arg(path), {}, {}, {}});
            }
        });
}

} // namespace workbench
