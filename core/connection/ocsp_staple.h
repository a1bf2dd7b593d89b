#pragma once

#include "core/base/openssl_ptr.h"
#include "core/certificates/ocsp_response.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// The OCSP response that a server staples to its certificate (RFC 6066 §8, RFC 8446 §4.4.2.1), and
/// what the client's check of it found.
struct OcspStaple
{
    bool requested = false; ///< the client_hello asked for one
    bool present = false; ///< one was sent
    bool promised = false; ///< the peer's certificate says that there is one (RFC 7633)
    QByteArray response; ///< DER as sent
    bool judged = false; ///< by a client; a server only sends it
    QString problem; ///< why it is not acceptable, one sentence; empty: nothing is wrong
    OcspFacts facts;
    std::optional<OcspAnswer> answer; ///< the one about the peer's certificate
    bool signatureValid = false; ///< by the issuer, or by whom it lets sign
    QString signer; ///< subject of the signing certificate; empty: not found
    bool delegated = false; ///< signed by a certificate that the issuer made for that
    bool current = false; ///< now lies between thisUpdate and nextUpdate

    bool isAcceptable() const { return present && judged && problem.isEmpty(); }

    bool operator==(const OcspStaple&) const = default;
};

/// The certificate has the TLS feature status_request: its servers have to staple (RFC 7633
/// §4.2.3.1).
bool promisesStaple(const X509* certificate);

/// Judges a stapled response. `chain`: DER, the peer's certificate first, its issuer anywhere
/// behind it. The issuer counts as trusted here: whether it is, the check of the chain says.
/// Leaves the error queue alone.
OcspStaple judgeStaple(const QByteArray& response,
                       const QList<QByteArray>& chain,
                       const QDateTime& now = QDateTime::currentDateTimeUtc());

} // namespace workbench
