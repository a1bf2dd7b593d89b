#pragma once

#include "core/base/result.h"

#include <QStringList>
#include <QWidget>

#include <functional>

namespace workbench {

/// Opens the tokens among certificates' names and PKCS#11 URIs, one after the other and off the GUI
/// thread. Where one wants its PIN a person is asked, and again after a wrong one; nothing waits
/// meanwhile. `finished` gets the outcome: success, an error, or Cancelled. It is called at once
/// when there is nothing to open.
void openTokens(QWidget* parent,
                const QStringList& certificates,
                const std::function<void(const Result<void>&)>& finished);

} // namespace workbench
