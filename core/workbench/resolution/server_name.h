#pragma once

#include "core/base/result.h"

#include <QString>

namespace workbench {

/// What is sent as server_name: a host name in ASCII form without a dot at its end (RFC 6066 §3);
/// empty for an empty text. The library would leave out what is none, without a word. Error
/// InvalidInput of the field "sni": addresses, ports and URLs too.
Result<QString> serverNameOf(const QString& text);

} // namespace workbench
