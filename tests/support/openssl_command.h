#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace workbench::tests {

/// What the `openssl` program answered.
struct CommandResult
{
    int exitCode = -1; ///< -1: it did not run or did not end
    QByteArray output; ///< standard output
    QByteArray errors; ///< standard error

    bool worked() const { return exitCode == 0; }

    QString text() const { return QString::fromUtf8(output); }
};

/// Runs `openssl ARGUMENTS…` with `input` on its standard input and waits for it.
CommandResult runOpenSsl(const QStringList& arguments, const QByteArray& input = {});

} // namespace workbench::tests
