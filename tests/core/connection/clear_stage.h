#pragma once

#include "core/connection/clear/clear_phases.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <utility>

namespace workbench::tests {

/// What one end says before TLS, each when it is its turn.
using Turns = QList<QByteArray>;

// Where a conversation leads: to TLS, nowhere yet, or to a problem of the record.
constexpr int kTls = -1;
constexpr int kStalled = -2;
constexpr auto kNotOffered = int(ClearProblem::NotOffered);
constexpr auto kRefused = int(ClearProblem::Refused);
constexpr auto kOther = int(ClearProblem::OtherProtocol);
constexpr auto kSpeaksTls = int(ClearProblem::SpeaksTls);
constexpr auto kGarbage = int(ClearProblem::NotUnderstood);
constexpr auto kInjected = int(ClearProblem::Injected);

inline QByteArray hex(const char* digits)
{
    return QByteArray::fromHex(digits);
}

/// One end of a conversation in clear, and what it said. Those of a server and of a client differ
/// in what their peer says.
class ClearStage
{
public:
    int outcome() const
    {
        return m_state == ClearPhases::State::Done   ? kTls
            : m_state == ClearPhases::State::Running ? kStalled
                                                     : int(m_attempt.record().clearProblem);
    }

    const QByteArray& written() const { return m_written; }

    const ClearPhases& phases() const { return m_phases; }

    const ConnectionRecord& record() const { return m_attempt.record(); }

protected:
    ClearStage(Role role, std::unique_ptr<ClearExchange> exchange)
        : m_attempt(role, QStringLiteral("test"))
    {
        m_phases.add(std::move(exchange));
        m_state = m_phases.start();
    }

    Attempt m_attempt;
    QByteArray m_written;
    ClearPhases m_phases {
        m_attempt, [this](const QByteArray& bytes) { m_written += bytes; }, [](PhaseName) {}};
    ClearPhases::State m_state = ClearPhases::State::Running;
};

} // namespace workbench::tests
