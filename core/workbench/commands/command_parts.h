#pragma once

#include "core/workbench/commands/client_commands.h"

namespace workbench {

/// "localhost" where a client names none.
QString hostOf(const ClientProfile& profile);

/// Host and port as all three tools take them: an IPv6 literal in brackets.
QString endOf(const ClientProfile& profile);

/// The SNI that is sent; empty: none.
QString sentServerName(const ClientProfile& profile);

/// One file with every anchor: the only one, or one that a comment says how to make.
QString anchorsFile(const ClientFiles& files, ShellCommand& command);

/// Adds the option with its value unless that is empty.
void addValue(ShellCommand& command, const char* option, const QString& value);

/// The same of a number, unless that is 0.
void addNumber(ShellCommand& command, const char* option, qint64 value);

/// Adds the option where it is wished for.
void addFlag(ShellCommand& command, const char* option, bool wished);

/// What differs from the usual, for people; empty: nothing.
QString handshakeText(const HandshakeSettings& handshake);

/// The comment for tools that write a key log as any file.
QString keyLogComment();

/// The comment for a client without TLS, for tools that speak nothing else.
QString plainComment(const ClientProfile& profile);

} // namespace workbench
