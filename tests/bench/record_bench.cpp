#include "core/base/openssl_ptr.h"
#include "core/connection/connection_record.h"
#include "core/connection/handshake_facts.h"
#include "core/trace/trace_recorder.h"
#include "tests/support/test_pki.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>
#include <memory>
#include <vector>

/// What tracing and recording add to one handshake, without the handshake: to be set against the
/// server CPU per handshake of server_handshake_bench.
namespace workbench::bench {
namespace {

/// One call of OpenSSL's message callback.
struct Call
{
    bool sent = false;
    int contentType = 0;
    std::vector<std::uint8_t> bytes;
};

/// A full TLS 1.3 handshake between two ends in memory.
class Handshake
{
public:
    Handshake()
    {
        const tests::TestPki pki;
        const KeyMaterial server = pki.server();
        const SslContextPtr serverContext(SSL_CTX_new(TLS_server_method()));
        const SslContextPtr clientContext(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_use_certificate(serverContext.get(), server.certificate.get());
        SSL_CTX_use_PrivateKey(serverContext.get(), server.key.get());
        for (const auto& issuer : server.chain) {
            SSL_CTX_add1_chain_cert(serverContext.get(), issuer.get());
        }
        m_server.reset(SSL_new(serverContext.get()));
        const SslPtr client(SSL_new(clientContext.get()));
        BIO* serverEnd = nullptr;
        BIO* clientEnd = nullptr;
        BIO_new_bio_pair(&serverEnd, 0, &clientEnd, 0);
        SSL_set_bio(m_server.get(), serverEnd, serverEnd);
        SSL_set_bio(client.get(), clientEnd, clientEnd);
        SSL_set_msg_callback(m_server.get(), &note);
        SSL_set_msg_callback_arg(m_server.get(), this);
        SSL_set_accept_state(m_server.get());
        SSL_set_connect_state(client.get());
        bool done = false;
        for (int flight = 0; flight < 10 && !done; ++flight) {
            const bool clientDone = SSL_do_handshake(client.get()) == 1;
            done = SSL_do_handshake(m_server.get()) == 1 && clientDone;
        }
        if (!done) {
            qFatal("The handshake in memory does not come to an end");
        }
        SSL_set_msg_callback(m_server.get(), nullptr);
    }

    const std::vector<Call>& calls() const { return m_calls; }

    const SSL* server() const { return m_server.get(); }

private:
    static void note(int sent,
                     int /*version*/,
                     int contentType,
                     const void* bytes,
                     std::size_t length,
                     SSL* /*ssl*/,
                     void* self)
    {
        const auto* begin = static_cast<const std::uint8_t*>(bytes);
        static_cast<Handshake*>(self)->m_calls.push_back(
            {.sent = sent != 0, .contentType = contentType, .bytes = {begin, begin + length}});
    }

    SslPtr m_server;
    std::vector<Call> m_calls;
};

const Handshake& handshake()
{
    static const Handshake it;
    return it;
}

void replay(TraceRecorder& recorder)
{
    for (const Call& call : handshake().calls()) {
        recorder.record(call.sent, call.contentType, call.bytes, handshake().server());
    }
}

void traceHandshake(benchmark::State& state)
{
    handshake();
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

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
