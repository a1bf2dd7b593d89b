#include "tests/bench/bench_clients.h"

#include "core/connection/client_connection.h"
#include "core/trace/tls_library.h"

#include <QEventLoop>
#include <QSslConfiguration>
#include <QSslSocket>

#include <cstdio>
#include <ctime>
#include <functional>

namespace workbench::bench {
namespace {

constexpr int kTls13 = 0x0304;

double cpuMicros()
{
    timespec time {};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    constexpr double kMicrosPerSecond = 1e6;
    constexpr double kNanosPerMicro = 1e3;
    return static_cast<double>(time.tv_sec) * kMicrosPerSecond
        + static_cast<double>(time.tv_nsec) / kNanosPerMicro;
}

/// One handshake; false: it failed.
using Once = std::function<bool()>;

Once workbenchClient(const ClientLoad& load)
{
    ClientOptions options;
    options.name = QStringLiteral("bench");
    options.host = QStringLiteral("127.0.0.1");
    options.port = load.port;
    options.versions = load.version == kTls13 ? TlsVersion::Tls13 : TlsVersion::Tls12;
    options.trust = TrustAnchors::fromFiles({load.anchor}).value();
    return [options] {
        ClientConnection connection(options);
        QEventLoop loop;
        QObject::connect(&connection, &ClientConnection::established, &connection, [&connection] {
            connection.close();
        });
        QObject::connect(&connection, &ClientConnection::finished, &loop, &QEventLoop::quit);
        connection.start();
        loop.exec();
        const ConnectionRecordPtr record = connection.snapshot();
        return record->result == ConnectionResult::Established && record->verification.trusted
            && !record->messages.isEmpty();
    };
}

Once bareClient(const ClientLoad& load)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromPath(load.anchor));
    configuration.setProtocol(load.version == kTls13 ? QSsl::TlsV1_3 : QSsl::TlsV1_2);
    return [configuration, port = load.port] {
        QSslSocket socket;
        socket.setSslConfiguration(configuration);
        bool encrypted = false;
        QEventLoop loop;
        QObject::connect(&socket, &QSslSocket::encrypted, &socket, [&] {
            encrypted = true;
            socket.disconnectFromHost();
        });
        QObject::connect(&socket, &QSslSocket::errorOccurred, &loop, &QEventLoop::quit);
        QObject::connect(&socket, &QSslSocket::disconnected, &loop, &QEventLoop::quit);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
        loop.exec();
        return encrypted;
    };
}

} // namespace

int runClient(ClientKind kind, const ClientLoad& load)
{
    if (kind == ClientKind::Workbench && !initializeTlsLibrary()) {
        return 1;
    }
    const Once once = kind == ClientKind::Workbench ? workbenchClient(load) : bareClient(load);
    if (!once()) {
        return 1;
    }
    const double before = cpuMicros();
    for (int i = 0; i < load.count; ++i) {
        if (!once()) {
            return 1;
        }
    }
    std::printf("%.1f\n", (cpuMicros() - before) / load.count);
    return 0;
}

} // namespace workbench::bench
