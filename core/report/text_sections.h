#pragma once

#include "core/certificates/certificate_verifier.h"
#include "core/connection/handshake_extras.h"
#include "core/connection/ocsp_staple.h"
#include "core/diagnosis/finding.h"
#include "core/report/text_writer.h"

#include <QByteArray>
#include <QList>
#include <QString>

/// Sections that the reports of a connection and of a certificate's check share.
namespace workbench {

/// Each certificate (DER) with its number. Nothing where there is none.
void writeCertificates(TextWriter& writer,
                       const QString& heading,
                       const QList<QByteArray>& certificates);

/// The results with their numbers. Nothing where no check was made. `host`: what was asked for.
void writeVerification(TextWriter& writer, const Verification& check, const QString& host);

/// The stapled OCSP response and what its check found. Nothing where none was asked for.
/// `enforced`: what it says decides.
void writeStaple(TextWriter& writer, const OcspStaple& staple, bool enforced);

/// Of the server's certificate, where they came from and when. Nothing where there is none.
void writeTimestamps(TextWriter& writer, const QList<CertificateTimestamp>& timestamps);

/// Each finding with cause, fixes and evidence. Nothing where there is none.
void writeFindings(TextWriter& writer, const QList<Finding>& findings);

} // namespace workbench
