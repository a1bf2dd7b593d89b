#pragma once

#include "core/connection/attempt.h"
#include "core/connection/clear/clear_exchange.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace workbench {

/// Takes an attempt from the open transport to where TLS begins: one ClearExchange after the other,
/// each a phase of its own, all they say in the record. Knows no socket. What comes in is bounded.
class ClearPhases
{
public:
    enum class State
    {
        Running,
        Done, ///< TLS can begin
        Failed ///< `error()` says why; the phase is still running
    };

    using Write = std::function<void(const QByteArray& bytes)>;
    /// A phase began: its time limit runs from now.
    using PhaseBegun = std::function<void(PhaseName phase)>;

    /// An exchange that gets no end within so many bytes of either direction fails.
    static constexpr qsizetype kMostBytes = 64LL * 1024;

    ClearPhases(Attempt& attempt, Write write, PhaseBegun phaseBegun);

    void add(std::unique_ptr<ClearExchange> exchange);

    /// The phase that comes first, or tls.
    PhaseName firstPhase() const;

    State start();
    /// More bytes than these are not to be taken off the transport now.
    qsizetype mostBytes() const;
    /// Bytes as they came in. After Done nothing may be left of them: whatever stood before TLS
    /// could have been put there by anybody (the STARTTLS injection, CVE-2011-0411).
    State receive(const QByteArray& bytes);

    /// The exchange under way waits for a person: say() and proceed() are theirs.
    bool isManual() const;
    void say(const QByteArray& bytes);
    State proceed();

    const Error& error() const { return *m_error; }

private:
    State beginNext();
    State follow(ClearExchange::Step step);
    State endExchange();
    bool isInjected() const;
    State fail(const Error& error, ClearProblem problem);
    State failInjected();

    Attempt& m_attempt;
    Write m_write;
    PhaseBegun m_phaseBegun;
    std::vector<std::unique_ptr<ClearExchange>> m_exchanges;
    std::size_t m_current = 0;
    QByteArray m_buffer; ///< came in, not understood yet
    // By the exchange that is under way.
    qsizetype m_received = 0;
    qsizetype m_sent = 0;
    std::optional<Error> m_error;
};

} // namespace workbench
