#include "core/certificates/extension_words.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"
#include "core/certificates/certificate_description.h"
#include "core/certificates/certificate_text.h"

#include <QRegularExpression>
#include <QUrl>

#include <openssl/x509v3.h>

namespace workbench {
namespace {

using Words = QList<QPair<QString, QString>>;

/// As OpenSSL prints it, without its indentation; empty: there is no such extension.
QString printed(X509* certificate, int nid)
{
    const int place = X509_get_ext_by_NID(certificate, nid, -1);
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (place < 0 || !bio
        || X509V3_EXT_print(
               bio.get(), X509_get_ext(certificate, place), X509V3_EXT_PARSE_UNKNOWN, 0)
            != 1) {
        return {};
    }
    QStringList lines;
    const QString text = QString::fromUtf8(contentOf(bio.get()));
    for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        lines.append(line.trimmed());
    }
    return lines.join(QLatin1Char('\n'));
}

QString pathLengthText(int length)
{
    return length < 0 ? CertificateText::tr("not limited")
        : length == 0 ? CertificateText::tr("0: it signs no other CAs")
                      : CertificateText::tr("at most %n CA(s) below it", nullptr, length);
}

} // namespace

QList<QPair<QString, QString>> extensionsInWords(X509* certificate)
{
    const OpenSslErrorGuard guard;
    const CertificateRequest described = describeCertificate(certificate);
    Words words;
    const auto add = [&words](const QString& name, const QString& text) {
        if (!text.isEmpty()) {
            words.append({name, text});
        }
    };
    const auto lines = [](const QStringList& list) { return list.join(QLatin1Char('\n')); };
    add(CertificateText::tr("Key usage"),
        described.keyUsage.value_or(QStringList()).join(QStringLiteral(", ")));
    if (X509_check_ca(certificate) == 1) {
        add(CertificateText::tr("Path length"), pathLengthText(described.pathLength));
    }
    add(CertificateText::tr("Name constraints"), printed(certificate, NID_name_constraints));
    add(CertificateText::tr("Policies"), printed(certificate, NID_certificate_policies));
    add(CertificateText::tr("Must-staple"),
        described.mustStaple ? CertificateText::tr("yes: servers have to staple an OCSP response")
                             : QString());
    add(CertificateText::tr("CRL at"), lines(described.crlUrls));
    add(CertificateText::tr("OCSP at"), lines(described.ocspUrls));
    add(CertificateText::tr("Issuer's certificate at"), lines(described.caIssuersUrls));
    return words;
}

QString withReadableForm(const QString& name)
{
    if (!name.contains(QLatin1String("xn--"), Qt::CaseInsensitive)) {
        return name;
    }
    // An e-mail address and a URI have other parts that are no host name.
    static const QRegularExpression kHost(QStringLiteral("(?:[A-Za-z0-9-]+\\.)*xn--[A-Za-z0-9.-]*"),
                                          QRegularExpression::CaseInsensitiveOption);
    const QString ascii = kHost.match(name).captured();
    const QString readable = QUrl::fromAce(ascii.toLatin1(), QUrl::IgnoreIDNWhitelist);
    return readable == ascii.toLower() || readable.isEmpty()
        ? name
        : QStringLiteral("%1 (%2)").arg(name, readable);
}

} // namespace workbench
