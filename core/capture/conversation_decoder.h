#pragma once

#include "core/capture/decoded_record.h"
#include "core/wire/records/record_decoder.h"

#include <array>

namespace workbench::capture {

/// Finds the records in what the two ends of a conversation sent and decodes what of them is in
/// clear. Passes over what comes before TLS (STARTTLS), and finds its way again behind bytes that
/// are missing. Keeps one unfinished record a direction; encrypted data is not kept at all.
class ConversationDecoder : public ConversationReader
{
public:
    /// `decompress` may be null. The log must outlive the decoder.
    ConversationDecoder(const ConversationEnds& ends,
                        std::unique_ptr<RecordSink> sink,
                        FaultLog& faults,
                        wire::Decompress decompress);
    /// Records without ends: a file of one direction or of both in one stream (read from
    /// Side::Client), or two streams of which nobody knows who sent them.
    ConversationDecoder(std::unique_ptr<RecordSink> sink,
                        FaultLog& faults,
                        wire::Decompress decompress);

    void read(Side from, Bytes content, std::int64_t timeNs) override;
    void gap(Side from, std::uint64_t missing) override;
    void end() override;
    std::size_t memoryBytes() const override;

    /// Whether anything of TLS was found.
    bool hasRecords() const { return m_begun; }

private:
    /// One direction.
    struct Lane
    {
        explicit Lane(wire::DecodeContext& context)
            : decoder(context)
        { }

        wire::RecordDecoder decoder;
        std::vector<std::uint8_t> pending; ///< the beginning of a record
        std::uint64_t offset = 0; ///< of what comes next, `pending` included
        std::uint64_t toSkip = 0; ///< bytes of an encrypted record that are still to come
        bool isInStep = false; ///< a record begins where the last one ended
        std::optional<Side> sender; ///< of a file, as its messages say
        bool isFound = false; ///< TLS has begun
        bool isUnseen = false; ///< bytes before this place are not known
    };

    void readStream(Lane& lane, Side from, Bytes content);
    void readDatagram(Lane& lane, Side from, Bytes content);
    bool findStart(Lane& lane, Bytes content);
    /// Takes one record off the front, or keeps what there is of it. False: no record begins here.
    bool takeRecord(Lane& lane, Side from, Bytes& content);
    void takeEncrypted(Lane& lane, Side from, Bytes header);
    void decode(Lane& lane, Side from, Bytes bytes);
    void take(Lane& lane, Side from, const wire::FieldTree& tree);
    void loseStep(Lane& lane, Side from, Bytes ahead);
    void emit(DecodedRecord& record, Side from);
    void noteFaults(const wire::FieldTree& tree, std::uint64_t offset, Side from);
    void endLane(Lane& lane, Side from);
    std::string where(Side from) const;

    Lane& lane(Side side) { return m_lanes.at(side == Side::Client ? 0 : 1); }

    std::optional<ConversationEnds> m_ends;
    std::unique_ptr<RecordSink> m_sink;
    FaultLog& m_faults;
    wire::DecodeContext m_context;
    std::array<Lane, 2> m_lanes;
    std::int64_t m_timeNs = 0;
    bool m_begun = false;
    bool m_swapped = false; ///< the roles were guessed the wrong way round
};

} // namespace workbench::capture
