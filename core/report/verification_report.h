#pragma once

#include "core/certificates/certificate_verifier.h"
#include "core/diagnosis/finding.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace workbench {

/// A certificate that was checked without a connection.
struct CertificateCheck
{
    QString name; ///< of the store entry, or the file
    QList<QByteArray> certificates; ///< DER as given: the one that is checked, then the others
    VerifyQuery query;
    Verification verification;
    QList<Finding> findings; ///< of the check and of the lint
};

/// The document `tls-workbench/verification/1`: `verification` and `findings` as a connection has
/// them, `certificates` as given, `chain` as built.
QJsonObject toJson(const CertificateCheck& check);

/// The same for people.
QString toText(const CertificateCheck& check, bool colour);

} // namespace workbench
