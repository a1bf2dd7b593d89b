#include "core/wire/field_reader.h"

#include <algorithm>

namespace workbench::wire {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

std::uint32_t u32(std::size_t value)
{
    return static_cast<std::uint32_t>(std::min<std::size_t>(value, kNone));
}

} // namespace

FieldReader::FieldReader(FieldTree& tree, const char* name, Format format)
    : m_tree(tree)
    , m_outer(nullptr)
    , m_node(tree.add(name, 0, 0, {0, u32(tree.source(0).size())}, format))
    , m_last(m_node)
    , m_position(0)
    , m_end(u32(tree.source(0).size()))
    , m_beyond(m_end)
    , m_source(0)
{ }

FieldReader::FieldReader(FieldTree& tree,
                         FieldReader* outer,
                         std::uint32_t node,
                         int source,
                         std::uint32_t position,
                         std::uint32_t end)
    : m_tree(tree)
    , m_outer(outer)
    , m_node(node)
    , m_last(node)
    , m_position(position)
    , m_end(end)
    , m_beyond(end)
    , m_source(static_cast<std::uint16_t>(source))
{ }

FieldReader::FieldReader(FieldReader&& other) noexcept
    : m_tree(other.m_tree)
    , m_outer(other.m_outer)
    , m_node(other.m_node)
    , m_last(other.m_last)
    , m_position(other.m_position)
    , m_end(other.m_end)
    , m_beyond(other.m_beyond)
    , m_source(other.m_source)
    , m_failed(other.m_failed)
{
    other.m_node = kNone;
}

FieldReader::~FieldReader()
{
    if (m_node == kNone) {
        return;
    }
    if (m_outer != nullptr) {
        FieldTree::Node& node = m_tree.m_nodes[m_node];
        node.length = m_position - node.offset;
        m_outer->m_position = m_position;
        m_outer->m_failed = m_outer->m_failed || m_failed;
    } else {
        addExcess(m_position, m_end);
        addExcess(m_end, m_beyond);
    }
    m_tree.m_nodes[m_node].end = m_tree.fieldCount();
    if (m_node == 0) {
        m_tree.finish();
    }
}

void FieldReader::addExcess(std::uint32_t from, std::uint32_t to)
{
    if (from == to) {
        return;
    }
    const std::uint32_t node
        = m_tree.add("undecoded", m_node, m_source, {from, to - from}, Format::Raw);
    if (!m_failed) {
        m_tree.setFault(node, {Fault::Kind::Excess, from, 0, to - from, ""});
    }
}

void FieldReader::limit(std::size_t length)
{
    if (m_failed) {
        return;
    }
    if (length > left()) {
        m_tree.setFault(m_node, {Fault::Kind::Missing, m_position, u32(length), u32(left()), ""});
    } else {
        m_end = m_position + u32(length);
    }
}

bool FieldReader::take(const char* name, std::size_t count, Format format)
{
    if (m_failed) {
        return false;
    }
    if (count <= left()) {
        m_last = m_tree.add(name, m_node, m_source, {m_position, u32(count)}, format);
        m_position += u32(count);
        return true;
    }
    m_last = m_tree.add(name, m_node, m_source, {m_position, u32(left())}, Format::Raw);
    m_tree.setFault(m_last, {Fault::Kind::Missing, m_position, u32(count), u32(left()), ""});
    m_position = m_end;
    m_failed = true;
    return false;
}

std::uint64_t FieldReader::uint(const char* name, std::size_t width, Format format)
{
    if (!take(name, width, format)) {
        return 0;
    }
    const std::uint8_t* byte = m_tree.m_sources[m_source].data() + m_position - width;
    std::uint64_t value = 0;
    for (std::size_t index = 0; index < width; ++index) {
        value = value << 8 | byte[index];
    }
    return value;
}

Bytes FieldReader::bytes(const char* name, std::size_t count, Format format)
{
    if (!take(name, count, format)) {
        return {};
    }
    return m_tree.source(m_source).subspan(m_position - count, count);
}

FieldReader FieldReader::nothing()
{
    FieldReader reader(m_tree, nullptr, kNone, m_source, m_position, m_position);
    reader.m_failed = true;
    return reader;
}

void FieldReader::checkLimits(std::uint32_t node, Prefix prefix, std::uint32_t length)
{
    const std::uint32_t offset = m_tree.m_nodes[node].offset;
    if (length < prefix.min) {
        m_tree.setFault(node, {Fault::Kind::TooShort, offset, prefix.min, length, ""});
    } else if (length > prefix.max) {
        m_tree.setFault(node, {Fault::Kind::TooLong, offset, prefix.max, length, ""});
    }
}

FieldReader FieldReader::vector(const char* name, Prefix prefix, Format format)
{
    if (m_failed) {
        return nothing();
    }
    m_last = m_tree.add(name, m_node, m_source, {m_position, 0}, format);
    FieldReader inner(m_tree, nullptr, m_last, m_source, m_position, m_end);
    const auto length = static_cast<std::uint32_t>(inner.uint("length", prefix.width));
    const std::uint32_t start = inner.m_position;
    const std::uint32_t there = std::min(length, m_end - start);
    if (there < length) {
        m_tree.setFault(m_last, {Fault::Kind::Missing, start, length, there, ""});
    } else if (!inner.m_failed) {
        inner.checkLimits(m_last, prefix, length);
    }
    m_failed = inner.m_failed || there < length;
    inner.m_end = start + there;
    inner.m_beyond = inner.m_end;
    m_tree.m_nodes[m_last].length = inner.m_end - m_position;
    m_position = inner.m_end;
    return inner;
}

Bytes FieldReader::opaque(const char* name, Prefix prefix, Format format)
{
    const auto length = static_cast<std::uint32_t>(uint("length", prefix.width));
    const Bytes value = bytes(name, length, format);
    if (!m_failed) {
        checkLimits(m_last, prefix, length);
    }
    return value;
}

FieldReader FieldReader::group(const char* name, Format format)
{
    if (m_failed) {
        return nothing();
    }
    m_last = m_tree.add(name, m_node, m_source, {m_position, 0}, format);
    return {m_tree, this, m_last, m_source, m_position, m_end};
}

FieldReader
FieldReader::part(const char* name, std::size_t length, std::size_t header, Format format)
{
    if (m_failed) {
        return nothing();
    }
    const std::size_t there = std::min(length, left());
    m_last = m_tree.add(name, m_node, m_source, {m_position, u32(there)}, format);
    if (there < length) {
        m_tree.setFault(m_last, {Fault::Kind::Missing, m_position, u32(length), u32(there), ""});
        m_failed = true;
    }
    const std::uint32_t start = m_position + u32(std::min(header, there));
    m_position += u32(there);
    return {m_tree, nullptr, m_last, m_source, start, m_position};
}

FieldReader FieldReader::derived(const char* name, std::vector<std::uint8_t> bytes, Note note)
{
    const std::uint32_t size = u32(bytes.size());
    const std::optional<int> source = m_tree.addSource(std::move(bytes));
    if (m_node == kNone || !source) {
        return nothing();
    }
    m_last = m_tree.add(name, m_node, *source, {0, size}, Format::Structure);
    m_tree.m_nodes[m_last].note = note;
    return {m_tree, nullptr, m_last, *source, 0, size};
}

Bytes FieldReader::ahead() const
{
    return m_tree.source(m_source).subspan(m_position, left());
}

void FieldReader::remark(Note note)
{
    if (m_node != kNone) {
        m_tree.m_nodes[m_last].note = note;
    }
}

void FieldReader::remarkSelf(Note note)
{
    if (m_node != kNone) {
        m_tree.m_nodes[m_node].note = note;
    }
}

void FieldReader::fault(Fault::Kind kind,
                        std::uint32_t expected,
                        std::uint32_t available,
                        const char* what)
{
    if (m_node != kNone) {
        m_tree.setFault(m_node, {kind, m_position, expected, available, what});
    }
}

void FieldReader::reject(const char* name, const char* what, std::uint32_t found)
{
    const std::uint32_t where = m_position;
    if (take(name, left(), Format::Raw)) {
        m_tree.setFault(m_last, {Fault::Kind::Unexpected, where, 0, found, what});
        m_failed = true;
    }
}

} // namespace workbench::wire
