#include "tests/fuzz/fuzzing.h"

#include "tests/core/wire/tree_invariants.h"

#include <cstdio>
#include <cstdlib>

namespace workbench::fuzzing {
namespace {

/// Fields that a byte may cost: every byte of a list of one-byte values is a field, its length and
/// its structures come on top.
constexpr std::size_t kMostFieldsPerByte = 4;
constexpr std::size_t kMostFieldsOfNothing = 64;
constexpr std::size_t kValueLimit = 200;

} // namespace

void broken(const char* promise)
{
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

void inspect(const wire::FieldTree& tree, std::size_t inputSize)
{
    const std::string fault = samples::brokenInvariant(tree);
    if (!fault.empty()) {
        broken(fault.c_str());
    }
    if (tree.fieldCount() > inputSize * kMostFieldsPerByte + kMostFieldsOfNothing) {
        broken("fewer fields than that for so few bytes");
    }
    for (std::uint32_t index = 0; index < tree.fieldCount(); ++index) {
        const wire::Field field = tree.at(index);
        if (field.valueText(kValueLimit).size() > kValueLimit * 4 + 64) {
            broken("a value keeps to its limit");
        }
        const wire::ByteRange range = field.range();
        if (range.length > 0 && field.source() == 0 && !tree.innermostAt(range.offset)) {
            broken("a byte of a field has an innermost field");
        }
    }
    tree.faultyFields();
}

wire::DecodeContext chooseContext(Choices& choices)
{
    constexpr std::uint16_t kVersions[]
        = {0, 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0xfeff, 0xfefd, 0xfefc};
    wire::DecodeContext context;
    context.version = kVersions[choices.byte() % std::size(kVersions)];
    context.cipherSuite = choices.pair();
    context.isDtls = choices.byte() % 2 == 1;
    const std::uint8_t who = choices.byte();
    context.sender = static_cast<wire::Sender>(who % 3);
    context.certificateType = who >= 128 ? 2 : 0;
    return context;
}

} // namespace workbench::fuzzing
