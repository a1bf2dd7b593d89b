#pragma once

#include "core/connection/explicit_tls/explicit_tls_exchange.h"

#include <QByteArrayView>
#include <QList>

#include <array>

namespace workbench {

/// How a protocol of lines marks the end of a reply, and its verdict.
enum class ReplyForm
{
    Codes, ///< "250-…" goes on, "250 …" ends (RFC 5321 §4.2.1, RFC 959 §4.2)
    SingleCodes, ///< "382 …" alone; a list behind it ends with "." (RFC 3977 §3.1)
    Status, ///< "+OK …", "-ERR …"; a list behind it ends with "." (RFC 1939 §3)
    Tagged, ///< "* …" goes on, "a1 OK …" ends; the greeting is one line (RFC 9051 §2.2)
    Capabilities, ///< "\"…\"" goes on, OK, NO or BYE ends (RFC 5804 §1.2)
    Numerics, ///< ":server 670 nick :…"; what else comes is passed over (IRC)
};

/// What is said, and the reply for which the next step waits.
struct LineStep
{
    const char* say = nullptr; ///< without its end of line; null: the server speaks first
    const char* good = nullptr; ///< verdicts of a positive reply, parted by blanks
    const char* capability = nullptr; ///< that has to stand in the reply; null: none
    bool list = false; ///< a positive reply is a list that ends with "."
    bool mayFail = false; ///< a server that does not know the command is asked all the same
};

/// One protocol of lines as a row of a table.
struct LineProtocol
{
    const char* name; ///< as people call it
    ReplyForm form;
    std::array<LineStep, 3> steps;
    const char* impostor = nullptr; ///< protocol with the same form, told by this word in its
                                    ///< greeting; null: there is none
};

extern const LineProtocol kSmtpLines; ///< RFC 3207
extern const LineProtocol kLmtpLines; ///< RFC 2033, RFC 3207
extern const LineProtocol kImapLines; ///< RFC 9051 §6.2.1
extern const LineProtocol kPop3Lines; ///< RFC 2595 §4
extern const LineProtocol kFtpLines; ///< RFC 4217 §4
extern const LineProtocol kNntpLines; ///< RFC 4642
extern const LineProtocol kSieveLines; ///< RFC 5804 §2.2
extern const LineProtocol kIrcLines; ///< the STARTTLS command of ircv3.net

/// Asks for TLS in one of them.
class LineExchange : public ExplicitTlsExchange
{
public:
    explicit LineExchange(const LineProtocol& protocol);

    Step begin() override;
    Step receive(QByteArray& buffer) override;

private:
    const LineStep& step() const { return m_protocol.steps.at(m_step); }

    Step nextStep();
    bool fits(QByteArrayView line) const;
    QByteArray tag() const;
    bool greetedAsImpostor() const;
    bool isEnd(const QByteArray& line);
    QByteArray verdictOf(QByteArrayView line) const;
    Step afterReply(const QByteArray& last);
    Step refusal(const QByteArray& last);
    bool hasCapability(const char* capability) const;

    const LineProtocol& m_protocol;
    std::size_t m_step = 0;
    bool m_greeted = false; ///< the first line has come
    bool m_listing = false; ///< a list has begun
    QByteArray m_greeting;
    QList<QByteArray> m_reply; ///< its lines so far
};

} // namespace workbench
