#include "core/base/bytes.h"

namespace workbench {

ByteSpan asSpan(QByteArrayView bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()),
            static_cast<std::size_t>(bytes.size())};
}

QByteArray toByteArray(ByteSpan bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

} // namespace workbench
