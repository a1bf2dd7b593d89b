#pragma once

#include <QByteArray>
#include <QList>

namespace workbench::tests {

/// TCP clients on loopback that speak no TLS of their own: plain sockets of the system, so that
/// hundreds of them cost a test nothing. connect() does not wait for the server to accept.
class RawClients
{
public:
    explicit RawClients(quint16 port);
    ~RawClients();
    RawClients(const RawClients&) = delete;
    RawClients& operator=(const RawClients&) = delete;

    /// Takes the sockets of the next ones from the system already.
    bool prepare(int count);
    /// So many more; each says `words` at once. False: the system had none for one of them.
    bool open(int count, const QByteArray& words = {});
    void say(qsizetype client, const QByteArray& words);
    void reset(); ///< ends all of them with RST

    qsizetype count() const { return m_descriptors.size(); }

private:
    quint16 m_port;
    QList<int> m_prepared;
    QList<int> m_descriptors;
};

/// What a client of this library says first.
QByteArray clientHello();

} // namespace workbench::tests
