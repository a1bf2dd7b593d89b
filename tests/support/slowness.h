#pragma once

#include <cstdint>

namespace workbench::tests {

/// How many times slower than usual this build may be where a test measures time.
#ifdef WORKBENCH_SANITIZES_THREADS
constexpr std::int64_t kSlowness = 10;
#elif defined(WORKBENCH_SANITIZES_ADDRESSES)
constexpr std::int64_t kSlowness = 3;
#else
constexpr std::int64_t kSlowness = 1;
#endif

/// Qt's own limit for what a test waits for, in milliseconds, made longer for slow builds.
constexpr int kUsualWait = static_cast<int>(5'000 * kSlowness);

} // namespace workbench::tests
