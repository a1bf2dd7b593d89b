#include "ui/common/state.h"

#include "ui/common/themed_icon.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace workbench {

namespace {

struct StateLook
{
    State state;
    const char* word;
    const char* icon;
    Tone tone;
};

constexpr std::array<StateLook, 16> kLooks {{
    {State::Listening, QT_TRANSLATE_NOOP("State", "listening"), "listening", Tone::Good},
    {State::Open, QT_TRANSLATE_NOOP("State", "open"), "open", Tone::Good},
    {State::Stopped, QT_TRANSLATE_NOOP("State", "stopped"), "stopped", Tone::Neutral},
    {State::Done, QT_TRANSLATE_NOOP("State", "done"), "done", Tone::Good},
    {State::Warning, QT_TRANSLATE_NOOP("State", "warnings"), "warning", Tone::Warning},
    {State::Failed, QT_TRANSLATE_NOOP("State", "failed"), "failed", Tone::Bad},
    {State::Waiting, QT_TRANSLATE_NOOP("State", "waiting"), "waiting", Tone::Busy},
    {State::InClear, QT_TRANSLATE_NOOP("State", "open in clear"), "open", Tone::Warning},
    {State::Cancelled, QT_TRANSLATE_NOOP("State", "cancelled"), "cancelled", Tone::Neutral},
    {State::TimedOut, QT_TRANSLATE_NOOP("State", "timed out"), "timed-out", Tone::Bad},
    {State::Valid, QT_TRANSLATE_NOOP("State", "valid"), "done", Tone::Good},
    {State::ExpiresSoon, QT_TRANSLATE_NOOP("State", "expires soon"), "warning", Tone::Warning},
    {State::Expired, QT_TRANSLATE_NOOP("State", "expired"), "failed", Tone::Bad},
    {State::NotYetValid, QT_TRANSLATE_NOOP("State", "not yet valid"), "failed", Tone::Bad},
    {State::Revoked, QT_TRANSLATE_NOOP("State", "revoked"), "failed", Tone::Bad},
    {State::Note, QT_TRANSLATE_NOOP("State", "note"), "note", Tone::Busy},
}};

const StateLook& lookOf(State state)
{
    const auto* found = std::find_if(kLooks.begin(), kLooks.end(), [state](const StateLook& look) {
        return look.state == state;
    });
    return found == kLooks.end() ? kLooks.front() : *found;
}

} // namespace

QList<State> allStates()
{
    QList<State> states;
    for (const StateLook& look : kLooks) {
        states.append(look.state);
    }
    return states;
}

QString stateWord(State state)
{
    return QCoreApplication::translate("State", lookOf(state).word);
}

QIcon stateIcon(State state)
{
    const StateLook& look = lookOf(state);
    return themedIcon(QStringLiteral("state/%1").arg(QLatin1String(look.icon)), look.tone);
}

Tone stateTone(State state)
{
    return lookOf(state).tone;
}

namespace {

State stateOf(ConnectionResult result, bool warned, bool open)
{
    switch (result) {
    case ConnectionResult::InProgress:
        return State::Waiting;
    case ConnectionResult::Failed:
        return State::Failed;
    case ConnectionResult::Cancelled:
        return State::Cancelled;
    case ConnectionResult::TimedOut:
        return State::TimedOut;
    case ConnectionResult::Established:
        break;
    }
    if (warned) {
        return State::Warning;
    }
    return open ? State::Open : State::Done;
}

State stateOf(const LastResult& former)
{
    return stateOf(former.result, former.warned, false);
}

} // namespace

State stateOf(const ObservedConnection& connection)
{
    if (connection.record->awaitsStartTls) {
        return State::InClear;
    }
    const bool warned
        = std::any_of(connection.findings.begin(),
                      connection.findings.end(),
                      [](const Finding& finding) { return finding.severity != Severity::Note; });
    return stateOf(connection.record->result, warned, connection.record->open);
}

State stateOf(const ServerStatus& status)
{
    switch (status.state) {
    case ServerState::Starting:
        return State::Waiting;
    case ServerState::Listening:
        return State::Listening;
    case ServerState::Failed:
        return State::Failed;
    case ServerState::Stopped:
        break;
    }
    return State::Stopped;
}

State stateOf(const ClientStatus& status, const std::optional<ObservedConnection>& last)
{
    if (status.connecting) {
        const bool inClear = last && stateOf(*last) == State::InClear;
        return inClear ? State::InClear : State::Waiting;
    }
    if (status.fault) {
        return State::Failed;
    }
    if (last) {
        return stateOf(*last);
    }
    return status.former ? stateOf(*status.former) : State::Stopped;
}

State stateOf(ValidityStatus validity)
{
    switch (validity) {
    case ValidityStatus::ExpiresSoon:
        return State::ExpiresSoon;
    case ValidityStatus::Expired:
        return State::Expired;
    case ValidityStatus::NotYetValid:
        return State::NotYetValid;
    case ValidityStatus::Valid:
        break;
    }
    return State::Valid;
}

State stateOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return State::Failed;
    case Severity::Warning:
        return State::Warning;
    case Severity::Note:
        break;
    }
    return State::Note;
}

} // namespace workbench
