#include "app/command_line/decode_input.h"

#include "core/base/bytes.h"
#include "core/base/certificate_decompression.h"
#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"
#include "core/capture/conversation_decoder.h"
#include "core/capture/conversation_table.h"
#include "core/capture/hex_text.h"
#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"
#include "core/capture/record_reading.h"

#include <QCoreApplication>

#include <openssl/pem.h>

#include <array>

namespace workbench {
namespace {

using capture::ByteInput;
using capture::InputKind;
using capture::Side;
using wire::Bytes;

constexpr std::size_t kLargestWhole = 64U << 20U;
constexpr std::uint8_t kDirections = 3; ///< the sum of the two that a HexBlock names

/// One run: everything found goes to the report, everything wrong to the log.
class Decoding
{
public:
    explicit Decoding(DecodeReport& report)
        : m_report(report)
    { }

    /// `whole`: all of the input, where it is not read as a stream.
    void read(InputKind kind, ByteInput& input, Bytes whole);
    void nothing(bool isEmpty);

    capture::FaultLog& faults() { return m_faults; }

private:
    void capture(ByteInput& input, InputKind kind);
    void records(ByteInput& input);
    void messages(Bytes bytes);
    void certificates(Bytes bytes);
    void hex(std::string_view text);
    void hexBlocks(const std::vector<capture::HexBlock>& blocks);
    void directions(const std::vector<capture::HexBlock>& blocks);
    void packets(const std::vector<capture::HexBlock>& blocks);
    void loneMessage(capture::RecordSink& sink,
                     capture::DecodedRecord& record,
                     Bytes bytes,
                     std::uint8_t direction);
    void learnSender(const capture::DecodedMessage& message, std::uint8_t direction);

    DecodeReport& m_report;
    capture::FaultLog m_faults;
    wire::DecodeContext m_context {.decompress = &decompressCertificate};
    std::array<std::optional<Side>, 3> m_senders; ///< by direction of a HexBlock
};

void Decoding::read(InputKind kind, ByteInput& input, Bytes whole)
{
    switch (kind) {
    case InputKind::Pcap:
    case InputKind::Pcapng:
        capture(input, kind);
        break;
    case InputKind::Records:
        records(input);
        break;
    case InputKind::Messages:
        messages(whole);
        break;
    case InputKind::Certificate:
        certificates(whole);
        break;
    case InputKind::Hex:
        hex({reinterpret_cast<const char*>(whole.data()), whole.size()});
        break;
    }
}

void Decoding::nothing(bool isEmpty)
{
    m_faults.add(0,
                 isEmpty ? "the input is empty"
                         : "expected hexadecimal text, records or messages of TLS, a certificate "
                           "or a capture at offset 0, none of them there");
}

void Decoding::capture(ByteInput& input, InputKind kind)
{
    capture::ConversationTable table(
        [this](const capture::ConversationEnds& ends) {
            return std::make_unique<capture::ConversationDecoder>(
                ends, m_report.conversation(), m_faults, &decompressCertificate);
        },
        m_faults);
    const std::unique_ptr<capture::PacketReader> reader = kind == InputKind::Pcap
        ? std::unique_ptr<capture::PacketReader>(
            std::make_unique<capture::PcapReader>(input, m_faults))
        : std::make_unique<capture::PcapngReader>(input, m_faults);
    while (const std::optional<capture::Packet> packet = reader->next()) {
        table.add(*packet);
    }
    table.finish();
}

void Decoding::records(ByteInput& input)
{
    constexpr std::size_t kChunk = 64U << 10U;
    capture::ConversationDecoder decoder(m_report.conversation(), m_faults, &decompressCertificate);
    while (true) {
        const Bytes chunk = input.peek(kChunk);
        if (chunk.empty()) {
            break;
        }
        decoder.read(Side::Client, chunk, 0);
        input.skip(chunk.size());
    }
    decoder.end();
}

void Decoding::learnSender(const capture::DecodedMessage& message, std::uint8_t direction)
{
    const std::optional<Side> sender = capture::senderOf(message);
    if (!sender) {
        return;
    }
    m_senders.at(direction) = sender;
    if (direction != 0) {
        m_senders.at(kDirections - direction)
            = *sender == Side::Client ? Side::Server : Side::Client;
    }
}

/// A message without a record around it, as a record of its own.
void Decoding::loneMessage(capture::RecordSink& sink,
                           capture::DecodedRecord& record,
                           Bytes bytes,
                           std::uint8_t direction)
{
    if (record.contentType == static_cast<std::uint8_t>(wire::ContentType::Handshake)) {
        wire::learnFrom(bytes, m_context);
    }
    record.length = static_cast<std::uint32_t>(bytes.size());
    record.messages = {capture::messageOf(record.contentType, bytes, m_context)};
    learnSender(record.messages[0], direction);
    record.from = m_senders.at(direction);
    const wire::FieldTree& tree = *record.messages[0].tree;
    for (const wire::Field field : tree.faultyFields()) {
        wire::Fault fault = *field.fault();
        const bool isInMessage = field.source() == 0;
        fault.offset += isInMessage ? static_cast<std::uint32_t>(record.offset) : 0;
        m_faults.add(record.offset + (isInMessage ? field.fault()->offset : 0),
                     std::string(field.name()) + ": " + fault.text());
    }
    sink.record(record);
}

void Decoding::messages(Bytes bytes)
{
    if (bytes.empty()) {
        return;
    }
    m_context.isDtls = capture::isDtlsMessage(bytes);
    const std::unique_ptr<capture::RecordSink> sink = m_report.conversation();
    sink->begin(std::nullopt);
    std::uint64_t offset = 0;
    while (!bytes.empty()) {
        const std::size_t size = wire::messageSize(bytes, m_context.isDtls);
        const Bytes message = size == 0 || size > bytes.size() ? bytes : bytes.first(size);
        capture::DecodedRecord record;
        record.contentType = static_cast<std::uint8_t>(wire::ContentType::Handshake);
        record.offset = offset;
        loneMessage(*sink, record, message, 0);
        offset += message.size();
        bytes = bytes.subspan(message.size());
    }
    sink->end();
}

/// PEM blocks of certificates, or one certificate in DER.
void Decoding::certificates(Bytes bytes)
{
    constexpr std::uint8_t kSequence = 0x30;
    if (!bytes.empty() && bytes[0] == kSequence) {
        m_report.certificate(wire::decodeCertificate(bytes));
        return;
    }
    const OpenSslErrorGuard guard;
    const BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long length = 0;
    while (bio && PEM_read_bio(bio.get(), &name, &header, &data, &length) == 1) {
        const std::string_view label(name);
        if (label.ends_with("CERTIFICATE")) {
            m_report.certificate(
                wire::decodeCertificate(Bytes(data, static_cast<std::size_t>(length))));
        }
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(length)); // it may be a private key
    }
    if (m_report.found() == 0) {
        m_faults.add(0, "expected a certificate at offset 0, none there");
    }
}

void Decoding::hex(std::string_view text)
{
    const capture::HexText hex = capture::readHexText(text);
    if (hex.fault) {
        m_faults.add(hex.fault->offset, hex.fault->text);
    }
    hexBlocks(hex.blocks);
}

void Decoding::hexBlocks(const std::vector<capture::HexBlock>& blocks)
{
    const auto hasType = [](const capture::HexBlock& block) { return block.contentType != 0; };
    if (std::any_of(blocks.begin(), blocks.end(), hasType)) {
        const std::unique_ptr<capture::RecordSink> sink = m_report.conversation();
        sink->begin(std::nullopt);
        for (const capture::HexBlock& block : blocks) {
            capture::DecodedRecord record;
            record.contentType = block.contentType;
            loneMessage(*sink, record, block.bytes, block.direction);
        }
        sink->end();
        return;
    }
    if (blocks.empty() || blocks[0].bytes.empty()) {
        return;
    }
    const Bytes first = blocks[0].bytes;
    const std::optional<InputKind> kind = capture::recognizeInput(first, true);
    if (kind == InputKind::Records) {
        directions(blocks);
    } else if (kind == InputKind::Messages) {
        std::vector<std::uint8_t> all;
        for (const capture::HexBlock& block : blocks) {
            all.insert(all.end(), block.bytes.begin(), block.bytes.end());
        }
        messages(all);
    } else if (kind == InputKind::Certificate) {
        certificates(first);
    } else if (kind == InputKind::Pcap || kind == InputKind::Pcapng) {
        ByteInput input(capture::readFrom(first));
        capture(input, *kind);
    } else {
        packets(blocks);
    }
}

/// Blocks of records one after the other, of one direction or of two.
void Decoding::directions(const std::vector<capture::HexBlock>& blocks)
{
    constexpr std::uint8_t kSecond = 2;
    capture::ConversationDecoder decoder(m_report.conversation(), m_faults, &decompressCertificate);
    for (const capture::HexBlock& block : blocks) {
        decoder.read(block.direction == kSecond ? Side::Server : Side::Client, block.bytes, 0);
    }
    decoder.end();
}

/// A dump of whole packets, as Wireshark copies them: Ethernet, or IP alone.
void Decoding::packets(const std::vector<capture::HexBlock>& blocks)
{
    constexpr std::uint32_t kEthernet = 1;
    constexpr std::uint32_t kRawIp = 101;
    const std::uint64_t before = m_report.found();
    capture::FaultLog unused; // of a guess that is wrong
    for (const std::uint32_t link : {kEthernet, kRawIp}) {
        capture::ConversationTable table(
            [this](const capture::ConversationEnds& ends) {
                return std::make_unique<capture::ConversationDecoder>(
                    ends, m_report.conversation(), m_faults, &decompressCertificate);
            },
            unused);
        for (const capture::HexBlock& block : blocks) {
            table.add({.offset = 0,
                       .timeNs = 0,
                       .linkType = link,
                       .originalLength = static_cast<std::uint32_t>(block.bytes.size()),
                       .bytes = block.bytes});
        }
        table.finish();
        if (m_report.found() > before) {
            return;
        }
    }
    m_faults.add(0,
                 "expected a record, a message or a certificate at offset 0, none of them there");
}

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(DecodeCommand)
};

} // namespace

Result<void> decodeInput(ByteInput& input, std::optional<InputKind> kind, DecodeReport& report)
{
    const Bytes beginning = input.peek(capture::kRecognizedBeginning);
    const bool isEmpty = beginning.empty();
    if (!kind) {
        const bool isWhole = beginning.size() < capture::kRecognizedBeginning;
        kind = capture::recognizeInput(beginning, isWhole);
    }
    const bool isStream = !kind || *kind == InputKind::Pcap || *kind == InputKind::Pcapng
        || *kind == InputKind::Records;
    const Bytes whole = isStream ? Bytes() : input.peek(kLargestWhole + 1);
    if (whole.size() > kLargestWhole) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The input is larger than 64 MiB."),
                     .remedy = Text::tr("Only captures and files of records may be.")});
    }
    report.begin(kind ? capture::toWord(*kind) : "");
    Decoding decoding(report);
    if (!kind) {
        decoding.nothing(isEmpty);
    } else {
        decoding.read(*kind, input, whole);
    }
    report.end(decoding.faults());
    return {};
}

} // namespace workbench
