#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace workbench {

/// A private key in a file of its own beside that of its certificate.
struct KeyBeside
{
    QString path;
    bool encrypted = false; ///< whether it is the right one shows when it is opened
};

/// The files that keys of a certificate file are kept in by their names, as far as there are any:
/// "shop.key", "shop.key.pem" and "shop-key.pem" (mkcert) for "shop.crt", "privkey.pem" (certbot)
/// for "cert.pem" and "fullchain.pem".
QStringList keyFilesBeside(const QString& path);

/// The one of them with the key of this certificate (DER): one that shows that it fits before one
/// under a passphrase, which may be of another. Blocks.
std::optional<KeyBeside> keyBeside(const QString& path, const QByteArray& certificate);

/// The first of them with a private key in clear, whatever certificate it is of; empty: none has
/// one. Blocks.
QString anyKeyBeside(const QString& path);

/// What to say where no key of the certificate was found at its place: KeyMismatch that names the
/// file beside it with another key, NoPrivateKey where there is none. Blocks.
Error missingKey(const QString& path);

/// The file that the key of this certificate (DER) lies in: that of the certificate, or one beside
/// it. Blocks.
QString keyFileOf(const QString& path, const QByteArray& certificate);

/// No larger file is taken for one with a key.
inline constexpr qint64 kLargestKeyFile = 64LL << 10;

} // namespace workbench
