#pragma once

#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

namespace workbench::tests {

/// PKCS#11 tokens in a temporary folder, kept by SoftHSM. One object for each test program, made
/// before anything asks for a token: SoftHSM looks for its configuration once. What cannot be made,
/// SoftHSM itself missing too, ends the test program with a message.
class SoftTokens
{
public:
    SoftTokens();

    static QString module(); ///< path of SoftHSM's PKCS#11 module

    /// The PKCS#11 URI of a token, with `rest` behind the label (";object=shop").
    static QString uri(const QString& label, const QString& rest = {});

    void makeToken(const QString& label) const; ///< the user's PIN is kPin

    /// Writes the private key (it then stays on the token) and the certificate, as far as the
    /// material has them, under `id` (hexadecimal; empty: none) and `name`.
    void write(const QString& token,
               const QString& id,
               const QString& name,
               const KeyMaterial& material) const;

    /// As if its session had ended: whoever opened it has to give the PIN again.
    static void logOut(const QString& token);

    static constexpr auto kPin = "4321-user";

private:
    QTemporaryDir m_folder;
};

} // namespace workbench::tests
