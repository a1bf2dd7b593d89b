#pragma once

#include "core/connection/tcp_connector.h"

#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace workbench {

/// Connects to whichever of several addresses answers first (RFC 8305 §5): the next attempt begins
/// 250 ms after the one before, or when that one fails; the first that connects wins and the others
/// are given up. Has no time limit of its own. Attempts are counted from 0 in their order.
class AddressRace : public QObject
{
    Q_OBJECT

public:
    struct Failure
    {
        int attempt = 0;
        int errorNumber = 0; ///< errno
    };

    explicit AddressRace(QObject* parent = nullptr);
    ~AddressRace() override;

    /// Of the sockets that are made from now on.
    void setSettings(const SocketSettings& settings) { m_settings = settings; }

    /// All addresses so far in the order in which they are to be tried; those that have been tried
    /// are left out. `moreToCome`: it will be called again, so that nothing has failed yet.
    void run(const QList<QHostAddress>& addresses, quint16 port, bool moreToCome);
    void abort();

Q_SIGNALS:
    void attemptStarted(const QHostAddress& address);
    void attemptFailed(int attempt, int errorNumber); ///< errno
    /// As TcpConnector::connected(). All other attempts have been given up.
    void connected(int attempt, qintptr descriptor, bool reset);
    /// No address is left. The failure that tells most: a refusal before silence before the rest.
    void failed(const AddressRace::Failure& telling);

private:
    void startNext();
    void onFailed(int attempt, int errorNumber);
    void onConnected(int attempt, qintptr descriptor, bool reset);

    QList<QHostAddress> m_waiting;
    QList<QHostAddress> m_tried;
    quint16 m_port = 0;
    SocketSettings m_settings;
    bool m_moreToCome = false;
    std::vector<std::unique_ptr<TcpConnector>> m_attempts; ///< null: failed
    QList<Failure> m_failures;
    QTimer m_stagger;
};

} // namespace workbench
