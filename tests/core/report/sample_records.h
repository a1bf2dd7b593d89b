#pragma once

#include "core/connection/connection_record.h"

namespace workbench::tests {

/// A client's TLS 1.3 connection that worked, with a chain of two that was checked.
ConnectionRecord establishedRecord();

/// A client that offered TLS 1.3 only and got alert 70.
ConnectionRecord refusedRecord();

} // namespace workbench::tests
