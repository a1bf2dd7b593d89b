#include "core/wire/field.h"

#include <array>
#include <limits>

namespace workbench::wire {
namespace {

constexpr std::size_t kMaxFaults = std::numeric_limits<std::uint16_t>::max() - 1;
constexpr std::size_t kMaxSources = std::numeric_limits<std::uint16_t>::max();

std::string count(std::uint32_t number)
{
    return std::to_string(number) + (number == 1 ? " byte" : " bytes");
}

std::string hexByte(std::uint32_t value)
{
    const std::array<std::uint8_t, 4> big = {static_cast<std::uint8_t>(value >> 24),
                                             static_cast<std::uint8_t>(value >> 16),
                                             static_cast<std::uint8_t>(value >> 8),
                                             static_cast<std::uint8_t>(value)};
    const std::size_t width = value > 0xffff ? 4 : value > 0xff ? 2 : 1;
    return hexNumber(Bytes(big).last(width));
}

} // namespace

std::string Fault::text() const
{
    const std::string at = " at offset " + std::to_string(offset);
    switch (kind) {
    case Kind::Missing:
        return "expected " + count(expected) + at + ", " + std::to_string(available) + " there";
    case Kind::Excess:
        return "expected the end" + at + ", " + count(available) + " more there";
    case Kind::TooShort:
        return "expected at least " + count(expected) + at + ", " + std::to_string(available)
            + " there";
    case Kind::TooLong:
        return "expected at most " + count(expected) + at + ", " + std::to_string(available)
            + " announced";
    case Kind::Unexpected:
        return "expected " + std::string(what) + at + ", " + std::to_string(available) + " ("
            + hexByte(available) + ") there";
    case Kind::TooDeep:
        return "expected at most " + std::to_string(expected) + " levels" + at + ", "
            + count(available) + " deeper";
    case Kind::Unpacking:
        return "expected " + std::string(what) + " of " + count(expected) + at + ", "
            + count(available) + " there that are none";
    }
    return {};
}

const char* noteText(Note note)
{
    switch (note) {
    case Note::None:
        return "";
    case Note::HelloRetryRequest:
        return "this random makes it a hello_retry_request";
    case Note::DowngradeToTls12:
        return "downgrade marker: the server can speak TLS 1.3 and chose TLS 1.2";
    case Note::DowngradeToTls11:
        return "downgrade marker: the server can speak TLS 1.2 or later and chose something older";
    case Note::Encrypted:
        return "encrypted";
    case Note::Reassembled:
        return "put together from several records";
    case Note::Fragment:
        return "a fragment";
    case Note::Inflated:
        return "decompressed";
    case Note::NotInflated:
        return "not decompressed";
    case Note::Undecoded:
        return "not decoded";
    case Note::Padding:
        return "padding";
    case Note::Truncated:
        return "cut off";
    case Note::EncryptedAlert:
        return "encrypted alert";
    case Note::EncryptedHandshake:
        return "encrypted handshake message";
    }
    return "";
}

std::string_view Field::name() const
{
    return m_tree->m_nodes[m_index].name;
}

std::string Field::valueText(std::size_t limit) const
{
    if (format() == Format::List) {
        std::size_t items = 0;
        for (const Field child : children()) {
            items += child.name() == "length" ? 0 : 1;
        }
        return std::to_string(items) + (items == 1 ? " item" : " items");
    }
    std::string text = formatValue(format(), bytes(), limit);
    if (note() != Note::None) {
        text += text.empty() ? noteText(note()) : std::string(" (") + noteText(note()) + ")";
    }
    return text;
}

std::optional<std::uint64_t> Field::number() const
{
    const Bytes content = bytes();
    if (!isNumeric(format()) || content.size() > sizeof(std::uint64_t)) {
        return std::nullopt;
    }
    ByteReader reader(content);
    return reader.uint(content.size());
}

Format Field::format() const
{
    return m_tree->m_nodes[m_index].format;
}

Note Field::note() const
{
    return m_tree->m_nodes[m_index].note;
}

ByteRange Field::range() const
{
    const FieldTree::Node& node = m_tree->m_nodes[m_index];
    return {node.offset, node.length};
}

int Field::source() const
{
    return m_tree->m_nodes[m_index].source;
}

Bytes Field::bytes() const
{
    const ByteRange where = range();
    return m_tree->source(source()).subspan(where.offset, where.length);
}

const Fault* Field::fault() const
{
    const std::uint16_t index = m_tree->m_nodes[m_index].fault;
    return index == 0 ? nullptr : &m_tree->m_faults[index - 1U];
}

Field Field::parent() const
{
    return m_index == 0 ? Field() : Field(m_tree, m_tree->m_nodes[m_index].parent);
}

bool Field::hasChildren() const
{
    return m_tree->m_nodes[m_index].end > m_index + 1;
}

Field Field::firstChild() const
{
    return hasChildren() ? Field(m_tree, m_index + 1) : Field();
}

Field Field::nextSibling() const
{
    if (m_index == 0) {
        return {};
    }
    const FieldTree::Node& node = m_tree->m_nodes[m_index];
    return node.end < m_tree->m_nodes[node.parent].end ? Field(m_tree, node.end) : Field();
}

std::size_t Field::childCount() const
{
    std::size_t number = 0;
    for (Field child = firstChild(); child; child = child.nextSibling()) {
        ++number;
    }
    return number;
}

FieldRange Field::children() const
{
    return FieldRange(firstChild());
}

Field Field::find(std::string_view path) const
{
    const std::size_t slash = path.find('/');
    const std::string_view head = path.substr(0, slash);
    for (const Field child : children()) {
        if (child.name() != head) {
            continue;
        }
        if (slash == std::string_view::npos) {
            return child;
        }
        if (const Field found = child.find(path.substr(slash + 1))) {
            return found;
        }
    }
    return {};
}

FieldTree::FieldTree(Bytes bytes)
{
    m_sources.emplace_back(bytes.begin(), bytes.end());
}

Field FieldTree::innermostAt(std::uint32_t offset, int source) const
{
    const auto holds = [offset, source](Field field) {
        const ByteRange range = field.range();
        return field.source() == source && offset >= range.offset
            && offset - range.offset < range.length;
    };
    Field best = root();
    if (source != 0) {
        // The tops of other sources stand anywhere.
        std::uint32_t index = 0;
        while (index < fieldCount() && !holds(at(index))) {
            ++index;
        }
        best = index < fieldCount() ? at(index) : Field();
    }
    if (!best || !holds(best)) {
        return {};
    }
    for (Field child = best.firstChild(); child;) {
        if (holds(child)) {
            best = child;
            child = child.firstChild();
        } else {
            child = child.nextSibling();
        }
    }
    return best;
}

std::vector<Field> FieldTree::faultyFields() const
{
    std::vector<Field> fields;
    for (std::uint32_t index = 0; index < fieldCount(); ++index) {
        if (m_nodes[index].fault != 0) {
            fields.push_back(at(index));
        }
    }
    return fields;
}

std::size_t FieldTree::memoryBytes() const
{
    std::size_t total = sizeof(*this) + m_nodes.capacity() * sizeof(Node)
        + m_faults.capacity() * sizeof(Fault)
        + m_sources.capacity() * sizeof(std::vector<std::uint8_t>);
    for (const std::vector<std::uint8_t>& source : m_sources) {
        total += source.capacity();
    }
    return total;
}

std::uint32_t
FieldTree::add(const char* name, std::uint32_t parent, int source, ByteRange range, Format format)
{
    const auto index = static_cast<std::uint32_t>(m_nodes.size());
    m_nodes.push_back({name,
                       range.offset,
                       range.length,
                       index + 1,
                       parent,
                       0,
                       static_cast<std::uint16_t>(source),
                       format,
                       Note::None});
    return index;
}

void FieldTree::setFault(std::uint32_t node, const Fault& fault)
{
    if (m_nodes[node].fault != 0) {
        return; // the first one is the cause
    }
    if (m_faults.size() < kMaxFaults) {
        m_faults.push_back(fault);
    }
    m_nodes[node].fault = static_cast<std::uint16_t>(m_faults.size());
}

std::optional<int> FieldTree::addSource(std::vector<std::uint8_t> bytes)
{
    if (m_sources.size() >= kMaxSources) {
        return std::nullopt;
    }
    m_sources.push_back(std::move(bytes));
    return sourceCount() - 1;
}

void FieldTree::finish()
{
    // Half-empty vectors would double what a kept tree costs.
    if (m_nodes.capacity() > m_nodes.size() + m_nodes.size() / 4) {
        m_nodes.shrink_to_fit();
    }
}

} // namespace workbench::wire
