#pragma once

#include "core/diagnosis/rule.h"

#include <QStringList>

namespace workbench {

/// The lines of evidence of these kinds, as far as the facts have them.
QStringList evidenceLines(EvidenceKinds kinds, const Facts& facts);

} // namespace workbench
