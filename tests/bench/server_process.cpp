#include "tests/bench/server_process.h"

#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>
#include <ctime>
#include <sys/prctl.h>

namespace workbench::bench {
namespace {

constexpr int kPatience = 10'000; // milliseconds

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(kPatience);
}

} // namespace

void ServerProcess::start(const QString& program, const QStringList& arguments, quint16 port)
{
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    if (port == 0) {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    } else { // finding out whether it answers looks like a fault to it
        m_process.setStandardErrorFile(QProcess::nullDevice());
    }
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(kPatience)) {
        qFatal("%s does not start: %s", qPrintable(program), qPrintable(m_process.errorString()));
    }
    m_port = port;
    if (port == 0) {
        if (!m_process.waitForReadyRead(kPatience)) {
            qFatal("%s does not say its port", qPrintable(program));
        }
        m_port = m_process.readLine().trimmed().toUShort();
        return;
    }
    for (int i = 0; i < 100 && !answers(port); ++i) {
        QThread::msleep(20);
    }
}

std::chrono::nanoseconds ServerProcess::cpuTime() const
{
    clockid_t clock {};
    timespec time {};
    if (::clock_getcpuclockid(static_cast<pid_t>(m_process.processId()), &clock) != 0
        || ::clock_gettime(clock, &time) != 0) {
        qFatal("The server process is gone");
    }
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

ServerProcess::Totals ServerProcess::stop()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(2000)) {
        m_process.kill();
        m_process.waitForFinished(kPatience);
        return {};
    }
    const QList<QByteArray> words = m_process.readAllStandardOutput().trimmed().split(' ');
    if (words.size() != 2) {
        return {};
    }
    return {.connections = words.at(0).toLongLong(), .messages = words.at(1).toLongLong()};
}

std::unique_ptr<ServerProcess> startOpenSslServer(const QString& certificate,
                                                  const QByteArray& chain)
{
    QFile chainFile(certificate + QStringLiteral(".chain"));
    if (!chainFile.open(QIODevice::WriteOnly) || chainFile.write(chain) <= 0
        || !chainFile.flush()) {
        qFatal("The chain file cannot be written");
    }
    auto process = std::make_unique<ServerProcess>();
    const quint16 port = freePort();
    process->start(QStandardPaths::findExecutable(QStringLiteral("openssl")),
                   {QStringLiteral("s_server"),
                    QStringLiteral("-quiet"),
                    QStringLiteral("-accept"),
                    QStringLiteral("127.0.0.1:%1").arg(port),
                    QStringLiteral("-cert"),
                    certificate,
                    QStringLiteral("-key"),
                    certificate,
                    QStringLiteral("-cert_chain"),
                    chainFile.fileName()},
                   port);
    return process;
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace workbench::bench
