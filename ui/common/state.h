#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/theme.h"

#include <QIcon>
#include <QString>

namespace workbench {

/// How a thing of the window stands. One table gives each its icon, word and colour.
enum class State
{
    Listening,
    Open,
    Stopped,
    Done,
    Warning,
    Failed,
    Waiting,
    InClear,
    Cancelled,
    TimedOut,
    Valid,
    ExpiresSoon,
    Expired,
    NotYetValid,
    Revoked,
    Note
};

/// Every state, for tests and legends.
QList<State> allStates();

QString stateWord(State state); ///< "listening", "done", …
QIcon stateIcon(State state);
Tone stateTone(State state);

State stateOf(const ObservedConnection& connection);
State stateOf(const ServerStatus& status);
/// `last` is the newest attempt, where there is one.
State stateOf(const ClientStatus& status, const std::optional<ObservedConnection>& last);
State stateOf(ValidityStatus validity);
State stateOf(Severity severity);

} // namespace workbench
