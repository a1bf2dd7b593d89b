#pragma once

#include "core/wire/decode.h"

#include <cstddef>
#include <cstdint>

/// What libFuzzer and the replay call. 0, always; a broken promise aborts.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace workbench::fuzzing {

/// Looks at all that a tree offers; aborts, with the reason on standard error, when it does not
/// keep its promises or is out of proportion to its input.
void inspect(const wire::FieldTree& tree, std::size_t inputSize);

/// Aborts with the text.
[[noreturn]] void broken(const char* promise);

/// Takes bytes off the front that choose something, so that a fuzzer finds every branch.
class Choices
{
public:
    explicit Choices(wire::Bytes bytes)
        : m_bytes(bytes)
    { }

    std::uint8_t byte()
    {
        if (m_bytes.empty()) {
            return 0;
        }
        const std::uint8_t value = m_bytes.front();
        m_bytes = m_bytes.subspan(1);
        return value;
    }

    std::uint16_t pair()
    {
        const unsigned high = byte();
        return static_cast<std::uint16_t>(high << 8U | byte());
    }

    wire::Bytes rest() const { return m_bytes; }

private:
    wire::Bytes m_bytes;
};

/// Version, suite, framing, sender: five bytes.
wire::DecodeContext chooseContext(Choices& choices);

} // namespace workbench::fuzzing
