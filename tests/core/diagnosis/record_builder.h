#pragma once

#include "core/connection/connection_record.h"

#include <initializer_list>

namespace workbench::tests {

/// Makes records by hand as a connection would leave them behind, fact by fact.
class RecordBuilder
{
public:
    /// A client of shop.test:443 (192.0.2.7) whose tls phase failed, without any fact yet.
    static RecordBuilder client();
    /// A server at 127.0.0.1:5043 whose client 127.0.0.1:40000 failed in the tls phase.
    static RecordBuilder server();

    RecordBuilder& result(ConnectionResult result);
    RecordBuilder& phase(PhaseName name, PhaseResult result, qint64 durationUs = 1000);
    RecordBuilder& noPhases();
    RecordBuilder& message(int handshakeType, Direction direction);
    RecordBuilder& alert(Direction direction, int code, int level = 2);
    RecordBuilder& openSsl(int sslReason);
    RecordBuilder& openSsl(int library, int reason);
    RecordBuilder& system(int number);
    RecordBuilder& qt(int number);
    RecordBuilder& workbench(const QString& text);
    /// client_hello with the library's usual lists.
    RecordBuilder& hello(const QList<quint16>& versions = {0x0304, 0x0303});
    RecordBuilder& answered(quint16 version); ///< server_hello that chose this version
    RecordBuilder& certificateRequest();
    RecordBuilder& firstBytes(const QByteArray& bytes);
    RecordBuilder& ending(PeerEnding ending);
    RecordBuilder& versions(TlsVersionSet versions);
    RecordBuilder& fault(int depth, int code);

    ConnectionRecord record; ///< for everything else

private:
    void addMessage(int contentType, Direction direction, const QByteArray& bytes);

    bool isClient() const { return record.role == Role::Client; }
};

} // namespace workbench::tests
