#include "tests/bench/bench_servers.h"

#include "core/connection/multihomed_server.h"
#include "core/trace/tls_library.h"

#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

#include <cstdio>
#include <map>
#include <unistd.h>

namespace workbench::bench {
namespace {

const QString kServe = QStringLiteral("--serve");

/// What the workbench keeps in memory: the newest state of the last connections.
class Records
{
public:
    void put(const ConnectionRecordPtr& record)
    {
        m_kept[record->id] = record;
        if (m_kept.size() > kMost) {
            m_kept.erase(m_kept.begin());
        }
    }

    void finish(const ConnectionRecordPtr& record)
    {
        put(record);
        established += record->result == ConnectionResult::Established ? 1 : 0;
        messages += record->messages.size();
    }

    qint64 established = 0;
    qint64 messages = 0;

private:
    static constexpr std::size_t kMost = 2000;
    std::map<quint64, ConnectionRecordPtr> m_kept;
};

void say(const QByteArray& line)
{
    std::fputs((line + '\n').constData(), stdout);
    std::fflush(stdout);
}

/// Runs the event loop until the starting process closes our standard input.
void serveUntilInputEnds()
{
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, [&input] {
        char byte = 0;
        if (::read(STDIN_FILENO, &byte, 1) <= 0) {
            input.setEnabled(false);
            QCoreApplication::quit();
        }
    });
    QCoreApplication::exec();
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int serveWorkbench(const QString& certificate, int threads)
{
    if (const Result<void> library = initializeTlsLibrary(); !library) {
        std::fputs(qPrintable(library.error().toLine()), stderr);
        return 1;
    }
    const Result<KeyMaterial> material = readKeyMaterial(contentOf(certificate), {}, certificate);
    ServerOptions options;
    options.name = QStringLiteral("bench");
    options.listen.threads = threads;
    if (material) {
        options.certificates = {*material};
    }
    MultihomedServer server(options);
    Records records;
    QObject::connect(&server,
                     &MultihomedServer::connectionChanged,
                     qApp,
                     [&](const ConnectionRecordPtr& record) { records.put(record); });
    QObject::connect(&server,
                     &MultihomedServer::connectionFinished,
                     qApp,
                     [&](const ConnectionRecordPtr& record) { records.finish(record); });
    if (const Result<void> started = server.start(); !started) {
        std::fputs(qPrintable(started.error().toLine()), stderr);
        return 1;
    }
    say(QByteArray::number(server.port()));
    serveUntilInputEnds();
    say(QByteArray::number(records.established) + ' ' + QByteArray::number(records.messages));
    return 0;
}

int serveStock(const QString& certificate, bool withCaList)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
    configuration.setPrivateKey(QSslKey(contentOf(certificate), QSsl::Ec));
    // As all servers here: no CertificateRequest, which Qt sends unless told not to.
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    if (!withCaList) {
        configuration.setCaCertificates({});
    }
    QSslServer server;
    server.setSslConfiguration(configuration);
    qint64 established = 0;
    QObject::connect(&server, &QTcpServer::pendingConnectionAvailable, qApp, [&] {
        while (QTcpSocket* socket = server.nextPendingConnection()) {
            ++established;
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write(socket->readAll());
            });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    if (!server.listen(QHostAddress::LocalHost)) {
        std::fputs(qPrintable(server.errorString()), stderr);
        return 1;
    }
    say(QByteArray::number(server.serverPort()));
    serveUntilInputEnds();
    say(QByteArray::number(established) + " 0");
    return 0;
}

int serve(ServerKind kind, const QString& certificate, int threads)
{
    switch (kind) {
    case ServerKind::Workbench:
        return serveWorkbench(certificate, threads);
    case ServerKind::Stock:
        return serveStock(certificate, true);
    case ServerKind::StockWithoutCaList:
        return serveStock(certificate, false);
    }
    return 1;
}

} // namespace

std::unique_ptr<ServerProcess>
startOwnServer(ServerKind kind, const QString& certificate, int threads)
{
    auto process = std::make_unique<ServerProcess>();
    process->start(
        QCoreApplication::applicationFilePath(),
        {kServe, QString::number(static_cast<int>(kind)), certificate, QString::number(threads)});
    return process;
}

std::optional<int> runIfServer(const QStringList& arguments)
{
    constexpr qsizetype kArguments = 5;
    if (arguments.size() != kArguments || arguments.at(1) != kServe) {
        return std::nullopt;
    }
    return serve(
        static_cast<ServerKind>(arguments.at(2).toInt()), arguments.at(3), arguments.at(4).toInt());
}

} // namespace workbench::bench
