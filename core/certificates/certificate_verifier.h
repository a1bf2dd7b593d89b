#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"
#include "core/certificates/certificate_pins.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace workbench {

/// The anchors that a check trusts, as OpenSSL takes them. Built once, shared between threads
/// (X509_STORE locks inside), never changed after it was built.
struct TrustAnchors
{
    std::shared_ptr<X509_STORE> store;
    int count = 0; ///< anchors in it; 0 is worth a finding
    QString origin; ///< for people: "system", "My certificates", a file name
    QStringList sources; ///< the files and folders they were read from, or looked for where none
                         ///< was found

    /// The system's anchors: what SSL_CERT_FILE and SSL_CERT_DIR name, else the store that the
    /// system keeps by itself (Windows, macOS), else the first of the distributions' known bundle
    /// files (also those of other distributions than the one that built OpenSSL), read at the first
    /// call and kept for the process. Finding none is no Error but `count` 0. Takes 10 to 200 ms
    /// the first time: call it off the GUI thread. Thread-safe.
    static Result<TrustAnchors> system();

    /// The same, read anew and not kept.
    static TrustAnchors readSystem();

    /// These certificates (DER) and nothing else.
    static TrustAnchors fromCertificates(const QList<QByteArray>& certificates,
                                         const QString& origin);

    /// All anchors of all parts in one store; `origin` and `sources` name every part.
    static TrustAnchors merged(const QList<TrustAnchors>& parts);

    /// Every certificate of PEM or DER files. Error names the file that cannot be read or holds
    /// none.
    static Result<TrustAnchors> fromFiles(const QStringList& paths);
};

enum class CertificatePurpose
{
    Any,
    Server,
    Client
};

/// Which certificates of a chain have to be covered by a CRL (RFC 5280 §6.3).
enum class RevocationCheck
{
    None,
    Known, ///< none has to, and a list may be out of date; what one revokes is revoked
    Leaf, ///< the peer's own certificate
    Chain, ///< every certificate, that of the root included
};

/// Certificate revocation lists, as OpenSSL takes them. Copies share the parsed lists.
struct RevocationLists
{
    QList<std::shared_ptr<X509_CRL>> lists;
    QStringList sources; ///< the files they were read from

    /// Every CRL of PEM (any number in one file) or DER files. Error (FileFault, InvalidInput)
    /// names the file that cannot be read or holds none.
    static Result<RevocationLists> fromFiles(const QStringList& paths);

    bool operator==(const RevocationLists&) const = default;
};

/// What is asked about certificate policies (RFC 5280 §6.1.1). As it is: nothing.
struct PolicyQuestion
{
    bool checked = false; ///< the policies of the chain are looked at
    bool isExplicit = false; ///< the chain has to be valid under one of them, which looks at them
    QStringList accepted; ///< dotted OIDs, which look at them too; empty: any policy

    bool operator==(const PolicyQuestion&) const = default;
};

/// What a check is asked. Copied around with a connection's options.
struct VerifyQuery
{
    CertificatePurpose purpose = CertificatePurpose::Server;
    QString host; ///< DNS name or IP literal to match; empty: do not match a name
    QDateTime time; ///< moment of the check; invalid: now
    int securityLevel = 1; ///< OpenSSL's auth level: key sizes and digests
    RevocationCheck revocation = RevocationCheck::None;
    RevocationLists revocationLists = {}; ///< looked at where `revocation` asks for it
    bool strict = false; ///< X509_V_FLAG_X509_STRICT: RFC 5280 to the letter
    bool partialChain = false; ///< an anchor need not be self-signed
    PolicyQuestion policy = {};
    CertificatePins pins = {}; ///< not empty: of what was sent, only a certificate with one of
                               ///< these hashes is an anchor, and there are no others
    int deepest = -1; ///< how many issuers may stand between leaf and anchor; -1: OpenSSL's 100
};

/// One result of the chain check: OpenSSL's X509_V_… number at a depth, and whose certificate it is
/// about.
struct VerifyResult
{
    int depth = 0; ///< 0: the peer's own certificate
    int code = 0; ///< X509_V_ERR_…; 0: X509_V_OK
    QString name; ///< "X509_V_ERR_CERT_HAS_EXPIRED"
    QString text; ///< X509_verify_cert_error_string
    QByteArray certificateSha256; ///< the certificate that the callback blamed; empty where none

    bool operator==(const VerifyResult&) const = default;
};

/// The whole check of a chain.
struct Verification
{
    bool performed = false; ///< false: there was nothing to check (no certificate)
    bool trusted = false; ///< no result with a code other than 0
    bool hostnameMatches = true; ///< also true where no name was asked for; see `hostChecked`
    bool hostChecked = false;
    bool pinChecked = false; ///< VerifyQuery::pins was not empty
    bool pinMatches = true; ///< also true where no pin was asked for
    bool ofSession = false; ///< of the certificate in a session that was taken up again
    bool issuerHasOtherKey = false; ///< an anchor bears the name of the issuer that was not found
    bool enforced = true; ///< false: a failed check did not stop the connection (trusted site)
    QList<VerifyResult>
        results; ///< every fault once, in the order met; one X509_V_OK where there is none
    QList<QByteArray>
        builtChain; ///< DER, the peer's certificate first, as far as it could be built
    QString anchorsOrigin; ///< TrustAnchors::origin
    int anchorsCount = 0;
    QDateTime moment; ///< that the check was asked to be made as of; invalid: it was made as of its
                      ///< own time

    bool operator==(const Verification&) const = default;
    /// The code that decides, i.e. the first that is not X509_V_OK; 0 when trusted.
    int firstCode() const;
};

/// Checks `leaf` with the untrusted `chain` (as the peer sent it, without the leaf) against the
/// anchors: own X509_verify_cert with a callback that goes on after each fault, so that every one
/// is listed with its depth and certificate (Qt maps only 18 of 94 codes). Thread-safe. `leaf` must
/// not be null.
Verification verifyCertificate(X509* leaf,
                               STACK_OF(X509) * chain,
                               const TrustAnchors& anchors,
                               const VerifyQuery& query);

/// The check inside a handshake, for SSL_CTX_set_cert_verify_callback: takes the peer's certificate
/// and chain from `context`, checks them against `anchors` (not the context's own store) and leaves
/// first error, depth and built chain in `context`, so that OpenSSL sends the alert that matches
/// and SSL_get_verify_result() and SSL_get0_verified_chain() tell the same. Returns what the
/// callback has to: 1 when trusted or not `enforce`, else 0. Throws nothing, leaves the error queue
/// alone.
int verifyInHandshake(X509_STORE_CTX* context,
                      const TrustAnchors& anchors,
                      const VerifyQuery& query,
                      bool enforce,
                      Verification& out);

/// The same on DER bytes, first certificate first. Error when one cannot be parsed.
Result<Verification> verifyCertificates(const QList<QByteArray>& sent,
                                        const TrustAnchors& anchors,
                                        const VerifyQuery& query);

/// "X509_V_ERR_CERT_HAS_EXPIRED" for 10; "X509_V_ERR(n)" for numbers that this table does not know.
QString verifyCodeName(int code);

} // namespace workbench
