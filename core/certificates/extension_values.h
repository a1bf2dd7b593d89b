#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QStringList>

namespace workbench {

/// RFC 5280 section 4.2.1.9, critical; `pathLength` -1: none.
Result<X509ExtensionPtr> basicConstraintsExtension(bool ca, int pathLength);

/// RFC 5280 section 4.2.1.3, critical. Error (where = "key-usage") for what is not in
/// keyUsageWords().
Result<X509ExtensionPtr> keyUsageExtension(const QStringList& words);

/// RFC 5280 section 4.2.1.12. Error (where = "extended-key-usage") for what is neither in
/// extendedKeyUsageWords() nor a dotted OID.
Result<X509ExtensionPtr> extendedKeyUsageExtension(const QStringList& words);

/// RFC 5280 section 4.2.1.4: "anyPolicy" or dotted OIDs, "OID=URI" with the address of the practice
/// statement. Error (where = "policy").
Result<X509ExtensionPtr> policiesExtension(const QStringList& policies);

/// RFC 5280 section 4.2.1.13, one distribution point for each URI. Error (where = "url").
Result<X509ExtensionPtr> distributionPointsExtension(const QStringList& uris);

/// RFC 5280 section 4.2.2.1. Error (where = "url").
Result<X509ExtensionPtr> authorityInfoAccessExtension(const QStringList& ocspUris,
                                                      const QStringList& caIssuersUris);

/// RFC 7633: a server with this certificate has to staple an OCSP response.
Result<X509ExtensionPtr> mustStapleExtension();

} // namespace workbench
