#pragma once

#include "core/certificates/certificate_facts.h"

#include <QByteArray>
#include <QList>

namespace workbench {

/// The facts of these certificates (DER); one that cannot be parsed is left out. Reading one costs
/// far more than all rules together, and the same few come again with every connection, so the last
/// ones are kept. Thread-safe.
QList<CertificateFacts> cachedCertificateFacts(const QList<QByteArray>& certificates);

} // namespace workbench
