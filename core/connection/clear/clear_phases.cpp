#include "core/connection/clear/clear_phases.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ClearPhases)
};

} // namespace

ClearPhases::ClearPhases(Attempt& attempt, Write write, PhaseBegun phaseBegun)
    : m_attempt(attempt)
    , m_write(std::move(write))
    , m_phaseBegun(std::move(phaseBegun))
{ }

void ClearPhases::add(std::unique_ptr<ClearExchange> exchange)
{
    m_exchanges.push_back(std::move(exchange));
}

PhaseName ClearPhases::firstPhase() const
{
    return m_exchanges.empty() ? PhaseName::Tls : m_exchanges.front()->phase();
}

ClearPhases::State ClearPhases::start()
{
    return m_exchanges.empty() ? State::Done : beginNext();
}

qsizetype ClearPhases::mostBytes() const
{
    return std::min(m_exchanges.at(m_current)->mostBytes(), kMostBytes + 1);
}

ClearPhases::State ClearPhases::receive(const QByteArray& bytes)
{
    m_attempt.addClear(
        Direction::Received, m_exchanges.at(m_current)->shown(m_buffer, bytes), bytes.size());
    m_received += bytes.size();
    m_buffer += bytes;
    return follow(m_exchanges.at(m_current)->receive(m_buffer));
}

bool ClearPhases::isManual() const
{
    return m_current < m_exchanges.size() && m_exchanges.at(m_current)->isManual();
}

void ClearPhases::say(const QByteArray& bytes)
{
    m_attempt.addClear(Direction::Sent, bytes, bytes.size());
    m_write(bytes);
}

ClearPhases::State ClearPhases::proceed()
{
    return endExchange();
}

ClearPhases::State ClearPhases::beginNext()
{
    ClearExchange& exchange = *m_exchanges.at(m_current);
    m_received = m_buffer.size(); // what the one before left was meant for this one
    m_sent = 0;
    m_attempt.beginPhase(exchange.phase());
    m_phaseBegun(exchange.phase());
    ClearExchange::Step step = exchange.begin();
    if (std::holds_alternative<ClearExchange::NeedMore>(step) && !m_buffer.isEmpty()) {
        step = exchange.receive(m_buffer); // the peer's first words came with the last answer
    }
    return follow(std::move(step));
}

ClearPhases::State ClearPhases::follow(ClearExchange::Step step)
{
    while (!std::holds_alternative<ClearExchange::Done>(step)) {
        const ClearExchange& exchange = *m_exchanges.at(m_current);
        if (const auto* error = std::get_if<Error>(&step)) {
            return fail(*error, exchange.problem());
        }
        if (std::max(m_received, m_sent) > kMostBytes && !exchange.isManual()) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = Text::tr("More than %1 bytes passed in clear, and no end of them.")
                                .arg(kMostBytes)},
                ClearProblem::NotUnderstood);
        }
        if (const auto* send = std::get_if<ClearExchange::Send>(&step)) {
            if (send->isLast && isInjected()) {
                return failInjected(); // without having agreed to TLS
            }
            m_attempt.addClear(Direction::Sent,
                               send->shown.isEmpty() ? send->bytes : send->shown,
                               send->bytes.size());
            m_write(send->bytes);
            m_sent += send->bytes.size();
            if (send->isLast) {
                break;
            }
        }
        if (std::holds_alternative<ClearExchange::NeedMore>(step) || m_buffer.isEmpty()) {
            return State::Running;
        }
        step = m_exchanges.at(m_current)->receive(m_buffer);
    }
    return endExchange();
}

ClearPhases::State ClearPhases::endExchange()
{
    if (isInjected()) {
        return failInjected();
    }
    const bool last = m_current + 1 == m_exchanges.size();
    m_attempt.endPhase(PhaseResult::Done);
    ++m_current;
    return last ? State::Done : beginNext();
}

/// Something is left of what came, and TLS is next.
bool ClearPhases::isInjected() const
{
    return m_current + 1 == m_exchanges.size() && !m_buffer.isEmpty();
}

ClearPhases::State ClearPhases::failInjected()
{
    const QString message = m_attempt.record().role == Role::Client
        ? Text::tr("%1 bytes in clear follow the answer after which TLS begins.")
        : Text::tr("%1 bytes in clear follow the request for TLS.");
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message.arg(m_buffer.size()),
                 .remedy = Text::tr("They are not taken: somebody between both ends could have put "
                                    "them there.")},
                ClearProblem::Injected);
}

ClearPhases::State ClearPhases::fail(const Error& error, ClearProblem problem)
{
    m_attempt.record().clearProblem = problem;
    if (const QByteArray words = m_exchanges.at(m_current)->partingWords(problem);
        !words.isEmpty()) {
        say(words);
    }
    m_error = error;
    return State::Failed;
}

} // namespace workbench
