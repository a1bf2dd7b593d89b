#pragma once

#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_verifier.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace workbench::tests {

/// A root CA, an intermediate CA and whatever they issue, in memory and quickly (EC P-256). Every
/// made material carries its key and the chain that a server sends (without the root). What cannot
/// be made ends the test program with a message.
///
///     TestPki pki;
///     const KeyMaterial server = pki.server({"dns:localhost"});
///     options.trust = pki.anchors();
class TestPki
{
public:
    TestPki();

    const KeyMaterial& root() const { return m_root; }

    const KeyMaterial& intermediate() const { return m_intermediate; }

    QByteArray rootDer() const; ///< DER
    TrustAnchors anchors() const; ///< the root alone, origin "test"
    TrustAnchors strangers() const; ///< a root of another name, origin "test"

    /// For localhost, 127.0.0.1 and ::1 unless told otherwise.
    KeyMaterial server(const QStringList& san = localNames(),
                       const QString& key = QStringLiteral("ec:P-256")) const;
    KeyMaterial client(const QString& name = QStringLiteral("client")) const;

    KeyMaterial expiredServer() const; ///< ended yesterday
    KeyMaterial futureServer() const; ///< begins tomorrow
    KeyMaterial selfSignedServer() const; ///< for localhost, not a CA
    KeyMaterial serverOfExpiredIntermediate() const;
    KeyMaterial serverWithoutIntermediate() const; ///< sends only its own certificate
    KeyMaterial serverWithRoot() const; ///< sends intermediate and root
    KeyMaterial serverOfServer() const; ///< issued by a server certificate, which is no CA
    KeyMaterial serverBelowPathLength() const; ///< one CA more than the chain allows
    KeyMaterial weakServer() const; ///< RSA 1024: X509_V_ERR_EE_KEY_TOO_SMALL at level 2
    KeyMaterial sha1Server() const; ///< signed with SHA-1: X509_V_ERR_CA_MD_TOO_WEAK at level 1
    KeyMaterial expiredClient() const;

    /// Any request; `issuer` null: signs itself.
    static KeyMaterial make(const CertificateRequest& request, const KeyMaterial* issuer);

    /// A request of this kind with subject "CN=<name>", valid now; localNames() for servers.
    static CertificateRequest request(CertificateKind kind, const QString& name);

    /// So many certificates for the key of `first`, told apart by serial number and subject
    /// ("CN=1", …). Quickly made: nobody signed them.
    static QList<std::shared_ptr<X509>> manyOf(const KeyMaterial& first, int count);

    static QStringList localNames(); ///< dns:localhost, ip:127.0.0.1, ip:::1

    /// A store in `folder` with "root", "intermediate", "server" and "client", all with keys.
    CertificateStore store(const QString& folder) const;

private:
    KeyMaterial m_root;
    KeyMaterial m_intermediate;
};

} // namespace workbench::tests
