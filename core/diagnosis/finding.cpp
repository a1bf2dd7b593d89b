#include "core/diagnosis/finding.h"

namespace workbench {

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
