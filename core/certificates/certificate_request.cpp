#include "core/certificates/certificate_request.h"

#include "core/base/hex.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_text.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

struct KindWord
{
    CertificateKind kind;
    const char* word;
};

constexpr std::array kKindWords = {
    KindWord {CertificateKind::Ca, "ca"},
    KindWord {CertificateKind::Intermediate, "intermediate"},
    KindWord {CertificateKind::Server, "server"},
    KindWord {CertificateKind::Client, "client"},
    KindWord {CertificateKind::SelfSigned, "self-signed"},
};

Error invalid(const char* where, const QString& message, const QString& remedy)
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QString::fromLatin1(where)};
}

Error badExtension(const QString& text, const QString& why)
{
    return invalid(
        "extension",
        CertificateText::tr("“%1” is no extension: %2").arg(text.left(60), why),
        CertificateText::tr("Write OID=HEX or OID,critical=HEX, for instance 1.2.3.4=0500."));
}

} // namespace

bool isCaKind(CertificateKind kind)
{
    return kind == CertificateKind::Ca || kind == CertificateKind::Intermediate;
}

int usualDays(CertificateKind kind)
{
    constexpr int kCaDays = 3650;
    // What automated CAs give, and below the limits of the Baseline Requirements, section 6.3.2:
    // 200 days since March 2026, 100 days since March 2027.
    constexpr int kLeafDays = 90;
    return isCaKind(kind) ? kCaDays : kLeafDays;
}

Result<CertificateKind> parseCertificateKind(const QString& word)
{
    QStringList words;
    for (const KindWord& known : kKindWords) {
        if (word.compare(QLatin1String(known.word), Qt::CaseInsensitive) == 0) {
            return known.kind;
        }
        words.append(QString::fromLatin1(known.word));
    }
    return fail(
        invalid("kind",
                CertificateText::tr("“%1” is not a kind of certificate.").arg(word),
                CertificateText::tr("Choose one of %1.").arg(words.join(QStringLiteral(", ")))));
}

const char* toIdentifier(CertificateKind kind)
{
    const auto* const known
        = std::find_if(kKindWords.begin(), kKindWords.end(), [kind](const KindWord& word) {
              return word.kind == kind;
          });
    return known == kKindWords.end() ? "unknown" : known->word;
}

QStringList keyUsageWords()
{
    return {QStringLiteral("digitalSignature"),
            QStringLiteral("nonRepudiation"),
            QStringLiteral("keyEncipherment"),
            QStringLiteral("dataEncipherment"),
            QStringLiteral("keyAgreement"),
            QStringLiteral("keyCertSign"),
            QStringLiteral("cRLSign"),
            QStringLiteral("encipherOnly"),
            QStringLiteral("decipherOnly")};
}

QStringList extendedKeyUsageWords()
{
    return {QStringLiteral("serverAuth"),
            QStringLiteral("clientAuth"),
            QStringLiteral("codeSigning"),
            QStringLiteral("emailProtection"),
            QStringLiteral("timeStamping"),
            QStringLiteral("OCSPSigning"),
            QStringLiteral("anyExtendedKeyUsage")};
}

Result<RawExtension> parseRawExtension(const QString& text)
{
    const qsizetype equals = text.indexOf(QLatin1Char('='));
    if (equals < 0) {
        return fail(badExtension(text, CertificateText::tr("it has no “=”.")));
    }
    const QString oid = text.left(equals).section(QLatin1Char(','), 0, 0).trimmed();
    const QString flag = text.left(equals).section(QLatin1Char(','), 1).trimmed();
    if (!flag.isEmpty() && flag != QStringLiteral("critical")) {
        return fail(badExtension(text, CertificateText::tr("“%1” is not “critical”.").arg(flag)));
    }
    if (!objectOf(oid)) {
        return fail(
            badExtension(text, CertificateText::tr("“%1” is no dotted OID.").arg(oid.left(40))));
    }
    const Result<QByteArray> value = fromHex(text.mid(equals + 1));
    if (!value) {
        return fail(badExtension(text, value.error().message));
    }
    return RawExtension {.oid = oid, .critical = !flag.isEmpty(), .value = *value};
}

QString toText(const RawExtension& extension)
{
    const QString flag = extension.critical ? QStringLiteral(",critical") : QString();
    return extension.oid + flag + QLatin1Char('=') + toHex(extension.value);
}

} // namespace workbench
