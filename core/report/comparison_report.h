#pragma once

#include "core/certificates/comparison/certificate_comparison.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace workbench {

/// Two entries or files, held against each other.
struct ChainComparison
{
    QString left; ///< name
    QString right;
    QList<ComparedPair> pairs;
};

/// The document `tls-workbench/comparison/1`: `left`, `right`, `equal`, `certificates` (each with
/// `left` and `right` subject or null, `state`, `fields` of `id`, `group`, `name`, `left`, `right`,
/// `state`; values are null where one has none).
QJsonObject toJson(const ChainComparison& comparison);

/// For people: what differs, and how much is equal.
QString toText(const ChainComparison& comparison, bool colour);

} // namespace workbench
