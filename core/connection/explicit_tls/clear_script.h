#pragma once

#include "core/base/result.h"
#include "core/connection/explicit_tls/explicit_tls_exchange.h"

#include <QList>

namespace workbench {

/// One step of what is said by hand before TLS.
struct ClearStep
{
    enum class Kind
    {
        Send,
        ExpectLine, ///< a whole line with the text in it
        ExpectBytes ///< the text, behind which nothing is taken
    };

    Kind kind = Kind::Send;
    QByteArray bytes;
};

using ClearScript = QList<ClearStep>;

/// Reads lines of `send TEXT`, `expect TEXT` and `expect-bytes TEXT`, with the escapes of
/// escapedText(); blank lines and those which begin with # are passed over. TLS begins behind the
/// last one. Errors InvalidInput name the line; at most 500 steps.
Result<ClearScript> parseClearScript(const QByteArray& text);

/// Reads a file of at most 64 KiB. Errors also as of readFile().
Result<ClearScript> readClearScript(const QString& path);

/// Carries a script out.
class ScriptedExchange : public ExplicitTlsExchange
{
public:
    explicit ScriptedExchange(ClearScript script);

    Step begin() override;
    Step receive(QByteArray& buffer) override;

    /// What it waits for, after begin(); null: all of it came.
    const ClearStep* awaited() const
    {
        return m_step < m_script.size() ? &m_script.at(m_step) : nullptr;
    }

    qsizetype stepNumber() const { return m_step + 1; } ///< of what it waits for, from 1

private:
    Step next();

    ClearScript m_script;
    qsizetype m_step = 0;
};

} // namespace workbench
