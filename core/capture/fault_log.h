#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace workbench::capture {

/// Something in the input that is not as it must be. Reading went on behind it where that was
/// possible.
struct InputFault
{
    std::uint64_t offset = 0; ///< in bytes, in what `where` names
    std::string text; ///< "expected 24 bytes at offset 0, 10 there"
    std::string where; ///< empty: the file itself; else "client 127.0.0.1:40000 → 127.0.0.1:443"

    bool operator==(const InputFault&) const = default;
};

/// Faults in the order found. Keeps the first ones and counts the rest, so that a damaged file does
/// not fill the memory.
class FaultLog
{
public:
    static constexpr std::size_t kMost = 500;

    void add(std::uint64_t offset, std::string text, std::string where = {});
    /// "expected 24 bytes at offset 0, 10 there".
    void missing(std::uint64_t offset, std::uint64_t expected, std::uint64_t available);

    const std::vector<InputFault>& faults() const { return m_faults; }

    /// How many were found beyond those kept.
    std::uint64_t dropped() const { return m_dropped; }

private:
    std::vector<InputFault> m_faults;
    std::uint64_t m_dropped = 0;
};

/// "1 byte", "24 bytes".
std::string byteCount(std::uint64_t number);
/// "expected 24 bytes at offset 0, 10 there".
std::string missingText(std::uint64_t offset, std::uint64_t expected, std::uint64_t available);

} // namespace workbench::capture
