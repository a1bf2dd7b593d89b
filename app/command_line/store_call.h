#pragma once

#include "app/command_line/command_context.h"
#include "core/certificates/certificate_store.h"

#include <QCommandLineParser>

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

/// The entry as the chosen format has it.
void printEntry(const StoreCall& call, const StoreEntry& entry);

/// What --key-password says; empty without it.
Result<QByteArray> givenPassword(const QCommandLineParser& parser);

/// A time that an option gives, as 2030-12-31 or with hours, UTC unless it says otherwise. Without
/// the option `otherwise`.
Result<QDateTime>
readTime(const QCommandLineParser& parser, const QString& option, const QDateTime& otherwise);

// The commands, each with the options that only it has; the exit status is returned.
void addNewOptions(QCommandLineParser& parser);
int runStoreNew(StoreCall& call);
void addTransferOptions(QCommandLineParser& parser); ///< of import and export
int runStoreImport(StoreCall& call);
int runStoreExport(StoreCall& call);
void addVerifyOptions(QCommandLineParser& parser);
int runStoreVerify(StoreCall& call);

} // namespace workbench
