#pragma once

#include "app/command_line/exit_status.h"
#include "core/base/error.h"
#include "core/report/connection_report.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QString>
#include <QStringList>

namespace workbench {

enum class OutputFormat
{
    Unset,
    Text,
    Json
};

/// Where a command writes and what it was told about the form. Documents go to standard output,
/// everything else to standard error.
class CommandContext
{
public:
    OutputFormat format = OutputFormat::Unset;
    QString home; ///< folder of store, workspace and settings
    bool fields = false; ///< messages come with their fields

    bool json() const { return format == OutputFormat::Json; }

    /// How a connection is reported to this output.
    ReportOptions reportOptions() const;

    /// ANSI colours: only on a terminal, never with NO_COLOR.
    bool colour() const;
    /// Whether standard output is a terminal.
    static bool onTerminal();

    /// Text to standard output, with a line end, flushed. What came from a certificate, a peer or a
    /// file name can hold control characters; they never reach the terminal.
    static void print(const QString& text);
    static void printLine(const QString& text); ///< the same for what is one line whatever is in it
    static void print(const QByteArray& bytes); ///< as they are
    static void printJson(const QJsonDocument& document, bool oneLine);
    /// Whether something that was printed did not get to standard output.
    static bool isOutputLost();
    /// The exit status of a command that ended with `status`: a local fault, told, where output was
    /// lost.
    static int concluded(int status);
    static void complain(const QString& text); ///< to standard error, one line
    static void complain(const Error& error); ///< the same, with whose the number in it is

    /// Prints the error and returns the status that its kind stands for.
    static int fault(const Error& error);
    /// With --format json, the document `tls-workbench/fault/1` (member `findings`), to standard
    /// output.
    void printFault(const Error& error) const;
    /// Both, once the options are known.
    int faultDocument(const Error& error) const;
    /// Wrong usage: the message and where to read on, in one line, and a document as above.
    int usage(const QString& message) const;

    /// What the arguments say of the form of the output, for whoever cannot read the rest of them.
    static CommandContext of(const QStringList& arguments);
};

/// The folder that is used without --home: $XDG_DATA_HOME/tls-workbench on Linux.
QString defaultHome();

} // namespace workbench
