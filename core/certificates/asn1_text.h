#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QDateTime>
#include <QString>

namespace workbench {

/// A name in RFC 4514 order as OpenSSL prints it with ", ", e.g. "CN=shop, O=Test"; UTF-8 as it is.
QString nameText(const X509_NAME* name);

/// The last CN of a name; empty: none.
QString commonName(const X509_NAME* name);

/// Lower-case hexadecimal as stored, "-" in front of a negative one.
QString serialText(const ASN1_INTEGER* serial);

/// Reads a serial number as people write it: hexadecimal in any notation of fromHex(), also with an
/// odd number of digits, "-" in front for the knowingly bad negative ones. Error (InvalidInput,
/// where = "serial") also above 64 bytes; RFC 5280 section 4.1.2.2 allows 20.
Result<Asn1IntegerPtr> parseSerial(const QString& text);

/// UTC; invalid when there is none or it is broken.
QDateTime toDateTime(const ASN1_TIME* time);

/// A moment as certificates (UTCTime from 1950 to 2049) or, with `generalized`, OCSP and CRL entry
/// extensions have it. Error (InvalidInput, where = "time") outside of the years 1 to 9999.
enum class TimeForm
{
    Certificate,
    Generalized
};
using Asn1TimePtr = std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>>;
Result<Asn1TimePtr> toAsn1Time(const QDateTime& time, TimeForm form = TimeForm::Certificate);

/// Dotted numbers.
QString objectNumbers(const ASN1_OBJECT* object);

/// OpenSSL's short name, else dotted numbers.
QString objectText(const ASN1_OBJECT* object);

/// The object for dotted numbers. Null when they are none.
using Asn1ObjectPtr = std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>>;
Asn1ObjectPtr objectOf(const QString& numbers);

/// OpenSSL's long name of an algorithm, e.g. "ecdsa-with-SHA256", else dotted numbers.
QString algorithmText(const X509_ALGOR* algorithm);

} // namespace workbench
