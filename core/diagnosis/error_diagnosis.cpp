#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/error_line.h"
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

/// What was asked for wrongly never came so far as to listen.
QString phaseOf(const Error& error)
{
    const bool isAsked = error.code == ErrorCode::InvalidInput || error.code == ErrorCode::NotFound;
    return QString::fromLatin1(isListening(error) && !isAsked ? "listen" : "settings");
}

QStringList evidenceOf(const Error& error)
{
    QStringList evidence;
    if (!error.where.isEmpty()) {
        evidence.append(DiagnosisText::tr("place: %1").arg(error.where));
    }
    if (error.nativeCode != 0) {
        evidence.append(QStringLiteral("%1: %2").arg(nativeCodeText(error), error.nativeText));
    } else if (!error.nativeText.isEmpty()) {
        evidence.append(error.nativeText);
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

/// What is behind it, where the message says what it is.
QString generalCause(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return DiagnosisText::tr(
            "That is not among what can be asked for here, so nothing was begun.");
    case ErrorCode::NotFound:
        return DiagnosisText::tr("Nothing of exactly this name is where it was looked for.");
    case ErrorCode::AlreadyExists:
        return DiagnosisText::tr(
            "The name is taken, and nothing is overwritten unless that was asked for.");
    case ErrorCode::NotSupported:
        return DiagnosisText::tr(
            "This program, or the TLS library under it, cannot do what was asked for.");
    case ErrorCode::PermissionDenied:
        return DiagnosisText::tr("The system does not let this user do that.");
    case ErrorCode::FileFault:
        return DiagnosisText::tr("The system could not read or write what is named.");
    case ErrorCode::Cancelled:
        return DiagnosisText::tr("A person or the program stopped it before it was done.");
    default:
        return DiagnosisText::tr("The TLS library refused it.");
    }
}

QString causeOf(const Error& error)
{
    const QString general = generalCause(error.code);
    return error.nativeText.isEmpty()
        ? general
        : DiagnosisText::tr("%1 It was told: “%2”.").arg(general, error.nativeText);
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
                     .cause = causeOf(error),
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
        // The remedy of the error knows more than that of the situation, and says the same.
        finding.fixes = finding.fixes.isEmpty() ? situation->fixes : finding.fixes;
    } else if (finding.fixes.isEmpty()) {
        finding.fixes.append(generalFix(error.code));
    }
    return finding;
}

} // namespace workbench
