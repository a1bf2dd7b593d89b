#pragma once

#include "core/base/result.h"

#include <QString>

namespace workbench {

/// How a connection that begins in clear comes to TLS.
struct ExplicitTlsChoice
{
    /// Word of an ExplicitTlsProtocol; kManual: a person says when; empty: TLS at once.
    QString protocol;
    QString scriptPath; ///< with kManual: the file that says what to say in clear; empty: a person

    static constexpr QLatin1String kManual {"manual"};

    bool isSet() const { return !protocol.isEmpty(); }

    bool isManual() const { return protocol == kManual; }

    /// Reads "smtp" or "script:FILE". Errors InvalidInput: a word that is not known; NotSupported:
    /// a protocol without such a way, or what only a person at the window can do.
    static Result<ExplicitTlsChoice> fromOption(const QString& text);

    bool operator==(const ExplicitTlsChoice&) const = default;
};

} // namespace workbench
