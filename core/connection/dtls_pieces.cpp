#include "core/connection/dtls_pieces.h"

#include <utility>

namespace workbench {
namespace {

// RFC 6347 §4.1
constexpr qsizetype kRecordHeader = 13;
constexpr qsizetype kEpochPlace = 3;
constexpr qsizetype kRecordLengthPlace = 11;
constexpr char kHandshake = 22;
// RFC 6347 §4.2.2
constexpr qsizetype kLengthPlace = 1;
constexpr qsizetype kOffsetPlace = 6;
constexpr qsizetype kPieceLengthPlace = 9;
constexpr int kLengthBytes = 3;

int numberAt(const QByteArray& bytes, qsizetype place, int length)
{
    int number = 0;
    for (int i = 0; i < length; ++i) {
        number = (number << 8) | static_cast<unsigned char>(bytes.at(place + i));
    }
    return number;
}

} // namespace

int DtlsPiece::messageLength() const
{
    return numberAt(header, kLengthPlace, kLengthBytes);
}

int DtlsPiece::offset() const
{
    return numberAt(header, kOffsetPlace, kLengthBytes);
}

int DtlsPiece::length() const
{
    return numberAt(header, kPieceLengthPlace, kLengthBytes);
}

void forEachPiece(const QByteArray& datagram, const std::function<void(const DtlsPiece&)>& call)
{
    qsizetype at = 0;
    while (datagram.size() - at >= kRecordHeader) {
        const QByteArray header = datagram.mid(at, kRecordHeader);
        const qsizetype length = numberAt(header, kRecordLengthPlace, 2);
        if (header.at(0) == kHandshake && numberAt(header, kEpochPlace, 2) == 0) {
            const QByteArray content = datagram.mid(at + kRecordHeader, length);
            qsizetype place = 0; // one record may carry several messages
            while (content.size() - place >= kDtlsMessageHeader) {
                DtlsPiece piece {content.mid(place, kDtlsMessageHeader), {}};
                piece.body = content.mid(place + kDtlsMessageHeader, piece.length());
                call(piece);
                place += kDtlsMessageHeader + piece.length();
            }
        }
        at += kRecordHeader + length;
    }
}

void SentPieces::note(const QByteArray& datagram)
{
    forEachPiece(datagram, [this](const DtlsPiece& piece) {
        if (!piece.isCut()) {
            return;
        }
        const QByteArray key = piece.header.left(kOffsetPlace);
        Message& message = m_messages[key];
        if (piece.offset() == 0) {
            message = {piece.header.left(kOffsetPlace) + QByteArray(kLengthBytes, '\0')
                           + piece.header.mid(kLengthPlace, kLengthBytes),
                       0};
        }
        if (piece.offset() == message.known) { // they are sent in their order
            message.bytes += piece.body;
            message.known += static_cast<int>(piece.body.size());
        }
        if (message.known == piece.messageLength()) {
            m_whole.append(m_messages.take(key).bytes);
        }
    });
}

QList<QByteArray> SentPieces::takeWhole()
{
    return std::exchange(m_whole, {});
}

} // namespace workbench
