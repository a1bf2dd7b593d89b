#include "core/base/openssl_errors.h"
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/known_situations.h"

#include <openssl/err.h>
#include <openssl/pkcs12err.h>
#include <openssl/sslerr.h>
#include <openssl/x509err.h>

#include <cerrno>

namespace workbench {
namespace {

/// Where an Error comes from decides what it is about: `where` names the field or option.
bool isAbout(const Error& error, std::initializer_list<const char*> fields)
{
    return std::any_of(fields.begin(), fields.end(), [&error](const char* field) {
        return error.where == QLatin1String(field);
    });
}

struct ErrorRule
{
    const char* id;
    const char* phase;
    bool (*applies)(const Error& error);
};

bool isListening(const Error& error)
{
    return isAbout(error, {"port", "address"});
}

int library(const Error& error)
{
    return ERR_GET_LIB(static_cast<unsigned long>(error.nativeCode));
}

int reason(const Error& error)
{
    return ERR_GET_REASON(static_cast<unsigned long>(error.nativeCode));
}

constexpr ErrorRule kRules[] = {
    {"listen-address-in-use",
     "listen",
     [](const Error& e) { return e.code == ErrorCode::AddressInUse; }},
    {"listen-permission-denied",
     "listen",
     [](const Error& e) { return e.code == ErrorCode::PermissionDenied && isListening(e); }},
    {"address-unavailable",
     "listen",
     [](const Error& e) { return e.code == ErrorCode::AddressUnavailable; }},
    {"name-not-found",
     "name",
     [](const Error& e) {
         return e.code == ErrorCode::NotFound && isAbout(e, {"host", "address"});
     }},
    {"key-does-not-match-certificate",
     "certificate",
     [](const Error& e) {
         return e.code == ErrorCode::KeyMismatch
             || (library(e) == ERR_LIB_X509
                 && (reason(e) == X509_R_KEY_VALUES_MISMATCH
                     || reason(e) == X509_R_KEY_TYPE_MISMATCH));
     }},
    {"no-private-key",
     "certificate",
     [](const Error& e) { return e.code == ErrorCode::NoPrivateKey; }},
    {"key-encrypted-no-passphrase",
     "certificate",
     [](const Error& e) { return e.code == ErrorCode::PasswordNeeded; }},
    {"pkcs12-password-wrong",
     "certificate",
     [](const Error& e) {
         return e.code == ErrorCode::WrongPassword && library(e) == ERR_LIB_PKCS12;
     }},
    {"key-passphrase-wrong",
     "certificate",
     [](const Error& e) { return e.code == ErrorCode::WrongPassword; }},
    {"pkcs12-legacy-encryption",
     "certificate",
     [](const Error& e) {
         return (e.code == ErrorCode::NotSupported || e.code == ErrorCode::LibraryFault)
             && library(e) == ERR_LIB_EVP && reason(e) == ERR_R_UNSUPPORTED;
     }},
    {"own-certificate-too-weak",
     "certificate",
     [](const Error& e) {
         return library(e) == ERR_LIB_SSL
             && (reason(e) == SSL_R_EE_KEY_TOO_SMALL || reason(e) == SSL_R_CA_MD_TOO_WEAK
                 || reason(e) == SSL_R_CA_KEY_TOO_SMALL);
     }},
    {"local-cipher-list-empty",
     "settings",
     [](const Error& e) {
         return library(e) == ERR_LIB_SSL
             && (reason(e) == SSL_R_NO_CIPHER_MATCH || reason(e) == SSL_R_NO_CIPHERS_AVAILABLE);
     }},
    {"local-versions-all-disabled",
     "settings",
     [](const Error& e) {
         return library(e) == ERR_LIB_SSL && reason(e) == SSL_R_NO_PROTOCOLS_AVAILABLE;
     }},
};

QString phaseOf(const Error& error)
{
    return QString::fromLatin1(isListening(error) ? "listen" : "settings");
}

QStringList evidenceOf(const Error& error)
{
    QStringList evidence;
    if (!error.where.isEmpty()) {
        evidence.append(DiagnosisText::tr("place: %1").arg(error.where));
    }
    if (error.nativeCode != 0 && library(error) != 0) {
        evidence.append(DiagnosisText::tr("OpenSSL %1: %2")
                            .arg(openSslCodeText(error.nativeCode), error.nativeText));
    } else if (error.nativeCode != 0 || !error.nativeText.isEmpty()) {
        evidence.append(
            DiagnosisText::tr("code %1: %2").arg(error.nativeCode).arg(error.nativeText));
    }
    return evidence;
}

/// What can be said without knowing the situation.
QString generalFix(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return DiagnosisText::tr("Correct the value that the message names.");
    case ErrorCode::NotFound:
        return DiagnosisText::tr("Check the name; names are case-sensitive.");
    case ErrorCode::AlreadyExists:
        return DiagnosisText::tr("Choose another name, or use what is there.");
    case ErrorCode::PermissionDenied:
    case ErrorCode::FileFault:
        return DiagnosisText::tr(
            "Check that the file or folder exists, is yours and can be written, and that "
            "the disk is not full.");
    case ErrorCode::NotSupported:
        return DiagnosisText::tr("Choose something else, or use a newer TLS library.");
    case ErrorCode::Cancelled:
        return DiagnosisText::tr("Begin again.");
    default:
        return DiagnosisText::tr("Look at the raw error.");
    }
}

} // namespace

Finding diagnose(const Error& error)
{
    Finding finding {.id = QString::fromLatin1(toIdentifier(error.code)),
                     .severity
                     = error.code == ErrorCode::Cancelled ? Severity::Note : Severity::Error,
                     .phase = phaseOf(error),
                     .confidence = Confidence::Certain,
                     .issuedBy = IssuedBy::Local,
                     .title = error.message,
                     .cause = error.nativeText,
                     .fixes = {},
                     .evidence = evidenceOf(error)};
    for (const ErrorRule& rule : kRules) {
        if (rule.applies(error)) {
            finding.id = QString::fromLatin1(rule.id);
            finding.phase = QString::fromLatin1(rule.phase);
            break;
        }
    }
    if (!error.remedy.isEmpty()) {
        finding.fixes.append(error.remedy);
    }
    if (const RuleInfo* situation = knownSituation(finding.id)) {
        finding.cause = situation->cause;
        finding.title = finding.title.isEmpty() ? situation->title : finding.title;
        finding.fixes += situation->fixes;
    } else if (finding.fixes.isEmpty()) {
        finding.fixes.append(generalFix(error.code));
    }
    if (finding.cause.isEmpty()) {
        finding.cause = DiagnosisText::tr("The program could not do it (%1).").arg(finding.id);
    }
    return finding;
}

} // namespace workbench
