#pragma once

#include "core/workbench/workbench.h"

class QComboBox;

namespace workbench {

/// Adds the certificates whose keys lie on opened tokens, so far as they have been read: "shop, on
/// the token Cards", with the PKCS#11 URI as the item's data. Those that the box has stay. Tokens
/// that were not read yet are, and OpenedStores::storeChanged() tells.
void addTokenChoices(Workbench& workbench, QComboBox* box);

/// The certificate that a combo box with such items stands for: an item's data, else the text.
QString certificateIn(const QComboBox* box);

/// Why a PKCS#11 URI cannot be used; empty: it can be read, and the token will be asked.
QString tokenProblem(const QString& uri);

} // namespace workbench
