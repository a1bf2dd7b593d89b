#pragma once

#include <QString>

namespace workbench {

/// How people write a host whose labels stand in ASCII form: "bücher.example" for
/// "xn--bcher-kva.example" (RFC 5890). Empty where both are the same.
QString internationalName(const QString& asciiHost);

/// Both forms: "xn--bcher-kva.example (bücher.example)"; the host alone where there is one form.
QString hostInBothForms(const QString& asciiHost);

} // namespace workbench
