#pragma once

#include "ui/common/notifier.h"

namespace workbench {

/// Why a server or client did not start: what happened, why where that is known, and what to do,
/// once. Its button is left to the page.
Notice faultNotice(const Error& error);

} // namespace workbench
