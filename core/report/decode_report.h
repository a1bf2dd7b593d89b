#pragma once

#include "core/capture/decoded_record.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace workbench {

/// Takes a document piece by piece.
using WriteText = std::function<void(std::string_view)>;

/// What `decode` found, written while it is found: a conversation goes out when it is over, and in
/// parts when it is long, so that the document need not fit into memory.
class DecodeReport
{
public:
    DecodeReport() = default;
    virtual ~DecodeReport() = default;
    DecodeReport(const DecodeReport&) = delete;
    DecodeReport& operator=(const DecodeReport&) = delete;
    DecodeReport(DecodeReport&&) = delete;
    DecodeReport& operator=(DecodeReport&&) = delete;

    /// The first call. `input` is the word of the contract; empty: nothing known.
    virtual void begin(std::string_view input) = 0;
    /// A sink for the records of one conversation; must not outlive the report.
    virtual std::unique_ptr<capture::RecordSink> conversation() = 0;
    virtual void certificate(const wire::FieldTree& certificate) = 0;
    /// The last call.
    virtual void end(const capture::FaultLog& faults) = 0;

    /// Records and certificates written.
    std::uint64_t found() const { return m_found; }

protected:
    void count() { ++m_found; }

private:
    std::uint64_t m_found = 0;
};

/// The document `tls-workbench/decode/1` of the command line's contract.
std::unique_ptr<DecodeReport> makeDecodeJson(WriteText write);
/// An indented tree for people: offset, name and value of every field.
std::unique_ptr<DecodeReport> makeDecodeText(WriteText write, bool colour);

} // namespace workbench
