#include "core/connection/rekeying.h"

#include "core/wire/code_points.h"

#include <openssl/ssl.h>

#include <algorithm>

namespace workbench {
namespace {

qsizetype receivedOf(const ConnectionRecord& record, wire::HandshakeType type)
{
    return std::count_if(
        record.messages.begin(), record.messages.end(), [type](const TraceMessage& message) {
            return message.direction == Direction::Received
                && message.handshakeType() == static_cast<int>(type);
        });
}

} // namespace

Rekeying rekeyingOf(quint16 version)
{
    return version == TLS1_3_VERSION ? Rekeying::KeyUpdate : Rekeying::Renegotiation;
}

bool isRekeyed(const ConnectionRecord& record, Rekeying way)
{
    if (way == Rekeying::KeyUpdate) {
        return receivedOf(record, wire::HandshakeType::KeyUpdate) > 0;
    }
    const bool refused = std::any_of(
        record.alerts.begin(), record.alerts.end(), [](const AlertFact& alert) {
            return alert.direction == Direction::Received && alert.code == SSL_AD_NO_RENEGOTIATION;
        });
    return refused || receivedOf(record, wire::HandshakeType::Finished) > 1;
}

} // namespace workbench
