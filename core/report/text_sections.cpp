#include "core/report/text_sections.h"

#include "core/base/hex.h"
#include "core/certificates/certificate_facts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionReport)
};

QString dateText(const QDateTime& time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss"));
}

QString certaintyText(const Finding& finding)
{
    QString says;
    switch (finding.issuedBy) {
    case IssuedBy::Local:
        says = Text::tr("this end says so");
        break;
    case IssuedBy::Peer:
        says = Text::tr("the peer says so");
        break;
    case IssuedBy::Network:
        says = Text::tr("the network says so");
        break;
    }
    return QStringLiteral("%1, %2, %3")
        .arg(finding.id, QString::fromLatin1(toIdentifier(finding.confidence)), says);
}

void writeFinding(TextWriter& writer, const Finding& finding)
{
    const bool error = finding.severity == Severity::Error;
    const bool warning = finding.severity == Severity::Warning;
    const Tone tone = error ? Tone::Bad : (warning ? Tone::Warning : Tone::Plain);
    const QString sign
        = error ? QStringLiteral("✖ ") : (warning ? QStringLiteral("▲ ") : QStringLiteral("● "));
    writer.paragraph(sign, finding.title, tone);
    const QStringList labels {Text::tr("Why:"), Text::tr("Do:"), Text::tr("Seen:")};
    qsizetype width = 0;
    for (const QString& label : labels) {
        width = std::max(width, label.size());
    }
    const auto margin = [width](const QString& label) {
        return QStringLiteral("  ") + label.leftJustified(static_cast<int>(width))
            + QLatin1Char(' ');
    };
    writer.paragraph(margin(labels.at(0)), finding.cause);
    bool first = true;
    for (const QString& fix : finding.fixes) {
        writer.paragraph(margin(first ? labels.at(1) : QString()) + QStringLiteral("• "), fix);
        first = false;
    }
    first = true;
    for (const QString& fact : finding.evidence) {
        writer.paragraph(
            margin(first ? labels.at(2) : QString()) + QStringLiteral("• "), fact, Tone::Quiet);
        first = false;
    }
    writer.line(margin({}) + certaintyText(finding), Tone::Quiet);
}

} // namespace

void writeCertificates(TextWriter& writer,
                       const QString& heading,
                       const QList<QByteArray>& certificates)
{
    if (certificates.isEmpty()) {
        return;
    }
    writer.heading(heading);
    int position = 0;
    for (const QByteArray& der : certificates) {
        const Result<CertificateFacts> facts = certificateFacts(QByteArrayView(der));
        const QString label = QString::number(position++);
        if (!facts) {
            writer.line(QStringLiteral("  %1  %2").arg(label, facts.error().message), Tone::Bad);
            continue;
        }
        writer.line(QStringLiteral("  %1  %2").arg(label, facts->subject));
        QList<QStringList> rows {
            {Text::tr("issuer"), facts->issuer},
            {Text::tr("valid"),
             Text::tr("%1 to %2 UTC").arg(dateText(facts->notBefore), dateText(facts->notAfter))},
            {Text::tr("key"),
             Text::tr("%1, signed with %2").arg(facts->key, facts->signatureAlgorithm)}};
        if (!facts->san.isEmpty()) {
            rows.append({Text::tr("names"), facts->san.join(QStringLiteral(", "))});
        }
        rows.append({Text::tr("SHA-256"), toFingerprint(facts->sha256)});
        constexpr int kBelowSubject = 5;
        writer.table(rows, kBelowSubject, {}, Tone::Quiet, TableHeads::ofRows());
    }
}

void writeVerification(TextWriter& writer, const Verification& check, const QString& host)
{
    if (!check.performed) {
        return;
    }
    writer.heading(Text::tr("Check of the certificate"));
    const bool isNothing = check.anchorsCount == 0 && check.anchorsOrigin.isEmpty();
    const QString anchors = check.pinChecked ? Text::tr("the pinned hashes")
        : isNothing
        ? Text::tr("the trust anchors (none were given)")
        : Text::tr("the trust anchors (%1: %2)").arg(check.anchorsOrigin).arg(check.anchorsCount);
    if (check.trusted) {
        writer.line(QStringLiteral("  ✔ ") + Text::tr("trusted, by %1").arg(anchors), Tone::Good);
    }
    if (check.ofSession) {
        writer.line(QStringLiteral("    ")
                        + Text::tr("of the certificate in the session that was taken up again"),
                    Tone::Quiet);
    }
    const Tone faultTone = check.enforced ? Tone::Bad : Tone::Warning;
    for (const VerifyResult& result : check.results) {
        if (result.code != 0) {
            writer.line(QStringLiteral("  ✖ ")
                            + Text::tr("depth %1: %2 (%3 %4)")
                                  .arg(result.depth)
                                  .arg(result.text)
                                  .arg(result.code)
                                  .arg(result.name),
                        faultTone);
        }
    }
    if (check.hostChecked) {
        writer.line(check.hostnameMatches
                        ? QStringLiteral("  ✔ ") + Text::tr("is for %1").arg(host)
                        : QStringLiteral("  ✖ ") + Text::tr("is not for %1").arg(host),
                    check.hostnameMatches ? Tone::Good : faultTone);
    }
    if (!check.trusted) {
        writer.line(QStringLiteral("    ") + Text::tr("checked against %1").arg(anchors),
                    Tone::Quiet);
    }
    if (!check.enforced) {
        writer.line(QStringLiteral("    ") + Text::tr("the result did not decide: trusted site"),
                    Tone::Quiet);
    }
}

void writeStaple(TextWriter& writer, const OcspStaple& staple, bool enforced)
{
    if (!staple.requested) {
        return;
    }
    writer.heading(Text::tr("Stapled OCSP response"));
    if (!staple.present) {
        writer.line(QStringLiteral("  ") + Text::tr("asked for, none came"), Tone::Quiet);
        return;
    }
    if (!staple.judged) {
        writer.line(QStringLiteral("  ") + Text::tr("given, %1 bytes").arg(staple.response.size()));
        return;
    }
    if (staple.isAcceptable()) {
        writer.line(QStringLiteral("  ✔ ") + Text::tr("the certificate is not revoked"),
                    Tone::Good);
    } else {
        writer.line(QStringLiteral("  ✖ ") + staple.problem, enforced ? Tone::Bad : Tone::Warning);
    }
    QList<QStringList> rows;
    if (staple.answer) {
        rows.append({Text::tr("status"), QString::fromLatin1(toIdentifier(staple.answer->status))});
        rows.append({Text::tr("from"), dateText(staple.answer->thisUpdate)});
        if (staple.answer->nextUpdate.isValid()) {
            rows.append({Text::tr("until"), dateText(staple.answer->nextUpdate)});
        }
    }
    if (!staple.signer.isEmpty()) {
        rows.append({staple.delegated ? Text::tr("signed for the issuer by")
                                      : Text::tr("signed by the issuer"),
                     staple.signer});
    }
    constexpr int kBelowHeading = 4;
    writer.table(rows, kBelowHeading, {}, Tone::Quiet, TableHeads::ofRows());
}

void writeTimestamps(TextWriter& writer, const QList<CertificateTimestamp>& timestamps)
{
    if (timestamps.isEmpty()) {
        return;
    }
    const auto place = [](CertificateTimestamp::Source source) {
        switch (source) {
        case CertificateTimestamp::Source::Certificate:
            return Text::tr("in the certificate");
        case CertificateTimestamp::Source::Handshake:
            return Text::tr("in the handshake");
        case CertificateTimestamp::Source::Staple:
            break;
        }
        return Text::tr("in the OCSP response");
    };
    writer.heading(Text::tr("Signed certificate timestamps, as they stand there"));
    QList<QStringList> rows;
    for (const CertificateTimestamp& one : timestamps) {
        rows.append({place(one.source),
                     dateText(one.time),
                     Text::tr("log %1").arg(QString::fromLatin1(one.logId.toBase64()))});
    }
    constexpr int kIndent = 2;
    writer.table(rows,
                 kIndent,
                 {},
                 Tone::Plain,
                 TableHeads::ofColumns({Text::tr("place"), Text::tr("time"), Text::tr("log")}));
}

void writeFindings(TextWriter& writer, const QList<Finding>& findings)
{
    if (findings.isEmpty()) {
        return;
    }
    writer.heading(Text::tr("Findings"));
    bool first = true;
    for (const Finding& finding : findings) {
        if (!first) {
            writer.blank();
        }
        writeFinding(writer, finding);
        first = false;
    }
}

} // namespace workbench
