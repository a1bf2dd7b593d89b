#pragma once

#include "core/base/result.h"
#include "core/base/secret_bytes.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace workbench {

/// Reads a password from "env:NAME", "file:PATH" (first line), "fd:N" (first line) or "prompt"
/// (asked on the terminal, not echoed), given with `option`. What came from the last two cannot be
/// read again and is remembered for further calls. Error InvalidInput for other words and for a
/// descriptor that is not open; NotFound where the source cannot be read. Passwords themselves are
/// never taken from the command line.
Result<QByteArray> readPassword(const QString& source,
                                const QString& option = QStringLiteral("--key-password"));

/// The same for a password that a key or a file is to be put under. At the prompt a person types it
/// twice, as nobody sees what is typed; up to three times where the two differ. Error InvalidInput
/// where they still do, and where nothing is typed.
Result<QByteArray> readNewPassword(const QString& source, const QString& option);

/// Asks somebody for a secret, with that question.
using AskForSecret = std::function<Result<SecretBytes>(const QString& question)>;

/// What is typed at the prompt of readNewPassword(), of which nothing stays behind in memory.
/// Errors as there, and those of `ask`.
Result<QByteArray> askTwice(const QString& option, const AskForSecret& ask);

/// Whether a person sits there who can be asked: standard input and standard error are a terminal.
bool canAskForPassword();

/// Asks on the terminal; what is typed is not echoed. Errors: NotFound (no terminal), NotSupported.
Result<QByteArray> askForPassword(const QString& question);

} // namespace workbench
