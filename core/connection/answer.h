#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/options/answer_settings.h"

#include <QByteArray>

namespace workbench {

/// What a server says of its own right after the handshake; empty: it waits for the client.
/// `closes` is set when the connection ends after it.
struct Answer
{
    QByteArray bytes;
    QString file; ///< goes out after them, as fast as the client takes it; empty: none
    bool closes = false;
};

/// The opening of banner and file servers.
Answer greeting(const AnswerSettings& settings);

/// The reply to what has come in. HTTP waits for the end of the request head and shows the client
/// its own handshake as the server saw it, or says what is wrong with the request; echo returns the
/// bytes.
Answer reply(const AnswerSettings& settings,
             const ConnectionRecord& record,
             const QByteArray& received,
             const QByteArray& pending);

} // namespace workbench
