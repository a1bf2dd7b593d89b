#pragma once

#include <QCoreApplication>

namespace workbench {

/// The translation context of this folder: `DiagnosisText::tr("…")`. The tables mark their texts
/// with QT_TRANSLATE_NOOP("Diagnosis", "…") and are translated where they are used.
struct DiagnosisText
{
    Q_DECLARE_TR_FUNCTIONS(Diagnosis)
};

} // namespace workbench
