#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace workbench::tests {

/// What a finished run of the program left.
struct ProgramRun
{
    int status = -1; ///< -1: it crashed, or did not end
    QByteArray output;
    QByteArray errors;

    QJsonDocument json() const { return QJsonDocument::fromJson(output); }

    /// One that is the whole output, or one a line.
    QList<QJsonObject> documents() const;
};

/// Runs the program to its end, without a display and without input.
ProgramRun
runProgram(const QStringList& arguments, const QString& home, const QString& outputFile = {});

/// A store with the root "ca" and "shop", which it issued, made by the program. The run that
/// failed, or the last.
ProgramRun makeShop(const QString& home);

/// Several runs at once, while this thread's event loop goes on: a server in it can answer them.
QList<ProgramRun> runProgramsBeside(const QList<QStringList>& arguments, const QString& home);
ProgramRun runProgramBeside(const QStringList& arguments, const QString& home);

} // namespace workbench::tests
