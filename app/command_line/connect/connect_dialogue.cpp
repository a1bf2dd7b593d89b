#include "app/command_line/connect/connect_dialogue.h"

#include "core/connection/client_connection.h"

#include <QCoreApplication>

namespace workbench {
namespace {

/// After sending, an answer is taken to be whole when nothing came for this long.
constexpr Milliseconds kQuiet {300};
/// … and this long is waited for its first byte.
constexpr Milliseconds kFirstAnswer {2000};
/// … and this long for it to take something more of a file, which is not to hang a script.
constexpr Milliseconds kFileStall {30'000};

} // namespace

ConnectDialogue::ConnectDialogue(ClientConnection& connection, const ConnectRequest& request)
    : m_connection(connection)
    , m_request(request)
{
    m_quiet.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        m_renegotiationTimedOut = m_renegotiating;
        finish();
    });
    connect(&m_connection, &ClientConnection::changed, this, &ConnectDialogue::awaitRenegotiation);
    connect(&m_connection, &ClientConnection::established, this, [this] { begin(); });
    connect(&m_connection, &ClientConnection::dataReceived, this, [this](const QByteArray& bytes) {
        take(bytes);
    });
    connect(&m_connection, &ClientConnection::changed, this, &ConnectDialogue::onProgress);
    connect(&m_connection, &ClientConnection::fileSent, this, &ConnectDialogue::awaitAnswer);
    connect(&m_connection, &ClientConnection::fileFailed, this, &ConnectDialogue::onFileFailed);
}

void ConnectDialogue::begin()
{
    if (m_request.rekeying) {
        rekey(*m_request.rekeying);
    } else {
        talk();
    }
}

void ConnectDialogue::rekey(Rekeying way)
{
    if (const Result<void> begun = m_connection.rekey(way); !begun) {
        m_rekeyingFault = begun.error();
        finish();
        return;
    }
    if (way == Rekeying::KeyUpdate) {
        talk(); // the peer's own may come with its next data only (RFC 8446 §4.6.3)
        return;
    }
    m_renegotiating = true;
    m_answersBefore = rekeyingAnswers(*m_connection.snapshot(), way);
    m_quiet.start(kRenegotiationLimit);
    awaitRenegotiation();
}

void ConnectDialogue::awaitRenegotiation()
{
    if (m_renegotiating
        && rekeyingAnswers(*m_connection.snapshot(), Rekeying::Renegotiation) > m_answersBefore) {
        m_renegotiating = false;
        m_quiet.stop();
        talk();
    }
}

void ConnectDialogue::talk()
{
    const bool waits = m_request.halfClose || !m_request.expect.isEmpty();
    if (m_request.send.isEmpty() && m_request.sendPath.isEmpty() && !waits) {
        finish();
        return;
    }
    for (const QByteArray& bytes : m_request.send) {
        m_connection.send(bytes);
    }
    if (m_request.sendPath.isEmpty()) {
        awaitAnswer();
    } else {
        sendFile();
    }
}

void ConnectDialogue::sendFile()
{
    m_sendingFile = true;
    m_quiet.start(kFileStall);
    if (const Result<void> begun = m_connection.sendFile(m_request.sendPath); !begun) {
        onFileFailed(begun.error());
    }
}

void ConnectDialogue::onFileFailed(const Error& error)
{
    m_fileFault = error;
    finish();
}

void ConnectDialogue::onProgress()
{
    if (!m_sendingFile) {
        return;
    }
    const ConnectionRecordPtr record = m_connection.snapshot();
    if (record->sentFile && record->sentFile->sent != m_fileSent) {
        m_fileSent = record->sentFile->sent;
        m_quiet.start(kFileStall);
    }
}

/// All that is to be sent has left.
void ConnectDialogue::awaitAnswer()
{
    m_sendingFile = false;
    m_quiet.stop();
    if (m_request.halfClose) {
        m_connection.closeSending();
    } else if (m_found) { // while the file was on its way, or new keys were
        finish();
        return;
    }
    const bool waits = m_request.halfClose || !m_request.expect.isEmpty();
    // What is expected, and the peer's end, are waited for as long as the limits of the data let
    // it.
    if (!waits && m_request.profile.limits.idle.count() == 0) {
        m_quiet.start(kFirstAnswer);
    }
}

void ConnectDialogue::finish()
{
    m_quiet.stop();
    if (m_request.abruptClose) {
        m_connection.breakOff();
    } else {
        m_connection.close();
    }
}

/// An answer may be larger than memory.
void ConnectDialogue::search(const QByteArray& bytes)
{
    if (expectationMet()) {
        return;
    }
    m_tail += bytes;
    m_found = m_tail.contains(m_request.expect);
    m_tail = m_found ? QByteArray() : m_tail.right(m_request.expect.size() - 1);
}

void ConnectDialogue::take(const QByteArray& bytes)
{
    m_received += bytes.size();
    search(bytes);
    if (!m_request.expect.isEmpty()) {
        if (expectationMet() && !m_request.halfClose && !m_sendingFile && !m_renegotiating) {
            finish();
        }
        return;
    }
    if (!m_request.halfClose && !m_sendingFile && !m_renegotiating) {
        m_quiet.start(kQuiet);
    }
}

} // namespace workbench
