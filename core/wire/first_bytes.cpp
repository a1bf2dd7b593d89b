#include "core/wire/first_bytes.h"

#include "core/wire/code_points.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace workbench::wire {
namespace {

struct Beginning
{
    std::string_view text;
    FirstBytesKind kind;
};

// The first match counts.
constexpr std::array kBeginnings = std::to_array<Beginning>({
    {"PRI * HTTP/2", FirstBytesKind::Http2},
    {"HTTP/", FirstBytesKind::Http},
    {"CONNECT ", FirstBytesKind::HttpConnect},
    {"GET ", FirstBytesKind::Http},
    {"POST ", FirstBytesKind::Http},
    {"PUT ", FirstBytesKind::Http},
    {"HEAD ", FirstBytesKind::Http},
    {"OPTIONS ", FirstBytesKind::Http},
    {"DELETE ", FirstBytesKind::Http},
    {"PATCH ", FirstBytesKind::Http},
    {"TRACE ", FirstBytesKind::Http},
    {"<!DOCTYPE", FirstBytesKind::Http},
    {"<!doctype", FirstBytesKind::Http},
    {"<html", FirstBytesKind::Http},
    {"<HTML", FirstBytesKind::Http},
    {"SSH-", FirstBytesKind::Ssh},
    {"* OK", FirstBytesKind::Imap},
    {"* PREAUTH", FirstBytesKind::Imap},
    {"* BYE", FirstBytesKind::Imap},
    {"+OK", FirstBytesKind::Pop3},
    {"-ERR ", FirstBytesKind::Redis},
    {"-NOAUTH", FirstBytesKind::Redis},
    {"-DENIED", FirstBytesKind::Redis},
    {"200 ", FirstBytesKind::Nntp},
    {"201 ", FirstBytesKind::Nntp},
    {"\"IMPLEMENTATION\"", FirstBytesKind::Sieve},
    {"<?xml", FirstBytesKind::Xmpp},
    {"<stream:", FirstBytesKind::Xmpp},
    {"EHLO ", FirstBytesKind::SmtpCommand},
    {"HELO ", FirstBytesKind::SmtpCommand},
    {"LHLO ", FirstBytesKind::SmtpCommand},
    {"NOTICE ", FirstBytesKind::Irc},
    {":irc.", FirstBytesKind::Irc},
    {"PROXY ", FirstBytesKind::ProxyHeader},
    {std::string_view("\r\n\r\n\0\r\nQUIT\n", 12), FirstBytesKind::ProxyHeader},
});

/// As many bytes as there are agree with the text, and enough of them to say so.
bool beginsWith(Bytes bytes, std::string_view text)
{
    constexpr std::size_t kEnough = 5;
    const std::size_t count = std::min(bytes.size(), text.size());
    if (count < std::min(text.size(), kEnough)) {
        return false;
    }
    return std::equal(text.begin(),
                      text.begin() + count,
                      bytes.begin(),
                      [](char c, std::uint8_t b) { return static_cast<std::uint8_t>(c) == b; });
}

std::uint8_t at(Bytes bytes, std::size_t index)
{
    return index < bytes.size() ? bytes[index] : 0;
}

bool isTlsRecord(Bytes bytes)
{
    const std::uint8_t type = at(bytes, 0);
    if (type < static_cast<std::uint8_t>(ContentType::ChangeCipherSpec)
        || type > static_cast<std::uint8_t>(ContentType::Heartbeat)) {
        return false;
    }
    if (bytes.size() == 1) {
        return true;
    }
    // Up to the fourth minor version, and a length that a record can have (RFC 5246 §6.2.3).
    const int length = at(bytes, 3) << 8 | at(bytes, 4);
    return at(bytes, 1) == 3 && at(bytes, 2) <= 4 && length <= 16384 + 2048;
}

bool isDtlsRecord(Bytes bytes)
{
    const std::uint8_t type = at(bytes, 0);
    return type >= static_cast<std::uint8_t>(ContentType::ChangeCipherSpec)
        && type <= static_cast<std::uint8_t>(ContentType::Ack) && at(bytes, 1) == 0xfe
        && at(bytes, 2) >= 0xfc;
}

/// Two-byte header with the top bit, message type, version (draft-hickman-netscape-ssl).
bool isSslv2(Bytes bytes, std::uint8_t message)
{
    if (bytes.size() < 5 || (bytes[0] & 0x80) == 0 || bytes[2] != message) {
        return false;
    }
    if (message == 1) {
        return (bytes[3] == 0 && bytes[4] == 2) || (bytes[3] == 3 && bytes[4] <= 4);
    }
    return bytes[3] <= 1 && bytes[4] <= 2; // session id hit, certificate type
}

/// Packet length (3 bytes, little endian), sequence 0, protocol version 10 or 9, or an error.
bool isMysqlGreeting(Bytes bytes)
{
    if (bytes.size() < 5 || bytes[3] != 0 || bytes[2] != 0) {
        return false;
    }
    const int length = bytes[0] | bytes[1] << 8;
    return length >= 4 && (bytes[4] == 10 || bytes[4] == 9 || bytes[4] == 0xff);
}

/// SEQUENCE, then INTEGER messageID (RFC 4511 §4.1.1).
bool isLdapMessage(Bytes bytes)
{
    if (bytes.size() < 5 || bytes[0] != 0x30) {
        return false;
    }
    const std::size_t id = (bytes[1] & 0x80) == 0 ? 2 : 2 + std::size_t(bytes[1] & 0x7f);
    return id <= 6 && at(bytes, id) == 0x02 && at(bytes, id + 1) >= 1 && at(bytes, id + 1) <= 4;
}

/// A SETTINGS frame on stream 0 (RFC 9113 §6.5).
bool isHttp2Settings(Bytes bytes)
{
    return bytes.size() >= 9 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] % 6 == 0 && bytes[3] == 4
        && bytes[4] == 0 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0 && bytes[8] == 0;
}

/// "220 …" or "220-…": three digits as SMTP and FTP begin their replies (RFC 5321 §4.2).
bool isReplyCode(Bytes bytes)
{
    return bytes.size() >= 4 && bytes[0] >= '1' && bytes[0] <= '5' && bytes[1] >= '0'
        && bytes[1] <= '5' && bytes[2] >= '0' && bytes[2] <= '9'
        && (bytes[3] == ' ' || bytes[3] == '-');
}

/// Of a whole character of UTF-8 at the beginning, in bytes (RFC 3629 §4); 0: there is none. One
/// that is cut off at the end counts.
std::size_t utf8Length(Bytes bytes)
{
    const std::uint8_t first = bytes.front();
    const std::size_t length = first < 0x80 ? 1
        : first >= 0xc2 && first < 0xe0     ? 2
        : first >= 0xe0 && first < 0xf0     ? 3
        : first >= 0xf0 && first < 0xf5     ? 4
                                            : 0;
    const Bytes rest = bytes.subspan(1, length == 0 ? 0 : std::min(length, bytes.size()) - 1);
    const bool whole = std::all_of(
        rest.begin(), rest.end(), [](std::uint8_t byte) { return (byte & 0xc0) == 0x80; });
    return whole ? std::min(length, bytes.size()) : 0;
}

/// In UTF-8, without control characters.
bool isText(Bytes bytes)
{
    while (!bytes.empty()) {
        const std::uint8_t byte = bytes.front();
        const bool isControl
            = (byte < 0x20 || byte == 0x7f) && byte != '\t' && byte != '\r' && byte != '\n';
        const std::size_t length = isControl ? 0 : utf8Length(bytes);
        if (length == 0) {
            return false;
        }
        bytes = bytes.subspan(length);
    }
    return true;
}

FirstBytesKind binaryKind(Bytes bytes)
{
    if (isSslv2(bytes, 1)) {
        return FirstBytesKind::Sslv2ClientHello;
    }
    if (isSslv2(bytes, 4)) {
        return FirstBytesKind::Sslv2ServerHello;
    }
    if (isHttp2Settings(bytes)) {
        return FirstBytesKind::Http2;
    }
    if (isMysqlGreeting(bytes)) {
        return FirstBytesKind::Mysql;
    }
    return isLdapMessage(bytes) ? FirstBytesKind::Ldap : FirstBytesKind::Binary;
}

} // namespace

FirstBytesKind firstBytesKind(Bytes bytes)
{
    if (bytes.empty()) {
        return FirstBytesKind::Empty;
    }
    if (isTlsRecord(bytes)) {
        return FirstBytesKind::Tls;
    }
    if (isDtlsRecord(bytes)) {
        return FirstBytesKind::Dtls;
    }
    for (const Beginning& beginning : kBeginnings) {
        if (beginsWith(bytes, beginning.text)) {
            return beginning.kind;
        }
    }
    if (isReplyCode(bytes)) {
        return FirstBytesKind::SmtpOrFtp;
    }
    // The answer to SSLRequest is one byte; an error message after 'N' may follow at once.
    if (bytes.size() == 1 && (bytes[0] == 'N' || bytes[0] == 'S')) {
        return bytes[0] == 'N' ? FirstBytesKind::PostgresNoTls : FirstBytesKind::PostgresTls;
    }
    const FirstBytesKind binary = binaryKind(bytes);
    return binary == FirstBytesKind::Binary && isText(bytes) ? FirstBytesKind::OtherText : binary;
}

const char* protocolName(FirstBytesKind kind)
{
    using Kind = FirstBytesKind;
    switch (kind) {
    case Kind::Http:
    case Kind::Http2:
        return "HTTP";
    case Kind::HttpConnect:
        return "HTTP CONNECT";
    case Kind::Ssh:
        return "SSH";
    case Kind::SmtpOrFtp:
        return "SMTP or FTP";
    case Kind::SmtpCommand:
        return "SMTP";
    case Kind::Imap:
        return "IMAP";
    case Kind::Pop3:
        return "POP3";
    case Kind::Nntp:
        return "NNTP";
    case Kind::Sieve:
        return "ManageSieve";
    case Kind::Xmpp:
        return "XMPP";
    case Kind::Ldap:
        return "LDAP";
    case Kind::Mysql:
        return "MySQL";
    case Kind::PostgresNoTls:
    case Kind::PostgresTls:
        return "PostgreSQL";
    case Kind::Irc:
        return "IRC";
    case Kind::Redis:
        return "Redis";
    case Kind::ProxyHeader:
        return "PROXY protocol";
    case Kind::Sslv2ClientHello:
    case Kind::Sslv2ServerHello:
        return "SSL 2";
    case Kind::Dtls:
        return "DTLS";
    default:
        return "";
    }
}

std::string firstLine(Bytes bytes, std::size_t limit)
{
    const auto end = std::find_if(
        bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == '\r' || byte == '\n'; });
    const Bytes line(bytes.begin(), end);
    if (line.empty() || !isText(line)) {
        return {};
    }
    std::string text;
    for (const std::uint8_t byte : line.first(std::min(limit, line.size()))) {
        text += byte < 0x80 ? static_cast<char>(byte) : '.';
    }
    return text;
}

} // namespace workbench::wire
