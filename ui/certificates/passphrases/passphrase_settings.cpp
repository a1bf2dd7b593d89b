#include "ui/certificates/passphrases/passphrase_settings.h"

#include <QCoreApplication>
#include <QSettings>
#include <QStringList>

namespace workbench {
namespace {

QString timeKey()
{
    return QStringLiteral("passphrases/keep");
}

QString storedKey()
{
    return QStringLiteral("passphrases/inStorage");
}

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Passphrase)
};

} // namespace

KeepTime usualKeepTime(const QSettings& settings)
{
    return keepTimeFrom(settings.value(timeKey()).toString()).value_or(KeepTime::FiveMinutes);
}

void setUsualKeepTime(QSettings& settings, KeepTime time)
{
    settings.setValue(timeKey(), QString::fromLatin1(toIdentifier(time)));
}

QString keepTimeText(KeepTime time)
{
    switch (time) {
    case KeepTime::Never:
        return Text::tr("not at all: ask every time");
    case KeepTime::FiveMinutes:
        return Text::tr("for 5 minutes");
    case KeepTime::OneHour:
        return Text::tr("for 1 hour");
    case KeepTime::UntilEnd:
        return Text::tr("until the program ends");
    }
    return {};
}

bool isInStorage(const QSettings& settings, const QByteArray& spkiSha256)
{
    return settings.value(storedKey())
        .toStringList()
        .contains(QString::fromLatin1(spkiSha256.toHex()));
}

void setInStorage(QSettings& settings, const QByteArray& spkiSha256, bool isThere)
{
    QStringList stored = settings.value(storedKey()).toStringList();
    stored.removeAll(QString::fromLatin1(spkiSha256.toHex()));
    if (isThere) {
        stored.append(QString::fromLatin1(spkiSha256.toHex()));
    }
    settings.setValue(storedKey(), stored);
}

} // namespace workbench
