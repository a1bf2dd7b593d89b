#include "tests/bench/give_up.h"

#include <cstdio>
#include <cstdlib>

namespace workbench::bench {

void giveUp(const char* reason)
{
    std::fprintf(stderr, "%s\n", reason);
    std::exit(1); // NOLINT(concurrency-mt-unsafe): there is one thread
}

} // namespace workbench::bench
