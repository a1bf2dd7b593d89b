#pragma once

#include "core/base/result.h"
#include "ui/common/text.h"

namespace workbench {

/// What stands beside a row; empty: nothing is wrong.
inline QString problemText(const Result<void>& checked)
{
    return checked ? QString() : errorText(checked.error());
}

} // namespace workbench
