#include "ui/common/themed_icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

namespace workbench {

namespace {

class ThemedIconEngine : public QIconEngine
{
public:
    ThemedIconEngine(QString name, std::optional<Tone> tone)
        : m_name(std::move(name))
        , m_tone(tone)
    { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, drawn((QSizeF(rect.size()) * ratio).toSize(), mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        return drawn(size, mode);
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_tone); }

    QString key() const override { return QStringLiteral("workbench-themed"); }

private:
    /// In device pixels. Kept: a table asks for the same few icons with every row it paints.
    QPixmap drawn(const QSize& size, QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        const QString key = QStringLiteral("themed-icon %1 %2x%3 %4 %5")
                                .arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(ground(mode, palette).name(), color(mode, palette).name());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) {
            return pixmap;
        }
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        const int side = qMin(size.width(), size.height());
        QPainter painter(&pixmap);
        QSvgRenderer(coloured(mode, palette))
            .render(&painter,
                    QRect((size.width() - side) / 2, (size.height() - side) / 2, side, side));
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QByteArray coloured(QIcon::Mode mode, const QPalette& palette) const
    {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (!file.open(QIODevice::ReadOnly)) {
            return {};
        }
        QByteArray svg = file.readAll();
        // What stands out of a filled shape takes the colour of the ground; first, for the colour
        // of the shape may be white itself.
        svg.replace("#ffffff", ground(mode, palette).name().toLatin1());
        svg.replace("currentColor", color(mode, palette).name().toLatin1());
        return svg;
    }

    static QColor ground(QIcon::Mode mode, const QPalette& palette)
    {
        return palette.color(mode == QIcon::Selected ? QPalette::Highlight : QPalette::Base);
    }

    QColor color(QIcon::Mode mode, const QPalette& palette) const
    {
        if (mode == QIcon::Disabled) {
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        }
        if (mode == QIcon::Selected) {
            return palette.color(QPalette::Active, QPalette::HighlightedText);
        }
        return m_tone ? toneColor(*m_tone, palette)
                      : palette.color(QPalette::Active, QPalette::ButtonText);
    }

    QString m_name;
    std::optional<Tone> m_tone;
};

} // namespace

QIcon themedIcon(const QString& name)
{
    return QIcon(new ThemedIconEngine(name, std::nullopt));
}

QIcon themedIcon(const QString& name, Tone tone)
{
    return QIcon(new ThemedIconEngine(name, tone));
}

} // namespace workbench
