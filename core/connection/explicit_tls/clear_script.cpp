#include "core/connection/explicit_tls/clear_script.h"

#include "core/base/atomic_file.h"
#include "core/base/escaped_text.h"

#include <QCoreApplication>

namespace workbench {
namespace {

constexpr qsizetype kMostSteps = 500;
constexpr qint64 kMostBytes = 64LL * 1024;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

struct Word
{
    const char* text;
    ClearStep::Kind kind;
};

constexpr Word kWords[] = {{"send", ClearStep::Kind::Send},
                           {"expect", ClearStep::Kind::ExpectLine},
                           {"expect-bytes", ClearStep::Kind::ExpectBytes}};

tl::unexpected<Error>
bad(qsizetype line,
    const QString& message,
    const QString& remedy
    = Text::tr("Write lines of “send TEXT”, “expect TEXT” or “expect-bytes TEXT”."))
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("Line %1: %2").arg(QString::number(line), message),
                 .remedy = remedy});
}

Result<ClearStep> readStep(const QByteArray& line, qsizetype number)
{
    const qsizetype blank = line.indexOf(' ');
    const QByteArray word = blank < 0 ? line : line.left(blank);
    const QByteArray text = blank < 0 ? QByteArray() : line.mid(blank + 1);
    for (const Word& candidate : kWords) {
        if (word != candidate.text) {
            continue;
        }
        const Result<QByteArray> bytes = escapedText(QString::fromUtf8(text));
        if (!bytes) {
            return bad(number, bytes.error().message, bytes.error().remedy);
        }
        if (bytes->isEmpty()) {
            return bad(number, Text::tr("“%1” has no text.").arg(QString::fromUtf8(word)));
        }
        return ClearStep {candidate.kind, *bytes};
    }
    return bad(number, Text::tr("“%1” is no word of a script.").arg(QString::fromUtf8(word)));
}

/// How much of what came belongs to the expected text; 0: it has not come.
qsizetype lengthOfMatch(const ClearStep& step, const QByteArray& buffer)
{
    qsizetype from = 0;
    if (step.kind == ClearStep::Kind::ExpectBytes) {
        const qsizetype place = buffer.indexOf(step.bytes);
        return place < 0 ? 0 : place + step.bytes.size();
    }
    for (qsizetype end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n', from)) {
        if (buffer.mid(from, end + 1 - from).contains(step.bytes)) {
            return end + 1;
        }
        from = end + 1;
    }
    return 0;
}

} // namespace

Result<ClearScript> parseClearScript(const QByteArray& text)
{
    ClearScript script;
    qsizetype number = 0;
    for (QByteArray line : text.split('\n')) {
        ++number;
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        if (line.trimmed().isEmpty() || line.startsWith('#')) {
            continue;
        }
        const Result<ClearStep> step = readStep(line, number);
        if (!step) {
            return fail(step.error());
        }
        if (script.size() == kMostSteps) {
            return bad(number, Text::tr("There are more than %1 steps.").arg(kMostSteps));
        }
        script.append(*step);
    }
    if (script.isEmpty()) {
        return bad(number, Text::tr("There is nothing to say or to wait for."));
    }
    return script;
}

Result<ClearScript> readClearScript(const QString& path)
{
    const Result<QByteArray> text = readFile(path, kMostBytes);
    if (!text) {
        return fail(text.error());
    }
    Result<ClearScript> script = parseClearScript(*text);
    if (!script) {
        script.error().where = path;
    }
    return script;
}

ScriptedExchange::ScriptedExchange(ClearScript script)
    : ExplicitTlsExchange(Text::tr("the script"))
    , m_script(std::move(script))
{ }

ClearExchange::Step ScriptedExchange::begin()
{
    return next();
}

ClearExchange::Step ScriptedExchange::receive(QByteArray& buffer)
{
    while (const ClearStep* step = awaited()) {
        const qsizetype length = lengthOfMatch(*step, buffer);
        if (length == 0) {
            return NeedMore {};
        }
        buffer.remove(0, length);
        ++m_step;
        Step following = next();
        if (!std::holds_alternative<NeedMore>(following)) {
            return following;
        }
    }
    return Done {};
}

/// All that is to be said now, in one go.
ClearExchange::Step ScriptedExchange::next()
{
    QByteArray bytes;
    while (m_step < m_script.size() && m_script.at(m_step).kind == ClearStep::Kind::Send) {
        bytes += m_script.at(m_step++).bytes;
    }
    const bool over = m_step == m_script.size();
    if (bytes.isEmpty()) {
        return over ? Step(Done {}) : Step(NeedMore {});
    }
    return Send {.bytes = bytes, .isLast = over};
}

} // namespace workbench
