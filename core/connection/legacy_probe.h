#pragma once

#include "core/connection/options/client_options.h"
#include "core/wire/legacy_hello.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <memory>

namespace workbench {

class ClientConnection;

/// What a server says to a hello of SSL 2.0 or 3.0, which the TLS library cannot speak.
struct LegacyProbeResult
{
    wire::LegacyVersion version = wire::LegacyVersion::Ssl3;
    wire::LegacyAnswer answer = wire::LegacyAnswer::Unclear;
    QString evidence; ///< "server_hello of SSL 3.0"; why no answer came
    QString sentence; ///< all of it, for people
};

/// Goes to the target as a client does (addresses, proxy, explicit TLS, limits), sends such a hello
/// and reads the first answer. Lives in a thread with an event loop; never blocks.
class LegacyProbe : public QObject
{
    Q_OBJECT

public:
    LegacyProbe(ClientOptions options, wire::LegacyVersion version, QObject* parent = nullptr);
    ~LegacyProbe() override;

    void start(); ///< once; `finished` follows in any case
    void cancel();

Q_SIGNALS:
    void finished(const workbench::LegacyProbeResult& result);

private:
    void onData(const QByteArray& bytes);
    void onEnded();
    void conclude(wire::LegacyAnswer answer, const QString& evidence);

    wire::LegacyVersion m_version;
    std::unique_ptr<ClientConnection> m_connection;
    QByteArray m_received;
    bool m_concluded = false;
};

} // namespace workbench
