#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// A situation that the diagnosis tells apart, in general: for help and for explaining a code.
struct RuleInfo
{
    QString id; ///< "certificate-expired"
    QString title; ///< what it is, one sentence
    QString cause; ///< how it comes about
    QStringList fixes; ///< what to do, most promising first
};

/// Every situation, in the order of the stages of a connection. Built once, in the language of the
/// first call. Thread-safe.
const QList<RuleInfo>& knownSituations();

/// The situation with this id; null when there is none.
const RuleInfo* knownSituation(const QString& id);

} // namespace workbench
