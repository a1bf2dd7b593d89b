#pragma once

#include "core/workbench/workbench.h"

#include <QObject>

namespace workbench {

/// The whole way on this computer in one go: a test CA, a server certificate, a server on a free
/// loopback port, a client that connects to it. What an earlier tour has made is used again.
class Tour : public QObject
{
    Q_OBJECT

public:
    explicit Tour(Workbench& workbench, QObject* parent = nullptr);

    void start();

    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void progressed(const QString& step); ///< what is being done now
    void finished(const QString& clientName, quint64 recordId); ///< the handshake is over
    void failed(const workbench::Error& error);

private:
    void makeCa();
    void makeCertificate();
    void startServer();
    void connectClient();
    void serverChanged(const QString& name);
    void takeConnections(const QList<ObservedConnection>& batch);
    bool usable(const QString& certificate) const;
    void fail(const Error& error);

    Workbench& m_workbench;
    bool m_running = false;
    bool m_connected = false;
    int m_job = -1;
    quint64 m_lastRecord = 0; ///< newest attempt before this tour
};

} // namespace workbench
