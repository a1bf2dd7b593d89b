#pragma once

#include <QByteArray>
#include <QString>

namespace workbench {

/// Bytes as the source of a C array, 12 a line. `name` becomes an identifier.
QString cArrayText(const QString& name, const QByteArray& bytes);

} // namespace workbench
