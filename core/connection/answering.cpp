#include "core/connection/answering.h"

#include "core/connection/clear/peer_words.h"
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
            return;
        }
        step = m_script->receive(m_heard);
    }
    if (std::holds_alternative<ClearExchange::Done>(step)) {
        give({.closes = true});
    }
    m_heard = m_heard.right(kMostHeard);
}

QString Answering::unmetStep() const
{
    const ClearStep* step = m_script ? m_script->awaited() : nullptr;
    if (step == nullptr) {
        return {};
    }
    const qsizetype lineEnd = m_heard.indexOf('\n');
    const QString heard = peerWords(lineEnd < 0 ? m_heard : m_heard.left(lineEnd));
    const QString wanted = peerWords(step->bytes);
    const qsizetype number = m_script->stepNumber();
    const bool lacksLineEnd = step->kind == ClearStep::Kind::ExpectLine
        && m_heard.mid(m_heard.lastIndexOf('\n') + 1).contains(step->bytes);
    if (lacksLineEnd) {
        return tr("Step %1 of the script waited in vain for the end of the line with “%2”: "
                  "“expect” takes whole lines, “expect-bytes” what comes without an end of line.")
            .arg(number)
            .arg(wanted);
    }
    return heard.isEmpty()
        ? tr("Step %1 of the script waited in vain for “%2”; nothing more came.")
              .arg(number)
              .arg(wanted)
        : tr("Step %1 of the script waited in vain for “%2”; what came in its place begins with "
             "“%3”.")
              .arg(number)
              .arg(wanted, heard);
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
    connect(m_file.get(), &FileSending::ended, this, [this] {
        m_fileProgress->state = FileProgress::State::Done;
        closeWhenSent();
    });
    connect(m_file.get(), &FileSending::failed, this, &Answering::onFileFailed);
    m_fileProgress = FileProgress {.path = path};
    if (const Result<void> begun = m_file->begin(path); !begun) {
        onFileFailed(begun.error());
    }
    m_fileProgress->size = m_file->size();
}

void Answering::onFileFailed(const Error& error)
{
    m_fileProgress->state = FileProgress::State::Failed;
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

std::optional<FileProgress> Answering::file() const
{
    std::optional<FileProgress> progress = m_fileProgress;
    if (progress && !m_stopped) {
        // What waits for the rate is of the file: nobody else speaks then, but for a person.
        progress->sent = std::max<qint64>(0, m_file->sent() - m_paced.size());
    }
    return progress;
}

bool Answering::isCutOff() const
{
    return m_fileProgress
        && (m_fileProgress->state == FileProgress::State::Stopped
            || m_fileProgress->state == FileProgress::State::Failed);
}

void Answering::stop()
{
    if (m_stopped) {
        return;
    }
    m_fileProgress = file();
    if (m_file && m_file->isUnderWay() && !(m_file->isRead() && m_paced.isEmpty())) {
        m_fileProgress->state = FileProgress::State::Stopped;
    }
    m_stopped = true;
    m_delay.stop();
    m_rate.stop();
    m_late = {};
    m_lateBytes = 0;
    m_paced.clear();
    if (m_file) {
        m_file->stop();
    }
}

qint64 Answering::waiting() const
{
    return m_lateBytes + m_paced.size() + m_way.waiting();
}

} // namespace workbench
