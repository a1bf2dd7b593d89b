// The body of any extension in any message where extensions stand.
#include "core/wire/extensions/extensions.h"
#include "tests/fuzz/fuzzing.h"

#include <vector>

using namespace workbench;

namespace {

void putLength(std::vector<std::uint8_t>& bytes, std::size_t length)
{
    bytes.push_back(static_cast<std::uint8_t>(length >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(length));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kMostBody = 16'384;
    constexpr std::size_t kHeader = 4;
    fuzzing::Choices choices({data, size});
    const auto place = static_cast<wire::Place>(choices.byte() % 7);
    const std::uint16_t type = choices.pair();
    const wire::Bytes body = choices.rest().first(std::min(choices.rest().size(), kMostBody));

    std::vector<std::uint8_t> list;
    putLength(list, body.size() + kHeader);
    putLength(list, type);
    putLength(list, body.size());
    list.insert(list.end(), body.begin(), body.end());
    wire::FieldTree tree(list);
    {
        wire::FieldReader root(tree, "extensions");
        wire::decodeExtensions(root, place);
    }
    fuzzing::inspect(tree, list.size());
    return 0;
}
