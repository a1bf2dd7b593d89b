#include "core/wire/certificate/certificate.h"
#include "core/wire/certificate/der_fields.h"

namespace workbench::wire::certificate {
namespace {

constexpr std::uint8_t kOtherName = 0xa0;
constexpr std::uint8_t kX400Address = 0xa3;
constexpr std::uint8_t kDirectoryName = 0xa4;
constexpr std::uint8_t kEdiPartyName = 0xa5;

} // namespace

void decodeName(FieldReader& reader, const char* name)
{
    FieldReader sequence = element(reader, name, der::kSequence, Format::DistinguishedName);
    while (sequence.more()) {
        FieldReader set = element(sequence, "relativeDistinguishedName", der::kSet);
        while (set.more()) {
            FieldReader attribute = element(set, "attributeTypeAndValue", der::kSequence);
            value(attribute, "type", der::kOid, Format::Oid);
            value(attribute, "value", nextTag(attribute), Format::DerText);
        }
    }
}

void decodeGeneralName(FieldReader& reader)
{
    const std::uint8_t tag = nextTag(reader);
    switch (tag) {
    case kOtherName: {
        FieldReader other = element(reader, "otherName", tag);
        value(other, "type-id", der::kOid, Format::Oid);
        any(other, "value");
        break;
    }
    case der::implicitTag(1):
        value(reader, "rfc822Name", tag, Format::Text);
        break;
    case der::implicitTag(2):
        value(reader, "dNSName", tag, Format::Text);
        break;
    case kX400Address:
        value(reader, "x400Address", tag, Format::Raw);
        break;
    case kDirectoryName: {
        FieldReader outer = element(reader, "directoryName", tag);
        decodeName(outer, "name");
        break;
    }
    case kEdiPartyName:
        value(reader, "ediPartyName", tag, Format::Raw);
        break;
    case der::implicitTag(6):
        value(reader, "uniformResourceIdentifier", tag, Format::Text);
        break;
    case der::implicitTag(7):
        value(reader, "iPAddress", tag, Format::Address);
        break;
    case der::implicitTag(8):
        value(reader, "registeredID", tag, Format::Oid);
        break;
    default:
        any(reader, "generalName");
        break;
    }
}

void decodeGeneralNames(FieldReader& reader, const char* name, std::uint8_t tag)
{
    FieldReader names = element(reader, name, tag, Format::List);
    while (names.more()) {
        decodeGeneralName(names);
    }
}

void decodeAuthorities(FieldReader& reader, const char* name, Prefix prefix)
{
    FieldReader list = reader.vector(name, prefix, Format::List);
    while (list.more()) {
        FieldReader entry = list.vector("distinguished_name", {2, 1});
        decodeName(entry, "name");
    }
}

} // namespace workbench::wire::certificate
