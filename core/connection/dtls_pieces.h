#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

#include <functional>

namespace workbench {

/// The header of a handshake message or of a piece of one, RFC 6347 §4.2.2.
constexpr qsizetype kDtlsMessageHeader = 12;

/// A piece of a handshake message; of one that was not cut all of it.
struct DtlsPiece
{
    QByteArray header;
    QByteArray body; ///< as much of it as there is

    int messageLength() const; ///< bytes of the whole body
    int offset() const;
    int length() const; ///< as the header says

    bool isCut() const { return length() < messageLength(); }
};

/// Calls for each piece in a datagram that is in clear (epoch 0). Any bytes are survived.
void forEachPiece(const QByteArray& datagram, const std::function<void(const DtlsPiece&)>& call);

/// Puts the messages together that this end sent in pieces: OpenSSL hands them over only when it
/// has written the header of each piece over what stood in its place (dtls1_do_write).
class SentPieces
{
public:
    void note(const QByteArray& datagram);

    /// Whole messages, each with a header as if it had not been cut; forgets them.
    QList<QByteArray> takeWhole();

private:
    struct Message
    {
        QByteArray bytes;
        int known = 0; ///< bytes of the body, from the front
    };

    QHash<QByteArray, Message> m_messages; ///< by type, length and message_seq
    QList<QByteArray> m_whole;
};

} // namespace workbench
