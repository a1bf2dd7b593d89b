#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

namespace workbench {

/// Lower-case hexadecimal, two digits a byte, no separators.
QString toHex(QByteArrayView bytes);

/// Upper-case hexadecimal with colons between the bytes, as fingerprints are printed.
QString toFingerprint(QByteArrayView bytes);

/// Reads hexadecimal as people write it: any case; spaces, line ends, colons, hyphens and commas
/// between bytes; "0x" in front. Error (InvalidInput) names the first offending character or an odd
/// number of digits.
Result<QByteArray> fromHex(const QString& text);

/// The hash a person pasted: hexadecimal digits of `text` in lower case, without spaces, colons,
/// invisible marks (Windows puts U+200E in front) and what programs write before it (“SHA1:”, “0x”,
/// “sha256 Fingerprint=”, “Thumbprint :”). Empty when anything else is in it.
QString normalizedHash(const QString& text);

} // namespace workbench
