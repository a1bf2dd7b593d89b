#include "core/connection/clear/partly_shown.h"
#include "core/connection/explicit_tls/server/binary_servers.h"

#include <QCoreApplication>
#include <QtEndian>

namespace workbench {
namespace {

constexpr qsizetype kHeader = 8; // length with itself, code
constexpr quint32 kLongestStart = 10'000; // MAX_STARTUP_PACKET_LENGTH
constexpr quint32 kSslRequest = 80877103;
constexpr quint32 kGssRequest = 80877104;
constexpr quint32 kCancelRequest = 80877102;
constexpr quint32 kNewestMajor = 3;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTlsServer)
};

/// ErrorResponse: fields of a letter and a text that ends with NUL.
QByteArray errorResponse(const QByteArray& state, const QByteArray& message)
{
    const char end = '\0';
    const QByteArray fields = QByteArray("SFATAL") + end + "VFATAL" + end + 'C' + state + end + 'M'
        + message + end + end;
    QByteArray length(4, '\0');
    qToBigEndian<quint32>(static_cast<quint32>(fields.size() + length.size()), length.data());
    return 'E' + length + fields;
}

} // namespace

PostgresServer::PostgresServer()
    : ClearServer(QStringLiteral("PostgreSQL"))
{ }

ClearExchange::Step PostgresServer::begin()
{
    return NeedMore {};
}

ClearExchange::Step PostgresServer::receive(QByteArray& buffer)
{
    if (buffer.at(0) != '\0') { // of a length that no first message has
        constexpr qsizetype kEnough = 8;
        const bool isKnown = buffer.size() >= kEnough || buffer.contains('\n');
        return isKnown || buffer.at(0) < ' ' ? misfit(buffer) : Step(NeedMore {});
    }
    if (buffer.size() < kHeader) {
        return NeedMore {};
    }
    const auto length = qFromBigEndian<quint32>(buffer.constData());
    const auto code = qFromBigEndian<quint32>(buffer.constData() + 4);
    const bool fits = length >= kHeader && length <= kLongestStart;
    if (fits && code >> 16 == kNewestMajor) {
        return notAsked(Text::tr("The client began its session and did not ask for TLS."));
    }
    if (fits && code == kCancelRequest) {
        return notAsked(Text::tr("The client wants to cancel a query, without TLS."));
    }
    if (length == kHeader && code == kSslRequest) {
        buffer.remove(0, kHeader);
        return Send {.bytes = "S", .isLast = true};
    }
    if (length == kHeader && code == kGssRequest && !m_refusedGss) {
        m_refusedGss = true;
        buffer.remove(0, kHeader);
        return Send {"N"};
    }
    return misfit(buffer);
}

/// Length and code; what is behind those of a session or a cancellation names users and keys.
QByteArray PostgresServer::shown(const QByteArray& before, const QByteArray& bytes)
{
    PartlyShown shown(before, bytes);
    const QByteArray request = QByteArray("\0\0\0\x08", 4);
    while (shown.rest().startsWith(request)) {
        shown.show(kHeader);
    }
    if (shown.rest().startsWith('\0')) {
        shown.show(kHeader);
    } else {
        shown.showStrange();
    }
    return shown.take();
}

QByteArray PostgresServer::partingWords(ClearProblem why) const
{
    switch (why) {
    case ClearProblem::NotOffered:
        return errorResponse("28000", "this server takes connections with TLS only");
    case ClearProblem::Injected:
        return errorResponse("08P01", "received unencrypted data after SSL request");
    default:
        return {};
    }
}

} // namespace workbench
