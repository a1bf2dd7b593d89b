#pragma once

namespace workbench::tests {

/// How many times slower than usual this build may be where a test measures time.
#ifdef __SANITIZE_THREAD__
constexpr int kSlowness = 10;
#else
constexpr int kSlowness = 1;
#endif

} // namespace workbench::tests
