#pragma once

#include "ui/common/theme.h"

#include <QIcon>
#include <QString>

namespace workbench {

/// An icon of the resources ("actions/start", "state/done") that takes its colour from the
/// application's palette whenever it is painted, so that it follows a change of appearance and is
/// sharp at every scale.
QIcon themedIcon(const QString& name);

/// The same in the colour of a tone; in a selected row it takes the colour of the row's text.
QIcon themedIcon(const QString& name, Tone tone);

} // namespace workbench
