#pragma once

#include "core/certificates/preflight/preflight.h"
#include "core/workbench/entry_uses.h"
#include "ui/common/window_context.h"

#include <functional>

class QWidget;

namespace workbench {

/// What the button says that carries it out, with a mnemonic; empty for FixAction::None.
QString fixWord(FixAction action);

/// Carries out a fix that the pre-flight of the entry offers. `window` is the parent of the dialog
/// that it may take.
void carryOutFix(const WindowContext& context,
                 QWidget* window,
                 const StoreEntry& entry,
                 const Preflight& preflight,
                 const PreflightFix& fix);

/// Looks in the background at what a server or client uses that was just started, and tells in the
/// window's message bar what its peers will object to, with the most promising fix; where no
/// program can carry it out, the button calls `edit`. Nothing is held up: certificates that are
/// wrong on purpose are what people test with.
void tellObjections(const WindowContext& context,
                    QWidget* window,
                    const QString& user,
                    QList<EntryUse> uses,
                    const std::function<void()>& edit);

} // namespace workbench
