#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// The four lists of TlsTuning that OpenSSL reads.
enum class TlsList
{
    Ciphers, ///< to TLS 1.2, also keywords ("HIGH:!aNULL")
    Suites, ///< of TLS 1.3
    Groups,
    Signatures
};

/// Something that can stand in such a list.
struct TlsListChoice
{
    QString name; ///< as OpenSSL takes it
    QString otherName; ///< IANA's; empty: the same
    QString what; ///< "ECDHE, signed with RSA, AES-GCM 128", "elliptic curve, 255 bits"
    QString remark; ///< why to be careful; empty: nothing speaks against it
};

/// A cipher list with all that authenticates and encrypts, however weak. Whatever the library has
/// nothing for any more is among unknownCipherWords().
inline constexpr char kLegacyCipherList[] = "ALL:RC4:3DES:MD5:SHA1:!aNULL:!eNULL";

/// Everything that this TLS library can do, the best first as the library sorts it; for groups and
/// signatures in the order of their code points.
QList<TlsListChoice> tlsListChoices(TlsList list);

/// InvalidInput with the first element that the library does not know, or where nothing would be
/// left. Empty text is the library's default and always fine. Keywords of a cipher list that it
/// does not know are no error, as with every program that uses OpenSSL; see unknownCipherWords().
Result<void> checkTlsList(TlsList list, const QString& text);

/// Elements of a cipher list that select nothing in this library.
QStringList unknownCipherWords(const QString& text);

/// Names in the order that the text comes down to, spelled as the choices are: a cipher list is
/// carried out, the others are split. Empty where the text cannot be used.
QStringList tlsListNames(TlsList list, const QString& text);

} // namespace workbench
