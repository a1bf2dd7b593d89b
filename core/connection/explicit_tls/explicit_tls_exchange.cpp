#include "core/connection/explicit_tls/explicit_tls_exchange.h"

#include "core/base/bytes.h"
#include "core/connection/clear/peer_words.h"
#include "core/wire/first_bytes.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

/// The first line of what came, where it is text.
QString firstWords(const QByteArray& bytes)
{
    return QString::fromStdString(wire::firstLine(asSpan(bytes)));
}

} // namespace

ClearExchange::Step ExplicitTlsExchange::fail(ClearProblem problem, Error error)
{
    m_problem = problem;
    return error;
}

ClearExchange::Step
ExplicitTlsExchange::notOffered(const QString& message, const QString& remedy, qint64 number)
{
    return fail(ClearProblem::NotOffered,
                {.code = ErrorCode::NotSupported,
                 .message = message,
                 .remedy = remedy,
                 .nativeCode = static_cast<quint64>(number)});
}

ClearExchange::Step
ExplicitTlsExchange::refused(const QString& message, const QString& remedy, qint64 number)
{
    return fail(ClearProblem::Refused,
                {.code = ErrorCode::PermissionDenied,
                 .message = message,
                 .remedy = remedy,
                 .nativeCode = static_cast<quint64>(number)});
}

ClearExchange::Step ExplicitTlsExchange::misfit(const QByteArray& firstBytes)
{
    const wire::FirstBytesKind kind = wire::firstBytesKind(asSpan(firstBytes));
    if (kind == wire::FirstBytesKind::Tls) {
        return fail(ClearProblem::SpeaksTls,
                    {.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The server answered %1 in TLS.").arg(m_name)});
    }
    const QString other = QString::fromLatin1(wire::protocolName(kind));
    if (!other.isEmpty() && !other.contains(m_name)) {
        return otherProtocol(other, firstBytes);
    }
    const QString words = firstWords(firstBytes);
    return notUnderstood(
        words.isEmpty() ? Text::tr("The server answered with bytes that are not %1.").arg(m_name)
                        : Text::tr("The server said “%1”, which is not %2.").arg(words, m_name));
}

ClearExchange::Step ExplicitTlsExchange::otherProtocol(const QString& other,
                                                       const QByteArray& firstBytes)
{
    const QString words = firstWords(firstBytes);
    return fail(
        ClearProblem::OtherProtocol,
        {.code = ErrorCode::InvalidInput,
         .message = words.isEmpty()
             ? Text::tr("The server speaks %1, not %2.").arg(other, m_name)
             : Text::tr("The server speaks %1, not %2: it said “%3”.").arg(other, m_name, words)});
}

ClearExchange::Step ExplicitTlsExchange::notUnderstood(const QString& message)
{
    return fail(ClearProblem::NotUnderstood, {.code = ErrorCode::InvalidInput, .message = message});
}

} // namespace workbench
