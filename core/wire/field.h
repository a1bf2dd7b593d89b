#pragma once

#include "core/wire/byte_reader.h"
#include "core/wire/field_format.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace workbench::wire {

class FieldTree;
class FieldRange;

/// What is wrong with a field: what was expected, where, and how much was there.
struct Fault
{
    enum class Kind : std::uint8_t
    {
        Missing, ///< fewer bytes than the field or its length says
        Excess, ///< bytes after the end
        TooShort, ///< a length below what the protocol allows
        TooLong, ///< a length above it
        Unexpected, ///< another value than the one that must stand here
        TooDeep, ///< nested deeper than anybody sends
        Unpacking, ///< could not be decompressed
    };

    Kind kind = Kind::Missing;
    std::uint32_t offset = 0; ///< in the field's source
    std::uint32_t expected = 0; ///< bytes; for Unexpected the value
    std::uint32_t available = 0; ///< bytes there; for Unexpected the value found
    const char* what = ""; ///< static; of Unexpected: what was expected

    /// "expected 32 bytes at offset 6, 10 there".
    std::string text() const;
};

/// Remarks on a value that its bytes alone do not say.
enum class Note : std::uint8_t
{
    None,
    HelloRetryRequest,
    DowngradeToTls12,
    DowngradeToTls11,
    Encrypted,
    Reassembled,
    Fragment,
    Inflated,
    NotInflated,
    Undecoded,
    Padding,
    Truncated,
    EncryptedAlert,
    EncryptedHandshake,
};

/// Static text for a remark; empty for None.
const char* noteText(Note note);

/// One field of a FieldTree: a light handle that is valid as long as the tree is neither moved nor
/// destroyed. The invariants: a field lies in its source; a child lies inside its parent unless it
/// belongs to another source; siblings of one source stand in order and do not overlap.
class Field
{
public:
    Field() = default;

    Field(const FieldTree* tree, std::uint32_t index)
        : m_tree(tree)
        , m_index(index)
    { }

    bool isValid() const { return m_tree != nullptr; }

    explicit operator bool() const { return isValid(); }

    /// As in the RFC: "cipher_suite". Static text.
    std::string_view name() const;
    /// For people; empty for a mere structure.
    std::string valueText(std::size_t limit = 4096) const;
    /// Of fields that are big-endian numbers.
    std::optional<std::uint64_t> number() const;
    Format format() const;
    Note note() const;
    /// Where it stands in its source, in bytes.
    ByteRange range() const;
    /// 0: the bytes that were given; others: bytes put together from them (see
    /// FieldTree::source()).
    int source() const;
    Bytes bytes() const;
    /// Null when nothing is wrong with this field itself.
    const Fault* fault() const;

    Field parent() const; ///< invalid for the root
    Field firstChild() const; ///< invalid when there is none
    Field nextSibling() const; ///< invalid for the last
    std::size_t childCount() const; ///< counts: linear in the number of children
    bool hasChildren() const;

    /// The position in FieldTree::at(): the order in which the fields stand.
    std::uint32_t index() const { return m_index; }

    /// The first descendant along "extensions/server_name"; invalid when there is none.
    Field find(std::string_view path) const;

    bool operator==(const Field&) const = default;

    /// For range-based loops.
    FieldRange children() const;

private:
    const FieldTree* m_tree = nullptr;
    std::uint32_t m_index = 0;
};

class FieldIterator
{
public:
    explicit FieldIterator(Field field)
        : m_field(field)
    { }

    Field operator*() const { return m_field; }

    FieldIterator& operator++()
    {
        m_field = m_field.nextSibling();
        return *this;
    }

    bool operator==(const FieldIterator&) const = default;

private:
    Field m_field;
};

/// The fields inside another.
class FieldRange
{
public:
    explicit FieldRange(Field first)
        : m_first(first)
    { }

    FieldIterator begin() const { return FieldIterator(m_first); }

    static FieldIterator end() { return FieldIterator(Field()); }

private:
    Field m_first;
};

/// A decoded message, record or stream: its bytes and the fields found in them. A value; 32 bytes a
/// field. The first field is the root.
class FieldTree
{
public:
    FieldTree() = default;
    /// Keeps a copy of the bytes.
    explicit FieldTree(Bytes bytes);

    Field root() const { return m_nodes.empty() ? Field() : Field(this, 0); }

    Field at(std::uint32_t index) const { return {this, index}; }

    std::uint32_t fieldCount() const { return static_cast<std::uint32_t>(m_nodes.size()); }

    /// The bytes that a field's range counts in: source 0 as given, others as reassembled from
    /// fragments or decompressed.
    Bytes source(int index) const { return m_sources[static_cast<std::size_t>(index)]; }

    int sourceCount() const { return static_cast<int>(m_sources.size()); }

    /// The smallest field that holds the byte; invalid when none does.
    Field innermostAt(std::uint32_t offset, int source = 0) const;
    /// Every fault with the field that it belongs to, in the order of the fields.
    std::vector<Field> faultyFields() const;
    /// What the tree occupies, its bytes included.
    std::size_t memoryBytes() const;

private:
    friend class Field;
    friend class FieldReader;

    struct Node
    {
        const char* name;
        std::uint32_t offset;
        std::uint32_t length;
        std::uint32_t end; ///< index after the last descendant
        std::uint32_t parent;
        std::uint16_t fault; ///< index + 1 into m_faults
        std::uint16_t source;
        Format format;
        Note note;
    };

    std::uint32_t
    add(const char* name, std::uint32_t parent, int source, ByteRange range, Format format);
    void setFault(std::uint32_t node, const Fault& fault);
    /// Nothing when there are more sources than a message can need.
    std::optional<int> addSource(std::vector<std::uint8_t> bytes);
    void finish();

    std::vector<Node> m_nodes;
    std::vector<std::vector<std::uint8_t>> m_sources;
    std::vector<Fault> m_faults;
};

} // namespace workbench::wire
