#pragma once

#include "core/capture/decoded_record.h"

#include <vector>

namespace workbench::capture {

/// What a tree of whole records (wire::RecordDecoder) holds; offsets begin at `offset`. The records
/// are views on the tree.
std::vector<DecodedRecord> recordsOf(const wire::FieldTree& tree, std::uint64_t offset);

/// One message that stands alone; `type` is its content type.
DecodedMessage messageOf(std::uint8_t type, Bytes content, const wire::DecodeContext& context);

/// Which end alone sends messages of this kind; nothing when both do.
std::optional<Side> senderOf(const DecodedMessage& message);

} // namespace workbench::capture
