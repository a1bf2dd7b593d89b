#include "core/wire/decode.h"
#include "core/wire/handshake_summary.h"
#include "tests/bench/memory_handshake.h"

#include <benchmark/benchmark.h>

/// What it takes to decode a server's flight of TLS 1.3 (server_hello, encrypted_extensions, a
/// certificate message with three certificates, certificate_verify, finished): flights or messages
/// a second on one core, and how many times its input a tree occupies.
namespace workbench::bench {
namespace {

constexpr int kHandshake = 22;
constexpr std::uint8_t kNewSessionTicket = 4;
constexpr std::uint16_t kTls13 = 0x0304;

/// The messages of the flight, each with its header.
std::vector<wire::Bytes> serverFlight()
{
    std::vector<wire::Bytes> flight;
    for (const Call& call : MemoryHandshake::instance().calls()) {
        if (call.sent && call.contentType == kHandshake && call.bytes.at(0) != kNewSessionTicket) {
            flight.emplace_back(call.bytes);
        }
    }
    return flight;
}

std::size_t sizeOf(const std::vector<wire::Bytes>& flight)
{
    std::size_t size = 0;
    for (const wire::Bytes message : flight) {
        size += message.size();
    }
    return size;
}

wire::DecodeContext contextOfServer()
{
    return {.version = kTls13, .cipherSuite = 0x1302, .sender = wire::Sender::Server};
}

void flightToTrees(benchmark::State& state)
{
    const std::vector<wire::Bytes> flight = serverFlight();
    const wire::DecodeContext context = contextOfServer();
    std::size_t memory = 0;
    std::size_t fields = 0;
    for ([[maybe_unused]] auto _ : state) {
        memory = 0;
        fields = 0;
        for (const wire::Bytes message : flight) {
            const wire::FieldTree tree = wire::decodeHandshakeMessage(message, context);
            memory += tree.memoryBytes();
            fields += tree.fieldCount();
        }
        benchmark::DoNotOptimize(fields);
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(sizeOf(flight)));
    state.counters["messages"] = static_cast<double>(flight.size());
    state.counters["fields"] = static_cast<double>(fields);
    state.counters["memory/input"]
        = static_cast<double>(memory) / static_cast<double>(sizeOf(flight));
}

/// As a list shows them: name and length of each message of a stream.
void typeAndLength(benchmark::State& state)
{
    std::vector<std::uint8_t> stream;
    const std::vector<wire::Bytes> flight = serverFlight();
    for (const wire::Bytes message : flight) {
        stream.insert(stream.end(), message.begin(), message.end());
    }
    for ([[maybe_unused]] auto _ : state) {
        for (wire::Bytes rest(stream); !rest.empty();) {
            const std::size_t size = wire::messageSize(rest, false);
            benchmark::DoNotOptimize(wire::messageName(rest.first(size), false));
            rest = rest.subspan(size);
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(flight.size()));
}

/// What traces and scans read out of a flight, without a tree.
void flightToSummaries(benchmark::State& state)
{
    const std::vector<wire::Bytes> flight = serverFlight();
    for ([[maybe_unused]] auto _ : state) {
        for (const wire::Bytes message : flight) {
            benchmark::DoNotOptimize(wire::summarizeServerHello(message));
            benchmark::DoNotOptimize(wire::summarizeEncryptedExtensions(message));
            benchmark::DoNotOptimize(wire::summarizeCertificateVerify(message, kTls13));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(flight.size()));
}

BENCHMARK(flightToTrees);
BENCHMARK(typeAndLength);
BENCHMARK(flightToSummaries);

} // namespace
} // namespace workbench::bench
