#include "tests/core/diagnosis/diagnosis_cases.h"

#include <openssl/x509_vfy.h>

namespace workbench::tests {

void withoutErrors(ConnectionRecord& record)
{
    record.errors.clear();
}

void withoutAlerts(ConnectionRecord& record)
{
    record.alerts.clear();
    record.messages.removeIf([](const TraceMessage& message) { return message.contentType == 21; });
}

void withoutFaults(ConnectionRecord& record)
{
    Verification& check = record.verification;
    check.trusted = true;
    check.hostnameMatches = true;
    check.results
        = {{.depth = 0, .code = X509_V_OK, .name = {}, .text = {}, .certificateSha256 = {}}};
}

void withoutFirstBytes(ConnectionRecord& record)
{
    record.firstBytesReceived.clear();
    record.bytesReceived = 0;
    record.errors.clear();
}

} // namespace workbench::tests
