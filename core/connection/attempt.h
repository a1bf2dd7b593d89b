#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/connection_tap.h"
#include "core/connection/options/data_keeping.h"

#include <QSslSocket>

#include <memory>

namespace workbench {

/// The record of one connection while it grows: what client and server connections share. Keeps
/// time, phases, trace, errors and data; knows nothing of how the connection is driven.
class Attempt
{
public:
    Attempt(Role role, const QString& name);
    ~Attempt();

    ConnectionRecord& record() { return m_record; }

    const ConnectionRecord& record() const { return m_record; }

    qint64 elapsedUs() const;

    void beginPhase(PhaseName name); ///< one of that name that is running goes on
    void endPhase(PhaseResult result); ///< the one that is running; none: nothing
    void skipPhase(PhaseName name); ///< one of that name that is running is done
    PhaseName currentPhase() const; ///< the newest

    /// Makes the tap; must live until the socket is gone.
    void attachTap(std::shared_ptr<const TapPlan> plan, const QString& keyLogPath);

    ConnectionTap* tap() { return m_tap.get(); }

    /// Takes over what the tap recorded since the last call. False: nothing new.
    bool collect();
    /// `tcpEnding`: takeTcpEnding(), asked first thing in the slot.
    void
    noteSocketError(QAbstractSocket::SocketError error, const QString& text, PeerEnding tcpEnding);
    /// Takes back what is noted as sent when the transport took none of it: the peer had ended the
    /// stream before the first byte left. `bytesWaiting`: what the socket still holds.
    void takeBackUnsent(qint64 bytesWaiting);
    /// Takes back a close_notify that is noted as sent but never left: the library writes one when
    /// its connection goes, also where the peer has closed before. `bytesWaiting`: as above.
    void takeBackGoodbye(qint64 bytesWaiting);
    void noteEnds(const QSslSocket& socket); ///< addresses and ports
    void noteEnds(const QHostAddress& local,
                  quint16 localPort,
                  const QHostAddress& peer,
                  quint16 peerPort);
    void noteOwnCertificate(const KeyMaterial& material); ///< what this end would present
    void noteFirstBytes(const QByteArray& bytes); ///< raw, of the peer; the first call counts

    /// So much application data is kept; kUsualKeptBytes unless it is said.
    void setMostData(qint64 bytes) { m_mostData = bytes; }

    bool heardGoodbye() const { return saidGoodbye(Direction::Received); } ///< close_notify came

    /// Bounded. `sender`: as in DataChunk.
    void addData(Direction direction, const QByteArray& bytes, const QString& sender = {});
    /// Bytes on the transport where no tap counts them.
    void countBytes(Direction direction, qint64 count);
    /// Before TLS; bounded likewise. `shown`: what is kept of the `count` bytes.
    void addClear(Direction direction, const QByteArray& shown, qsizetype count);
    /// Sets the result; the first call decides, but a late refusal may turn Established into
    /// Failed.
    void decide(ConnectionResult result);
    /// The newest session that can be taken up again; empty: none.
    SavedSession session() const;
    /// Last look at the tap; the record is complete afterwards.
    void finish();

    ConnectionRecordPtr snapshot() const
    {
        return std::make_shared<const ConnectionRecord>(m_record);
    }

private:
    bool isRunning(PhaseName name) const;
    void addUnseenCertificates();
    void noteChosenCertificate();
    void writeKeyLog();
    void noteStaple();
    void noteCutRecord();
    void noteForeignBytes();
    qint64 keep(QList<DataChunk>& chunks,
                qint64 room,
                Direction direction,
                const QByteArray& bytes,
                const QString& sender = {}) const;
    bool saidGoodbye(Direction direction) const; ///< with close_notify

    ConnectionRecord m_record;
    TraceRecorder::Clock::time_point m_start;
    std::unique_ptr<ConnectionTap> m_tap;
    QString m_keyLogPath;
    qsizetype m_absorbed = 0;
    qint64 m_mostData = kUsualKeptBytes;
    qint64 m_dataKept = 0;
    qint64 m_clearKept = 0;
    qint64 m_unsent = 0; ///< bytes that the library wrote and nobody sent
    bool m_keyLogFailed = false;
    const KeyMaterial* m_notedCertificate = nullptr; ///< of those that were chosen
    bool m_nothingLeft = false; ///< not one byte went out
};

} // namespace workbench
