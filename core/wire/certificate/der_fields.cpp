#include "core/wire/certificate/der_fields.h"

namespace workbench::wire::certificate {
namespace {

const char* tagText(std::uint8_t tag)
{
    switch (tag) {
    case der::kBoolean:
        return "a BOOLEAN (0x01)";
    case der::kInteger:
        return "an INTEGER (0x02)";
    case der::kBitString:
        return "a BIT STRING (0x03)";
    case der::kOctetString:
        return "an OCTET STRING (0x04)";
    case der::kOid:
        return "an OBJECT IDENTIFIER (0x06)";
    case der::kEnumerated:
        return "an ENUMERATED (0x0a)";
    case der::kGeneralizedTime:
        return "a GeneralizedTime (0x18)";
    case der::kSequence:
        return "a SEQUENCE (0x30)";
    case der::kSet:
        return "a SET (0x31)";
    default:
        return "a tagged element";
    }
}

} // namespace

std::uint8_t nextTag(const FieldReader& reader)
{
    const Bytes ahead = reader.ahead();
    return ahead.empty() || reader.failed() ? std::uint8_t(0) : ahead[0];
}

std::optional<der::Element> header(FieldReader& reader, const char* name, std::uint8_t tag)
{
    if (reader.failed()) {
        return std::nullopt;
    }
    constexpr std::size_t kShortest = 2;
    const Bytes ahead = reader.ahead();
    if (ahead.size() < kShortest) {
        reader.bytes(name, kShortest);
        return std::nullopt;
    }
    if (tag != 0 && ahead[0] != tag) {
        reader.reject(name, tagText(tag), ahead[0]);
        return std::nullopt;
    }
    const auto found = der::readElement(ahead);
    if (!found) {
        const std::size_t width = (ahead[1] & 0x80) != 0 ? ahead[1] & 0x7fU : 0;
        if (width >= 1 && width <= 4 && ahead.size() < kShortest + width) {
            reader.bytes(name, kShortest + width);
        } else {
            reader.reject(name, "a definite length below 4 GiB", ahead[1]);
        }
    }
    return found;
}

FieldReader element(FieldReader& reader, const char* name, std::uint8_t tag, Format format)
{
    const auto found = header(reader, name, tag);
    return found
        ? reader.part(name, std::size_t(found->header) + found->length, found->header, format)
        : reader.nothing();
}

Bytes value(FieldReader& reader, const char* name, std::uint8_t tag, Format format)
{
    const auto found = header(reader, name, tag);
    if (!found) {
        return {};
    }
    reader.skip(found->header);
    return reader.bytes(name, found->length, format);
}

void any(FieldReader& reader, const char* name)
{
    if (const auto found = header(reader, name, 0)) {
        reader.bytes(name, std::size_t(found->header) + found->length);
    }
}

} // namespace workbench::wire::certificate
