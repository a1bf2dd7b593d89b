#include "core/capture/fault_log.h"

namespace workbench::capture {

void FaultLog::add(std::uint64_t offset, std::string text, std::string where)
{
    if (m_faults.size() >= kMost) {
        ++m_dropped;
        return;
    }
    m_faults.push_back({offset, std::move(text), std::move(where)});
}

void FaultLog::missing(std::uint64_t offset, std::uint64_t expected, std::uint64_t available)
{
    add(offset, missingText(offset, expected, available));
}

std::string byteCount(std::uint64_t number)
{
    return std::to_string(number) + (number == 1 ? " byte" : " bytes");
}

std::string missingText(std::uint64_t offset, std::uint64_t expected, std::uint64_t available)
{
    return "expected " + byteCount(expected) + " at offset " + std::to_string(offset) + ", "
        + std::to_string(available) + " there";
}

} // namespace workbench::capture
