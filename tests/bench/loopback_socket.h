#pragma once

#include <QtGlobal>

namespace workbench::bench {

/// A blocking TCP connection to a port of 127.0.0.1, without Nagle's algorithm.
class LoopbackSocket
{
public:
    explicit LoopbackSocket(quint16 port); ///< why it could not connect is on standard error
    ~LoopbackSocket();
    LoopbackSocket(LoopbackSocket&& other) noexcept;
    LoopbackSocket(const LoopbackSocket&) = delete;
    LoopbackSocket& operator=(const LoopbackSocket&) = delete;
    LoopbackSocket& operator=(LoopbackSocket&&) = delete;

    bool isConnected() const { return m_descriptor >= 0; }

    int descriptor() const { return m_descriptor; }

    void endSending() const;
    void readToEnd() const; ///< what comes is dropped

private:
    int m_descriptor = -1;
};

} // namespace workbench::bench
