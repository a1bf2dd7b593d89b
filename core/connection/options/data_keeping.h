#pragma once

#include <QString>

namespace workbench {

/// So much application data is kept of a connection unless somebody says otherwise.
constexpr qint64 kUsualKeptBytes = 1LL << 20;
/// More is never kept in memory; a file takes any amount.
constexpr qint64 kMostKeptBytes = 256LL << 20;

/// What becomes of the application data that comes in.
struct DataKeeping
{
    qint64 mostBytes = kUsualKeptBytes; ///< in memory, both directions together; 0: none
    QString receivedPath; ///< what comes in goes to this file in full, replacing it; empty: none

    bool operator==(const DataKeeping&) const = default;
};

} // namespace workbench
