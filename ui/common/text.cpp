#include "ui/common/text.h"

#include "core/wire/registry.h"

#include <QCoreApplication>
#include <QLocale>

namespace workbench {

namespace {

QString dash()
{
    return QStringLiteral("–");
}

} // namespace

QString fromStd(const std::string& text)
{
    return QString::fromStdString(text);
}

QString clockText(const QDateTime& time)
{
    return time.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString dateText(const QDateTime& time)
{
    return time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString bytesText(qint64 bytes)
{
    if (bytes < 1024) {
        return QCoreApplication::translate("Text", "%1 B").arg(bytes);
    }
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

QString versionLabel(quint16 version)
{
    return version == 0 ? dash() : fromStd(wire::versionName(version));
}

QString suiteText(quint16 suite)
{
    return suite == 0 ? dash() : fromStd(wire::cipherSuiteName(suite));
}

QString groupText(quint16 group)
{
    return group == 0 ? dash() : fromStd(wire::groupName(group));
}

QString schemeText(quint16 scheme)
{
    return scheme == 0 ? dash() : fromStd(wire::signatureSchemeName(scheme));
}

QString errorText(const Error& error)
{
    return error.remedy.isEmpty() ? error.message
                                  : QStringLiteral("%1 %2").arg(error.message, error.remedy);
}

QString withoutMnemonic(QString text)
{
    return text.remove(QLatin1Char('&'));
}

} // namespace workbench
