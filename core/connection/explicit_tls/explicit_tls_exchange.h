#pragma once

#include "core/connection/clear/clear_exchange.h"

namespace workbench {

/// Base of the machines that ask a peer for TLS in its own protocol: what kind of no there is, and
/// which protocol answers where another one was chosen.
class ExplicitTlsExchange : public ClearExchange
{
public:
    PhaseName phase() const override { return PhaseName::Starttls; }

    ClearProblem problem() const override { return m_problem; }

protected:
    /// `name`: of the protocol, as people call it ("IMAP").
    explicit ExplicitTlsExchange(QString name)
        : m_name(std::move(name))
    { }

    const QString& name() const { return m_name; }

    /// The peer speaks the protocol and cannot or will not do TLS. `number`: in its words; 0: none.
    Step notOffered(const QString& message, const QString& remedy, qint64 number = 0);
    Step refused(const QString& message, const QString& remedy, qint64 number = 0);
    /// What came is not the protocol: says which one it is.
    Step misfit(const QByteArray& firstBytes);
    Step otherProtocol(const QString& other, const QByteArray& firstBytes);
    Step notUnderstood(const QString& message);

private:
    Step fail(ClearProblem problem, Error error);

    QString m_name;
    ClearProblem m_problem = ClearProblem::None;
};

} // namespace workbench
