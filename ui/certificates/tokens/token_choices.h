#pragma once

#include "core/workbench/workbench.h"

class QComboBox;

namespace workbench {

/// Adds the certificates whose keys lie on opened tokens to a combo box: "shop, on the token
/// Cards", with the PKCS#11 URI as the item's data. Tokens that were not read yet are read now,
/// those that were missing are looked for once more; what comes of it is added while the box is
/// there.
void offerTokenChoices(Workbench& workbench, QComboBox* box);

/// The certificate that a combo box with such items stands for: an item's data, else the text.
QString certificateIn(const QComboBox* box);

/// Why a PKCS#11 URI cannot be used; empty: it can be read, and the token will be asked.
QString tokenProblem(const QString& uri);

} // namespace workbench
