#pragma once

#include "core/diagnosis/finding.h"

#include <QList>

namespace workbench {

class ConnectDialogue;
struct ConnectionRecord;

/// Adds to the findings about the connection what was asked of the dialogue and did not come about:
/// new keys in front, the expected text behind an error that explains why it did not come.
/// `stopped`: somebody ended the command before its time.
void addDialogueFindings(QList<Finding>& findings,
                         const ConnectDialogue& dialogue,
                         const ConnectionRecord& record,
                         bool stopped);

} // namespace workbench
