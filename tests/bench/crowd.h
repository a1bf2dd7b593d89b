#pragma once

#include <QtGlobal>

#include <chrono>
#include <memory>
#include <vector>

namespace workbench::bench {

/// Many clients that are connected to 127.0.0.1:`port` at a time, in TLS 1.3 with full handshakes.
/// Plain OpenSSL. What fails ends the program with a message.
class Crowd
{
public:
    Crowd(quint16 port, int count);
    ~Crowd();

    /// Every client connects and sends its hello; nobody reads.
    void sayHello();
    /// Waits until every client has got the beginning of an answer.
    void awaitAnswers() const;
    /// Every client does what is left of its handshake, and stays.
    void finishHandshakes();
    void comeOneByOne(); ///< both for one client after the other
    void leave(); ///< every client closes in order and waits for the server to do so

private:
    struct Client;

    std::unique_ptr<Client> newcomer() const; ///< its hello is sent

    quint16 m_port;
    std::vector<std::unique_ptr<Client>> m_clients;
};

/// How long a server that was held up (SIGSTOP) needs to answer the hellos of `count` clients: its
/// ServerHello with all that follows it. Nobody else works meanwhile.
std::chrono::microseconds answerTime(qint64 serverProcess, quint16 port, int count);

} // namespace workbench::bench
