#pragma once

#include "core/diagnosis/finding.h"

#include <QList>

namespace workbench {

class ConnectDialogue;
struct ConnectionRecord;

/// Puts in front of the findings about the connection what was asked of the dialogue and did not
/// come about: the expected text, new keys.
void addDialogueFindings(QList<Finding>& findings,
                         const ConnectDialogue& dialogue,
                         const ConnectionRecord& record);

} // namespace workbench
