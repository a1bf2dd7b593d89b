#pragma once

#include "core/base/error.h"
#include "core/connection/connection_record.h"

#include <QByteArray>

#include <limits>
#include <variant>

namespace workbench {

/// What is said in clear before TLS begins (the answer of a proxy, STARTTLS), as a machine over
/// bytes: no socket, no clock. ClearPhases drives it.
class ClearExchange
{
public:
    /// Nothing can be said before more has come.
    struct NeedMore
    { };

    struct Send
    {
        QByteArray bytes;
        QByteArray shown; ///< what the record keeps where `bytes` hold a secret; empty: the bytes
        bool isLast = false; ///< no answer comes: what is next begins right behind it
    };

    /// The peer is ready for what comes next.
    struct Done
    { };

    /// The peer says no, or nothing that fits: the error names its words; `nativeCode` is the
    /// number in them, if there is one.
    using Step = std::variant<NeedMore, Send, Done, Error>;

    ClearExchange() = default;
    virtual ~ClearExchange() = default;
    ClearExchange(const ClearExchange&) = delete;
    ClearExchange& operator=(const ClearExchange&) = delete;

    virtual PhaseName phase() const = 0;

    /// The first words; NeedMore where the peer speaks first.
    virtual Step begin() = 0;

    /// Takes from the front of `buffer` what it understands, and leaves what follows its own end.
    /// Called again after a Send while there is something left.
    virtual Step receive(QByteArray& buffer) = 0;

    /// What the record keeps of `bytes` that came in, which is less where a peer may have put a
    /// secret into them. `before`: what came earlier and receive() has left in its buffer.
    virtual QByteArray shown(const QByteArray& /*before*/, const QByteArray& bytes)
    {
        return bytes;
    }

    /// What kind of no the Error is that was returned, as far as the diagnosis tells them apart.
    virtual ClearProblem problem() const { return ClearProblem::None; }

    /// So many bytes it takes before it is asked again. Where TLS follows the peer's last words
    /// without an answer, what stands behind them is not for it.
    virtual qsizetype mostBytes() const { return std::numeric_limits<qsizetype>::max(); }

    /// What is said to the peer before the connection ends for that reason; empty: nothing.
    virtual QByteArray partingWords(ClearProblem /*why*/) const { return {}; }

    /// Ends only when a person says so (ClearPhases::proceed()), and may carry any number of bytes.
    virtual bool isManual() const { return false; }
};

} // namespace workbench
