#pragma once

#include "app/command_line/command_context.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/store_revocations.h"

#include <QCommandLineParser>

#include <optional>

namespace workbench {

/// What every store command works with.
struct StoreCall
{
    const QCommandLineParser& parser;
    CommandContext context;
    CertificateStore store;
    QStringList arguments; ///< positional ones
    CertificateLookup lookup = CertificateLookup::NameThenHash;
};

/// What CAs of the store have revoked. A list that cannot be read is complained about.
StoreRevocations revocationsOf(const StoreCall& call);

/// The entry as the chosen format has it.
void printEntry(const StoreCall& call, const StoreEntry& entry);

/// The certificate that template and options describe; subject "CN=name" unless they have one.
/// Dates stay open where they say nothing.
Result<CertificateRequest> givenRequest(const StoreCall& call, const QString& name);

/// With --openssl: prints the commands that make the certificate (or request) of the options, and
/// returns the exit status.
std::optional<int> printCommands(const StoreCall& call, bool requestOnly);

/// The entry that --issuer names. Errors name the option.
Result<StoreEntry> namedIssuer(const StoreCall& call);
/// The entry of --issuer with its key; the passphrase is that of --issuer-password, else
/// `password`.
Result<KeyMaterial> givenIssuer(const StoreCall& call, const QByteArray& password);
/// The password of the issuer's key: that of --issuer-password, else `password`.
Result<QByteArray> issuerPassword(const StoreCall& call, const QByteArray& password);

/// The entry of --issuer, else the one with a key that signed the certificate. Error NotFound.
Result<StoreEntry> issuerEntryOf(const StoreCall& call, X509* certificate);
Result<KeyMaterial> issuerOf(const StoreCall& call, X509* certificate, const QByteArray& password);

// The commands, each with the options that only it has; the exit status is returned.
void addNewOptions(QList<QCommandLineOption>& options); ///< of all that make certificates
int runStoreNew(StoreCall& call);
int runStoreTemplates(StoreCall& call);
void addRequestCommandOptions(QList<QCommandLineOption>& options); ///< of request and sign
int runStoreRequest(StoreCall& call);
int runStoreRequests(StoreCall& call);
int runStoreSign(StoreCall& call);
void addRenewOptions(QList<QCommandLineOption>& options);
int runStoreRenew(StoreCall& call);
void addRevocationOptions(QList<QCommandLineOption>& options); ///< of revoke, crl and ocsp
int runStoreRevoke(StoreCall& call);
int runStoreCrl(StoreCall& call);
int runStoreOcsp(StoreCall& call);
int runStoreInspect(StoreCall& call);
void addPassphraseOptions(QList<QCommandLineOption>& options); ///< of all that write keys
int runStorePassphrase(StoreCall& call);
void addListOptions(QList<QCommandLineOption>& options);
int runStoreList(StoreCall& call);
int runStoreShow(StoreCall& call);
int runStoreRename(StoreCall& call);
int runStoreRemove(StoreCall& call);
void addTokensOptions(QList<QCommandLineOption>& options);
int runStoreTokens(StoreCall& call);
void addTransferOptions(QList<QCommandLineOption>& options); ///< of import and export
int runStoreImport(StoreCall& call);
int runStoreExport(StoreCall& call);
void addVerifyOptions(QList<QCommandLineOption>& options);
int runStoreVerify(StoreCall& call);
void addCheckOptions(QList<QCommandLineOption>& options); ///< of check and repair
int runStoreCheck(StoreCall& call);
int runStoreRepair(StoreCall& call);
int runStoreSplit(StoreCall& call);
int runStoreCompare(StoreCall& call);

} // namespace workbench
