#pragma once

#include "core/certificates/certificate_facts.h"

#include <QDateTime>
#include <QStringList>

namespace workbench {

/// What is wrong with a certificate at first sight, one short sentence each, worst first; empty:
/// nothing. Expired, not yet valid, a key below what NIST SP 800-57 part 1 still allows (112 bits
/// of security), signed with MD5 or SHA-1 (RFC 9155; no matter for a root), a server certificate
/// without SAN (RFC 9525 §6.3). certificate_lint.h looks at all of it.
QStringList problemsOf(const CertificateFacts& facts, const QDateTime& now);

/// The same with what comes first: that a CA of the store has revoked it (`revokedBy`: the CA's
/// name; empty: nobody has), or that nobody knows what it has itself revoked.
QStringList problemsOf(const CertificateFacts& facts,
                       const QDateTime& now,
                       const QString& revokedBy,
                       bool listIsUnreadable);

} // namespace workbench
