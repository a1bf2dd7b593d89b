#pragma once

#include "core/connection/connection_record.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <optional>

namespace workbench::tests {

/// A record with what the diagnosis must say first, and how the decisive fact is taken out of it.
struct DiagnosisCase
{
    QByteArray id; ///< expected first finding
    QByteArray variant; ///< which of several ways to it
    ConnectionRecord record;
    std::function<void(ConnectionRecord&)> without; ///< removes the decisive fact: the id must go
    std::optional<ConnectionRecord> other; ///< the record of the other end
    bool first = true; ///< false: the finding accompanies another
    QByteArray says {}; ///< stands in it; empty: not looked for
};

QList<DiagnosisCase> transportCases();
QList<DiagnosisCase> explicitTlsCases();
QList<DiagnosisCase> socketCases();
QList<DiagnosisCase> notTlsCases();
QList<DiagnosisCase> agreementCases();
QList<DiagnosisCase> codeCases(); ///< an OpenSSL reason or an alert decides
QList<DiagnosisCase> certificateCases();
QList<DiagnosisCase> clientCertificateCases();
QList<DiagnosisCase> closingCases();

// Usual ways to take the decisive fact out.
void withoutErrors(ConnectionRecord& record);
void withoutAlerts(ConnectionRecord& record);
void withoutFaults(ConnectionRecord& record);
void withoutFirstBytes(ConnectionRecord& record);

} // namespace workbench::tests
