#pragma once

#include "core/base/openssl_ptr.h"

#include <QList>
#include <QString>

#include <memory>

namespace workbench {

enum class ComparedState
{
    Equal,
    Different,
    OnlyLeft,
    OnlyRight
};

const char* toIdentifier(ComparedState state); ///< "equal", "different", "only-left", "only-right"

/// One thing that both certificates, or one of them, have.
struct ComparedField
{
    QString id; ///< "subject.CN", "not_after", "extension.2.5.29.15"; unique but for repeated ones
    QString group; ///< for people: "Subject", "Validity", "Extensions"
    QString name; ///< for people
    QString left; ///< value; empty where it has none
    QString right;
    ComparedState state = ComparedState::Equal;

    bool operator==(const ComparedField&) const = default;
};

/// Everything about two certificates, in the order of a certificate: parts of the subject and the
/// issuer by type, serial number, dates, key, names (each for itself), extensions by value and
/// criticality, signature, fingerprints. Neither must be null.
QList<ComparedField> compareCertificates(X509* left, X509* right);

/// Two certificates that take the same place in two chains.
struct ComparedPair
{
    std::shared_ptr<X509> left; ///< null: the right chain has one more here
    std::shared_ptr<X509> right;
    ComparedState state = ComparedState::Equal;
    QList<ComparedField> fields; ///< empty where one is missing
};

/// Pairs the certificates of two chains: the leaves with each other, then issuers of the same
/// subject in their order; what has no counterpart stands alone.
QList<ComparedPair> compareChains(const QList<std::shared_ptr<X509>>& left,
                                  const QList<std::shared_ptr<X509>>& right);

/// How many fields (certificates) are not equal.
qsizetype differences(const QList<ComparedField>& fields);
qsizetype differences(const QList<ComparedPair>& pairs);

} // namespace workbench
