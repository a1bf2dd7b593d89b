#pragma once

#include "core/base/error.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/lint/certificate_lint.h"
#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

#include <QList>

namespace workbench {

/// What there is to say about a connection, the verdict first. Empty: it worked and has nothing to
/// say. `other`, where this program ran both ends, is the record of the other end; it turns guesses
/// into facts. Pure; called from any thread.
QList<Finding> diagnose(const ConnectionRecord& record, const ConnectionRecord* other = nullptr);

/// The same about certificates that were checked without a connection: every fault of
/// `verification` in words, the verdict first. `certificates` (DER) are those that were given, the
/// one that was checked first. Empty: trusted, and the certificates are in order.
QList<Finding> diagnose(const QList<QByteArray>& certificates,
                        const Verification& verification,
                        const VerifyQuery& query);

/// What the lint found in that certificate, as a finding: the cause is the source, the evidence the
/// offending values.
Finding diagnose(const LintFinding& lint, const CertificateFacts& certificate);

/// What there is to say about a fault of the program's own (a server that cannot listen, a
/// certificate without key). Always one finding.
Finding diagnose(const Error& error);

} // namespace workbench
