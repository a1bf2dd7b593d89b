#pragma once

#include "core/certificates/certificate_store.h"
#include "core/workbench/profiles.h"

#include <QCommandLineParser>

#include <functional>

namespace workbench {

/// What the option (--key-password, --issuer-password, --new-password …) says, read from its
/// source; empty without it.
Result<QByteArray> givenPassword(const QCommandLineParser& parser,
                                 const QString& option = QStringLiteral("key-password"));

/// The same of a password that is new: what is made or written is to be under it.
Result<QByteArray> givenNewPassword(const QCommandLineParser& parser,
                                    const QString& option = QStringLiteral("key-password"));

/// What --token-pin says: the PIN of a token, which is nothing to be tried with keys, nor the other
/// way round.
Result<QByteArray> givenPin(const QCommandLineParser& parser);

/// Runs something that needs passwords of entries' keys. `given` opens them all and `pin` the
/// tokens; where it is empty and a person sits at the terminal, that person is asked, up to three
/// times with the reason. Errors: those of `attempt`; the remedy of PasswordNeeded names the
/// option.
Result<void> withKeyPasswords(const QByteArray& given,
                              const std::function<Result<void>(const PasswordSource&)>& attempt,
                              const QByteArray& pin = {});

/// Certificate, chain and key of an entry, its passphrase asked for as above. `password`: what the
/// key turned out to be under, empty for a key in clear; may be null.
Result<KeyMaterial> loadWithKey(const CertificateStore& store,
                                const StoreEntry& entry,
                                const QByteArray& given,
                                QByteArray* password = nullptr);

} // namespace workbench
