// Both directions of a connection, record by record: the first decides for the second.
#include "tests/fuzz/fuzzing.h"

using namespace workbench;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzzing::Choices choices({data, size});
    wire::DecodeContext context;
    context.isDtls = choices.byte() % 2 == 1;
    const std::size_t share = choices.pair();
    const wire::Bytes bytes = choices.rest();
    const std::size_t first = bytes.empty() ? 0 : share % (bytes.size() + 1);
    context.sender = wire::Sender::Client;
    fuzzing::inspect(wire::decodeRecords(bytes.first(first), context), first);
    context.sender = wire::Sender::Server;
    fuzzing::inspect(wire::decodeRecords(bytes.subspan(first), context), bytes.size() - first);
    return 0;
}
