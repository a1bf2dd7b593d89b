#include "core/connection/stream_faults.h"
#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <openssl/sslerr.h>

#include <cerrno>

namespace workbench::tests {
namespace {

void stillOpen(ConnectionRecord& record)
{
    record.peerEnding = PeerEnding::None;
}

void answeredInstead(ConnectionRecord& record)
{
    record.firstBytesReceived = QByteArray::fromHex("1603030004");
    record.bytesReceived = 5;
}

RecordBuilder timedOut(RecordBuilder builder)
{
    builder.result(ConnectionResult::TimedOut)
        .phase(PhaseName::Tls, PhaseResult::TimedOut, 1'000'000);
    builder.record.limit = Milliseconds(1000);
    return builder;
}

RecordBuilder openThenEnded(Role role, PeerEnding ending, qint64 dataUs)
{
    RecordBuilder builder
        = role == Role::Client ? RecordBuilder::client() : RecordBuilder::server();
    builder.hello().answered(0x0304).result(ConnectionResult::Established);
    builder.phase(PhaseName::Tls, PhaseResult::Done)
        .phase(PhaseName::Data, PhaseResult::Done, dataUs);
    return builder.ending(ending);
}

/// A limit that ran out before the peer could answer says nothing against it.
void addUsedUpLimits(QList<DiagnosisCase>& cases)
{
    const auto row = [&](PhaseName phase, qint64 beforeUs, qint64 phaseUs, const char* says) {
        RecordBuilder builder = RecordBuilder::client().noPhases();
        builder.result(ConnectionResult::TimedOut)
            .phase(PhaseName::Resolve, PhaseResult::Done, beforeUs)
            .phase(phase, PhaseResult::TimedOut, phaseUs);
        if (phase == PhaseName::Tls) {
            builder.hello();
            builder.record.messages.first().timeUs = beforeUs + phaseUs - 100'000;
        }
        builder.record.wholeLimit = true;
        builder.record.limit = Milliseconds(1000);
        cases.append({"limit-used-up",
                      says,
                      builder.record,
                      [](ConnectionRecord& record) { record.limit = Milliseconds(10'000); },
                      {},
                      true,
                      says});
    };
    row(PhaseName::Tcp, 800'000, 200'000, "was used up before phase tcp");
    row(PhaseName::Starttls, 800'000, 200'000, "it was resolve (800");
    row(PhaseName::Tls, 700'000, 300'000, "was used up before phase tls");
    row(PhaseName::Tls, 100'000, 900'000, "ran out 100.0 ms after the hello was sent");

    RecordBuilder silent = RecordBuilder::client().noPhases();
    silent.result(ConnectionResult::TimedOut)
        .phase(PhaseName::Resolve, PhaseResult::Done, 5'100'000)
        .phase(PhaseName::Tls, PhaseResult::TimedOut, 4'900'000)
        .hello();
    silent.record.wholeLimit = true;
    silent.record.limit = Milliseconds(10'000);
    cases.append({"silence-after-client-hello",
                  "little of the limit was left, and that is long",
                  silent.record,
                  answeredInstead,
                  {}});
}

void addClientCases(QList<DiagnosisCase>& cases)
{
    const RecordBuilder hello = RecordBuilder::client().hello();
    RecordBuilder fin = hello;
    cases.append({"closed-after-client-hello",
                  "FIN",
                  fin.ending(PeerEnding::Fin).qt(1).record,
                  answeredInstead,
                  {}});
    RecordBuilder early = RecordBuilder::client();
    cases.append({"closed-after-accept",
                  "before the hello",
                  early.ending(PeerEnding::Fin).record,
                  stillOpen,
                  {}});
    RecordBuilder earlyReset = RecordBuilder::client();
    cases.append({"reset-after-accept",
                  "before the hello",
                  earlyReset.ending(PeerEnding::Reset).record,
                  stillOpen,
                  {}});
    RecordBuilder reset = hello;
    cases.append(
        {"reset-after-client-hello", "RST", reset.ending(PeerEnding::Reset).record, stillOpen, {}});
    RecordBuilder unread = hello;
    cases.append({"closed-after-accept",
                  "unread",
                  unread.ending(PeerEnding::Fin).system(ECONNRESET).record,
                  answeredInstead,
                  {}});
    RecordBuilder maybe = hello;
    cases.append({"closed-after-accept",
                  "perhaps unread",
                  maybe.ending(PeerEnding::Reset).record,
                  answeredInstead,
                  {},
                  false});
    RecordBuilder denied = RecordBuilder::server().noPhases();
    denied.record.denied = Denial::Everybody;
    RecordBuilder refused = hello;
    cases.append({"closed-after-accept",
                  "denied by our server",
                  refused.ending(PeerEnding::Fin).record,
                  stillOpen,
                  denied.record});
    cases.last().without
        = [](ConnectionRecord& record) { record.alerts.append({.level = 2, .code = 40}); };
    RecordBuilder refusedByReset = hello;
    cases.append({"reset-after-accept",
                  "denied by our server",
                  refusedByReset.ending(PeerEnding::Reset).record,
                  cases.last().without,
                  denied.record});
    RecordBuilder cut
        = RecordBuilder::client().hello().firstBytes(QByteArray::fromHex("1603030100020000"));
    cases.append(
        {"truncated-message", "client", cut.ending(PeerEnding::Fin).record, stillOpen, {}});
    RecordBuilder during = RecordBuilder::client().hello().answered(0x0304);
    cases.append({"closed-during-handshake",
                  "client",
                  during.ending(PeerEnding::Fin).record,
                  stillOpen,
                  {}});
    cases.append(
        {"silence-after-client-hello", "client", timedOut(hello).record, answeredInstead, {}});
    RecordBuilder agreed = timedOut(hello);
    agreed.phase(PhaseName::Starttls, PhaseResult::Done);
    agreed.record.phases.move(3, 2);
    agreed.record.explicitTls = QStringLiteral("smtp");
    cases.append({"silence-after-client-hello",
                  "after STARTTLS",
                  agreed.record,
                  answeredInstead,
                  {},
                  true,
                  "agreed to TLS in clear"});
    RecordBuilder ldap = timedOut(hello);
    ldap.record.peerPort = 389;
    cases.append({"server-waits-for-client-greeting",
                  "LDAP",
                  ldap.record,
                  [](ConnectionRecord& record) { record.peerPort = 443; },
                  {},
                  false});
    cases.append({"handshake-stalled",
                  "client",
                  timedOut(RecordBuilder::client().hello().answered(0x0304)).record,
                  [](ConnectionRecord& record) {
                      record.bytesReceived = 0;
                      record.firstBytesReceived.clear();
                  },
                  {}});
}

/// A hello of 517 bytes in all, of which not all came.
void addHellosInPart(QList<DiagnosisCase>& cases)
{
    const auto whole = [](ConnectionRecord& record) {
        record.bytesReceived = 517;
        record.result = ConnectionResult::Failed;
        record.phases.last().result = PhaseResult::Failed;
        record.peerEnding = PeerEnding::None;
    };
    for (const auto& [bytes, says] : {std::pair("1603", "2 of at least 5 bytes"),
                                      std::pair("16030102", "4 of at least 5 bytes"),
                                      std::pair("1603010200", "5 of at least 517 bytes"),
                                      std::pair("1603010200010001fc0303", "11 of at least 517"),
                                      std::pair("16030100400100024003", "10 of at least 585")}) {
        const RecordBuilder part = RecordBuilder::server().firstBytes(QByteArray::fromHex(bytes));
        cases.append({"server-handshake-timed-out",
                      QByteArray("hello in part: ") + bytes,
                      timedOut(part).record,
                      whole,
                      {},
                      true,
                      says});
        RecordBuilder closed = part;
        cases.append({"client-closed-during-handshake",
                      QByteArray("hello in part: ") + bytes,
                      closed.ending(PeerEnding::Fin).record,
                      whole,
                      {},
                      true,
                      says});
    }
}

/// A client that asked for TLS in clear, and then sent none.
void addSilentAfterClearTalk(QList<DiagnosisCase>& cases)
{
    RecordBuilder asked = RecordBuilder::server().noPhases();
    asked.phase(PhaseName::Starttls, PhaseResult::Done).phase(PhaseName::Tls, PhaseResult::Failed);
    asked.record.explicitTls = QStringLiteral("smtp");
    const auto cancelled
        = [](ConnectionRecord& record) { record.result = ConnectionResult::Cancelled; };
    cases.append({"server-handshake-timed-out",
                  "after STARTTLS",
                  timedOut(asked).record,
                  cancelled,
                  {},
                  true,
                  "asked for TLS and sent no client_hello within 1 s"});
    cases.append({"client-closed-during-handshake",
                  "after STARTTLS",
                  asked.ending(PeerEnding::Fin).record,
                  cancelled,
                  {},
                  true,
                  "asked for TLS and closed"});
}

void addServerCases(QList<DiagnosisCase>& cases)
{
    cases.append({"server-handshake-timed-out",
                  "nothing came",
                  timedOut(RecordBuilder::server()).record,
                  [](ConnectionRecord& record) {
                      record.phases.last().result = PhaseResult::Failed;
                      record.result = ConnectionResult::Failed;
                  },
                  {}});
    cases.append({"server-handshake-timed-out",
                  "half-way",
                  timedOut(RecordBuilder::server().hello().answered(0x0303)).record,
                  [](ConnectionRecord& record) {
                      record.phases.last().result = PhaseResult::Failed;
                      record.result = ConnectionResult::Failed;
                  },
                  {}});
    addHellosInPart(cases);
    addSilentAfterClearTalk(cases);
    RecordBuilder scanner = RecordBuilder::server();
    cases.append({"client-closed-during-handshake",
                  "nothing came",
                  scanner.ending(PeerEnding::Fin).record,
                  stillOpen,
                  {}});
    RecordBuilder gone = RecordBuilder::server().hello();
    cases.append({"client-closed-during-handshake",
                  "after the hello",
                  gone.ending(PeerEnding::Fin).record,
                  stillOpen,
                  {}});
    RecordBuilder silent = RecordBuilder::server().hello().answered(0x0304);
    cases.append({"client-closed-during-handshake",
                  "after our certificate",
                  silent.ending(PeerEnding::Fin).record,
                  stillOpen,
                  {}});
    for (const auto& [version, says] : {std::pair(0x0304, "handshake of TLS 1.3"),
                                        std::pair(0x0303, "finished the handshake and left")}) {
        RecordBuilder left = openThenEnded(Role::Server, PeerEnding::Fin, 500);
        left.record.negotiated.version = static_cast<quint16>(version);
        cases.append({"client-left-after-handshake", says, left.record, stillOpen, {}, true, says});
    }
    for (const bool taken : {true, false}) {
        RecordBuilder heard = openThenEnded(Role::Server, PeerEnding::Fin, 500);
        if (taken) {
            heard.record.data = {{.timeUs = 3000, .bytes = "GET /"}};
        } else {
            heard.record.messages.append({.direction = Direction::Received, .contentType = 23});
        }
        cases.append({"closed-without-close-notify",
                      taken ? "server, after data" : "server, after data that nobody took",
                      heard.record,
                      [](ConnectionRecord& record) { // then it just left
                          record.data.clear();
                          record.messages.clear();
                      },
                      {}});
    }
    RecordBuilder deny = RecordBuilder::server().noPhases();
    for (const auto& [id, why] : {std::pair("server-set-to-deny", Denial::Everybody),
                                  std::pair("client-address-not-allowed", Denial::Address),
                                  std::pair("connection-limit-reached", Denial::Crowd)}) {
        deny.record.denied = why;
        cases.append({id,
                      "server",
                      deny.record,
                      [](ConnectionRecord& record) { record.denied.reset(); },
                      {}});
    }
}

/// This end has said goodbye and still reads; where it does not, the peer may just end TCP.
void addHalfCloses(QList<DiagnosisCase>& cases)
{
    for (const auto& [variant, ending] : {std::pair("half-close, then FIN", PeerEnding::Fin),
                                          std::pair("half-close, then RST", PeerEnding::Reset)}) {
        RecordBuilder half = openThenEnded(Role::Client, ending, 500);
        half.alert(Direction::Sent, 0, 1);
        half.record.ownEnding = OwnEnding::HalfClose;
        cases.append({"closed-without-close-notify",
                      variant,
                      half.record,
                      [](ConnectionRecord& record) { record.ownEnding = OwnEnding::CloseNotify; },
                      {}});
    }
    RecordBuilder left = openThenEnded(Role::Client, PeerEnding::Fin, 500);
    left.alert(Direction::Sent, 0, 1);
    left.record.ownEnding = OwnEnding::HalfClose;
    cases.append({"closed-without-close-notify",
                  "half-close, and not given up",
                  left.record,
                  [](ConnectionRecord& record) {
                      record.phases.append({.name = PhaseName::Close, .result = PhaseResult::Done});
                  },
                  {}});
}

/// What was begun is certainly not whole; and a reset is no end of the stream.
void addCutRecords(QList<DiagnosisCase>& cases)
{
    const auto betweenRecords = [](ConnectionRecord& record) { record.errors.clear(); };
    for (const Role role : {Role::Client, Role::Server}) {
        const QByteArray side(role == Role::Client ? "client" : "server");
        for (const auto& [ending, says] : {std::pair(PeerEnding::Fin, "the end of the TCP stream"),
                                           std::pair(PeerEnding::Reset, "a reset of TCP (RST)")}) {
            RecordBuilder cut = openThenEnded(role, ending, 500);
            cut.record.errors.append({ErrorSource::Workbench,
                                      kEndedInRecord,
                                      QStringLiteral("It ended in the middle of a record.")});
            cases.append({"truncated-message",
                          side + ": " + says,
                          cut.record,
                          betweenRecords,
                          {},
                          true,
                          says});
        }
    }
    cases.append({"closed-without-close-notify",
                  "client, reset",
                  openThenEnded(Role::Client, PeerEnding::Reset, 500).record,
                  stillOpen,
                  {},
                  true,
                  "A reset of TCP (RST) came"});
}

/// A fatal alert on an open connection, of either end.
void addLateAlerts(QList<DiagnosisCase>& cases)
{
    struct Late
    {
        Role role;
        Direction direction;
        int code;
        const char* says;
    };

    constexpr Late kAll[] = {
        {Role::Client, Direction::Received, 80, "The server broke off the open connection"},
        {Role::Client, Direction::Sent, 10, "This end broke off the open connection with alert 10"},
        {Role::Server, Direction::Received, 42, "The client broke off the open connection"},
        {Role::Server, Direction::Received, 46, "often judged when the handshake is done"},
        {Role::Server, Direction::Sent, 20, "changed on the way"},
        {Role::Server, Direction::Received, 47, "about something that came after it"},
    };
    for (const Late& late : kAll) {
        RecordBuilder builder = openThenEnded(late.role, PeerEnding::Fin, 500);
        builder.record.data = {{.timeUs = 3000, .bytes = "ping"}};
        cases.append({"alert-after-handshake",
                      late.says,
                      builder.alert(late.direction, late.code).record,
                      withoutAlerts,
                      {},
                      true,
                      late.says});
    }
}

/// The alert of this end speaks of the version, or of the type, whatever it was that came.
void addForeignBytes(QList<DiagnosisCase>& cases)
{
    for (const Role role : {Role::Client, Role::Server}) {
        RecordBuilder foreign = openThenEnded(role, PeerEnding::None, 500);
        foreign.alert(Direction::Sent, 70).openSsl(SSL_R_WRONG_VERSION_NUMBER);
        const QByteArray side(role == Role::Client ? "client" : "server");
        cases.append({"record-header-invalid", side + ", open", foreign.record, withoutErrors, {}});
        foreign.record.errors.prepend({ErrorSource::Workbench,
                                       kNoRecordHeader,
                                       QStringLiteral("In its place came “HTTP/1.1 408”.")});
        RecordBuilder newer = openThenEnded(role, PeerEnding::None, 500);
        newer.alert(Direction::Sent, 10).openSsl(SSL_R_BAD_RECORD_TYPE);
        newer.record.errors.prepend(foreign.record.errors.first());
        for (const auto& [variant, builder] :
             {std::pair(", open", &foreign), std::pair(", open, since OpenSSL 3.2", &newer)}) {
            cases.append({"not-tls-data",
                          side + variant,
                          builder->record,
                          withoutErrors,
                          {},
                          true,
                          "came “HTTP/1.1 408”"});
        }
    }
}

void addDataLimitCases(QList<DiagnosisCase>& cases, Role role, bool plain)
{
    const QByteArray side
        = QByteArray(role == Role::Client ? "client" : "server") + (plain ? " in clear" : "");
    RecordBuilder silent = openThenEnded(role, PeerEnding::None, 1'000'000);
    silent.record.phases.last().result = PhaseResult::TimedOut;
    if (plain) {
        silent.record.plain = true;
        silent.record.messages.clear();
    }
    silent.record.silenceLimit = true;
    silent.record.limit = Milliseconds(1000);
    cases.append({"idle-timed-out",
                  side,
                  silent.record,
                  [](ConnectionRecord& record) { record.silenceLimit = false; },
                  {}});
    silent.record.silenceLimit = false;
    cases.append({"data-timed-out",
                  side,
                  silent.record,
                  [](ConnectionRecord& record) { record.silenceLimit = true; },
                  {}});
}

void addAnswerCases(QList<DiagnosisCase>& cases)
{
    RecordBuilder file = openThenEnded(Role::Server, PeerEnding::None, 1'000'000);
    file.record.sentFile = FileProgress {.path = QStringLiteral("/file"),
                                         .sent = 1000,
                                         .size = 5000,
                                         .state = FileProgress::State::Stopped};
    const auto whole
        = [](ConnectionRecord& record) { record.sentFile->state = FileProgress::State::Done; };
    file.record.ownEnding = OwnEnding::Reset;
    cases.append({"file-cut-off", "by this server", file.record, whole, {}});
    file.record.plain = true;
    cases.append({"file-cut-off", "without TLS", file.record, whole, {}});
    file.record.ownEnding = OwnEnding::None;
    cases.append({"file-cut-off", "by the client", file.record, whole, {}});
}

} // namespace

QList<DiagnosisCase> closingCases()
{
    QList<DiagnosisCase> cases;
    addUsedUpLimits(cases);
    addClientCases(cases);
    addServerCases(cases);
    cases.append({"closed-without-close-notify",
                  "client",
                  openThenEnded(Role::Client, PeerEnding::Fin, 5'000'000).record,
                  stillOpen,
                  {}});
    cases.append({"idle-closed",
                  "client",
                  openThenEnded(Role::Client, PeerEnding::Fin, 60'000'000).record,
                  stillOpen,
                  {}});
    addHalfCloses(cases);
    addCutRecords(cases);
    addLateAlerts(cases);
    addForeignBytes(cases);
    for (const Role role : {Role::Client, Role::Server}) {
        addDataLimitCases(cases, role, false);
        addDataLimitCases(cases, role, true);
    }
    addAnswerCases(cases);
    cases.append({"cancelled",
                  "client",
                  RecordBuilder::client().result(ConnectionResult::Cancelled).record,
                  [](ConnectionRecord& record) { record.result = ConnectionResult::Failed; },
                  {}});
    return cases;
}

} // namespace workbench::tests
