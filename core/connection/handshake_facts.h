#pragma once

#include "core/connection/connection_record.h"

namespace workbench {

/// Reads offered and agreed values, alerts and the peer's certificates off the messages of
/// `record.messages` from index `first` on, and adds them to the record. Works for both roles.
void absorbMessages(ConnectionRecord& record, qsizetype first);

} // namespace workbench
