// An X.509 certificate in DER.
#include "tests/fuzz/fuzzing.h"

using namespace workbench;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzzing::inspect(wire::decodeCertificate({data, size}), size);
    return 0;
}
