#pragma once

#include "core/connection/connection_record.h"

namespace workbench::tests {

/// All that was said in one direction, of a record's data or of its dialogue in clear.
inline QByteArray bytesOf(const QList<DataChunk>& chunks, Direction direction)
{
    QByteArray bytes;
    for (const DataChunk& chunk : chunks) {
        bytes += chunk.direction == direction ? chunk.bytes : QByteArray();
    }
    return bytes;
}

} // namespace workbench::tests
