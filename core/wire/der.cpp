#include "core/wire/der.h"

namespace workbench::wire::der {

std::optional<Element> readElement(Bytes bytes)
{
    constexpr std::uint8_t kLongTag = 0x1f; // X.690 §8.1.2.4: more bytes follow
    constexpr std::uint8_t kLongLength = 0x80; // X.690 §8.1.3.5
    ByteReader reader(bytes);
    Element element;
    element.tag = reader.u8();
    if ((element.tag & kLongTag) == kLongTag) {
        while (reader.more() && (reader.u8() & 0x80) != 0) { }
    }
    const std::uint8_t first = reader.u8();
    if ((first & kLongLength) == 0) {
        element.length = first;
    } else {
        const unsigned width = first & 0x7fU;
        if (width == 0 || width > sizeof(element.length)) {
            return std::nullopt;
        }
        element.length = static_cast<std::uint32_t>(reader.uint(width));
    }
    if (reader.failed()) {
        return std::nullopt;
    }
    element.header = static_cast<std::uint32_t>(reader.offset());
    return element;
}

std::optional<Bytes> Elements::next(std::uint8_t& tag)
{
    const std::optional<Element> element = readElement(m_rest);
    if (!element || element->length > m_rest.size() - element->header) {
        m_rest = {};
        return std::nullopt;
    }
    tag = element->tag;
    const Bytes content = m_rest.subspan(element->header, element->length);
    m_rest = m_rest.subspan(element->header + element->length);
    return content;
}

} // namespace workbench::wire::der
