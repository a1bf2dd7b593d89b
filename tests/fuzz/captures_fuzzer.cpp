// Captures, dumps and streams as `decode` reads them: the first byte chooses which.
#include "core/capture/conversation_decoder.h"
#include "core/capture/conversation_table.h"
#include "core/capture/hex_text.h"
#include "core/capture/input_kind.h"
#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"
#include "tests/fuzz/fuzzing.h"

using namespace workbench;
using capture::Side;

namespace {

/// Fields may hold what was reassembled from several packets, never more than all of them.
class InspectingSink : public capture::RecordSink
{
public:
    explicit InspectingSink(std::size_t inputSize)
        : m_inputSize(inputSize)
    { }

    void begin(const std::optional<capture::ConversationEnds>& /*ends*/) override
    {
        if (m_isOpen) {
            fuzzing::broken("a conversation begins once");
        }
        m_isOpen = true;
    }

    void record(const capture::DecodedRecord& record) override
    {
        if (!m_isOpen) {
            fuzzing::broken("a record belongs to a conversation that has begun");
        }
        for (const capture::DecodedMessage& message : record.messages) {
            if (message.type.empty() || message.bytes().size() > m_inputSize) {
                fuzzing::broken("a message has a name and is no longer than the input");
            }
            if (message.tree) {
                fuzzing::inspect(*message.tree, message.tree->source(0).size());
            }
        }
    }

    void end() override
    {
        if (!m_isOpen) {
            fuzzing::broken("what ends has begun");
        }
        m_isOpen = false;
    }

    std::size_t memoryBytes() const override { return 0; }

private:
    std::size_t m_inputSize;
    bool m_isOpen = false;
};

std::unique_ptr<capture::RecordSink> sinkFor(wire::Bytes bytes)
{
    return std::make_unique<InspectingSink>(bytes.size());
}

void readPackets(capture::PacketReader& reader, capture::FaultLog& faults, wire::Bytes bytes)
{
    capture::ConversationTable table(
        [&](const capture::ConversationEnds& ends) {
            return std::make_unique<capture::ConversationDecoder>(
                ends, sinkFor(bytes), faults, nullptr);
        },
        faults);
    std::size_t captured = 0;
    while (const std::optional<capture::Packet> packet = reader.next()) {
        captured += packet->bytes.size();
        if (captured > bytes.size() || packet->offset > bytes.size()) {
            fuzzing::broken("packets lie in the file, one behind the other");
        }
        table.add(*packet);
    }
    table.finish();
}

void readPcap(wire::Bytes bytes)
{
    capture::FaultLog faults;
    capture::ByteInput input(capture::readFrom(bytes));
    capture::PcapReader reader(input, faults);
    readPackets(reader, faults, bytes);
}

void readPcapng(wire::Bytes bytes)
{
    capture::FaultLog faults;
    capture::ByteInput input(capture::readFrom(bytes));
    capture::PcapngReader reader(input, faults);
    readPackets(reader, faults, bytes);
}

void readText(wire::Bytes bytes)
{
    const capture::HexText hex = capture::readHexText(
        {reinterpret_cast<const char*>(bytes.data()), bytes.size()}); // NOLINT(*-reinterpret-cast)
    std::size_t count = 0;
    for (const capture::HexBlock& block : hex.blocks) {
        count += block.bytes.size();
    }
    if (count > bytes.size() + capture::kMostRepeated
        || (hex.fault && hex.fault->offset > bytes.size())) {
        fuzzing::broken(
            "no more bytes than digits and repeated lines, and a fault inside of the text");
    }
}

/// A stream in pieces, of either side in turn, with something missing here and there.
void readPieces(wire::Bytes bytes)
{
    constexpr std::uint8_t kGap = 0xff;
    capture::FaultLog faults;
    capture::ConversationDecoder decoder(sinkFor(bytes), faults, nullptr);
    fuzzing::Choices choices(bytes);
    while (!choices.rest().empty()) {
        const std::uint8_t what = choices.byte();
        const Side side = what % 2 == 0 ? Side::Client : Side::Server;
        if (what == kGap) {
            decoder.gap(side, choices.pair());
            continue;
        }
        const std::size_t wanted = choices.pair();
        const wire::Bytes rest = choices.rest();
        const std::size_t size = std::min(wanted, rest.size());
        decoder.read(side, rest.first(size), 0);
        choices = fuzzing::Choices(rest.subspan(size));
    }
    decoder.end();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::uint8_t kWays = 5;
    fuzzing::Choices choices({data, size});
    const std::uint8_t way = choices.byte() % kWays;
    const wire::Bytes bytes = choices.rest();
    switch (way) {
    case 0:
        readPcap(bytes);
        break;
    case 1:
        readPcapng(bytes);
        break;
    case 2:
        readText(bytes);
        break;
    case 3:
        readPieces(bytes);
        break;
    default:
        capture::recognizeInput(bytes, true);
        break;
    }
    return 0;
}
