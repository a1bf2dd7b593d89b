#include "core/workbench/resolution/common_checks.h"

#include "core/base/atomic_file.h"
#include "core/connection/tls_catalogue.h"
#include "core/connection/tls_configuration.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// DTLS 1.0 is TLS 1.1 over datagrams; the library has no DTLS 1.3.
Result<void> checkDatagrams(TlsVersionSet versions)
{
    if ((versions & kDatagramVersions) != TlsVersionSet()) {
        return {};
    }
    return fail({.code = ErrorCode::NotSupported,
                 .message = Text::tr("This TLS library cannot speak DTLS 1.3."),
                 .remedy = Text::tr("Over UDP allow TLS 1.2 (DTLS 1.2) or TLS 1.1 (DTLS 1.0)."),
                 .where = QStringLiteral("versions")});
}

/// The library would say the same much later, and in its own words.
Result<void> checkLists(const TlsTuning& tuning)
{
    const struct
    {
        TlsList list;
        const QString& text;
        const char* where;
    } lists[] = {{TlsList::Ciphers, tuning.cipherList, "ciphers"},
                 {TlsList::Suites, tuning.cipherSuites, "suites"},
                 {TlsList::Groups, tuning.groups, "groups"},
                 {TlsList::Signatures, tuning.signatureAlgorithms, "sigalgs"}};

    for (const auto& row : lists) {
        if (const Result<void> checked = checkTlsList(row.list, row.text); !checked) {
            return fail(inField(checked.error(), row.where));
        }
    }
    return {};
}

} // namespace

Error inField(Error error, const char* field)
{
    error.where = QString::fromLatin1(field);
    return error;
}

Error ofFile(Error error, const char* field)
{
    if (!error.where.isEmpty() && !error.message.contains(error.where)) {
        error.message = error.where + QStringLiteral(": ") + error.message;
    }
    return inField(error, field);
}

Result<void> checkKeyLog(const QString& path)
{
    const QFileInfo file(path);
    if (!path.isEmpty() && file.isSymbolicLink()) {
        return fail(
            {.code = ErrorCode::FileFault,
             .message = Text::tr("This is a symbolic link, and secrets do not follow links."),
             .remedy = Text::tr("Name the file that it leads to: %1.")
                           .arg(QDir::toNativeSeparators(file.symLinkTarget())),
             .where = path});
    }
    return path.isEmpty() ? Result<void>() : checkWritable(path);
}

Result<void> checkTarget(const QString& path)
{
    return path.isEmpty()
        ? Result<void>()
        : checkReplaceable(path).and_then([&path] { return checkWritable(path); });
}

Result<void> checkCommon(const QString& name,
                         Transport transport,
                         TlsVersionSet versions,
                         const TlsTuning& tuning)
{
    if (name.trimmed().isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The name is empty."),
                     .remedy = Text::tr("Give it a name; every later step finds it by that."),
                     .where = QStringLiteral("name")});
    }
    constexpr int kHighestLevel = 5;
    if (tuning.securityLevel > kHighestLevel) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("%1 is not a security level.").arg(tuning.securityLevel),
                     .remedy = Text::tr("Levels go from 0 to 5."),
                     .where = QStringLiteral("security-level")});
    }
    if (const Result<QByteArray> alpn = alpnToWire(tuning.alpn); !alpn) {
        return fail(alpn.error());
    }
    if (Result<void> lists = checkLists(tuning); !lists) {
        return lists;
    }
    if (transport == Transport::Udp) {
        if (Result<void> datagrams = checkDatagrams(versions); !datagrams) {
            return datagrams;
        }
    }
    return checkSpeakable(versions);
}

} // namespace workbench
