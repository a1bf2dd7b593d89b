#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace workbench {

/// What is to be answered to the beginning of a request.
struct HttpVerdict
{
    enum class Form : std::uint8_t
    {
        Whole, ///< a head and a body
        HeadOnly, ///< in answer to HEAD
        BodyOnly, ///< in answer to HTTP/0.9, which has no heads
    };

    int status = 200;
    Form form = Form::Whole;

    bool operator==(const HttpVerdict&) const = default;
};

/// A request head beyond this is answered without waiting for its end.
constexpr qsizetype kMostRequestBytes = 16LL * 1024;

/// Judges what a client has sent so far: 200 for GET and HEAD, else the number that says what is
/// wrong (RFC 9110 §15.5, §15.6). What cannot become a request is answered at its first line, a
/// request at the end of its head. Nothing: more has to come.
std::optional<HttpVerdict> judgeHttpRequest(const QByteArray& heard);

/// "Bad Request" of 400.
const char* httpReason(int status);

} // namespace workbench
