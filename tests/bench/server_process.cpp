#include "tests/bench/server_process.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>
#include <ctime>
#include <sys/prctl.h>
#include <unistd.h>

namespace workbench::bench {
namespace {

constexpr int kPatience = 10'000; // milliseconds

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(kPatience);
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()
        || !file.flush()) {
        qFatal("%s cannot be written", qPrintable(path));
    }
}

/// Tickets are on by default; without a user of its own, which it would change to where root starts
/// it, and who could not read the folder.
QByteArray nginxConfiguration(const QString& certificate, quint16 port)
{
    const QString folder = QFileInfo(certificate).absolutePath();
    QByteArray lines = "daemon off; master_process off; worker_processes 1;\n";
    lines += ::geteuid() == 0 ? "user root;\n" : "";
    lines += "pid FOLDER/nginx.pid; error_log FOLDER/nginx.log crit;\n"
             "events { worker_connections 512; }\n"
             "http { access_log off;\n"
             "  client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy;\n"
             "  fastcgi_temp_path FOLDER/fastcgi; uwsgi_temp_path FOLDER/uwsgi;\n"
             "  scgi_temp_path FOLDER/scgi;\n"
             "  server { listen 127.0.0.1:PORT ssl; ssl_protocols TLSv1.2 TLSv1.3;\n"
             "    ssl_certificate CERTIFICATE; ssl_certificate_key CERTIFICATE; } }\n";
    return lines.replace("FOLDER", folder.toUtf8())
        .replace("PORT", QByteArray::number(port))
        .replace("CERTIFICATE", certificate.toUtf8());
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

qint64 ServerProcess::residentKib() const
{
    QFile status(QStringLiteral("/proc/%1/status").arg(processId()));
    if (!status.open(QIODevice::ReadOnly)) {
        qFatal("The server process is gone");
    }
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith("RssAnon:")) {
            return line.simplified().split(' ').value(1).toLongLong();
        }
    }
    qFatal("The system does not say how much memory a process has");
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
    const QString chainFile = certificate + QStringLiteral(".chain");
    write(chainFile, chain);
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
                    chainFile},
                   port);
    return process;
}

std::unique_ptr<ServerProcess> startNginx(const QString& certificate)
{
    // Debian has it where the paths of users do not lead.
    QString program = QStandardPaths::findExecutable(QStringLiteral("nginx"));
    if (program.isEmpty()) {
        program = QStringLiteral("/usr/sbin/nginx");
    }
    const QString folder = QFileInfo(certificate).absolutePath();
    const QString configuration = folder + QStringLiteral("/nginx.conf");
    const quint16 port = freePort();
    write(configuration, nginxConfiguration(certificate, port));
    auto process = std::make_unique<ServerProcess>();
    process->start(
        program, {QStringLiteral("-c"), configuration, QStringLiteral("-p"), folder}, port);
    return process;
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace workbench::bench
