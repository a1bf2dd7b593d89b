#include "core/trace/library_call.h"

#include <cstring>

namespace workbench {
namespace {

/// So many waits are kept: a peer that sends byte by byte makes one, not thousands, but a hostile
/// one could try.
constexpr qsizetype kMostWaits = 200;

} // namespace

void LibraryCallRecorder::message(const SSL* ssl, qint64 nowUs)
{
    if (m_call.finished) {
        return; // what comes later belongs to reading and writing
    }
    m_call.begun = true;
    noteState(ssl);
    goOn(nowUs);
    look(ssl, nowUs);
}

void LibraryCallRecorder::blocked(bool reading, const SSL* ssl, qint64 nowUs)
{
    look(ssl, nowUs);
    if (m_call.begun && !m_call.finished) {
        noteState(ssl);
        wait(reading, nowUs);
    }
}

void LibraryCallRecorder::look(const SSL* ssl, qint64 nowUs)
{
    if (m_call.begun && !m_call.finished && SSL_is_init_finished(ssl) == 1) {
        noteState(ssl);
        goOn(nowUs);
        m_call.finished = true;
    }
}

LibraryCall LibraryCallRecorder::call(qint64 nowUs) const
{
    LibraryCall call = m_call;
    if (m_waiting && !call.waits.isEmpty()) {
        call.waits.last().durationUs = nowUs - call.waits.last().startUs;
    }
    return call;
}

/// After a fatal error the library only says “error”; where it stood before says more.
void LibraryCallRecorder::noteState(const SSL* ssl)
{
    const char* state = SSL_state_string_long(ssl);
    if (std::strcmp(state, "error") != 0) {
        m_call.state = state;
    }
}

/// A call that came back empty-handed from the transport goes on waiting where it waited.
void LibraryCallRecorder::wait(bool reading, qint64 nowUs)
{
    if (m_waiting && m_call.waits.last().reading == reading
        && std::strcmp(m_call.waits.last().state, m_call.state) == 0) {
        return;
    }
    goOn(nowUs);
    if (m_call.waits.size() < kMostWaits) {
        m_call.waits.append({.state = m_call.state, .reading = reading, .startUs = nowUs});
        m_waiting = true;
    }
}

void LibraryCallRecorder::goOn(qint64 nowUs)
{
    if (m_waiting) {
        m_waiting = false;
        m_call.waits.last().durationUs = nowUs - m_call.waits.last().startUs;
    }
}

} // namespace workbench
