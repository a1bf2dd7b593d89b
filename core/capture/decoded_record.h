#pragma once

#include "core/capture/conversation_table.h"
#include "core/wire/decode.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace workbench::capture {

/// A message of a record, in clear: of the handshake, an alert, change_cipher_spec, a heartbeat.
struct DecodedMessage
{
    std::string type; ///< "client_hello"; of an alert its description
    wire::Field field; ///< what is in it are its fields
    std::shared_ptr<const wire::FieldTree> tree; ///< set when it has one of its own

    Bytes bytes() const { return field.bytes(); }
};

/// One record of TLS, DTLS or SSL 2 and the messages that are whole with it.
struct DecodedRecord
{
    std::optional<Side> from; ///< nothing: not known
    std::uint8_t contentType = 0; ///< 22 also for SSL 2
    std::uint16_t version = 0; ///< as its header says; 0x0002 for SSL 2, 0 when it has none
    std::uint64_t offset = 0; ///< of its header in the bytes of its direction
    std::uint32_t length = 0; ///< behind the header, as announced
    bool isEncrypted = false;
    std::int64_t timeNs = 0; ///< since 1970; 0: not known
    std::vector<DecodedMessage> messages;
    std::vector<std::string> faults; ///< of the record itself
};

/// Takes records as they are decoded; they are valid during the call only.
class RecordSink
{
public:
    RecordSink() = default;
    virtual ~RecordSink() = default;
    RecordSink(const RecordSink&) = delete;
    RecordSink& operator=(const RecordSink&) = delete;
    RecordSink(RecordSink&&) = delete;
    RecordSink& operator=(RecordSink&&) = delete;

    /// Before the first record, once the roles are known. Without ends: a file of records.
    virtual void begin(const std::optional<ConversationEnds>& ends) = 0;
    virtual void record(const DecodedRecord& record) = 0;
    /// After the last one; not called without begin().
    virtual void end() = 0;
    /// What it keeps.
    virtual std::size_t memoryBytes() const = 0;
};

} // namespace workbench::capture
