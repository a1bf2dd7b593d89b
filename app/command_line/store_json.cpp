#include "app/command_line/store_json.h"

#include "core/base/hex.h"
#include "core/base/printable_text.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/extension_words.h"
#include "core/certificates/store_problems.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// The name of the CA; empty: nobody has.
QString revokedBy(const StoreEntry& entry, const StoreRevocations& revocations)
{
    const std::optional<KnownRevocation> known = revocations.find(entry);
    return known ? known->ca : QString();
}

QString statusOf(const StoreEntry& entry, const StoreRevocations& revocations)
{
    if (revocations.find(entry)) {
        return QStringLiteral("revoked");
    }
    return QString::fromLatin1(
        toIdentifier(validityAt(entry.facts, QDateTime::currentDateTimeUtc())));
}

QString keyWord(const StoreEntry& entry)
{
    return entry.keyOnToken   ? Text::tr("token")
        : entry.hasPrivateKey ? Text::tr("key")
                              : QStringLiteral("-");
}

QString timeText(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODate);
}

} // namespace

QJsonObject toJson(const StoreEntry& entry, SourceKind source, const StoreRevocations& revocations)
{
    const CertificateFacts& facts = entry.facts;
    return {
        {QStringLiteral("name"), entry.name},
        {QStringLiteral("provider"), toIdentifier(source)},
        {QStringLiteral("kind"), entry.kind()},
        {QStringLiteral("subject"), facts.subject},
        {QStringLiteral("issuer"), facts.issuer},
        {QStringLiteral("serial"), facts.serial},
        {QStringLiteral("sha1"), toHex(facts.sha1)},
        {QStringLiteral("sha256"), toHex(facts.sha256)},
        {QStringLiteral("spki_sha256"), toHex(facts.spkiSha256)},
        {QStringLiteral("not_before"), timeText(facts.notBefore)},
        {QStringLiteral("not_after"), timeText(facts.notAfter)},
        {QStringLiteral("san"), QJsonArray::fromStringList(facts.san)},
        {QStringLiteral("key"), facts.key},
        {QStringLiteral("has_private_key"), entry.hasPrivateKey},
        {QStringLiteral("key_encrypted"), entry.keyEncrypted},
        {QStringLiteral("key_on_token"), entry.keyOnToken},
        {QStringLiteral("status"), statusOf(entry, revocations)},
        {QStringLiteral("problems"),
         QJsonArray::fromStringList(problemsOf(facts,
                                               QDateTime::currentDateTimeUtc(),
                                               revokedBy(entry, revocations),
                                               revocations.isUnreadableOf(entry)))},
        {QStringLiteral("path"), entry.path},
    };
}

QString toText(const QList<StoreEntry>& entries, const StoreRevocations& revocations)
{
    QStringList lines;
    qsizetype width = 4;
    for (const StoreEntry& entry : entries) {
        width = std::max(width, entry.name.size());
    }
    for (const StoreEntry& entry : entries) {
        lines.append(QStringLiteral("%1  %2 %3 %4 %5  %6")
                         .arg(withoutControls(entry.name), -static_cast<int>(width))
                         .arg(entry.kind(), -12)
                         .arg(entry.facts.key, -10)
                         .arg(keyWord(entry), -5)
                         .arg(statusOf(entry, revocations), -13)
                         .arg(entry.facts.notAfter.toUTC().toString(Qt::ISODate)));
    }
    return lines.join(QLatin1Char('\n'));
}

QString
toDetails(const StoreEntry& entry, const QStringList& users, const StoreRevocations& revocations)
{
    const CertificateFacts& facts = entry.facts;
    QStringList names;
    for (const QString& name : facts.san) {
        names.append(withReadableForm(name));
    }
    QList<QPair<QString, QString>> extensions;
    if (const Result<X509Ptr> certificate = parseCertificate(entry.der)) {
        extensions.append(
            {Text::tr("Purposes"), facts.extendedKeyUsage.join(QStringLiteral(", "))});
        extensions += extensionsInWords(certificate->get());
    }
    QStringList lines;
    const auto line = [&](const QString& label, const QString& value) {
        constexpr int kLabelWidth = 14;
        lines.append(withoutControls(QStringLiteral("%1 %2").arg(label, -kLabelWidth).arg(value)));
    };
    line(Text::tr("Name"), entry.name);
    line(Text::tr("Kind"), entry.kind());
    line(Text::tr("Status"), statusOf(entry, revocations));
    line(Text::tr("Subject"), facts.subject);
    line(Text::tr("Issuer"), facts.issuer);
    line(Text::tr("Names"), names.join(QStringLiteral(", ")));
    line(Text::tr("Key"), facts.key);
    line(Text::tr("Private key"),
         !entry.hasPrivateKey     ? Text::tr("not here")
             : entry.keyEncrypted ? Text::tr("here, encrypted")
                                  : Text::tr("here"));
    line(Text::tr("Valid from"), timeText(facts.notBefore));
    line(Text::tr("Valid until"), timeText(facts.notAfter));
    line(Text::tr("Signature"), facts.signatureAlgorithm);
    for (const auto& [name, text] : extensions) {
        line(name, QString(text).replace(QLatin1Char('\n'), QStringLiteral("; ")));
    }
    line(Text::tr("Serial"), facts.serial);
    line(QStringLiteral("SHA-1"), toFingerprint(facts.sha1));
    line(QStringLiteral("SHA-256"), toFingerprint(facts.sha256));
    line(Text::tr("SPKI pin"), spkiPin(facts.spkiSha256));
    line(Text::tr("Chain"),
         Text::tr("%n issuer(s) in the file", nullptr, static_cast<int>(entry.chain.size())));
    line(Text::tr("File"), entry.path);
    if (!users.isEmpty()) {
        line(Text::tr("Used by"), users.join(QStringLiteral(", ")));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace workbench
