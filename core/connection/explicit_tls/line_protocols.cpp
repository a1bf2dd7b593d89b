#include "core/connection/explicit_tls/line_protocol.h"

namespace workbench {

// The name that is said to a mail server: of nobody, so that nothing of this computer is told.

const LineProtocol kSmtpLines {
    .name = "SMTP",
    .form = ReplyForm::Codes,
    .steps = {{{.good = "220"},
               {.say = "EHLO tls-workbench.invalid", .good = "250", .capability = "STARTTLS"},
               {.say = "STARTTLS", .good = "220"}}},
    .impostor = "FTP"};

const LineProtocol kLmtpLines {
    .name = "LMTP",
    .form = ReplyForm::Codes,
    .steps = {{{.good = "220"},
               {.say = "LHLO tls-workbench.invalid", .good = "250", .capability = "STARTTLS"},
               {.say = "STARTTLS", .good = "220"}}},
    .impostor = "SMTP"};

const LineProtocol kImapLines {.name = "IMAP",
                               .form = ReplyForm::Tagged,
                               .steps
                               = {{{.good = "OK"},
                                   {.say = "a1 CAPABILITY", .good = "OK", .capability = "STARTTLS"},
                                   {.say = "a2 STARTTLS", .good = "OK"}}}};

const LineProtocol kPop3Lines {
    .name = "POP3",
    .form = ReplyForm::Status,
    .steps = {{{.good = "+OK"},
               {.say = "CAPA", .good = "+OK", .capability = "STLS", .list = true, .mayFail = true},
               {.say = "STLS", .good = "+OK"}}}};

const LineProtocol kFtpLines {.name = "FTP",
                              .form = ReplyForm::Codes,
                              .steps = {{{.good = "220"}, {.say = "AUTH TLS", .good = "234"}, {}}},
                              .impostor = "SMTP"};

const LineProtocol kNntpLines {.name = "NNTP",
                               .form = ReplyForm::SingleCodes,
                               .steps = {{{.good = "200 201"},
                                          {.say = "CAPABILITIES",
                                           .good = "101",
                                           .capability = "STARTTLS",
                                           .list = true,
                                           .mayFail = true},
                                          {.say = "STARTTLS", .good = "382"}}}};

const LineProtocol kSieveLines {
    .name = "ManageSieve",
    .form = ReplyForm::Capabilities,
    .steps
    = {{{.good = "OK", .capability = "\"STARTTLS\""}, {.say = "STARTTLS", .good = "OK"}, {}}}};

const LineProtocol kIrcLines {.name = "IRC",
                              .form = ReplyForm::Numerics,
                              .steps = {{{.say = "STARTTLS", .good = "670"}, {}, {}}}};

} // namespace workbench
