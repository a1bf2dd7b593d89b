#pragma once

#include "core/base/result.h"
#include "core/connection/connection_record.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace workbench {

/// The bytes of a connection as they went over the transport, encrypted where they were. Bounded.
struct TransportBytes
{
    QList<DataChunk> chunks;
    QByteArray keyLog; ///< secrets, wiped by who holds it; empty where none were to be logged
    qint64 kept = 0;
    qint64 dropped = 0; ///< bytes beyond the bound
};

/// So much of one connection is kept for its capture.
constexpr qint64 kMostCapturedBytes = 64LL << 20;

/// Writes them as pcapng with made-up headers, as pcapngOf() does; the ends are those of `record`,
/// from the client's side. As of writeFileAtomically().
Result<void>
writeCapture(const QString& path, const ConnectionRecord& record, const TransportBytes& bytes);

} // namespace workbench
