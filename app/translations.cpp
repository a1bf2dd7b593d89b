#include "app/translations.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QTranslator>

namespace workbench {
namespace {

QString install(QCoreApplication& application, const QLocale& locale)
{
    auto* translator = new QTranslator(&application);
    if (!translator->load(locale,
                          QStringLiteral("tls-workbench"),
                          QStringLiteral("_"),
                          QStringLiteral(":/translations"))
        || !QCoreApplication::installTranslator(translator)) {
        delete translator;
        return {};
    }
    return QFileInfo(translator->filePath()).completeBaseName();
}

} // namespace

QStringList installTranslations(QCoreApplication& application, const QLocale& locale)
{
    QStringList installed {install(application, QLocale(QLocale::English))};
    installed.append(install(application, locale));
    installed.removeAll({});
    installed.removeDuplicates();
    return installed;
}

} // namespace workbench
