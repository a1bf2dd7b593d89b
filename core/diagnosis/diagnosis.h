#pragma once

#include "core/base/error.h"
#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

#include <QList>

namespace workbench {

/// What there is to say about a connection, the verdict first. Empty: it worked and has nothing to
/// say. `other`, where this program ran both ends, is the record of the other end; it turns guesses
/// into facts. Pure; called from any thread.
QList<Finding> diagnose(const ConnectionRecord& record, const ConnectionRecord* other = nullptr);

/// What there is to say about a fault of the program's own (a server that cannot listen, a
/// certificate without key). Always one finding.
Finding diagnose(const Error& error);

} // namespace workbench
