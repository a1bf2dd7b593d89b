#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <span>

namespace workbench {

/// Bytes that somebody else owns; what `core/wire` reads.
using ByteSpan = std::span<const std::uint8_t>;

/// A view on the array's bytes, valid as long as the array is neither changed nor destroyed.
ByteSpan asSpan(QByteArrayView bytes);

/// A copy of the bytes.
QByteArray toByteArray(ByteSpan bytes);

} // namespace workbench
