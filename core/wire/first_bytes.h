#pragma once

#include "core/wire/byte_reader.h"

namespace workbench::wire {

/// What the first bytes that a peer sent are.
enum class FirstBytesKind
{
    Empty,
    Tls, ///< a record of SSL 3.0 to TLS 1.3, also the beginning of one
    Dtls,
    Sslv2ClientHello,
    Sslv2ServerHello,
    Http, ///< an answer ("HTTP/1.1 400 …", an HTML page) or a request ("GET / …")
    Http2, ///< the preface of a client or a SETTINGS frame of a server
    HttpConnect, ///< "CONNECT host:port …": the peer takes us for a proxy
    Ssh, ///< "SSH-2.0-…"
    SmtpOrFtp, ///< "220 …": a greeting of SMTP or FTP (also another three-digit reply of them)
    Imap, ///< "* OK …"
    Pop3, ///< "+OK …"
    Nntp, ///< "200 …", "201 …"
    Sieve, ///< "\"IMPLEMENTATION\" …" (RFC 5804)
    Xmpp, ///< "<stream:stream …" or an XML declaration
    Ldap, ///< an LDAPMessage (RFC 4511)
    Mysql, ///< the server's greeting
    PostgresNoTls, ///< 'N': the server speaks no TLS
    PostgresTls, ///< 'S': the server agrees to TLS
    Irc, ///< "NOTICE AUTH …", ":irc.example …"
    Redis, ///< "-ERR …", "-NOAUTH …"
    SmtpCommand, ///< "EHLO …", "HELO …": a mail client
    ProxyHeader, ///< PROXY protocol, version 1 or 2
    OtherText,
    Binary
};

/// Decides from what is there: a single byte can do, 64 are plenty.
FirstBytesKind firstBytesKind(Bytes bytes);

/// The protocol that begins so, as people call it ("IMAP"); empty: none that has a name.
const char* protocolName(FirstBytesKind kind);

/// The first line when the bytes are text: printable ASCII, other bytes as '.', at most `limit`
/// characters. Empty for binary data.
std::string firstLine(Bytes bytes, std::size_t limit = 80);

} // namespace workbench::wire
