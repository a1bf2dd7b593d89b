#include "tests/core/connection/loopback.h"

#include "tests/support/slowness.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

namespace workbench {
namespace {

/// The client's options, with the way to the server, which is started.
ClientOptions towards(TlsServer& server, const LoopbackPlan& plan)
{
    ClientOptions options = plan.client;
    const quint16 port = server.start() ? server.serverPort() : 0;
    options.port = plan.through ? plan.through(port) : port;
    return options;
}

} // namespace

ServerOptions loopbackServer(const tests::TestPki& pki)
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {pki.server()};
    return options;
}

ClientOptions loopbackClient(const tests::TestPki& pki, quint16 port, const QString& host)
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = host;
    options.port = port;
    options.trust = pki.anchors();
    return options;
}

LoopbackPlan loopbackPlan(const tests::TestPki& pki)
{
    LoopbackPlan plan;
    plan.server = loopbackServer(pki);
    plan.client = loopbackClient(pki, 0, QStringLiteral("localhost"));
    return plan;
}

LoopbackPlan datagramPlan(const tests::TestPki& pki)
{
    LoopbackPlan plan = loopbackPlan(pki);
    plan.server.transport = Transport::Udp;
    plan.client.transport = Transport::Udp;
    plan.send = "ping";
    return plan;
}

Meeting::Meeting(const LoopbackPlan& plan)
    : server(plan.server)
    , client(towards(server, plan))
    , ended(&server, &TlsServer::connectionFinished)
{ }

ConnectionRecordPtr Meeting::record()
{
    constexpr int kLongest = 5000 * int(tests::kSlowness);
    const bool isOver = QTest::qWaitFor([this] { return !ended.isEmpty(); }, kLongest);
    return isOver ? ended.first().first().value<ConnectionRecordPtr>() : nullptr;
}

LoopbackResult runLoopback(LoopbackPlan plan)
{
    LoopbackResult result;
    QEventLoop loop;
    TlsServer server(plan.server);
    if (!server.start()) {
        return result;
    }
    plan.client.port = plan.through ? plan.through(server.serverPort()) : server.serverPort();
    ClientConnection client(plan.client);
    bool clientDone = false;
    qsizetype received = 0;
    const auto endWhenBothAreDone = [&] {
        if (clientDone && result.server) {
            loop.quit();
        }
    };
    QObject::connect(
        &server, &TlsServer::connectionFinished, &loop, [&](const ConnectionRecordPtr& record) {
            result.server = record;
            endWhenBothAreDone();
        });
    QObject::connect(&client, &ClientConnection::established, &loop, [&] {
        plan.send.isEmpty() ? client.close() : client.send(plan.send);
    });
    QObject::connect(&client, &ClientConnection::dataReceived, &loop, [&](const QByteArray& bytes) {
        received += bytes.size();
        if (received >= plan.send.size()) {
            client.close();
        }
    });
    QObject::connect(&client, &ClientConnection::finished, &loop, [&] {
        clientDone = true;
        endWhenBothAreDone();
    });
    constexpr int kLongest = 15'000;
    QTimer::singleShot(kLongest, &loop, &QEventLoop::quit);
    client.start();
    loop.exec();
    result.client = clientDone ? client.snapshot() : nullptr;
    return result;
}

} // namespace workbench
