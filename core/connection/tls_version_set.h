#pragma once

#include "core/base/result.h"
#include "core/connection/options/transport.h"

#include <QFlags>
#include <QString>
#include <QStringList>

namespace workbench {

/// Protocol versions in the order of their age, as bits so that any combination can be named.
enum class TlsVersion
{
    Ssl2 = 0x01,
    Ssl3 = 0x02,
    Tls10 = 0x04,
    Tls11 = 0x08,
    Tls12 = 0x10,
    Tls13 = 0x20
};
Q_DECLARE_FLAGS(TlsVersionSet, TlsVersion)
Q_DECLARE_OPERATORS_FOR_FLAGS(TlsVersionSet)

/// TLS 1.2 and 1.3.
constexpr TlsVersionSet kModernVersions = TlsVersionSet(TlsVersion::Tls12) | TlsVersion::Tls13;
constexpr TlsVersionSet kAllTlsVersions
    = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11 | TlsVersion::Tls12 | TlsVersion::Tls13;

/// Those that exist over datagrams: DTLS 1.0 (TLS 1.0 and 1.1 stand for it) and DTLS 1.2.
constexpr TlsVersionSet kDatagramVersions
    = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11 | TlsVersion::Tls12;

/// Those of the set that the transport has. Over datagrams TLS 1.0 becomes TLS 1.1, and both of
/// them DTLS 1.0.
TlsVersionSet versionsOver(Transport transport, TlsVersionSet versions);

/// The preset that also stands for old suites; see allowLegacySuites().
bool isLegacyPreset(const QString& word);

/// Every version, oldest first.
QList<TlsVersion> allTlsVersions();

/// "TLS 1.3", "SSL 2".
QString toText(TlsVersion version);

/// "TLS 1.2, TLS 1.3"; "none" for the empty set.
QString toText(TlsVersionSet versions);

/// versionsOver() by the names that they have there: "TLS 1.2, TLS 1.3", "DTLS 1.0, DTLS 1.2".
QString toText(TlsVersionSet versions, Transport transport);

/// "TLS 1.0; TLS 1.2, TLS 1.3": sets apart from each other.
QString toText(const QList<TlsVersionSet>& sets);

/// "1.2,1.3": what parseTlsVersions reads.
QString toOption(TlsVersionSet versions);

/// The two bytes on the wire: 0x0304 for TLS 1.3.
quint16 wireVersion(TlsVersion version);

/// Reads "1.0,1.2,1.3" (a set), "1.2-1.3" (a range), "modern|compatible|legacy|all" (a preset),
/// "ssl2", "ssl3", "tls1.2". Error InvalidInput names the word that is none.
Result<TlsVersionSet> parseTlsVersions(const QString& text);

/// Error NotSupported when SSL 2 or SSL 3 is in the set (this TLS library cannot speak them: what
/// else can be done is in the remedy); InvalidInput for the empty set.
Result<void> checkSpeakable(TlsVersionSet versions);

/// The contiguous runs of a set, lowest first: {1.0, 1.2, 1.3} has two. A client can offer only one
/// run.
QList<TlsVersionSet> contiguousRuns(TlsVersionSet versions);

} // namespace workbench
