#include "core/connection/explicit_tls/server/clear_server.h"

#include "core/base/bytes.h"
#include "core/connection/clear/partly_shown.h"
#include "core/wire/first_bytes.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTlsServer)
};

QString firstWords(const QByteArray& bytes)
{
    return QString::fromStdString(wire::firstLine(asSpan(bytes)));
}

} // namespace

ClearExchange::Step ClearServer::fail(ClearProblem problem, const QString& message)
{
    m_problem = problem;
    return Error {.code = ErrorCode::InvalidInput, .message = message};
}

ClearExchange::Step ClearServer::notAsked(const QString& message)
{
    return fail(ClearProblem::NotOffered, message);
}

ClearExchange::Step ClearServer::notUnderstood(const QString& message)
{
    return fail(ClearProblem::NotUnderstood, message);
}

std::optional<ClearExchange::Step> ClearServer::otherProtocol(const QByteArray& firstBytes)
{
    const wire::FirstBytesKind kind = wire::firstBytesKind(asSpan(firstBytes));
    if (kind == wire::FirstBytesKind::Tls) {
        return fail(ClearProblem::SpeaksTls,
                    Text::tr("The client began TLS at once, without %1.").arg(m_name));
    }
    const QString other = QString::fromLatin1(wire::protocolName(kind));
    if (other.isEmpty() || other.contains(m_name)) {
        return std::nullopt;
    }
    const QString words = firstWords(firstBytes);
    return fail(
        ClearProblem::OtherProtocol,
        words.isEmpty()
            ? Text::tr("The client speaks %1, not %2.").arg(other, m_name)
            : Text::tr("The client speaks %1, not %2: it said “%3”.").arg(other, m_name, words));
}

ClearExchange::Step ClearServer::misfit(const QByteArray& firstBytes)
{
    if (const std::optional<Step> other = otherProtocol(firstBytes)) {
        return *other;
    }
    QString words = firstWords(firstBytes);
    // A password may follow: the message goes into reports.
    if (const qsizetype length = firstWordLength(words.toUtf8()); length < words.size()) {
        words = words.left(length) + QStringLiteral(" …");
    }
    return notUnderstood(
        words.isEmpty() ? Text::tr("The client sent bytes that are not %1.").arg(m_name)
                        : Text::tr("The client said “%1”, which is not %2.").arg(words, m_name));
}

} // namespace workbench
