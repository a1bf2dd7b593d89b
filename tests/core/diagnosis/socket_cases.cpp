#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <cerrno>

namespace workbench::tests {
namespace {

/// A client whose TCP connection failed with that errno, with what it asked of its socket.
ConnectionRecord refusedBySystem(const SocketSettings& settings, int number)
{
    RecordBuilder builder
        = RecordBuilder::client().noPhases().phase(PhaseName::Tcp, PhaseResult::Failed);
    builder.system(number);
    builder.record.socket = settings;
    return builder.record;
}

ConnectionRecord plainDatagrams(ConnectionResult result, qint64 received = 0)
{
    RecordBuilder builder = RecordBuilder::client().noPhases().phase(
        PhaseName::Data,
        result == ConnectionResult::Failed ? PhaseResult::Failed : PhaseResult::Done);
    builder.result(result);
    builder.record.transport = Transport::Udp;
    builder.record.plain = true;
    builder.record.bytesSent = 4;
    builder.record.bytesReceived = received;
    return builder.record;
}

ConnectionRecord plainDatagramFails(int number)
{
    RecordBuilder builder;
    builder.record = plainDatagrams(ConnectionResult::Failed);
    builder.record.bytesSent = 0;
    builder.system(number);
    return builder.record;
}

ConnectionRecord resetInClear()
{
    RecordBuilder builder
        = RecordBuilder::client().noPhases().phase(PhaseName::Data, PhaseResult::Failed);
    builder.system(ECONNRESET).ending(PeerEnding::Reset);
    builder.record.plain = true;
    return builder.record;
}

ConnectionRecord fileMissing()
{
    RecordBuilder builder = RecordBuilder::client().hello().answered(0x0304);
    builder.result(ConnectionResult::Established).phase(PhaseName::Tls, PhaseResult::Done);
    builder.record.fileFaults = {{.code = ErrorCode::FileFault,
                                  .message = QStringLiteral("The file cannot be written."),
                                  .where = QStringLiteral("/k.log")}};
    return builder.record;
}

void asksNothing(ConnectionRecord& record)
{
    record.socket = {};
}

void overTcp(ConnectionRecord& record)
{
    record.transport = Transport::Tcp;
}

} // namespace

QList<DiagnosisCase> socketCases()
{
    const SocketSettings reserved {.localAddress = {}, .localPort = 80};
    const SocketSettings port {.localAddress = {}, .localPort = 5000};
    const SocketSettings address {.localAddress = QStringLiteral("192.0.2.1")};
    const SocketSettings noGateway {.localAddress = {}, .dontRoute = true};
    QList<DiagnosisCase> cases;
    const auto add = [&cases](const char* id,
                              const char* variant,
                              const ConnectionRecord& record,
                              void (*without)(ConnectionRecord&)) {
        cases.append({id, variant, record, without, {}});
    };
    add("local-port-permission-denied",
        "below 1024",
        refusedBySystem(reserved, EACCES),
        &asksNothing);
    add("local-port-in-use", "bind", refusedBySystem(port, EADDRINUSE), &asksNothing);
    add("local-port-in-use", "connect", refusedBySystem(port, EADDRNOTAVAIL), &asksNothing);
    add("local-address-unavailable",
        "of another computer",
        refusedBySystem(address, EADDRNOTAVAIL),
        &asksNothing);
    add("local-address-unavailable",
        "of the other family",
        refusedBySystem(address, EAFNOSUPPORT),
        &asksNothing);
    add("network-unreachable",
        "no gateway allowed",
        refusedBySystem(noGateway, ENETUNREACH),
        &withoutErrors);
    add("broadcast-not-allowed", "UDP", plainDatagramFails(EACCES), &overTcp);
    add("datagram-refused", "ICMP", plainDatagramFails(ECONNREFUSED), &overTcp);
    add("datagram-too-large", "UDP", plainDatagramFails(EMSGSIZE), &withoutErrors);
    add("udp-connects-nothing",
        "no answer",
        plainDatagrams(ConnectionResult::Established),
        &overTcp);
    add("udp-connects-nothing",
        "answer",
        plainDatagrams(ConnectionResult::Established, 4),
        &overTcp);
    add("reset-after-accept", "in clear", resetInClear(), [](ConnectionRecord& record) {
        record.peerEnding = PeerEnding::None;
    });
    add("file-not-written", "key log", fileMissing(), [](ConnectionRecord& record) {
        record.fileFaults.clear();
    });
    return cases;
}

} // namespace workbench::tests
