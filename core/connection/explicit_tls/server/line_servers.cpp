#include "core/connection/explicit_tls/server/line_server.h"

namespace workbench {
namespace {

using Then = LineCommand::Then;

// The name that is said to clients is one of nobody, so that nothing of this computer is told.

constexpr LineCommand kSmtpCommands[] = {
    {"EHLO", "250 STARTTLS", Then::GoOn, "250-tls-workbench.invalid\r\n250-8BITMIME\r\n"},
    {"HELO", "250 tls-workbench.invalid"},
    {"STARTTLS", "220 2.0.0 Ready to start TLS", Then::Tls},
    {"NOOP", "250 2.0.0 OK"},
    {"RSET", "250 2.0.0 OK"},
    {"QUIT", "221 2.0.0 Bye", Then::End},
};

constexpr LineCommand kLmtpCommands[] = {
    {"LHLO", "250 STARTTLS", Then::GoOn, "250-tls-workbench.invalid\r\n250-8BITMIME\r\n"},
    {"STARTTLS", "220 2.0.0 Ready to start TLS", Then::Tls},
    {"NOOP", "250 2.0.0 OK"},
    {"RSET", "250 2.0.0 OK"},
    {"QUIT", "221 2.0.0 Bye", Then::End},
};

constexpr LineCommand kImapCommands[] = {
    {"CAPABILITY",
     "OK CAPABILITY completed",
     Then::GoOn,
     "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n"},
    {"STARTTLS", "OK Begin TLS negotiation now", Then::Tls},
    {"NOOP", "OK NOOP completed"},
    {"ID", "OK ID completed", Then::GoOn, "* ID NIL\r\n"},
    {"LOGOUT", "OK LOGOUT completed", Then::End, "* BYE Logging out\r\n"},
};

constexpr LineCommand kPop3Commands[] = {
    {"CAPA", ".", Then::GoOn, "+OK Capability list follows\r\nSTLS\r\nUIDL\r\n"},
    {"STLS", "+OK Begin TLS negotiation", Then::Tls},
    {"NOOP", "+OK"},
    {"QUIT", "+OK Bye", Then::End},
};

constexpr char kSieveCapabilities[] = "\"IMPLEMENTATION\" \"tls-workbench\"\r\n\"SIEVE\" "
                                      "\"fileinto\"\r\n\"STARTTLS\"\r\n\"VERSION\" \"1.0\"\r\n";

constexpr LineCommand kSieveCommands[] = {
    {"CAPABILITY", "OK", Then::GoOn, kSieveCapabilities},
    {"STARTTLS", "OK \"Begin TLS negotiation now\"", Then::Tls},
    {"NOOP", "OK"},
    {"LOGOUT", "OK \"Bye\"", Then::End},
};

constexpr LineCommand kFtpCommands[] = {
    {"AUTH TLS", "234 Proceed with negotiation", Then::Tls},
    {"AUTH TLS-C", "234 Proceed with negotiation", Then::Tls},
    {"AUTH SSL", "234 Proceed with negotiation", Then::Tls}, // what old clients say
    {"AUTH", "504 Only TLS is known"},
    {"FEAT", "211 End", Then::GoOn, "211-Features:\r\n AUTH TLS\r\n PBSZ\r\n PROT\r\n"},
    {"NOOP", "200 OK"},
    {"QUIT", "221 Bye", Then::End},
};

constexpr LineCommand kNntpCommands[] = {
    {"CAPABILITIES",
     ".",
     Then::GoOn,
     "101 Capability list:\r\nVERSION 2\r\nREADER\r\nSTARTTLS\r\n"},
    {"MODE READER", "201 Posting prohibited"},
    {"STARTTLS", "382 Continue with TLS negotiation", Then::Tls},
    {"QUIT", "205 Bye", Then::End},
};

constexpr LineCommand kIrcCommands[] = {
    {"STARTTLS", ":tls-workbench.invalid 670 * :STARTTLS successful, proceed with TLS", Then::Tls},
    {"CAP LS", ":tls-workbench.invalid CAP * LS :tls"},
    {"CAP REQ", ":tls-workbench.invalid CAP * ACK :tls"},
    {"QUIT", "ERROR :Closing Link", Then::End},
};

} // namespace

const LineServerProtocol kSmtpServer {.name = "SMTP",
                                      .greeting = "220 tls-workbench.invalid ESMTP\r\n",
                                      .commands = kSmtpCommands,
                                      .otherwise = "530 5.7.0 Must issue a STARTTLS command first",
                                      .injected = "554 5.5.1 Nothing may follow STARTTLS"};

const LineServerProtocol kLmtpServer {.name = "LMTP",
                                      .greeting = "220 tls-workbench.invalid LMTP\r\n",
                                      .commands = kLmtpCommands,
                                      .otherwise = "530 5.7.0 Must issue a STARTTLS command first",
                                      .injected = "554 5.5.1 Nothing may follow STARTTLS"};

const LineServerProtocol kImapServer {
    .name = "IMAP",
    .greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] tls-workbench\r\n",
    .commands = kImapCommands,
    .otherwise = "NO [PRIVACYREQUIRED] Use STARTTLS first", // RFC 5530 §3
    .injected = "* BYE Nothing may follow STARTTLS",
    .tagged = true};

const LineServerProtocol kPop3Server {.name = "POP3",
                                      .greeting = "+OK tls-workbench\r\n",
                                      .commands = kPop3Commands,
                                      .otherwise = "-ERR Use STLS first",
                                      .injected = "-ERR Nothing may follow STLS"};

const LineServerProtocol kSieveServer {
    .name = "ManageSieve",
    .greeting = "\"IMPLEMENTATION\" \"tls-workbench\"\r\n\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\n"
                "\"VERSION\" \"1.0\"\r\nOK \"tls-workbench\"\r\n",
    .commands = kSieveCommands,
    .otherwise = "NO (ENCRYPT-NEEDED) \"Use STARTTLS first\"",
    .injected = "BYE \"Nothing may follow STARTTLS\""};

const LineServerProtocol kFtpServer {.name = "FTP",
                                     .greeting = "220 tls-workbench FTP\r\n",
                                     .commands = kFtpCommands,
                                     .otherwise = "534 Policy requires TLS: use AUTH TLS",
                                     .injected = "421 Nothing may follow AUTH"};

const LineServerProtocol kNntpServer {.name = "NNTP",
                                      .greeting = "201 tls-workbench NNTP\r\n",
                                      .commands = kNntpCommands,
                                      .otherwise = "483 Use STARTTLS first",
                                      .injected = "400 Nothing may follow STARTTLS"};

const LineServerProtocol kIrcServer {.name = "IRC",
                                     .greeting = "",
                                     .commands = kIrcCommands,
                                     .otherwise
                                     = ":tls-workbench.invalid 451 * :Use STARTTLS first",
                                     .injected = "ERROR :Nothing may follow STARTTLS"};

} // namespace workbench
