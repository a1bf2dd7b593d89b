#include "core/report/decode_report.h"
#include "core/report/field_json.h"
#include "core/report/field_text.h"
#include "core/wire/registry.h"

namespace workbench {
namespace {

using capture::DecodedMessage;
using capture::DecodedRecord;
using capture::Side;

constexpr std::size_t kLongestPart = 2U << 20U;
constexpr FieldStyle kColours {"\x1b[1m", "\x1b[31m", "\x1b[0m"};

std::string byteCount(std::uint64_t number)
{
    return capture::byteCount(number);
}

void appendTree(std::string& out,
                wire::Field field,
                const std::string& type,
                const FieldStyle& style)
{
    out += std::string("    ") + style.strong + type + style.plain + ", "
        + byteCount(field.range().length);
    if (const std::optional<wire::Fault> fault = faultFrom(field, field.range().offset)) {
        out += std::string("  ") + style.bad + "! " + fault->text() + style.plain;
    }
    out += '\n';
    appendFieldsText(out, field, style);
}

void appendRecord(std::string& out, const DecodedRecord& record, const FieldStyle& style)
{
    out += "  ";
    if (record.from) {
        out += *record.from == Side::Client ? "client: " : "server: ";
    }
    out += wire::contentTypeName(record.contentType);
    if (record.version != 0) {
        out += ", " + wire::versionName(record.version);
    }
    out += ", " + byteCount(record.length) + " at offset " + std::to_string(record.offset);
    out += record.isEncrypted ? ", encrypted\n" : "\n";
    for (const std::string& fault : record.faults) {
        out += std::string("    ") + style.bad + "! " + fault + style.plain + '\n';
    }
    for (const DecodedMessage& message : record.messages) {
        appendTree(out, message.field, message.type, style);
    }
}

class DecodeText : public DecodeReport
{
public:
    DecodeText(WriteText write, const FieldStyle& style)
        : m_write(std::move(write))
        , m_style(style)
    { }

    void begin(std::string_view input) override { static_cast<void>(input); }

    std::unique_ptr<capture::RecordSink> conversation() override;

    void certificate(const wire::FieldTree& certificate) override
    {
        count();
        std::string text;
        appendTree(text, certificate.root(), "certificate", m_style);
        write(text);
    }

    void end(const capture::FaultLog& faults) override
    {
        if (faults.faults().empty()) {
            return;
        }
        std::string text = std::string(m_style.strong) + "Faults" + m_style.plain + '\n';
        for (const capture::InputFault& fault : faults.faults()) {
            text += "  " + (fault.where.empty() ? std::string() : fault.where + ": ") + fault.text
                + '\n';
        }
        if (faults.dropped() > 0) {
            text += "  and " + std::to_string(faults.dropped()) + " more\n";
        }
        write(text);
    }

    /// Blocks with an empty line between them.
    void write(const std::string& block) { m_write(m_blocks++ == 0 ? block : '\n' + block); }

    void countRecord() { count(); }

    const FieldStyle& style() const { return m_style; }

private:
    WriteText m_write;
    FieldStyle m_style;
    std::uint64_t m_blocks = 0;
};

class ConversationText : public capture::RecordSink
{
public:
    explicit ConversationText(DecodeText& document)
        : m_document(document)
    { }

    void begin(const std::optional<capture::ConversationEnds>& ends) override
    {
        if (ends) {
            m_heading = m_document.style().strong + ends->client.text() + " → "
                + ends->server.text() + m_document.style().plain
                + (ends->isDatagrams ? ", UDP" : ", TCP");
            m_text = m_heading + '\n';
        }
    }

    void record(const DecodedRecord& record) override
    {
        m_document.countRecord();
        appendRecord(m_text, record, m_document.style());
        if (m_text.size() > kLongestPart) {
            m_document.write(m_text);
            m_text = m_heading + ", continued\n";
        }
    }

    void end() override
    {
        m_document.write(m_text);
        m_text = {};
    }

    std::size_t memoryBytes() const override { return m_text.capacity(); }

private:
    DecodeText& m_document;
    std::string m_heading;
    std::string m_text;
};

std::unique_ptr<capture::RecordSink> DecodeText::conversation()
{
    return std::make_unique<ConversationText>(*this);
}

} // namespace

std::unique_ptr<DecodeReport> makeDecodeText(WriteText write, bool colour)
{
    return std::make_unique<DecodeText>(std::move(write), colour ? kColours : FieldStyle());
}

} // namespace workbench
