#pragma once

#include "core/diagnosis/facts.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// `text` (translated) with every {name} replaced by the value that the facts have for it. A full
/// stop behind a value that ends a sentence itself is left out.
QString fillIn(const QString& text, const Facts& facts);

/// The names that fillIn() knows.
QStringList namedValues();

bool endsSentence(const QString& text); ///< with a full stop, or what stands in its place

/// What the sender of an alert says with it, as the end of a sentence ("it does not trust the
/// issuer"). RFC 8446 §6. Never empty.
QString alertMeaning(int code);

/// What it usually means on a connection that is open, as a sentence. Never empty.
QString lateAlertMeaning(int code);

// How values are written in findings; used for evidence too.
QString versionText(quint16 version); ///< "TLS 1.3"
QString versionsText(const QList<quint16>& versions);
QString alertText(const AlertFact& alert); ///< "alert 70 protocol_version"
QString suitesText(const QList<quint16>& suites); ///< at most six names, then how many more
QString groupsText(const QList<quint16>& groups);
QString schemesText(const QList<quint16>& schemes);
/// "1 byte".
QString byteCountText(qint64 count);
QString timeText(const QDateTime& time); ///< "2024-05-01 12:00:00 UTC"
QString bytesText(const QByteArray& bytes); ///< printable characters, the others as dots

} // namespace workbench
