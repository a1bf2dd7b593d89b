#include "core/base/bytes.h"
#include "core/connection/clear/peer_words.h"
#include "core/connection/explicit_tls/binary_protocols.h"
#include "core/wire/byte_reader.h"

#include <QCoreApplication>

namespace workbench {
namespace {

constexpr quint32 kLongestError = 16 * 1024;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

/// The field M of an ErrorResponse: a letter and a text that ends with NUL, one after the other.
/// Servers before 3.0 of the protocol send the text alone.
QByteArray messageOf(const QByteArray& fields)
{
    const QList<QByteArray> parts = fields.split('\0');
    for (const QByteArray& part : parts) {
        if (part.startsWith('M')) {
            return part.mid(1);
        }
    }
    return {};
}

} // namespace

PostgresExchange::PostgresExchange()
    : ExplicitTlsExchange(QStringLiteral("PostgreSQL"))
{ }

/// SSLRequest: the length 8, then 80877103 (1234 and 5679).
ClearExchange::Step PostgresExchange::begin()
{
    return Send {QByteArray::fromHex("0000000804d2162f")};
}

ClearExchange::Step PostgresExchange::receive(QByteArray& buffer)
{
    switch (buffer.at(0)) {
    case 'S':
        if (buffer.startsWith("SSH-")) {
            return misfit(buffer);
        }
        buffer.remove(0, 1);
        return Done {};
    case 'N':
        return notOffered(
            Text::tr("The server answered N: it does no TLS."),
            Text::tr("Set ssl = on in postgresql.conf, with ssl_cert_file and ssl_key_file."));
    case 'E':
        return errorMessage(buffer);
    default:
        break;
    }
    constexpr qsizetype kEnough = 8;
    return buffer.size() >= kEnough || buffer.contains('\n') ? misfit(buffer) : Step(NeedMore {});
}

/// Nobody has shown who they are yet: the words are only shown, not believed.
ClearExchange::Step PostgresExchange::errorMessage(const QByteArray& buffer)
{
    wire::ByteReader reader(asSpan(buffer));
    reader.u8();
    const auto length = static_cast<quint32>(reader.uint(4));
    if (reader.failed()) {
        return NeedMore {};
    }
    if (length < 4 || length > kLongestError) {
        return misfit(buffer);
    }
    const QByteArray fields = toByteArray(reader.bytes(length - 4));
    if (reader.failed()) {
        return NeedMore {};
    }
    return refused(
        Text::tr("The server answered with an error: “%1”.").arg(peerWords(messageOf(fields))),
        Text::tr("It may be too old for TLS, or take no connections now: look into its log."));
}

} // namespace workbench
