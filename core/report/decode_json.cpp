#include "core/report/decode_report.h"
#include "core/report/field_json.h"
#include "core/report/json_text.h"
#include "core/wire/registry.h"

#include <array>

namespace workbench {
namespace {

using capture::DecodedMessage;
using capture::DecodedRecord;
using capture::Side;

/// More of one conversation is handed out as a part of it.
constexpr std::size_t kLongestPart = 2U << 20U;

std::string hexVersion(std::uint16_t version)
{
    const std::array<std::uint8_t, 2> bytes {static_cast<std::uint8_t>(version >> 8U),
                                             static_cast<std::uint8_t>(version)};
    return wire::hexNumber(bytes);
}

void appendDirection(std::string& out, std::optional<Side> from)
{
    out += from ? *from == Side::Client ? "\"client\"" : "\"server\"" : "null";
}

void appendMessage(std::string& out, const DecodedMessage& message)
{
    out += R"({"type":)";
    appendJsonText(out, message.type);
    out += R"(,"length":)";
    appendJsonNumber(out, message.bytes().size());
    out += R"(,"hex":)";
    appendJsonHex(out, message.bytes());
    out += R"(,"fields":)";
    appendFieldsJson(out, message.field);
    out += R"(,"error":)";
    appendFieldErrorJson(out, message.field, message.field.range().offset);
    out += '}';
}

void appendRecord(std::string& out, const DecodedRecord& record, std::int64_t startNs)
{
    constexpr std::int64_t kNsPerUs = 1000;
    out += R"({"direction":)";
    appendDirection(out, record.from);
    out += R"(,"content_type":)";
    appendJsonText(out, wire::contentTypeName(record.contentType));
    out += R"(,"record_version":)";
    if (record.version == 0) {
        out += "null";
    } else {
        appendJsonText(out, hexVersion(record.version));
    }
    out += R"(,"offset":)";
    appendJsonNumber(out, record.offset);
    out += R"(,"length":)";
    appendJsonNumber(out, record.length);
    out += record.isEncrypted ? R"(,"encrypted":true)" : R"(,"encrypted":false)";
    if (record.timeNs >= startNs && startNs != 0) {
        out += R"(,"time_us":)";
        appendJsonNumber(out, static_cast<std::uint64_t>((record.timeNs - startNs) / kNsPerUs));
    }
    out += R"(,"messages":[)";
    for (const DecodedMessage& message : record.messages) {
        if (&message != record.messages.data()) {
            out += ',';
        }
        appendMessage(out, message);
    }
    out += R"(],"error":)";
    if (record.faults.empty()) {
        out += "null";
    } else {
        appendJsonText(out, record.faults.front());
    }
    out += '}';
}

class DecodeJson : public DecodeReport
{
public:
    explicit DecodeJson(WriteText write)
        : m_write(std::move(write))
    { }

    void begin(std::string_view input) override
    {
        std::string text = R"({"schema":"tls-workbench/decode/1","input":)";
        if (input.empty()) {
            text += "null";
        } else {
            appendJsonText(text, input);
        }
        m_write(text + ",\"conversations\":[");
    }

    std::unique_ptr<capture::RecordSink> conversation() override;

    void certificate(const wire::FieldTree& certificate) override
    {
        count();
        m_certificates += m_certificates.empty() ? "\n" : ",\n";
        appendMessage(m_certificates, {"certificate", certificate.root(), nullptr});
    }

    void end(const capture::FaultLog& faults) override
    {
        std::string text = "]";
        if (!m_certificates.empty()) {
            text += ",\"certificates\":[" + m_certificates + "]";
        }
        text += ",\"faults\":[";
        for (const capture::InputFault& fault : faults.faults()) {
            text += &fault == faults.faults().data() ? "\n" : ",\n";
            text += R"({"offset":)";
            appendJsonNumber(text, fault.offset);
            text += R"(,"text":)";
            appendJsonText(text, fault.text);
            text += R"(,"where":)";
            appendJsonText(text, fault.where);
            text += '}';
        }
        text += "],\"faults_dropped\":";
        appendJsonNumber(text, faults.dropped());
        m_write(text + "}\n");
    }

    void write(std::string_view conversation)
    {
        m_write(m_conversations++ == 0 ? "\n" : ",\n");
        m_write(conversation);
    }

    void countRecord() { count(); }

private:
    WriteText m_write;
    std::string m_certificates;
    std::uint64_t m_conversations = 0;
};

class ConversationJson : public capture::RecordSink
{
public:
    explicit ConversationJson(DecodeJson& document)
        : m_document(document)
    { }

    void begin(const std::optional<capture::ConversationEnds>& ends) override
    {
        m_ends = ends;
        open();
    }

    void record(const DecodedRecord& record) override
    {
        m_document.countRecord();
        m_text += m_isEmpty ? "\n" : ",\n";
        m_isEmpty = false;
        appendRecord(m_text, record, m_ends ? m_ends->startNs : 0);
        if (m_text.size() > kLongestPart) {
            close(true);
            open();
        }
    }

    void end() override { close(false); }

    std::size_t memoryBytes() const override { return m_text.capacity(); }

private:
    void open()
    {
        m_text = R"({"client":)";
        appendEnd(m_ends ? m_ends->client.text() : std::string());
        m_text += R"(,"server":)";
        appendEnd(m_ends ? m_ends->server.text() : std::string());
        if (m_ends) {
            m_text += m_ends->isDatagrams ? R"(,"transport":"udp")" : R"(,"transport":"tcp")";
        }
        if (m_part > 0) {
            m_text += R"(,"part":)";
            appendJsonNumber(m_text, m_part);
        }
        m_text += R"(,"records":[)";
        m_isEmpty = true;
        ++m_part;
    }

    void close(bool isContinued)
    {
        m_text += isContinued ? "],\"continued\":true}" : "]}";
        m_document.write(m_text);
        m_text = {};
    }

    void appendEnd(const std::string& address)
    {
        if (address.empty()) {
            m_text += "null";
        } else {
            appendJsonText(m_text, address);
        }
    }

    DecodeJson& m_document;
    std::optional<capture::ConversationEnds> m_ends;
    std::string m_text;
    std::uint64_t m_part = 0;
    bool m_isEmpty = true;
};

std::unique_ptr<capture::RecordSink> DecodeJson::conversation()
{
    return std::make_unique<ConversationJson>(*this);
}

} // namespace

std::unique_ptr<DecodeReport> makeDecodeJson(WriteText write)
{
    return std::make_unique<DecodeJson>(std::move(write));
}

} // namespace workbench
