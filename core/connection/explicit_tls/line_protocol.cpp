#include "core/connection/explicit_tls/line_protocol.h"

#include "core/connection/clear/peer_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

constexpr qsizetype kCodeDigits = 3;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

bool isCodeLine(QByteArrayView line)
{
    const auto isDigit = [](char letter) { return letter >= '0' && letter <= '9'; };
    return line.size() >= kCodeDigits
        && std::all_of(line.begin(), line.begin() + kCodeDigits, isDigit)
        && (line.size() == kCodeDigits || line.at(kCodeDigits) == ' '
            || line.at(kCodeDigits) == '-');
}

QByteArray word(QByteArrayView line, qsizetype index)
{
    return line.toByteArray().simplified().split(' ').value(index).toUpper();
}

/// Where the number of an IRC message stands: behind the name of the server, if there is one.
QByteArray ircCommand(QByteArrayView line)
{
    return word(line, line.startsWith(':') ? 1 : 0);
}

/// Bytes that no line of text has, and enough of them to tell what they are.
bool isBinary(const QByteArray& bytes)
{
    constexpr qsizetype kEnough = 5;
    return bytes.size() >= kEnough && std::any_of(bytes.begin(), bytes.end(), [](char letter) {
               const auto byte = static_cast<unsigned char>(letter);
               return byte < ' ' && letter != '\r' && letter != '\n' && letter != '\t';
           });
}

struct Remedy
{
    qint64 code;
    const char* text;
};

/// What a number in a refusal asks for (RFC 3207 §4, RFC 4217 §4, RFC 4642 §2.2.2, ircv3.net).
constexpr Remedy kRemedies[] = {
    {421, QT_TRANSLATE_NOOP("ExplicitTls", "The server takes no more connections now: try later.")},
    {431,
     QT_TRANSLATE_NOOP("ExplicitTls",
                       "The server lacks something that it needs for TLS: look at its "
                       "certificate and key.")},
    {451, QT_TRANSLATE_NOOP("ExplicitTls", "The server allows TLS only after a registration.")},
    {454,
     QT_TRANSLATE_NOOP("ExplicitTls",
                       "The server cannot do TLS now: its log says why, often a certificate or key "
                       "that it cannot read.")},
    {530, QT_TRANSLATE_NOOP("ExplicitTls", "The server wants something else first.")},
    {534, QT_TRANSLATE_NOOP("ExplicitTls", "The server's policy forbids it.")},
    {554, QT_TRANSLATE_NOOP("ExplicitTls", "The server takes no connections from here.")},
    {580, QT_TRANSLATE_NOOP("ExplicitTls", "The server cannot begin TLS now: its log says why.")},
    {691, QT_TRANSLATE_NOOP("ExplicitTls", "The server cannot begin TLS now: its log says why.")},
};

/// RFC 5321 §4.2.3, RFC 959 §4.2.1, RFC 2812 §5.2
bool isUnknownCommand(ReplyForm form, qint64 number)
{
    constexpr qint64 kIrcUnknown = 421;
    return form == ReplyForm::Numerics ? number == kIrcUnknown
                                       : number == 500 || number == 502 || number == 504;
}

QString remedyOf(qint64 code)
{
    const auto* found = std::find_if(std::begin(kRemedies),
                                     std::end(kRemedies),
                                     [code](const Remedy& remedy) { return remedy.code == code; });
    return found == std::end(kRemedies) ? QString() : Text::tr(found->text);
}

} // namespace

LineExchange::LineExchange(const LineProtocol& protocol)
    : ExplicitTlsExchange(QString::fromLatin1(protocol.name))
    , m_protocol(protocol)
{ }

ClearExchange::Step LineExchange::begin()
{
    return step().say == nullptr ? Step(NeedMore {}) : Step(Send {QByteArray(step().say) + "\r\n"});
}

ClearExchange::Step LineExchange::receive(QByteArray& buffer)
{
    for (;;) {
        if (!m_greeted && isBinary(buffer)) {
            return misfit(buffer);
        }
        const qsizetype end = buffer.indexOf('\n');
        if (end < 0) {
            return NeedMore {};
        }
        QByteArray line = buffer.left(end);
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        if (!fits(line)) {
            return m_greeted
                ? notUnderstood(Text::tr("The server said “%1”, which is no answer of %2.")
                                    .arg(peerWords(line), name()))
                : misfit(line + "\r\n");
        }
        buffer.remove(0, end + 1);
        if (!std::exchange(m_greeted, true)) {
            m_greeting = line;
        }
        m_reply.append(line);
        if (isEnd(line)) {
            return afterReply(line);
        }
    }
}

/// Whether the line can stand where it stands. Inside a reply of several lines, or a list, anything
/// can.
bool LineExchange::fits(QByteArrayView line) const
{
    switch (m_protocol.form) {
    case ReplyForm::Codes:
        return !m_reply.isEmpty() || isCodeLine(line);
    case ReplyForm::SingleCodes:
        return m_listing || isCodeLine(line);
    case ReplyForm::Status:
        return m_listing || line.startsWith("+OK") || line.startsWith("-ERR");
    case ReplyForm::Tagged:
        return line.startsWith("* ") || line.startsWith(tag());
    case ReplyForm::Capabilities:
        return line.startsWith('"') || !verdictOf(line).isEmpty();
    case ReplyForm::Numerics:
        return line.startsWith(':') || line.startsWith("NOTICE ") || line.startsWith("ERROR ")
            || line.startsWith("PING ");
    }
    return false;
}

/// What the reply to an IMAP command ends with; before the first one nothing does.
QByteArray LineExchange::tag() const
{
    return step().say == nullptr ? QByteArray("\n")
                                 : QByteArray(step().say).split(' ').first() + ' ';
}

/// Whether the reply ends with this line, which is the last of `m_reply`.
bool LineExchange::isEnd(const QByteArray& line)
{
    switch (m_protocol.form) {
    case ReplyForm::Codes: {
        const QByteArray code = m_reply.first().left(kCodeDigits);
        return line == code || line.startsWith(code + ' ');
    }
    case ReplyForm::SingleCodes:
    case ReplyForm::Status:
        if (m_listing) {
            m_listing = line != ".";
            return !m_listing;
        }
        m_listing = step().list && verdictOf(line) == step().good;
        return !m_listing;
    case ReplyForm::Tagged:
        return m_step == 0 || line.startsWith(tag()) || verdictOf(line) == "BYE";
    case ReplyForm::Capabilities:
        return !verdictOf(line).isEmpty();
    case ReplyForm::Numerics: {
        const QByteArray command = ircCommand(line);
        // What TLS was asked for is answered by these; notices come unasked.
        for (const char* answer : {"670", "691", "421", "451", "464", "465", "ERROR"}) {
            if (command == answer) {
                return true;
            }
        }
        m_reply.clear();
        return false;
    }
    }
    return true;
}

/// The word that says yes or no; empty where there is none.
QByteArray LineExchange::verdictOf(QByteArrayView line) const
{
    switch (m_protocol.form) {
    case ReplyForm::Codes:
    case ReplyForm::SingleCodes:
        return line.first(std::min(kCodeDigits, line.size())).toByteArray();
    case ReplyForm::Status:
        return word(line, 0);
    case ReplyForm::Tagged:
        return word(line, 1);
    case ReplyForm::Capabilities: {
        const QByteArray first = word(line, 0).split('(').first();
        return first == "OK" || first == "NO" || first == "BYE" ? first : QByteArray();
    }
    case ReplyForm::Numerics:
        return ircCommand(line);
    }
    return {};
}

ClearExchange::Step LineExchange::afterReply(const QByteArray& last)
{
    // A list ends with a dot; its verdict stands in front.
    const QByteArray verdict = verdictOf(step().list ? m_reply.first() : last);
    const bool good = QByteArray(step().good).split(' ').contains(verdict);
    if (!good && !step().mayFail) {
        return refusal(last);
    }
    if (good && step().capability != nullptr && !hasCapability(step().capability)) {
        return notOffered(
            Text::tr("The server speaks %1 and does not offer TLS in it.").arg(name()),
            Text::tr("Switch TLS on in the server: it needs a certificate and a key."));
    }
    return nextStep();
}

ClearExchange::Step LineExchange::nextStep()
{
    ++m_step;
    m_reply.clear();
    if (m_step == m_protocol.steps.size() || step().say == nullptr) {
        return Done {};
    }
    return Send {QByteArray(step().say) + "\r\n"};
}

ClearExchange::Step LineExchange::refusal(const QByteArray& last)
{
    const bool greeted = m_step == 0 && step().say == nullptr;
    if (greeted && last.startsWith('2')) {
        return misfit(last + "\r\n"); // another protocol of codes has another one for “welcome”
    }
    if (greetedAsImpostor()) {
        return otherProtocol(QString::fromLatin1(m_protocol.impostor), m_greeting);
    }
    const QString message = Text::tr("The server said “%1”.").arg(peerWords(last));
    const QByteArray verdict = verdictOf(last);
    const qint64 number = verdict.toLongLong();
    if (!greeted && isUnknownCommand(m_protocol.form, number)) {
        return notOffered(
            message,
            Text::tr("It does not know the command “%1”: switch TLS on in the server.")
                .arg(QString::fromLatin1(step().say)),
            number);
    }
    if (verdict == "PREAUTH") {
        return refused(message,
                       Text::tr("It lets clients in without a login, and then TLS cannot begin."));
    }
    return refused(message, remedyOf(number), number);
}

/// The form of its replies is the same, only the words tell it.
bool LineExchange::greetedAsImpostor() const
{
    const QByteArray greeting = m_greeting.toUpper();
    return m_protocol.impostor != nullptr && greeting.contains(m_protocol.impostor)
        && !greeting.contains(m_protocol.name);
}

/// The capability is a word of a line, whatever stands around it.
bool LineExchange::hasCapability(const char* capability) const
{
    return std::any_of(m_reply.begin(), m_reply.end(), [&](const QByteArray& line) {
        QByteArray words = line.toUpper();
        if (m_protocol.form == ReplyForm::Codes) {
            words = words.mid(kCodeDigits + 1);
        }
        return words.simplified().split(' ').contains(capability);
    });
}

} // namespace workbench
