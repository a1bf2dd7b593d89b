#include "core/connection/answering.h"

#include "core/connection/http_request.h"

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

/// What no line of a script has taken is kept up to here: longer than any line of a script is.
constexpr qsizetype kMostHeard = 64LL * 1024;
constexpr int kPacesPerSecond = 50;
constexpr int kMillisecondsPerSecond = 1000;

} // namespace

Answering::Answering(const ServerOptions& options, const ConnectionRecord& record, Way way)
    : m_options(options)
    , m_record(record)
    , m_way(std::move(way))
{
    m_delay.setSingleShot(true);
    for (QTimer* timer : {&m_delay, &m_rate}) {
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_delay, &QTimer::timeout, this, &Answering::giveLate);
    connect(&m_rate, &QTimer::timeout, this, &Answering::writeAtRate);
}

void Answering::begin()
{
    if (m_options.answer.mode != AnswerMode::Script) {
        give(greeting(m_options.answer));
        return;
    }
    m_script = std::make_unique<ScriptedExchange>(m_options.answerScript);
    follow(m_script->begin());
}

void Answering::receive(const QByteArray& bytes)
{
    if (m_lastGiven) {
        return; // it may be due later
    }
    if (m_script) {
        m_heard += bytes;
        follow(m_script->receive(m_heard));
        return;
    }
    if (m_options.answer.mode == AnswerMode::Http && m_heard.size() <= kMostRequestBytes) {
        m_heard += bytes;
    }
    give(reply(m_options.answer, m_record, bytes, m_heard));
}

void Answering::follow(ClearExchange::Step step)
{
    while (const auto* send = std::get_if<ClearExchange::Send>(&step)) {
        give({.bytes = send->bytes, .closes = send->isLast});
        if (send->isLast) {
            m_script.reset();
            return;
        }
        step = m_heard.isEmpty() ? ClearExchange::NeedMore {} : m_script->receive(m_heard);
    }
    if (std::holds_alternative<ClearExchange::Done>(step)) {
        m_script.reset();
        give({.closes = true});
        return;
    }
    m_heard = m_heard.right(kMostHeard);
}

void Answering::give(const Answer& answer)
{
    const bool isNothing = answer.bytes.isEmpty() && answer.file.isEmpty() && !answer.closes;
    if (isNothing) {
        return;
    }
    m_lastGiven = answer.closes;
    if (m_options.answer.delay.count() == 0) {
        carryOut(answer);
        return;
    }
    m_lateBytes += answer.bytes.size() + qint64(sizeof(Late));
    m_late.push({QDeadlineTimer(m_options.answer.delay, Qt::PreciseTimer), answer});
    if (!m_delay.isActive()) {
        m_delay.start(m_options.answer.delay);
    }
}

void Answering::giveLate()
{
    while (!m_late.empty() && m_late.front().due.hasExpired()) {
        const Answer answer = std::move(m_late.front().answer);
        m_late.pop();
        m_lateBytes -= answer.bytes.size() + qint64(sizeof(Late));
        carryOut(answer);
    }
    if (!m_late.empty()) {
        m_delay.start(Milliseconds(std::max<qint64>(1, m_late.front().due.remainingTime())));
    }
}

void Answering::carryOut(const Answer& answer)
{
    if (!answer.bytes.isEmpty()) {
        say(answer.bytes);
    }
    if (!answer.file.isEmpty()) {
        sendFile(answer.file);
    } else if (answer.closes) {
        closeWhenSent();
    }
}

void Answering::say(const QByteArray& bytes)
{
    const int rate = m_options.answer.bytesPerSecond;
    if (rate == 0) {
        m_way.write(bytes);
        return;
    }
    m_paced += bytes;
    if (!m_rate.isActive()) {
        m_given = 0;
        m_sinceRate.start();
        m_rate.start(kMillisecondsPerSecond / std::min(rate, kPacesPerSecond));
    }
}

void Answering::writeAtRate()
{
    const qint64 allowed
        = m_sinceRate.elapsed() * m_options.answer.bytesPerSecond / kMillisecondsPerSecond
        - m_given;
    const QByteArray piece = m_paced.left(std::max<qint64>(0, allowed));
    m_paced.remove(0, piece.size());
    m_given += piece.size();
    if (m_paced.isEmpty()) {
        m_rate.stop();
    }
    if (!piece.isEmpty()) {
        m_way.write(piece);
        goOn();
    }
}

void Answering::sendFile(const QString& path)
{
    m_file = std::make_unique<FileSending>(FileSending::Way {
        [this](const QByteArray& piece) { say(piece); }, [this] { return waiting(); }});
    connect(m_file.get(), &FileSending::ended, this, &Answering::closeWhenSent);
    connect(m_file.get(), &FileSending::failed, this, &Answering::onFileFailed);
    if (const Result<void> begun = m_file->begin(path); !begun) {
        onFileFailed(begun.error());
    }
}

void Answering::onFileFailed(const Error& error)
{
    m_way.failed(error);
    closeWhenSent();
}

void Answering::closeWhenSent()
{
    m_ending = true;
    goOn();
}

void Answering::goOn()
{
    if (m_ending && waiting() == 0) {
        m_way.close();
    } else if (m_file) {
        m_file->goOn();
    }
}

void Answering::clientIsDone()
{
    if (!m_file && !m_ending) { // behind a file it closes anyway
        closeWhenSent();
    }
}

void Answering::stop()
{
    m_delay.stop();
    m_rate.stop();
    m_late = {};
    m_lateBytes = 0;
    m_paced.clear();
    m_script.reset();
    if (m_file) {
        m_file->stop();
    }
}

qint64 Answering::waiting() const
{
    return m_lateBytes + m_paced.size() + m_way.waiting();
}

} // namespace workbench
