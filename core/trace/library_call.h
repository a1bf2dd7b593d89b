#pragma once

#include <QList>
#include <QtGlobal>

#include <openssl/ssl.h>

namespace workbench {

/// A stretch in which the library could not go on without its transport. Times in microseconds
/// since the attempt began.
struct LibraryWait
{
    const char* state = ""; ///< SSL_state_string_long; static text of OpenSSL
    bool reading = true; ///< want read; else want write
    qint64 startUs = 0;
    qint64 durationUs = 0;

    bool operator==(const LibraryWait&) const = default;
};

/// What the library's own handshake function (SSL_connect, SSL_accept) has come to.
struct LibraryCall
{
    bool begun = false;
    bool finished = false; ///< it returned 1
    const char* state = ""; ///< in which it stood last, or gave up
    QList<LibraryWait> waits; ///< the last one up to now while it lasts
};

/// Follows that function by its messages, and by its transport that has nothing for it. One
/// connection, one thread.
class LibraryCallRecorder
{
public:
    /// A message was written or has come, `nowUs` after the attempt began.
    void message(const SSL* ssl, qint64 nowUs);
    /// The transport had nothing to read, or took nothing.
    void blocked(bool reading, const SSL* ssl, qint64 nowUs);
    /// Between two calls: has it finished?
    void look(const SSL* ssl, qint64 nowUs);

    LibraryCall call(qint64 nowUs) const;

private:
    void noteState(const SSL* ssl);
    void wait(bool reading, qint64 nowUs);
    void goOn(qint64 nowUs);

    LibraryCall m_call;
    bool m_waiting = false; ///< the last wait lasts
};

} // namespace workbench
