#include "ui/common/fitting_area.h"

#include <QEvent>
#include <QResizeEvent>
#include <QScrollBar>

namespace workbench {
namespace {

/// Room for a line and its buttons.
constexpr int kLeastHeight = 60;

} // namespace

FittingArea::FittingArea(QWidget* content, QWidget* parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setWidget(content);
    content->setAutoFillBackground(false); // which setWidget() switches on
    viewport()->setAutoFillBackground(false);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int end) {
        setFocusPolicy(end > 0 ? Qt::StrongFocus : Qt::NoFocus);
    });
}

QSize FittingArea::sizeHint() const
{
    return {widget()->sizeHint().width(), widget()->heightForWidth(contentsRect().width())};
}

QSize FittingArea::minimumSizeHint() const
{
    return {widget()->minimumSizeHint().width(), qMin(kLeastHeight, sizeHint().height())};
}

bool FittingArea::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) { // of the content
        updateGeometry();
    }
    return QScrollArea::event(event);
}

void FittingArea::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        updateGeometry();
    }
}

} // namespace workbench
