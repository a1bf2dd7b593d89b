#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace workbench::tests {

/// What a program answered.
struct CommandResult
{
    int exitCode = -1; ///< -1: it did not run or did not end
    QByteArray output; ///< standard output
    QByteArray errors; ///< standard error

    bool worked() const { return exitCode == 0; }

    QString text() const { return QString::fromUtf8(output); }
};

/// Runs a program with `input` on its standard input and waits for it.
CommandResult
runCommand(const QString& program, const QStringList& arguments, const QByteArray& input = {});

/// The same for `openssl ARGUMENTS…`.
CommandResult runOpenSsl(const QStringList& arguments, const QByteArray& input = {});

} // namespace workbench::tests
