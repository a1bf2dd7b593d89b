#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509err.h>

#include <cerrno>

namespace workbench::tests {
namespace {

ConnectionRecord failedIn(PhaseName phase, PhaseResult result)
{
    RecordBuilder builder = RecordBuilder::client().noPhases();
    if (phase == PhaseName::Tcp) {
        builder.phase(PhaseName::Resolve, PhaseResult::Done);
    }
    builder.phase(phase, result);
    if (result == PhaseResult::TimedOut) {
        builder.result(ConnectionResult::TimedOut);
        builder.record.limit = Milliseconds(1000);
    }
    return builder.record;
}

ConnectionRecord tcpError(int number, int qtError)
{
    RecordBuilder builder;
    builder.record = failedIn(PhaseName::Tcp, PhaseResult::Failed);
    builder.system(number).qt(qtError);
    builder.record.addresses
        = {{.address = builder.record.peerAddress, .error = QStringLiteral("no")}};
    return builder.record;
}

ConnectionRecord slowFirstAddress()
{
    RecordBuilder builder = RecordBuilder::client().hello().answered(0x0304);
    builder.result(ConnectionResult::Established).phase(PhaseName::Tls, PhaseResult::Done);
    builder.record.addresses = {{.address = QHostAddress(QStringLiteral("2001:db8::1")),
                                 .durationUs = 900'000,
                                 .error = QStringLiteral("timed out")},
                                {.address = builder.record.peerAddress, .connected = true}};
    return builder.record;
}

void tlsFails(ConnectionRecord& record)
{
    record.phases = RecordBuilder::client().record.phases;
}

void tcpEndsOtherwise(ConnectionRecord& record)
{
    record.errors = {{ErrorSource::System, EPROTO, QStringLiteral("something else")}};
}

ConnectionRecord proxyError(int qtError)
{
    return RecordBuilder::client()
        .noPhases()
        .phase(PhaseName::Proxy, PhaseResult::Failed)
        .qt(qtError)
        .record;
}

ConnectionRecord proxySays(PhaseName phase, PhaseResult result, qint64 status)
{
    RecordBuilder builder = RecordBuilder::client().noPhases().phase(phase, result);
    builder.record.proxy = QStringLiteral("http://proxy.test:3128");
    builder.record.result
        = result == PhaseResult::TimedOut ? ConnectionResult::TimedOut : ConnectionResult::Failed;
    builder.record.errors = {{ErrorSource::Workbench, status, QStringLiteral("what it said")}};
    return builder.record;
}

ConnectionRecord socksSays(qint64 number)
{
    ConnectionRecord record = proxySays(PhaseName::Proxy, PhaseResult::Failed, number);
    record.proxy = QStringLiteral("socks5://proxy.test:1080");
    return record;
}

ConnectionRecord systemSays(PhaseResult result)
{
    ConnectionRecord record = proxySays(PhaseName::Resolve, result, 0);
    record.proxy = QStringLiteral("system");
    return record;
}

ConnectionRecord proxyCloses()
{
    ConnectionRecord record = proxySays(PhaseName::Proxy, PhaseResult::Failed, 0);
    record.errors.clear();
    record.peerEnding = PeerEnding::Fin;
    return record;
}

void goesStraight(ConnectionRecord& record)
{
    record.proxy.clear();
    record.phases.clear();
}

} // namespace

QList<DiagnosisCase> transportCases()
{
    QList<DiagnosisCase> cases;
    RecordBuilder unknownName;
    unknownName.record = failedIn(PhaseName::Resolve, PhaseResult::Failed);
    unknownName.qt(2);
    cases.append({"name-not-found", "client", unknownName.record, tlsFails, {}});
    cases.append({"resolver-unavailable",
                  "timed out",
                  failedIn(PhaseName::Resolve, PhaseResult::TimedOut),
                  tlsFails,
                  {}});
    constexpr int kTryAgain = -3;
    RecordBuilder temporary;
    temporary.record = failedIn(PhaseName::Resolve, PhaseResult::Failed);
    temporary.qt(2).system(kTryAgain);
    cases.append(
        {"resolver-unavailable", "temporary failure", temporary.record, withoutErrors, {}});
    cases.append({"connection-refused", "client", tcpError(ECONNREFUSED, 0), tcpEndsOtherwise, {}});
    cases.append({"connect-timed-out",
                  "own limit",
                  failedIn(PhaseName::Tcp, PhaseResult::TimedOut),
                  tlsFails,
                  {}});
    cases.append(
        {"connect-timed-out", "of the system", tcpError(ETIMEDOUT, 5), tcpEndsOtherwise, {}});
    cases.append(
        {"network-unreachable", "no route", tcpError(ENETUNREACH, 7), tcpEndsOtherwise, {}});
    cases.append(
        {"network-unreachable", "no host", tcpError(EHOSTUNREACH, 7), tcpEndsOtherwise, {}});
    cases.append({"proxy-unreachable", "refused", proxyError(14), withoutErrors, {}});
    cases.append({"proxy-unreachable",
                  "name of the proxy",
                  proxySays(PhaseName::Resolve, PhaseResult::Failed, 0),
                  goesStraight,
                  {}});
    cases.append({"proxy-unreachable",
                  "TCP to the proxy",
                  proxySays(PhaseName::Tcp, PhaseResult::TimedOut, 0),
                  goesStraight,
                  {}});
    cases.append({"proxy-unreachable",
                  "no answer",
                  proxySays(PhaseName::Proxy, PhaseResult::TimedOut, 0),
                  goesStraight,
                  {}});
    cases.append({"proxy-authentication-required",
                  "status 401",
                  proxySays(PhaseName::Proxy, PhaseResult::Failed, 401),
                  withoutErrors,
                  {}});
    cases.append({"proxy-authentication-required",
                  "status 407",
                  proxySays(PhaseName::Proxy, PhaseResult::Failed, 407),
                  withoutErrors,
                  {}});
    cases.append({"proxy-refused-tunnel",
                  "status 403",
                  proxySays(PhaseName::Proxy, PhaseResult::Failed, 403),
                  withoutErrors,
                  {}});
    cases.append({"proxy-authentication-required",
                  "SOCKS5, no way to log in",
                  socksSays(0x05FF),
                  goesStraight,
                  {}});
    cases.append({"proxy-authentication-required",
                  "SOCKS5, wrong password",
                  socksSays(0x0101),
                  goesStraight,
                  {}});
    cases.append(
        {"proxy-refused-tunnel", "SOCKS5, not allowed", socksSays(0x0502), goesStraight, {}});
    cases.append({"proxy-answer-invalid",
                  "no proxy",
                  proxySays(PhaseName::Proxy, PhaseResult::Failed, 0),
                  goesStraight,
                  {}});
    cases.append({"proxy-unreachable", "closed", proxyCloses(), goesStraight, {}});
    cases.append(
        {"system-proxy-unusable", "no port", systemSays(PhaseResult::Failed), goesStraight, {}});
    cases.append({"system-proxy-unusable",
                  "script without end",
                  systemSays(PhaseResult::TimedOut),
                  goesStraight,
                  {}});
    cases.append({"proxy-authentication-required", "407", proxyError(12), withoutErrors, {}});
    cases.append({"proxy-refused-tunnel", "403", proxyError(18), withoutErrors, {}});
    cases.append({"address-family-unreachable",
                  "slow",
                  slowFirstAddress(),
                  [](ConnectionRecord& record) { record.addresses.first().durationUs = 300; },
                  {}});

    const RecordBuilder mismatch
        = RecordBuilder::client().openSsl(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH);
    cases.append({"key-does-not-match-certificate", "client", mismatch.record, withoutErrors, {}});
    cases.append(
        {"settings-unusable",
         "before the first packet",
         RecordBuilder::client().noPhases().workbench(QStringLiteral("alpn: too long")).record,
         withoutErrors,
         {}});
    cases.append({"settings-unusable",
                  "said by Qt",
                  RecordBuilder::client().qt(21).record,
                  withoutErrors,
                  {}});
    cases.append({"tls-backend-missing",
                  "client",
                  RecordBuilder::client().qt(20).record,
                  withoutErrors,
                  {}});
    cases.append({"algorithm-not-supported-locally",
                  "client",
                  RecordBuilder::client().hello().openSsl(ERR_LIB_EVP, ERR_R_UNSUPPORTED).record,
                  withoutErrors,
                  {}});
    RecordBuilder weak
        = RecordBuilder::server().hello().openSsl(SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM);
    weak.record.ownKey = QStringLiteral("RSA 1024");
    weak.record.securityLevel = 2;
    cases.append({"own-certificate-too-weak",
                  "at the handshake",
                  weak.record,
                  [](ConnectionRecord& record) { record.ownKey = QStringLiteral("RSA 2048"); },
                  {}});
    return cases;
}

} // namespace workbench::tests
