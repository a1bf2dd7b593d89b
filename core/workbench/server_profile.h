#pragma once

#include "core/certificates/certificate_store.h"
#include "core/connection/options/server_options.h"
#include "core/workbench/trust_choice.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// A server as a person describes it.
struct ServerProfile
{
    QString name;
    QStringList certificates; ///< names or hashes of store entries, PKCS#11 URIs; the first is the
                              ///< default
    CertificateLookup certificateLookup = CertificateLookup::NameThenHash;
    QString address; ///< IP literal, interface name or host name; empty: 127.0.0.1
    quint16 port = 0; ///< 0: a free one
    Transport transport = Transport::Tcp;
    bool reuseAddress = true;
    TlsVersionSet versions = kModernVersions;
    ClientCertificatePolicy clientCertificate = ClientCertificatePolicy::None;
    TrustChoice clientTrust {.system = false, .store = true, .files = {}};
    bool deny = false;
    Milliseconds handshakeLimit {10'000};
    AnswerMode answer = AnswerMode::Echo;
    QString answerText;
    TlsTuning tuning;
    QString keyLogPath;
    QString staplePath; ///< file with an OCSP response (DER) to staple; empty: none
    bool tickets = true; ///< session tickets are given
};

} // namespace workbench
