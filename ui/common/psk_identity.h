#pragma once

#include <QString>

namespace workbench {

/// What is wrong with the identity of a pre-shared key; empty: nothing.
QString pskIdentityProblem(const QString& identity);

} // namespace workbench
