#include "core/connection/explicit_tls/server/line_server.h"

#include "core/connection/clear/peer_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTlsServer)
};

bool isText(const QByteArray& line)
{
    return std::all_of(line.begin(), line.end(), [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        constexpr unsigned char kDelete = 0x7f;
        return letter == '\t' || (byte >= ' ' && byte != kDelete);
    });
}

} // namespace

LineServer::LineServer(const LineServerProtocol& protocol)
    : ClearServer(QString::fromLatin1(protocol.name))
    , m_protocol(protocol)
{ }

ClearExchange::Step LineServer::begin()
{
    return *m_protocol.greeting == '\0' ? Step(NeedMore {}) : Step(Send {m_protocol.greeting});
}

/// One line at a time: what follows a request for TLS stays in the buffer.
ClearExchange::Step LineServer::receive(QByteArray& buffer)
{
    const qsizetype end = buffer.indexOf('\n');
    QByteArray line = end < 0 ? buffer : buffer.left(end);
    if (line.endsWith('\r')) {
        line.chop(1);
    }
    if (!isText(line)) {
        return m_heard ? notUnderstood(Text::tr("The client sent bytes that are no text."))
                       : misfit(buffer);
    }
    if (line.size() > kLongestLine) {
        return notUnderstood(
            Text::tr("The client sent a line of more than %1 bytes.").arg(kLongestLine));
    }
    if (end < 0) {
        return NeedMore {};
    }
    const bool isFirst = !std::exchange(m_heard, true);
    const qsizetype tag = m_protocol.tagged ? line.indexOf(' ') + 1 : 0;
    const LineCommand* command = find(line.mid(tag).simplified().toUpper());
    if (isFirst && command == nullptr) {
        if (const std::optional<Step> other = otherProtocol(line + "\r\n")) {
            return *other;
        }
    }
    buffer.remove(0, end + 1);
    return answer(line, tag, command);
}

/// `tag`: how many bytes of the line are one.
ClearExchange::Step
LineServer::answer(const QByteArray& line, qsizetype tag, const LineCommand* command)
{
    if (m_protocol.tagged && tag == 0) {
        return Send {"* BAD A command has a tag.\r\n"};
    }
    const QByteArray verdict
        = line.left(tag) + (command == nullptr ? m_protocol.otherwise : command->verdict) + "\r\n";
    if (command == nullptr) {
        return Send {verdict};
    }
    if (command->then == LineCommand::Then::End) {
        m_leave = command->before + verdict;
        return notAsked(
            Text::tr("The client said “%1” and did not ask for TLS.").arg(peerWords(line)));
    }
    return Send {.bytes = command->before + verdict,
                 .isLast = command->then == LineCommand::Then::Tls};
}

const LineCommand* LineServer::find(const QByteArray& words) const
{
    for (const LineCommand& command : m_protocol.commands) {
        if (words == command.words || words.startsWith(QByteArray(command.words) + ' ')) {
            return &command;
        }
    }
    return nullptr;
}

QByteArray LineServer::partingWords(ClearProblem why) const
{
    switch (why) {
    case ClearProblem::Injected:
        return QByteArray(m_protocol.injected) + "\r\n";
    case ClearProblem::NotOffered:
        return m_leave;
    default:
        return {};
    }
}

} // namespace workbench
