#include "core/connection/connection_record.h"
#include "core/connection/handshake_facts.h"
#include "core/trace/trace_recorder.h"
#include "tests/bench/memory_handshake.h"

#include <benchmark/benchmark.h>
#include <memory>

/// What tracing and recording add to one handshake, without the handshake: to be set against the
/// server CPU per handshake of server_handshake_bench.
namespace workbench::bench {
namespace {

void replay(TraceRecorder& recorder)
{
    const MemoryHandshake& handshake = MemoryHandshake::instance();
    for (const Call& call : handshake.calls()) {
        recorder.record(call.sent, call.contentType, call.bytes, handshake.server());
    }
}

void traceHandshake(benchmark::State& state)
{
    MemoryHandshake::instance();
    for ([[maybe_unused]] auto _ : state) {
        TraceRecorder recorder(TraceRecorder::Clock::now());
        replay(recorder);
        benchmark::DoNotOptimize(recorder.messages().constData());
    }
}

ConnectionRecord recorded()
{
    TraceRecorder recorder(TraceRecorder::Clock::now());
    replay(recorder);
    ConnectionRecord record;
    record.role = Role::Server;
    record.messages = recorder.messages();
    return record;
}

void absorbHandshake(benchmark::State& state)
{
    const ConnectionRecord fresh = recorded();
    for ([[maybe_unused]] auto _ : state) {
        ConnectionRecord record = fresh;
        absorbMessages(record, 0);
        benchmark::DoNotOptimize(record.negotiated.cipherSuite);
    }
}

void snapshotRecord(benchmark::State& state)
{
    ConnectionRecord record = recorded();
    absorbMessages(record, 0);
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(std::make_shared<const ConnectionRecord>(record));
    }
}

BENCHMARK(traceHandshake);
BENCHMARK(absorbHandshake);
BENCHMARK(snapshotRecord);

} // namespace
} // namespace workbench::bench
