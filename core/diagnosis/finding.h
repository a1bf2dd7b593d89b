#pragma once

#include "core/base/severity.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

enum class Confidence
{
    Certain,
    Likely,
    Possible
};

/// Who says that something failed.
enum class IssuedBy
{
    Local,
    Peer,
    Network
};

/// One explained fact about a connection. Ids are the vocabulary of the rule table and of the
/// tests.
struct Finding
{
    QString id; ///< "certificate-expired"
    Severity severity = Severity::Error;
    QString phase; ///< "name", "tcp", "tls", "certificate", "data", "listen"
    Confidence confidence = Confidence::Certain;
    IssuedBy issuedBy = IssuedBy::Local;
    QString title; ///< one sentence: the verdict
    QString cause; ///< why
    QStringList fixes; ///< what to do, most promising first
    QStringList evidence; ///< facts that the rule rests on, each with its place ("message 3: alert
                          ///< 48 unknown_ca")

    bool operator==(const Finding&) const = default;
};

bool hasError(const QList<Finding>& findings); ///< one that is an error is among them

const char* toIdentifier(Confidence confidence); ///< "certain", "likely", "possible"
const char* toIdentifier(IssuedBy issuedBy); ///< "local", "peer", "network"

} // namespace workbench
