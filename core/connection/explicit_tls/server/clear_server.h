#pragma once

#include "core/connection/clear/clear_exchange.h"

namespace workbench {

/// Base of the machines that play a server up to where it agrees to TLS: what a client did instead
/// of asking for it. Whatever comes is bounded by ClearPhases.
class ClearServer : public ClearExchange
{
public:
    PhaseName phase() const override { return PhaseName::Starttls; }

    ClearProblem problem() const override { return m_problem; }

protected:
    /// `name`: of the protocol, as people call it ("IMAP").
    explicit ClearServer(QString name)
        : m_name(std::move(name))
    { }

    const QString& name() const { return m_name; }

    /// The client speaks the protocol and leaves, or goes on, without TLS.
    Step notAsked(const QString& message);
    /// What came first is not the protocol: says which one it is.
    Step misfit(const QByteArray& firstBytes);
    Step notUnderstood(const QString& message);

    /// The words of another protocol that these first bytes are; nothing: none that is known.
    std::optional<Step> otherProtocol(const QByteArray& firstBytes);

private:
    Step fail(ClearProblem problem, const QString& message);

    QString m_name;
    ClearProblem m_problem = ClearProblem::None;
};

} // namespace workbench
