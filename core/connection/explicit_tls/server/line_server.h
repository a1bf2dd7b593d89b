#pragma once

#include "core/connection/clear/partly_shown.h"
#include "core/connection/explicit_tls/server/clear_server.h"

#include <span>

namespace workbench {

/// A command of a client, and how it is answered.
struct LineCommand
{
    enum class Then
    {
        GoOn,
        Tls, ///< the answer agrees to it
        End ///< the client leaves
    };

    const char* words; ///< in capitals; what stands behind them is passed over
    const char* verdict; ///< the last line of the answer, in IMAP behind the client's tag
    Then then = Then::GoOn;
    const char* before = ""; ///< lines in front of it, each with its end
};

/// The server of one protocol of lines as a row of a table.
struct LineServerProtocol
{
    const char* name; ///< as people call it
    const char* greeting; ///< whole lines; empty: the client speaks first
    std::span<const LineCommand> commands;
    const char* otherwise; ///< the answer to what needs TLS first, or does not exist
    const char* injected; ///< the last line where something stands behind the request for TLS
    bool tagged = false; ///< commands and answers begin with a word of the client (RFC 9051 §2.2.1)
};

extern const LineServerProtocol kSmtpServer; ///< RFC 3207
extern const LineServerProtocol kLmtpServer; ///< RFC 2033, RFC 3207
extern const LineServerProtocol kImapServer; ///< RFC 9051 §6.2.1
extern const LineServerProtocol kPop3Server; ///< RFC 2595 §4
extern const LineServerProtocol kSieveServer; ///< RFC 5804 §2.2
extern const LineServerProtocol kFtpServer; ///< RFC 4217 §4
extern const LineServerProtocol kNntpServer; ///< RFC 4642
extern const LineServerProtocol kIrcServer; ///< the STARTTLS command of ircv3.net

/// Plays the server of one of them.
class LineServer : public ClearServer
{
public:
    /// Longer lines are no commands (RFC 5321 §4.5.3.1.4 has 512 bytes, RFC 2683 §3.2.1.5 8000).
    static constexpr qsizetype kLongestLine = 8000;

    explicit LineServer(const LineServerProtocol& protocol);

    Step begin() override;
    Step receive(QByteArray& buffer) override;
    QByteArray shown(const QByteArray& before, const QByteArray& bytes) override;
    QByteArray partingWords(ClearProblem why) const override;

private:
    Step answer(const QByteArray& line, qsizetype tag, const LineCommand* command);
    const LineCommand* find(const QByteArray& words) const;
    void showLine(PartlyShown& shown, const QByteArray& line);
    qsizetype shownLength(const QByteArray& line);
    bool isHarmless(const QByteArray& verb) const;

    const LineServerProtocol& m_protocol;
    QByteArray m_leave; ///< said to a client that leaves
    bool m_heard = false; ///< a whole line has come
    bool m_loggingIn = false; ///< the next lines may go on with what the last one began
};

} // namespace workbench
