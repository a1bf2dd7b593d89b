#pragma once

#include "core/workbench/workbench.h"

#include <QString>

namespace workbench {

/// The facts of a record in the words of the window.
QString phaseWord(PhaseName phase); ///< "TCP", "TLS handshake"
QString phaseResultWord(PhaseResult result);
QString
resultSentence(const ObservedConnection& connection); ///< the verdict where no finding says it
QString errorSourceWord(ErrorSource source);
/// The number as its source writes it: "0A000410" for OpenSSL, "111" for the system.
QString errorCodeText(const NativeError& error);
QString alertLabel(const AlertFact& alert); ///< "received: fatal unknown_ca (48)"

} // namespace workbench
