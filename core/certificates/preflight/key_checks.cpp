#include "core/certificates/certificate_text.h"
#include "core/certificates/preflight/preflight_checks.h"
#include "core/certificates/stores/key_beside.h"

#include <QFileInfo>

namespace workbench {
namespace {

constexpr const char* kKey = "key";
constexpr const char* kKeyFile = "key-file";

PreflightItem
failure(const char* id, const QString& title, const QString& detail, const QString& fix)
{
    return {.check = QString::fromLatin1(kKey),
            .result = CheckResult::Failed,
            .id = QString::fromLatin1(id),
            .title = title,
            .detail = detail,
            .fixes = {{.action = FixAction::None, .text = fix}}};
}

PreflightItem missingKey(const PreflightSubject& subject)
{
    return failure("no-private-key",
                   CertificateText::tr("There is no private key on this computer."),
                   CertificateText::tr("The certificate is for a key of kind %1.")
                       .arg(subject.entry.facts.key),
                   CertificateText::tr("Import the key, or choose an entry that has one."));
}

PreflightItem closedKey()
{
    return {.check = QString::fromLatin1(kKey),
            .result = CheckResult::Note,
            .id = QStringLiteral("key-encrypted-no-passphrase"),
            .title = CertificateText::tr("The private key is encrypted."),
            .detail = CertificateText::tr("Whether it fits is seen when its password is given, at "
                                          "the start."),
            .fixes = {}};
}

PreflightItem keyItem(const PreflightSubject& subject)
{
    if (subject.entry.keyOnToken) {
        return passed(
            kKey,
            CertificateText::tr("The private key is on the token, which it never leaves."),
            subject.entry.facts.key);
    }
    if (subject.key) {
        return keyFits(*subject.key)
                && X509_cmp(subject.key->certificate.get(), subject.leaf.get()) == 0
            ? passed(kKey,
                     CertificateText::tr("The private key belongs to the certificate."),
                     subject.entry.facts.key)
            : failure("key-does-not-match-certificate",
                      CertificateText::tr("The private key belongs to another certificate."),
                      {},
                      CertificateText::tr("Take the key that was made together with this one."));
    }
    const Error& error = subject.key.error();
    switch (error.code) {
    case ErrorCode::NoPrivateKey:
        return missingKey(subject);
    case ErrorCode::PasswordNeeded:
        return closedKey();
    case ErrorCode::WrongPassword:
        return failure("key-passphrase-wrong", error.message, error.where, error.remedy);
    case ErrorCode::KeyMismatch:
        return failure("key-does-not-match-certificate", error.message, error.where, error.remedy);
    default:
        return failure("key-unreadable", error.message, error.where, error.remedy);
    }
}

/// Who may read the file that the key lies in.
PreflightItem fileItem(const PreflightSubject& subject)
{
    const QFileInfo file(keyFileOf(subject.entry.path, subject.entry.der));
    constexpr QFile::Permissions kOthers = QFileDevice::ReadGroup | QFileDevice::ReadOther
        | QFileDevice::WriteGroup | QFileDevice::WriteOther;
    if (!(file.permissions() & kOthers)) {
        return passed(kKeyFile, CertificateText::tr("Only its owner can read the key's file."));
    }
    return {.check = QString::fromLatin1(kKeyFile),
            .result = subject.entry.keyEncrypted ? CheckResult::Note : CheckResult::Warning,
            .id = QStringLiteral("key-file-open-to-others"),
            .title = CertificateText::tr("Others on this computer can get at the key's file."),
            .detail = file.filePath(),
            .fixes = {{.action = FixAction::RestrictFile,
                       .text = CertificateText::tr("Let only its owner read the file."),
                       .file = file.filePath()}}};
}

} // namespace

QList<PreflightItem> checkKey(const PreflightSubject& subject)
{
    QList<PreflightItem> items {keyItem(subject)};
    if (subject.entry.hasPrivateKey && QFileInfo::exists(subject.entry.path)) {
        items.append(fileItem(subject));
    }
    return items;
}

} // namespace workbench
