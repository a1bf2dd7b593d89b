#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <optional>

/// DER (X.690) as far as certificates need it. A walker over spans: nothing is copied.
namespace workbench::wire::der {

constexpr std::uint8_t kBoolean = 0x01;
constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kNull = 0x05;
constexpr std::uint8_t kOid = 0x06;
constexpr std::uint8_t kEnumerated = 0x0a;
constexpr std::uint8_t kUtf8String = 0x0c;
constexpr std::uint8_t kUtcTime = 0x17;
constexpr std::uint8_t kGeneralizedTime = 0x18;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kSet = 0x31;

/// [number], constructed or primitive.
constexpr std::uint8_t explicitTag(unsigned number)
{
    return static_cast<std::uint8_t>(0xa0 | number);
}

constexpr std::uint8_t implicitTag(unsigned number)
{
    return static_cast<std::uint8_t>(0x80 | number);
}

struct Element
{
    std::uint8_t tag = 0; ///< the first byte of the identifier
    std::uint32_t header = 0; ///< bytes of identifier and length
    std::uint32_t length = 0; ///< of the content as announced; may be more than there is
};

/// The element that begins the bytes. Nothing when they end inside its header, or its length is
/// indefinite or above 4 GiB (DER forbids the first, no certificate has the other).
std::optional<Element> readElement(Bytes bytes);

/// Elements one after the other, ending at the first that is not whole.
class Elements
{
public:
    explicit Elements(Bytes bytes)
        : m_rest(bytes)
    { }

    /// The content of the next element, its tag in `tag`; nothing at the end.
    std::optional<Bytes> next(std::uint8_t& tag);

private:
    Bytes m_rest;
};

} // namespace workbench::wire::der
