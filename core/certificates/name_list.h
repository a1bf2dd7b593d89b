#pragma once

#include <QString>
#include <QStringList>

namespace workbench {

/// The names of a list as a person types it: "dns:a.test, ip:192.0.2.1". Commas, semicolons and
/// line ends separate them, and one behind a backslash is part of its name. In an address ("uri:…",
/// "https://…") and a directory name ("dirname:…"), which may hold them, they separate only where
/// the next name begins with its kind or is an address. Backslashes of a directory name are its own
/// (RFC 4514).
QStringList splitNames(const QString& text);

} // namespace workbench
