#include "app/self_check.h"

#include "app/command_line/command_context.h"
#include "core/trace/tls_library.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QIcon>
#include <QImage>
#include <QPixmap>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SelfCheck)
};

bool report(const QString& part, bool whole, const QString& detail)
{
    CommandContext::print(
        QStringLiteral("%1 %2: %3").arg(whole ? Text::tr("ok  ") : Text::tr("FAIL"), part, detail));
    return whole;
}

bool checkTls()
{
    const Result<void> library = initializeTlsLibrary();
    return report(Text::tr("TLS library"),
                  library.has_value(),
                  library ? tlsLibraryText() : library.error().toLine());
}

/// Without the SVG plugin Qt shows empty icons and says nothing.
bool checkSvg()
{
    const QImage image
        = QIcon(QStringLiteral(":/icons/tls-workbench.svg")).pixmap(QSize(32, 32)).toImage();
    bool painted = false;
    for (int y = 0; y < image.height() && !painted; ++y) {
        for (int x = 0; x < image.width() && !painted; ++x) {
            painted = qAlpha(image.pixel(x, y)) != 0;
        }
    }
    return report(Text::tr("SVG icons"),
                  painted,
                  painted ? Text::tr("rendered")
                          : Text::tr("nothing was painted; Qt's SVG plugin is missing"));
}

bool checkFonts()
{
    const qsizetype families = QFontDatabase::families().size();
    return report(Text::tr("Fonts"), families > 0, Text::tr("%1 families").arg(families));
}

} // namespace

int runSelfCheck()
{
    const bool tls = checkTls();
    const bool svg = checkSvg();
    const bool fonts = checkFonts();
    return tls && svg && fonts ? ExitDone : ExitLocalFault;
}

} // namespace workbench
