#include "core/certificates/lint/lint_rule.h"

namespace workbench {
namespace {

constexpr qint64 kDaySeconds = 86'400;

/// As BR §1.6.1 counts a validity period: both of its ends belong to it.
qint64 seconds(const LintedCertificate& c)
{
    return c.notBefore.time.secsTo(c.notAfter.time) + 1;
}

/// The limit of `Days` for what begins at or after the first second of that day.
template <int Days, int Year, int Month, int Day>
QStringList longerThan(const LintedCertificate& c)
{
    const QDateTime since(QDate(Year, Month, Day), QTime(0, 0), Qt::UTC);
    const bool readable = c.notBefore.time.isValid() && c.notAfter.time.isValid();
    return foundIf(readable && c.notBefore.time >= since && seconds(c) > Days * kDaySeconds,
                   LintText::tr("%n day(s)",
                                nullptr,
                                static_cast<int>((seconds(c) + kDaySeconds - 1) / kDaySeconds)));
}

QString timeText(const LintedTime& time)
{
    return QStringLiteral("%1: %2").arg(QString::fromLatin1(time.field),
                                        time.time.isValid() ? time.time.toString(Qt::ISODate)
                                                            : QString::fromLatin1(time.text));
}

QString rawText(const LintedTime& time)
{
    return QStringLiteral("%1: %2").arg(QString::fromLatin1(time.field),
                                        QString::fromLatin1(time.text));
}

QStringList each(const LintedCertificate& c, bool (*offends)(const LintedTime&))
{
    return foundIf(offends(c.notBefore), rawText(c.notBefore))
        + foundIf(offends(c.notAfter), rawText(c.notAfter));
}

/// YYMMDDHHMMSSZ and YYYYMMDDHHMMSSZ, nothing else.
bool hasOtherForm(const LintedTime& time)
{
    const qsizetype length = time.type == V_ASN1_UTCTIME ? 13 : 15;
    return time.text.size() != length || !time.text.endsWith('Z');
}

bool isGeneralizedTooEarly(const LintedTime& time)
{
    constexpr int kFirstGeneralized = 2050;
    return time.type == V_ASN1_GENERALIZEDTIME && time.time.isValid()
        && time.time.date().year() < kFirstGeneralized;
}

/// Two digits from 50 on mean 1950 to 1999: before there were certificates worth checking.
bool isUtcOfLastCentury(const LintedTime& time)
{
    constexpr int kFirstLikely = 1990;
    return time.type == V_ASN1_UTCTIME && time.time.isValid()
        && time.time.date().year() < kFirstLikely;
}

constexpr LintRule kRules[] = {
    {"validity-reversed",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.5",
     QT_TRANSLATE_NOOP("CertificateLint", "The validity ends before it begins."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue it with an end after its begin."),
     [](const LintedCertificate& c) {
         return foundIf(c.notBefore.time.isValid() && c.notAfter.time.isValid()
                            && c.notAfter.time < c.notBefore.time,
                        timeText(c.notBefore) + QStringLiteral(", ") + timeText(c.notAfter));
     }},
    {"time-form-wrong",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.5.1; §4.1.2.5.2",
     QT_TRANSLATE_NOOP("CertificateLint", "A time is not written to the second, in UTC, with a Z."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Write it as YYMMDDHHMMSSZ, from 2050 on as YYYYMMDDHHMMSSZ."),
     [](const LintedCertificate& c) { return each(c, &hasOtherForm); }},
    {"generalized-time-before-2050",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.5",
     QT_TRANSLATE_NOOP("CertificateLint", "A time before 2050 is written as GeneralizedTime."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write it as UTCTime."),
     [](const LintedCertificate& c) { return each(c, &isGeneralizedTooEarly); }},
    {"utc-time-in-last-century",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.5.1",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A UTCTime lies far in the last century: a year from 2050 on, cut to two "
                       "digits."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write years from 2050 on as GeneralizedTime."),
     [](const LintedCertificate& c) { return each(c, &isUtcOfLastCentury); }},
    {"validity-without-end",
     Severity::Note,
     LintScope::Any,
     "RFC 5280 §4.1.2.5",
     QT_TRANSLATE_NOOP("CertificateLint", "The certificate never expires."),
     QT_TRANSLATE_NOOP("CertificateLint", "Give it an end, unless it is the identity of a device."),
     [](const LintedCertificate& c) {
         return foundIf(c.notAfter.text == "99991231235959Z", rawText(c.notAfter));
     }},
    {"validity-over-825-days",
     Severity::Warning,
     LintScope::Server,
     "BR §6.3.2; Apple, requirements for trusted certificates in iOS 13",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "The certificate is valid for over 825 days: Apple's systems refuse it, that "
         "of a private CA too."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue it for a shorter time."),
     &longerThan<825, 2019, 7, 1>},
    {"validity-over-398-days",
     Severity::Warning,
     LintScope::Server,
     "BR §6.3.2",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "The certificate is valid for over 398 days: browsers refuse it when a public "
         "CA issued it."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue it for a shorter time."),
     &longerThan<398, 2020, 9, 1>},
    {"validity-over-200-days",
     Severity::Warning,
     LintScope::Server,
     "BR §6.3.2 (ballot SC-081)",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The certificate is valid for over 200 days, the limit of public CAs since "
                       "2026-03-15."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it for a shorter time, and renew it by a program."),
     &longerThan<200, 2026, 3, 15>},
    {"validity-over-100-days",
     Severity::Warning,
     LintScope::Server,
     "BR §6.3.2 (ballot SC-081)",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The certificate is valid for over 100 days, the limit of public CAs since "
                       "2027-03-15."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it for a shorter time, and renew it by a program."),
     &longerThan<100, 2027, 3, 15>},
    {"validity-over-47-days",
     Severity::Warning,
     LintScope::Server,
     "BR §6.3.2 (ballot SC-081)",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The certificate is valid for over 47 days, the limit of public CAs since "
                       "2029-03-15."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it for a shorter time, and renew it by a program."),
     &longerThan<47, 2029, 3, 15>},
};

} // namespace

std::span<const LintRule> validityRules()
{
    return kRules;
}

} // namespace workbench
