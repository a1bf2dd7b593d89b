#pragma once

namespace workbench {

/// How much something that was found matters.
enum class Severity
{
    Error,
    Warning,
    Note
};

const char* toIdentifier(Severity severity); ///< "error", "warning", "note"

} // namespace workbench
