#pragma once

#include <cstdint>
#include <ctime>

namespace workbench::tests {

/// Processor time that the calling thread has used, in microseconds. Other than the time on the
/// wall it does not count what the machine did for other programs meanwhile.
inline std::int64_t threadMicroseconds()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

} // namespace workbench::tests
