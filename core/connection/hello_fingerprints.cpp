#include "core/connection/hello_fingerprints.h"

#include "core/base/bytes.h"
#include "core/wire/fingerprint.h"
#include "core/wire/known_clients.h"

#include <QCryptographicHash>

#include <algorithm>

namespace workbench {
namespace {

constexpr quint8 kClientHello = 1; // RFC 8446 §4

std::string digest(std::string_view text, QCryptographicHash::Algorithm algorithm)
{
    const QByteArrayView bytes(text.data(), static_cast<qsizetype>(text.size()));
    return QCryptographicHash::hash(bytes.toByteArray(), algorithm).toHex().toStdString();
}

std::string sha256(std::string_view text)
{
    return digest(text, QCryptographicHash::Sha256);
}

} // namespace

HelloFingerprints fingerprintsOf(const ConnectionRecord& record)
{
    const auto first = std::find_if(
        record.messages.begin(), record.messages.end(), [](const TraceMessage& message) {
            return message.handshakeType() == kClientHello;
        });
    // Half of one would be the fingerprint of something that does not exist.
    if (first == record.messages.end() || first->bytes.size() < first->length) {
        return {};
    }
    const bool datagrams = record.transport == Transport::Udp;
    const auto hello = wire::summarizeClientHello(
        asSpan(first->bytes), datagrams ? wire::Framing::Dtls : wire::Framing::Tls);
    if (!hello) {
        return {};
    }
    const wire::Carrier carrier = datagrams ? wire::Carrier::Udp : wire::Carrier::Tcp;
    const std::string ja3 = wire::ja3Text(*hello);
    const std::string ja4 = wire::ja4(*hello, carrier, sha256);
    HelloFingerprints prints {
        .ja3 = QString::fromStdString(digest(ja3, QCryptographicHash::Md5)),
        .ja3Text = QString::fromStdString(ja3),
        .ja4 = QString::fromStdString(ja4),
        .ja4Raw = QString::fromStdString(wire::ja4Raw(*hello, carrier)),
        .clients = {},
    };
    const std::string known = wire::ja4(wire::lastingPart(*hello), carrier, sha256);
    for (const std::string_view client : wire::clientsOf(known)) {
        prints.clients.append(
            QString::fromUtf8(client.data(), static_cast<qsizetype>(client.size())));
    }
    return prints;
}

} // namespace workbench
