#include "core/connection/http_request.h"

#include <QList>

#include <algorithm>
#include <array>
#include <cstring>

namespace workbench {
namespace {

struct Reason
{
    int status;
    const char* text;
};

constexpr std::array kReasons {
    Reason {200, "OK"},
    Reason {400, "Bad Request"},
    Reason {405, "Method Not Allowed"},
    Reason {414, "URI Too Long"},
    Reason {431, "Request Header Fields Too Large"},
    Reason {501, "Not Implemented"},
    Reason {505, "HTTP Version Not Supported"},
};

/// Those of RFC 9110 §9 and RFC 5789 that this server knows of and does not do.
constexpr std::array kOtherMethods {
    "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

/// tchar of RFC 9110 §5.6.2.
bool isToken(const QByteArray& word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool isDigit = c >= '0' && c <= '9';
        return isLetter || isDigit || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
    });
}

/// One word without blanks and control characters.
bool isTarget(const QByteArray& word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '\x7f';
    });
}

/// "HTTP/1.1", with one digit each (RFC 9112 §2.3).
bool isVersion(const QByteArray& word)
{
    const auto digit
        = [&word](qsizetype place) { return word.at(place) >= '0' && word.at(place) <= '9'; };
    return word.size() == 8 && word.startsWith("HTTP/") && digit(5) && word.at(6) == '.'
        && digit(7);
}

int statusOf(const QByteArray& method, const QByteArray& version)
{
    if (version.at(5) != '1') {
        return 505;
    }
    if (method == "GET" || method == "HEAD") {
        return 200;
    }
    const bool isKnown = std::any_of(kOtherMethods.begin(),
                                     kOtherMethods.end(),
                                     [&method](const char* known) { return method == known; });
    return isKnown ? 405 : 501;
}

HttpVerdict bad(int status)
{
    return {.status = status};
}

/// By its first line; a request of HTTP/0.9 has no other.
HttpVerdict judgeLine(const QByteArray& line)
{
    const QList<QByteArray> words = line.split(' ');
    const bool isShort = words.size() == 2 && words.first() == "GET" && isTarget(words.at(1));
    if (isShort) {
        return {.form = HttpVerdict::Form::BodyOnly};
    }
    if (words.size() != 3 || !isToken(words.at(0)) || !isTarget(words.at(1))
        || !isVersion(words.at(2))) {
        return bad(400);
    }
    return {.status = statusOf(words.at(0), words.at(2)),
            .form = words.at(0) == "HEAD" ? HttpVerdict::Form::HeadOnly : HttpVerdict::Form::Whole};
}

} // namespace

std::optional<HttpVerdict> judgeHttpRequest(const QByteArray& heard)
{
    qsizetype from = 0; // blank lines before a request are passed over (RFC 9112 §2.2)
    while (from < heard.size() && (heard.at(from) == '\r' || heard.at(from) == '\n')) {
        ++from;
    }
    const qsizetype end = heard.indexOf('\n', from);
    const bool isTooLong = heard.size() > kMostRequestBytes;
    if (from < heard.size() && !isToken(heard.mid(from, 1))) {
        return bad(400); // it may never have an end of a line
    }
    if (end < 0) {
        return isTooLong ? std::optional(bad(414)) : std::nullopt;
    }
    const bool hasReturn = end > from && heard.at(end - 1) == '\r';
    const HttpVerdict verdict = judgeLine(heard.mid(from, end - from - (hasReturn ? 1 : 0)));
    if (verdict.status == 400 || verdict.form == HttpVerdict::Form::BodyOnly) {
        return verdict;
    }
    if (heard.indexOf("\n\r\n", end) >= 0 || heard.indexOf("\n\n", end) >= 0) {
        return verdict;
    }
    return isTooLong ? std::optional(bad(431)) : std::nullopt;
}

const char* httpReason(int status)
{
    const auto* known = std::find_if(kReasons.begin(), kReasons.end(), [status](const Reason& one) {
        return one.status == status;
    });
    return known == kReasons.end() ? "" : known->text;
}

} // namespace workbench
