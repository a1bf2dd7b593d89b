#pragma once

#include "core/connection/clear/clear_exchange.h"

#include <QStringList>
#include <QStringView>

#include <memory>
#include <span>

namespace workbench {

/// A protocol that begins in clear and has a way of asking for TLS. Options, dialog, default port
/// and machine all come from this table.
struct ExplicitTlsProtocol
{
    const char* word; ///< of options and files: "smtp"
    const char* title; ///< as people call it: "SMTP"; with what is asked: "FTP (AUTH TLS)"
    quint16 port; ///< the usual one, in clear
    quint16 tlsPort; ///< the usual one with TLS from the start; 0: there is none
    /// `domain`: whose server is asked for, where the protocol says that in clear; ASCII.
    std::unique_ptr<ClearExchange> (*make)(const QString& domain);
    /// Plays the server up to where it agrees to TLS; null: this program cannot.
    std::unique_ptr<ClearExchange> (*makeServer)();
};

/// In the order in which people are offered them.
std::span<const ExplicitTlsProtocol> explicitTlsProtocols();

/// Null where there is no protocol of that word.
const ExplicitTlsProtocol* explicitTlsProtocol(QStringView word);

/// Words of the protocols that this program can play the server of.
QStringList servedExplicitTlsWords();

/// The port is usual for a protocol with TLS from the start.
bool isTlsPort(quint16 port);

} // namespace workbench
