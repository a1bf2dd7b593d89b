#pragma once

#include "core/base/result.h"
#include "core/certificates/certificate_request.h"

#include <QCommandLineParser>

namespace workbench {

/// Adds the options that describe a certificate to be made: --kind, --subject, --san, --key,
/// --days,
/// --not-before, --not-after and one for every other member of CertificateRequest.
void addRequestOptions(QList<QCommandLineOption>& options);

/// What is given goes into `request`, the rest of which stays. Errors name the option.
Result<void> readRequestOptions(const QCommandLineParser& parser, CertificateRequest& request);

/// Fills in what is still open: dates from a little before now on, so that clocks may differ.
void fillInDates(CertificateRequest& request);

} // namespace workbench
