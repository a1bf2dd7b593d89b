#pragma once

#include "core/wire/field.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace workbench::wire {

/// The length in front of a vector (RFC 8446 §3.4): its size in bytes and what it may say.
struct Prefix
{
    std::uint8_t width;
    std::uint32_t min = 0;
    std::uint32_t max = std::numeric_limits<std::uint32_t>::max();
};

/// Reads fields off a source of a FieldTree and adds them to it. A reader stands for one structure:
/// it begins as a field of the tree and ends with its own lifetime; what it leaves unread becomes a
/// field "undecoded". The first read that goes wrong adds the fault and what there is; reads after
/// it return zero or nothing and add nothing, while the structures around go on where their lengths
/// say. Names are static texts.
class FieldReader
{
public:
    /// Reads the whole of source 0 as the root of the tree, which must be without fields.
    FieldReader(FieldTree& tree, const char* name, Format format = Format::Structure);
    ~FieldReader();
    FieldReader(FieldReader&& other) noexcept;
    FieldReader(const FieldReader&) = delete;
    FieldReader& operator=(const FieldReader&) = delete;
    FieldReader& operator=(FieldReader&&) = delete;

    /// Big endian, `width` up to 8 bytes.
    std::uint64_t uint(const char* name, std::size_t width, Format format = Format::Unsigned);

    /// A number whose values have names.
    template <typename Value = std::uint16_t>
    Value enumeration(const char* name, std::size_t width, Format format)
    {
        return static_cast<Value>(uint(name, width, format));
    }

    Bytes bytes(const char* name, std::size_t count, Format format = Format::Raw);

    /// What is left, also when that is nothing.
    Bytes rest(const char* name, Format format = Format::Raw)
    {
        return bytes(name, left(), format);
    }

    /// A structure behind its length, which is its first field.
    FieldReader vector(const char* name, Prefix prefix, Format format = Format::Structure);
    /// A vector whose content is one value: adds the length and the value side by side.
    Bytes opaque(const char* name, Prefix prefix, Format format = Format::Raw);
    /// A structure as long as what is read from it.
    FieldReader group(const char* name, Format format = Format::Structure);
    /// A structure whose length stood elsewhere; `header` bytes of it come before its content.
    FieldReader part(const char* name,
                     std::size_t length,
                     std::size_t header = 0,
                     Format format = Format::Structure);
    /// A structure that is not there: reads nothing, adds nothing.
    FieldReader nothing();
    /// A structure in bytes that do not stand in the source as such.
    FieldReader derived(const char* name, std::vector<std::uint8_t> bytes, Note note);

    /// Passes over bytes that belong to this structure and to no field of it (a DER header).
    void skip(std::size_t count)
    {
        m_position += static_cast<std::uint32_t>(count < left() ? count : left());
    }

    /// The structure ends `length` bytes from here, as it says itself: what follows is too much,
    /// what is missing its fault.
    void limit(std::size_t length);

    bool failed() const { return m_failed; }

    bool more() const { return !m_failed && left() > 0; }

    std::size_t left() const { return m_end - m_position; }

    std::uint32_t offset() const { return m_position; }

    /// The bytes to come, unread.
    Bytes ahead() const;

    /// Puts a remark on the field that was read last.
    void remark(Note note);
    /// Puts a remark on this structure.
    void remarkSelf(Note note);
    /// The bytes to come are not the field that must come: `what` was expected, `found` is there.
    /// They become the field `name` with the fault.
    void reject(const char* name, const char* what, std::uint32_t found);
    /// A fault of the structure itself.
    void
    fault(Fault::Kind kind, std::uint32_t expected, std::uint32_t available, const char* what = "");

private:
    FieldReader(FieldTree& tree,
                FieldReader* outer,
                std::uint32_t node,
                int source,
                std::uint32_t position,
                std::uint32_t end);

    /// The one bounds check: takes `count` bytes, or adds what there is with the fault.
    bool take(const char* name, std::size_t count, Format format);
    void addExcess(std::uint32_t from, std::uint32_t to);
    void checkLimits(std::uint32_t node, Prefix prefix, std::uint32_t length);

    FieldTree& m_tree;
    FieldReader* m_outer; ///< of a group: moves on with it
    std::uint32_t m_node; ///< kNone: of a structure that is not there
    std::uint32_t m_last; ///< added last
    std::uint32_t m_position;
    std::uint32_t m_end;
    std::uint32_t m_beyond; ///< end of the bytes, which limit() may have put after m_end
    std::uint16_t m_source;
    bool m_failed = false;
};

} // namespace workbench::wire
