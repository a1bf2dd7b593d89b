#pragma once

#include "core/diagnosis/facts.h"

#include <QDateTime>
#include <QString>

namespace workbench {

/// What the dates of the peer's certificates were held against: the moment that was chosen, else
/// that of the connection.
QDateTime checkMoment(const Facts& facts);

/// "this connection", or the chosen moment with the option that chose it; ends no sentence.
QString checkMomentText(const Facts& facts);

/// What to do about a date that does not fit the moment; a sentence.
QString clockRemedy(const Facts& facts);

/// "29 days", whichever comes first.
QString spanText(const QDateTime& from, const QDateTime& to);

} // namespace workbench
