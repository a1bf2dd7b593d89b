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

/// Keys in use that reach the security level of this end, by SSL_CTX_set_security_level(3): "RSA
/// 2048 or more, or EC P-256".
QString sufficientKey(const Facts& facts);

/// What the certificates were checked against: "the trust anchors (system: 140)".
QString anchorsText(const Facts& facts);

} // namespace workbench
