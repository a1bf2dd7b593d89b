#pragma once

#include <QByteArray>
#include <QJsonDocument>
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
};

/// Runs the program to its end, without a display and without input.
ProgramRun
runProgram(const QStringList& arguments, const QString& home, const QString& outputFile = {});

} // namespace workbench::tests
