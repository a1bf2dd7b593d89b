#pragma once

#include "core/wire/der.h"
#include "core/wire/field_reader.h"

/// DER elements as fields: a constructed one spans its header, a primitive one only its content.
namespace workbench::wire::certificate {

/// The tag of the next element; 0 when there is none.
std::uint8_t nextTag(const FieldReader& reader);

/// A constructed element whose tag must be `tag`; another one is a fault of the structure around.
FieldReader
element(FieldReader& reader, const char* name, std::uint8_t tag, Format format = Format::Structure);

/// A primitive element.
Bytes value(FieldReader& reader, const char* name, std::uint8_t tag, Format format);

/// Any element as it stands, header included.
void any(FieldReader& reader, const char* name);

/// The header of the next element, whose tag must be `tag` (0: any), not yet passed over. Nothing,
/// and a fault, when there is no such element.
std::optional<der::Element> header(FieldReader& reader, const char* name, std::uint8_t tag);

} // namespace workbench::wire::certificate
