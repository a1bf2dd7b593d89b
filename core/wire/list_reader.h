#pragma once

#include "core/wire/field_reader.h"

namespace workbench::wire {

/// A vector of numbers of the same kind.
inline void readList(FieldReader& reader,
                     const char* list,
                     Prefix prefix,
                     const char* item,
                     std::size_t width,
                     Format format)
{
    FieldReader items = reader.vector(list, prefix, Format::List);
    while (items.more()) {
        items.uint(item, width, format);
    }
}

/// A vector of vectors that hold one value each.
inline void readOpaqueList(FieldReader& reader,
                           const char* list,
                           Prefix prefix,
                           const char* item,
                           Prefix itemPrefix,
                           Format format = Format::Raw)
{
    FieldReader items = reader.vector(list, prefix, Format::List);
    while (items.more()) {
        items.opaque(item, itemPrefix, format);
    }
}

} // namespace workbench::wire
