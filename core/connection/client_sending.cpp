// What a client says once its connection is open: bytes, and files in pieces.
#include "core/base/atomic_file.h"
#include "core/connection/client_connection_private.h"

#include <utility>

namespace workbench {
namespace {

/// A datagram of UDP over IPv4 takes no more.
constexpr qint64 kMostOfADatagram = 65507;

} // namespace

bool ClientConnection::Private::maySend() const
{
    return !ended && attempt.record().result == ConnectionResult::Established && !closing
        && !sendingClosed;
}

void ClientConnection::Private::give(const QByteArray& bytes)
{
    dataLimits.noteBytes();
    if (options.plain) {
        sendPlain(bytes);
        announce();
        return;
    }
    attempt.addData(Direction::Sent, bytes);
    if (overDatagrams()) {
        dtls->sendAll(bytes);
        attempt.collect();
    } else {
        socket.write(bytes);
    }
    announce();
}

Result<void> ClientConnection::Private::maySendFile() const
{
    const auto refuse = [](const QString& message, const QString& remedy) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = message,
                     .remedy = remedy,
                     .where = QStringLiteral("send-file")});
    };
    if (attempt.record().awaitsStartTls) {
        return refuse(tr("A file is sent once TLS has begun."), tr("Start TLS first."));
    }
    if (!maySend()) {
        return sendingClosed ? refuse(tr("This direction of the connection is closed."), {})
                             : refuse(tr("There is no open connection that a file could be sent "
                                         "over."),
                                      tr("Connect first."));
    }
    if (file && file->isUnderWay()) {
        return refuse(tr("“%1” is being sent.").arg(attempt.record().sentFile->path),
                      tr("Wait for its end, or stop it."));
    }
    return {};
}

Result<void> ClientConnection::Private::sendFile(const QString& path)
{
    if (Result<void> may = maySendFile(); !may) {
        return may;
    }
    if (options.plain && overDatagrams()) {
        return sendAsDatagram(path);
    }
    if (!file) {
        file = std::make_unique<FileSending>(FileSending::Way {
            [this](const QByteArray& piece) {
                if (maySend()) {
                    give(piece);
                }
            },
            [this] { return socket.bytesToWrite() + socket.encryptedBytesToWrite(); }});
        QObject::connect(file.get(), &FileSending::progressed, q, [this] {
            attempt.record().sentFile->sent = file->sent();
        });
        QObject::connect(file.get(), &FileSending::ended, q, [this] {
            endFile(FileProgress::State::Done);
            Q_EMIT q->fileSent();
        });
        QObject::connect(file.get(), &FileSending::failed, q, [this](const Error& error) {
            endFile(FileProgress::State::Failed);
            Q_EMIT q->fileFailed(error);
        });
    }
    if (Result<void> begun = file->begin(path); !begun) {
        return begun;
    }
    attempt.record().sentFile = FileProgress {.path = path, .size = file->size()};
    announce();
    return {};
}

/// Nothing puts pieces together again at the other end.
Result<void> ClientConnection::Private::sendAsDatagram(const QString& path)
{
    const Result<QByteArray> content = readFile(path, kMostOfADatagram);
    if (!content) {
        return fail(content.error());
    }
    attempt.record().sentFile = FileProgress {.path = path, .size = content->size()};
    give(*content); // a datagram that the system refuses ends the attempt, and with it this
    FileProgress& progress = *attempt.record().sentFile;
    if (!ended && progress.state == FileProgress::State::UnderWay) {
        progress.sent = content->size();
        progress.state = FileProgress::State::Done;
        QMetaObject::invokeMethod(q, &ClientConnection::fileSent, Qt::QueuedConnection);
        announce();
    }
    return {};
}

/// Whatever comes first counts; none is under way: nothing.
void ClientConnection::Private::endFile(FileProgress::State state)
{
    std::optional<FileProgress>& progress = attempt.record().sentFile;
    if (!progress || progress->state != FileProgress::State::UnderWay) {
        return;
    }
    if (file) {
        file->stop();
    }
    progress->state = state;
    announce();
}

void ClientConnection::send(const QByteArray& bytes)
{
    if (d->attempt.record().awaitsStartTls) {
        d->clearPhases.say(bytes);
        d->announce();
    } else if (d->maySend()) {
        d->give(bytes);
    }
}

Result<void> ClientConnection::sendFile(const QString& path)
{
    return d->sendFile(path);
}

void ClientConnection::stopFile()
{
    d->endFile(FileProgress::State::Stopped);
}

} // namespace workbench
