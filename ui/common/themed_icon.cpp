#include "ui/common/themed_icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
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
        QSvgRenderer renderer(coloured(mode));
        const int side = qMin(rect.width(), rect.height());
        const QRect square(rect.x() + (rect.width() - side) / 2,
                           rect.y() + (rect.height() - side) / 2,
                           side,
                           side);
        renderer.render(painter, square);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_tone); }

    QString key() const override { return QStringLiteral("workbench-themed"); }

private:
    QByteArray coloured(QIcon::Mode mode) const
    {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (!file.open(QIODevice::ReadOnly)) {
            return {};
        }
        const QPalette palette = QGuiApplication::palette();
        QByteArray svg = file.readAll();
        // What stands out of a filled shape takes the colour of the ground; first, for the colour
        // of the shape may be white itself.
        svg.replace("#ffffff",
                    mode == QIcon::Selected ? palette.color(QPalette::Highlight).name().toLatin1()
                                            : palette.color(QPalette::Base).name().toLatin1());
        svg.replace("currentColor", color(mode, palette).name().toLatin1());
        return svg;
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
