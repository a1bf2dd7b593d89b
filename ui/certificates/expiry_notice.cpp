#include "ui/certificates/expiry_notice.h"

#include <QCoreApplication>
#include <QSettings>

namespace workbench {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExpiryNotice)
};

QString key()
{
    return QStringLiteral("certificates/soonDays");
}

} // namespace

int expirySoonDays(const QSettings& settings)
{
    return settings.value(key(), kUsualSoonDays).toInt();
}

void setExpirySoonDays(QSettings& settings, int days)
{
    settings.setValue(key(), days);
}

QString expiryText(const CertificateFacts& facts, const QDateTime& now, State state)
{
    const qint64 days = now.daysTo(facts.notAfter);
    switch (state) {
    case State::Expired:
        return Text::tr("expired %n day(s) ago", nullptr, static_cast<int>(-days));
    case State::NotYetValid:
        return Text::tr("not yet valid");
    case State::ExpiresSoon:
        return Text::tr("expires soon, in %n day(s)", nullptr, static_cast<int>(days));
    default:
        return Text::tr("valid for %n more day(s)", nullptr, static_cast<int>(days));
    }
}

} // namespace workbench
