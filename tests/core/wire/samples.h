#pragma once

#include "core/wire/byte_reader.h"
#include "core/wire/decode.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>
#include <QString>

/// The recorded handshakes in tests/data/wire/messages; made by make_samples.py there, or entered
/// from an RFC, as each file's first line says.
namespace samples {

struct Message
{
    bool fromClient = false;
    QString kind; ///< "handshake", "alert", "changecipherspec"
    QByteArray bytes;
};

struct Conversation
{
    QString name;
    std::uint16_t version = 0;
    std::uint16_t suite = 0;
    bool dtls = false;
    QList<Message> messages;
};

inline workbench::wire::Bytes span(const QByteArray& bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

inline QString folder(const QString& name)
{
    return QStringLiteral(TEST_DATA_DIR "/wire/") + name;
}

inline Conversation readConversation(const QString& path)
{
    Conversation conversation;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return conversation;
    }
    conversation.name = QFileInfo(path).completeBaseName();
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        const QList<QByteArray> words = line.split(' ');
        if (line.startsWith('#') || words.size() < 2) {
            continue;
        }
        if (words[0] == "version") {
            conversation.version = words[1].toUShort(nullptr, 16);
        } else if (words[0] == "suite") {
            conversation.suite = words[1].toUShort(nullptr, 16);
        } else if (words[0] == "framing") {
            conversation.dtls = words[1] == "dtls";
        } else if (words.size() == 3) {
            conversation.messages.append({words[0] == "client",
                                          QString::fromLatin1(words[1]),
                                          QByteArray::fromHex(words[2])});
        }
    }
    return conversation;
}

inline QList<Conversation> conversations()
{
    QList<Conversation> all;
    const QDir directory(folder(QStringLiteral("messages")));
    for (const QString& name : directory.entryList({QStringLiteral("*.txt")}, QDir::Files)) {
        all.append(readConversation(directory.filePath(name)));
    }
    return all;
}

/// What one end put on the wire from the beginning of a connection (tests/data/wire/streams).
struct Stream
{
    QString name; ///< "gnutls-tls13 client"
    QByteArray bytes;
};

inline QList<Stream> streams()
{
    QList<Stream> all;
    const QDir directory(folder(QStringLiteral("streams")));
    for (const QString& name : directory.entryList({QStringLiteral("*.txt")}, QDir::Files)) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        while (!file.atEnd()) {
            const QList<QByteArray> words = file.readLine().trimmed().split(' ');
            if (words.size() == 2 && words[0] != "#") {
                all.append({QFileInfo(name).completeBaseName() + QLatin1Char(' ')
                                + QString::fromLatin1(words[0]),
                            QByteArray::fromHex(words[1])});
            }
        }
    }
    return all;
}

inline QByteArray stream(const QString& name)
{
    for (const Stream& one : streams()) {
        if (one.name == name) {
            return one.bytes;
        }
    }
    return {};
}

inline workbench::wire::DecodeContext contextOf(const Conversation& conversation)
{
    workbench::wire::DecodeContext context;
    context.version = conversation.version;
    context.cipherSuite = conversation.suite;
    context.isDtls = conversation.dtls;
    return context;
}

/// The tree of one message of a conversation, whatever its content type.
inline workbench::wire::FieldTree decode(const Message& message,
                                         workbench::wire::Bytes bytes,
                                         const workbench::wire::DecodeContext& context)
{
    using workbench::wire::ContentType;
    if (message.kind == QLatin1String("handshake")) {
        return workbench::wire::decodeHandshakeMessage(bytes, context);
    }
    const ContentType type = message.kind == QLatin1String("alert") ? ContentType::Alert
        : message.kind == QLatin1String("heartbeat")                ? ContentType::Heartbeat
        : message.kind == QLatin1String("ack")                      ? ContentType::Ack
                                                                    : ContentType::ChangeCipherSpec;
    return workbench::wire::decodeContent(type, bytes, context);
}

/// The first handshake message of the type, from either end; empty when there is none.
inline QByteArray handshake(const QString& conversation, int type)
{
    const auto all = readConversation(folder(QStringLiteral("messages/%1.txt").arg(conversation)));
    for (const Message& message : all.messages) {
        if (message.kind == QLatin1String("handshake") && message.bytes.at(0) == type) {
            return message.bytes;
        }
    }
    return {};
}

/// Calls `look` with every beginning of the bytes, each an allocation of its own size so that a
/// sanitizer sees the first byte read beyond it, then with every byte changed in several ways.
template <typename Look>
void disfigure(const QByteArray& bytes, Look look)
{
    for (qsizetype length = 0; length <= bytes.size(); ++length) {
        const std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + length);
        look(workbench::wire::Bytes(cut));
    }
    std::vector<std::uint8_t> changed(bytes.begin(), bytes.end());
    for (std::uint8_t& byte : changed) {
        const std::uint8_t old = byte;
        for (const int value : {0x00, 0xff, old ^ 0x01, old ^ 0x80, old + 1, old - 1}) {
            byte = static_cast<std::uint8_t>(value);
            look(workbench::wire::Bytes(changed));
        }
        byte = old;
    }
}

} // namespace samples
