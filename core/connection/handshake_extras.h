#pragma once

#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <optional>

namespace workbench {

/// That a server asked its client for a certificate (RFC 8446 §4.3.2, RFC 5246 §7.4.4).
struct CertificateRequestFacts
{
    bool asked = false;
    QList<QByteArray> authorities; ///< DER names of the issuers that would do; empty: any

    bool operator==(const CertificateRequestFacts&) const = default;
};

/// What the server's session tickets say (RFC 8446 §4.6.1, RFC 5077 §3.3).
struct TicketFacts
{
    int count = 0;
    quint32 lifetimeSeconds = 0; ///< of the newest
    std::optional<quint32> earlyDataBytes; ///< that the newest would let a client send; none: none

    bool operator==(const TicketFacts&) const = default;
};

/// A signed certificate timestamp: the promise of a log to publish the certificate (RFC 6962 §3.2).
struct CertificateTimestamp
{
    enum class Source
    {
        Certificate, ///< stands in it
        Handshake, ///< came in an extension of its own (RFC 6962 §3.3.1)
        Staple ///< stands in the stapled OCSP response
    };

    Source source = Source::Certificate;
    QByteArray logId; ///< SHA-256 of the log's key
    QDateTime time; ///< UTC

    bool operator==(const CertificateTimestamp&) const = default;
};

/// "certificate", "handshake", "ocsp_staple".
const char* toIdentifier(CertificateTimestamp::Source source);

/// DER names of those who issued the certificate and its chain, nearest first.
QList<QByteArray> issuerNames(const KeyMaterial& material);

/// One name of CertificateRequestFacts as of nameText(); hexadecimal where it is none.
QString authorityText(const QByteArray& der);

/// One of `issuers` (DER names) is asked for, or any will do.
bool isAskedFor(const CertificateRequestFacts& request, const QList<QByteArray>& issuers);

/// Those in the certificate (DER), in a list as it came in the handshake and in a stapled OCSP
/// response (DER); each may be empty. What is damaged is left out. Nobody's signature is checked:
/// that needs the logs' keys.
QList<CertificateTimestamp> certificateTimestamps(const QByteArray& certificate,
                                                  const QByteArray& handshakeList,
                                                  const QByteArray& staple);

} // namespace workbench
