#pragma once

#include "core/certificates/ocsp_response.h"
#include "core/certificates/pending_requests.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/signing_request.h"

#include <QJsonObject>
#include <QString>

namespace workbench {

// What requests, revocation lists and OCSP responses hold, for programs and for people.

/// Members `kind` ("request"), `subject`, `san`, `key`, `signature_algorithm`, `signature_fits`,
/// `spki_sha256`, `extensions` (`oid`, `name`, `critical`, `hex`).
QJsonObject toJson(const SigningRequestFacts& facts);

/// One element of `store requests --format json`.
QJsonObject toJson(const PendingRequest& request);
QString toDetails(const SigningRequestFacts& facts);

/// Members `kind` ("crl"), `issuer`, `number`, `this_update`, `next_update` (null: none),
/// `signature_algorithm`, `revoked` (`serial`, `time`, `reason`).
QJsonObject toJson(const RevocationListFacts& facts);
QString toDetails(const RevocationListFacts& facts);

/// Members `kind` ("ocsp-response"), `response_status`, `produced_at`, `signature_algorithm`,
/// `answers` (`serial`, `status`, `reason`, `revoked_at`, `this_update`, `next_update`).
QJsonObject toJson(const OcspFacts& facts);
QString toDetails(const OcspFacts& facts);

} // namespace workbench
