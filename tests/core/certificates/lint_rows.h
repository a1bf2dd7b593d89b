#pragma once

#include "tests/core/certificates/certificate_builder.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <functional>

namespace workbench::tests {

/// One certificate and what the lint has to find in it.
struct LintRow
{
    QString id; ///< of the finding that it is there for
    QString found; ///< what that one says, among others
    QByteArray der;
    QStringList besides; ///< ids of all other findings
};

// One list per table of rules.
QList<LintRow> structureRows();
QList<LintRow> validityRows();
QList<LintRow> keyRows();
QList<LintRow> nameRows();
QList<LintRow> alternativeNameRows();
QList<LintRow> dnsNameRows();
QList<LintRow> constraintRows();
QList<LintRow> usageRows();
QList<LintRow> referenceRows();

/// Puts rows together: `rows("id", "found", change);` makes a certificate as `base` has it, with
/// the change.
class LintRows
{
public:
    using Change = std::function<void(CertificateBuilder&)>;

    void operator()(const char* id,
                    const char* found,
                    const Change& change,
                    const QStringList& besides = {},
                    CertificateBuilder (*base)() = &CertificateBuilder::server)
    {
        CertificateBuilder builder = base();
        change(builder);
        list.append({QString::fromLatin1(id), QString::fromUtf8(found), builder.der(), besides});
    }

    QList<LintRow> list;
};

// Numbers of extensions, purposes and attributes.
namespace oids {

constexpr auto kKeyUsage = "2.5.29.15";
constexpr auto kSubjectKey = "2.5.29.14";
constexpr auto kAuthorityKey = "2.5.29.35";
constexpr auto kAlternativeNames = "2.5.29.17";
constexpr auto kBasicConstraints = "2.5.29.19";
constexpr auto kNameConstraints = "2.5.29.30";
constexpr auto kCrlPoints = "2.5.29.31";
constexpr auto kPolicies = "2.5.29.32";
constexpr auto kPolicyConstraints = "2.5.29.36";
constexpr auto kPurposes = "2.5.29.37";
constexpr auto kAccess = "1.3.6.1.5.5.7.1.1";
constexpr auto kServerAuth = "1.3.6.1.5.5.7.3.1";
constexpr auto kClientAuth = "1.3.6.1.5.5.7.3.2";
constexpr auto kCodeSigning = "1.3.6.1.5.5.7.3.3";
constexpr auto kTimeStamping = "1.3.6.1.5.5.7.3.8";
constexpr auto kCommonName = "2.5.4.3";

} // namespace oids

} // namespace workbench::tests
