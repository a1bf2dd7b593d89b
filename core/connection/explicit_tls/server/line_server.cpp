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

/// Their passwords may follow in lines of their own (RFC 4954 §4, RFC 9051 §4.3).
constexpr QByteArrayView kLogins[] = {"AUTH", "AUTHENTICATE", "AUTHINFO", "LOGIN"};

/// Of its end, CR LF or LF, as far as that has come.
qsizetype endLength(const QByteArray& line)
{
    return line.endsWith("\r\n") ? 2 : line.endsWith('\n') || line.endsWith('\r') ? 1 : 0;
}

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

/// Passwords come in commands that this server does not carry out: of those only the verb is kept.
QByteArray LineServer::shown(const QByteArray& before, const QByteArray& bytes)
{
    PartlyShown shown(before, bytes);
    for (QByteArray rest = shown.rest(); !rest.isEmpty(); rest = shown.rest()) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArray line = end < 0 ? rest : rest.left(end + 1);
        if (isText(line.chopped(endLength(line)))) {
            showLine(shown, line);
        } else if (m_loggingIn) {
            shown.hide(rest.size());
        } else {
            shown.showStrange();
        }
    }
    return shown.take();
}

void LineServer::showLine(PartlyShown& shown, const QByteArray& line)
{
    const qsizetype content = line.size() - endLength(line);
    const qsizetype length = std::min(shownLength(line), content);
    shown.show(length);
    shown.hide(content - length);
    shown.show(line.size() - content);
}

/// How much of its beginning.
qsizetype LineServer::shownLength(const QByteArray& line)
{
    const qsizetype tag = m_protocol.tagged ? line.indexOf(' ') + 1 : 0;
    const qsizetype verbLength = firstWordLength(line.mid(tag));
    const QByteArray verb = line.mid(tag, verbLength).trimmed().toUpper();
    const bool harmless = isHarmless(verb);
    const bool isLogin
        = !harmless && std::find(std::begin(kLogins), std::end(kLogins), verb) != std::end(kLogins);
    const bool wasLoggingIn = m_loggingIn;
    if (line.endsWith('\n')) {
        m_loggingIn = !harmless && (wasLoggingIn || isLogin);
    }
    if (harmless) {
        return line.size();
    }
    if (wasLoggingIn) {
        return 0;
    }
    // Without a tag, as in “PASS secret”, the password stands where a verb would.
    return tag == 0 || isLogin ? tag + verbLength : firstWordLength(line);
}

/// What is carried out has no secrets.
bool LineServer::isHarmless(const QByteArray& verb) const
{
    return std::any_of(
        m_protocol.commands.begin(), m_protocol.commands.end(), [&verb](const LineCommand& known) {
            return (QByteArray(known.words) + ' ').startsWith(verb + ' ');
        });
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
