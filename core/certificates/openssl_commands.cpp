#include "core/certificates/openssl_commands.h"

#include "core/base/hex.h"
#include "core/base/shell_quoting.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_description.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/distinguished_name.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/openssl_configuration.h"
#include "core/certificates/signing.h"
#include "core/certificates/store_issuer.h"

#include <QRegularExpression>

#include <openssl/asn1.h>

namespace workbench {
namespace {

QString fileName(const QString& name)
{
    static const QRegularExpression kOthers(QStringLiteral("[^A-Za-z0-9_-]+"));
    const QString reduced = QString(name).replace(kOthers, QStringLiteral("-"));
    return reduced.isEmpty() || reduced.startsWith(QLatin1Char('-'))
        ? QStringLiteral("certificate") + reduced
        : reduced;
}

Result<QString> keyCommand(const QString& key, const QString& file)
{
    return genpkeyOptions(key).map([&file](const QString& options) {
        return QStringLiteral("(umask 077; openssl genpkey %1 -out %2.key)").arg(options, file);
    });
}

/// The library's own name of the digest, never the text that was given: it goes into a script.
Result<QString> digestName(const QString& digest)
{
    return parseDigest(digest).map(
        [](const EVP_MD* known) { return QString::fromLatin1(EVP_MD_get0_name(known)).toLower(); });
}

/// An attribute's value as `-subj` has it: what separates is escaped.
QString escaped(const X509_NAME_ENTRY* entry)
{
    unsigned char* text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    QString value = QString::fromUtf8(reinterpret_cast<const char*>(text), qMax(0, length));
    OPENSSL_free(text);
    for (const QChar special : QStringLiteral("\\/+")) {
        value.replace(special, QString(QLatin1Char('\\')) + special);
    }
    return value;
}

/// The subject for `-subj`; types that OpenSSL has no name for get one in `types`.
Result<QString> subjectOption(const QString& subject, QStringList& types)
{
    const Result<X509NamePtr> name = parseDistinguishedName(subject);
    if (!name) {
        return fail(name.error());
    }
    QString text;
    int lastSet = -1;
    for (int i = 0; i < X509_NAME_entry_count(name->get()); ++i) {
        const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name->get(), i);
        const ASN1_OBJECT* const object = X509_NAME_ENTRY_get_object(entry);
        QString type = objectText(object);
        if (OBJ_obj2nid(object) == NID_undef) {
            types.append(type);
            type = QStringLiteral("type%1").arg(types.size());
        }
        const int set = X509_NAME_ENTRY_set(entry);
        text += QLatin1Char(set == lastSet ? '+' : '/') + type + QLatin1Char('=') + escaped(entry);
        lastSet = set;
    }
    return text.isEmpty() ? QStringLiteral("/") : text;
}

QString moment(const QDateTime& time)
{
    return time.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")) + QLatin1Char('Z');
}

/// `openssl x509 -req` cannot set both dates to the second before OpenSSL 3.4; `openssl ca` can.
QString validityOptions(const CertificateRequest& request)
{
    const int days = request.days > 0 ? request.days : usualDays(request.kind);
    if (!request.notBefore.isValid() && !request.notAfter.isValid()) {
        return QStringLiteral("-days %1").arg(days);
    }
    const QDateTime from
        = request.notBefore.isValid() ? request.notBefore : QDateTime::currentDateTimeUtc();
    const QDateTime until = request.notAfter.isValid() ? request.notAfter : from.addDays(days);
    return QStringLiteral("-startdate %1 -enddate %2").arg(moment(from), moment(until));
}

/// Empty: a random one.
Result<QString> serialDigits(const QString& serial)
{
    if (serial.isEmpty()) {
        return QString();
    }
    return parseSerial(serial).and_then([](const Asn1IntegerPtr& number) -> Result<QString> {
        const QString text = serialText(number.get());
        if (text.startsWith(QLatin1Char('-'))) {
            return fail({.code = ErrorCode::NotSupported,
                         .message = CertificateText::tr(
                             "“openssl ca” cannot give a certificate a negative serial number."),
                         .where = QStringLiteral("serial")});
        }
        return text;
    });
}

QString authoritySection(const QString& file, const QString& digest, bool randomSerial)
{
    QStringList lines {QStringLiteral("[authority]"),
                       QStringLiteral("database = %1.index").arg(file),
                       QStringLiteral("new_certs_dir = ."),
                       QStringLiteral("unique_subject = no"),
                       QStringLiteral("policy = anything"),
                       QStringLiteral("email_in_dn = yes"),
                       QStringLiteral("default_md = %1").arg(digest)};
    lines.append(randomSerial ? QStringLiteral("rand_serial = yes")
                              : QStringLiteral("serial = %1.serial").arg(file));
    lines += {QString(),
              QStringLiteral("[anything]"),
              QStringLiteral("commonName = optional"),
              QString()};
    return lines.join(QLatin1Char('\n'));
}

QString requestSection(const QStringList& types)
{
    QStringList lines;
    if (!types.isEmpty()) {
        lines.append(QStringLiteral("oid_section = types"));
        lines.append(QString());
    }
    lines += {QStringLiteral("[req]"),
              QStringLiteral("distinguished_name = subject"),
              QStringLiteral("string_mask = utf8only"),
              QString(),
              QStringLiteral("[subject]"),
              QString()};
    if (!types.isEmpty()) {
        lines.append(QStringLiteral("[types]"));
        for (int i = 0; i < types.size(); ++i) {
            lines.append(QStringLiteral("type%1 = %2").arg(i + 1).arg(types.at(i)));
        }
        lines.append(QString());
    }
    return lines.join(QLatin1Char('\n'));
}

QStringList issuingCommands(const CertificateRequest& request,
                            const OpensslNames& names,
                            const QString& file,
                            const QString& serial)
{
    QStringList lines {QStringLiteral(": > %1.index").arg(file)};
    if (!serial.isEmpty()) {
        lines.append(QStringLiteral("echo %1 > %2.serial")
                         .arg(serial.size() % 2 == 0 ? serial : QLatin1Char('0') + serial, file));
    }
    const QString signer = names.issuer.isEmpty()
        ? QStringLiteral("-selfsign -keyfile %1.key").arg(file)
        : QStringLiteral("-cert %1.pem -keyfile %1.key").arg(fileName(names.issuer));
    lines.append(QStringLiteral("openssl ca -batch -notext -utf8 -preserveDN -config %1.cnf "
                                "-name authority -extensions extensions %2 %3 -in %1.csr "
                                "-out %1.pem")
                     .arg(file, signer, validityOptions(request)));
    return lines;
}

} // namespace

Result<QString> opensslCommands(const CertificateRequest& request, const OpensslNames& names)
{
    const QString file = fileName(names.name);
    QStringList types;
    const Result<QString> digest = digestName(request.digest);
    const Result<QString> key = digest ? keyCommand(request.key, file) : fail(digest.error());
    const Result<QString> subject = key ? subjectOption(request.subject, types) : fail(key.error());
    const Result<QString> serial = subject ? serialDigits(request.serial) : fail(subject.error());
    const Result<QString> extensions = serial
        ? opensslExtensions(request,
                            {.request = names.requestOnly, .selfSigned = names.issuer.isEmpty()})
        : fail(serial.error());
    if (!extensions) {
        return fail(extensions.error());
    }
    if (extensions->split(QLatin1Char('\n')).contains(QStringLiteral("END"))) {
        // A line break in a value could end the configuration, and what follows would be run.
        return fail({.code = ErrorCode::NotSupported,
                     .message = CertificateText::tr(
                         "An extension holds a line that a shell script cannot carry.")});
    }
    QStringList lines {QStringLiteral("#!/bin/sh"), QStringLiteral("set -e")};
    if (!names.issuer.isEmpty() && !names.requestOnly) {
        lines.append(CertificateText::tr("# The issuer “%1” has to lie here as %2.pem and %2.key.")
                         .arg(QString(names.issuer).replace(QLatin1Char('\n'), QLatin1Char(' ')),
                              fileName(names.issuer)));
    }
    lines.append(QStringLiteral("cat > %1.cnf <<'END'").arg(file));
    lines.append(requestSection(types));
    if (!names.requestOnly) {
        lines.append(authoritySection(file, *digest, serial->isEmpty()));
    }
    lines.append(*extensions + QStringLiteral("END"));
    lines.append(*key);
    lines.append(QStringLiteral("openssl req -new -utf8 -config %1.cnf -key %1.key -%2 -subj %3%4 "
                                "-out %1.csr")
                     .arg(file,
                          *digest,
                          shellQuoted(*subject),
                          names.requestOnly ? QStringLiteral(" -reqexts extensions") : QString()));
    if (!names.requestOnly) {
        lines += issuingCommands(request, names, file, *serial);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

Result<QString> opensslCommandsFor(const StoreEntry& entry, const QList<StoreEntry>& entries)
{
    const Result<X509Ptr> certificate = parseCertificate(entry.der);
    if (!certificate) {
        return fail(certificate.error());
    }
    OpensslNames names {.name = entry.name};
    if (!entry.facts.selfSigned) {
        const Result<StoreEntry> issuer = issuerEntry(entries, certificate->get());
        names.issuer = issuer ? issuer->name : commonName(X509_get_issuer_name(certificate->get()));
        names.issuer = names.issuer.isEmpty() ? QStringLiteral("issuer") : names.issuer;
    }
    return opensslCommands(describeCertificate(certificate->get()), names);
}

} // namespace workbench
