#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>

namespace workbench::bench {

/// A server that runs as a child process; it dies with this one. Failures end the program with a
/// message.
class ServerProcess
{
public:
    /// What a server says of itself at its end.
    struct Totals
    {
        qint64 connections = -1; ///< -1: it does not say
        qint64 messages = -1;
    };

    /// `port` 0: the server prints the port that it took as its first line.
    void start(const QString& program, const QStringList& arguments, quint16 port = 0);

    quint16 port() const { return m_port; }

    /// User and system time that the process has used so far, all threads.
    std::chrono::nanoseconds cpuTime() const;

    qint64 processId() const { return m_process.processId(); }

    /// Memory of its own that is in use, in KiB.
    qint64 residentKib() const;

    /// Ends it: closes its standard input, or kills it when that does not help.
    Totals stop();

private:
    QProcess m_process;
    quint16 m_port = 0;
};

/// `openssl s_server` with the certificate and key of a PEM file. `chain`: PEM of its issuers, kept
/// beside the certificate.
std::unique_ptr<ServerProcess> startOpenSslServer(const QString& certificate,
                                                  const QByteArray& chain);

/// nginx in one process, configured in the folder of the PEM file `certificate`, which has chain
/// and key.
std::unique_ptr<ServerProcess> startNginx(const QString& certificate);

/// A port of 127.0.0.1 that was free a moment ago, for servers that cannot say which they took.
quint16 freePort();

} // namespace workbench::bench
