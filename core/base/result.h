#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

namespace workbench {

/// A value or the Error that says why there is none.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return fail({…});` in a function that returns a Result.
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace workbench
