#pragma once

#include "core/wire/field.h"

#include <QString>

namespace workbench {

/// Where a field stands by names: "client_hello/extensions/key_share/client_shares/entry[1]", the
/// number counting brothers of the same name from 0. The same path leads to the same thing in
/// another message of the type.
QString fieldPath(wire::Field field);

/// The field at the path; invalid where the tree has none.
wire::Field findField(const wire::FieldTree& tree, const QString& path);

} // namespace workbench
