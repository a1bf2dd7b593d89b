#include "core/base/atomic_file.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/preflight/preflight_checks.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr const char* kCheck = "staple";

PreflightItem unfit(const QString& title, const QString& detail, const QString& fix)
{
    return {.check = QString::fromLatin1(kCheck),
            .result = CheckResult::Warning,
            .id = QStringLiteral("ocsp-staple-invalid"),
            .title = title,
            .detail = detail,
            .fixes = {{.action = FixAction::None, .text = fix}}};
}

PreflightItem unfit(const QString& title, const QString& detail)
{
    return unfit(title,
                 detail,
                 CertificateText::tr("Have the CA make one for this certificate, or staple none."));
}

QString serialsOf(const OcspFacts& facts)
{
    QStringList serials;
    for (const OcspAnswer& answer : facts.answers) {
        serials.append(answer.serial);
    }
    return serials.join(QStringLiteral(", "));
}

QString dateText(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODate);
}

/// What the response says of its own certificate.
PreflightItem judgeStatus(const OcspAnswer& answer, const QString& file)
{
    switch (answer.status) {
    case OcspStatus::Revoked:
        return unfit(CertificateText::tr("The OCSP response says that this certificate was revoked "
                                         "at %1: clients will refuse it.")
                         .arg(dateText(answer.revocationTime)),
                     answer.reason.isEmpty() ? file
                                             : QStringLiteral("%1: %2").arg(file, answer.reason),
                     CertificateText::tr("Have the CA issue another certificate."));
    case OcspStatus::Unknown:
        return unfit(CertificateText::tr("The OCSP response says that its responder does not know "
                                         "this certificate: clients will refuse it."),
                     file);
    case OcspStatus::Good:
        break;
    }
    return passed(kCheck, CertificateText::tr("The OCSP response is for this certificate."), file);
}

PreflightItem judge(const OcspFacts& facts, const PreflightSubject& subject)
{
    const QString file = subject.question.staple;
    const QString serial = subject.entry.facts.serial;
    if (facts.answers.isEmpty()) {
        return unfit(CertificateText::tr("The OCSP response says nothing of any certificate."),
                     QStringLiteral("%1: %2").arg(file, facts.responseStatus));
    }
    const auto own
        = std::find_if(facts.answers.begin(),
                       facts.answers.end(),
                       [&serial](const OcspAnswer& answer) { return answer.serial == serial; });
    if (own == facts.answers.end()) {
        return unfit(
            CertificateText::tr("The OCSP response is for another certificate: it is about "
                                "serial number %1, this one has %2.")
                .arg(serialsOf(facts), serial),
            file);
    }
    if (own->nextUpdate.isValid() && own->nextUpdate < subject.time) {
        return unfit(CertificateText::tr("The OCSP response has been out of date since %1.")
                         .arg(dateText(own->nextUpdate)),
                     file);
    }
    if (own->thisUpdate > subject.time) {
        return unfit(CertificateText::tr("The OCSP response does not hold before %1.")
                         .arg(dateText(own->thisUpdate)),
                     file);
    }
    return judgeStatus(*own, file);
}

} // namespace

/// What cannot be read is told by the start itself.
QList<PreflightItem> checkStaple(const PreflightSubject& subject)
{
    const QString& path = subject.question.staple;
    const Result<QByteArray> der = path.isEmpty() ? QByteArray() : readFile(path, kLargestStaple);
    if (!der || der->isEmpty()) {
        return {};
    }
    const Result<OcspFacts> facts = readOcspResponse(*der, path);
    return facts ? QList<PreflightItem> {judge(*facts, subject)} : QList<PreflightItem> {};
}

} // namespace workbench
