#include "core/diagnosis/finding.h"

#include <algorithm>

namespace workbench {

bool hasError(const QList<Finding>& findings)
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::Error;
    });
}

const char* toIdentifier(Confidence confidence)
{
    switch (confidence) {
    case Confidence::Certain:
        return "certain";
    case Confidence::Likely:
        return "likely";
    case Confidence::Possible:
        return "possible";
    }
    return "possible";
}

const char* toIdentifier(IssuedBy issuedBy)
{
    switch (issuedBy) {
    case IssuedBy::Local:
        return "local";
    case IssuedBy::Peer:
        return "peer";
    case IssuedBy::Network:
        return "network";
    }
    return "local";
}

} // namespace workbench
