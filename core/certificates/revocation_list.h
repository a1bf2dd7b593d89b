#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"
#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace workbench {

/// One certificate that is no longer good (RFC 5280 section 5.3).
struct Revocation
{
    QString serial; ///< as of serialText()
    QDateTime time; ///< UTC, whole seconds
    QString reason; ///< one of revocationReasonWords(); empty: none given

    bool operator==(const Revocation&) const = default;
};

/// The reasons of RFC 5280 section 5.3.1: "unspecified", "keyCompromise", "CACompromise",
/// "affiliationChanged", "superseded", "cessationOfOperation", "certificateHold", "removeFromCRL",
/// "privilegeWithdrawn", "AACompromise", as OpenSSL writes them.
QStringList revocationReasonWords();

/// The number of a reason. Error (InvalidInput, where = "reason") for an unknown word.
Result<int> revocationReasonCode(const QString& word);

/// What is read off a CRL.
struct RevocationListFacts
{
    QString issuer; ///< as of nameText()
    QDateTime thisUpdate; ///< UTC
    QDateTime nextUpdate; ///< UTC; invalid when there is none
    QString number; ///< decimal; empty when there is none
    QString signatureAlgorithm; ///< OpenSSL's long name
    QList<Revocation> revocations; ///< in the order of the list

    bool operator==(const RevocationListFacts&) const = default;
};

/// A CRL to be made.
struct RevocationListRequest
{
    QList<Revocation> revocations;
    QString number = QStringLiteral("1"); ///< decimal; counts up from list to list
    QDateTime thisUpdate; ///< invalid: now
    QDateTime nextUpdate; ///< invalid: 30 days after thisUpdate
    QString digest = QStringLiteral("sha256");
};

using RevocationListPtr = std::shared_ptr<X509_CRL>;

/// A version 2 CRL (RFC 5280 section 5) with authority key identifier and CRL number, signed by the
/// CA. Errors: InvalidInput (where = "serial", "reason", "time", "digest", "number"; "issuer" when
/// its key usage does not allow it), NoPrivateKey, KeyMismatch, NotSupported.
Result<RevocationListPtr> issueRevocationList(const RevocationListRequest& request,
                                              const KeyMaterial& ca);

/// Every CRL in `bytes`: PEM, among blocks of other kinds, or one in DER. Error (InvalidInput) when
/// there is none or one is damaged; `origin` becomes `where`.
Result<QList<RevocationListPtr>> readRevocationLists(const QByteArray& bytes,
                                                     const QString& origin);
/// The first of them.
Result<RevocationListPtr> readRevocationList(const QByteArray& bytes, const QString& origin);

RevocationListFacts revocationListFacts(X509_CRL* list);

/// Whether the CA issued the list: name and signature.
bool isListOf(X509_CRL* list, X509* ca);

QByteArray revocationListPem(X509_CRL* list);
QByteArray revocationListDer(X509_CRL* list);

} // namespace workbench
