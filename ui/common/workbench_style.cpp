#include "ui/common/workbench_style.h"

#include "ui/common/theme.h"
#include "ui/common/themed_icon.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include <array>

namespace workbench {

namespace {

constexpr double kRadius = 5.0;
constexpr int kLabelGap = 7; ///< between icon and text of a button
constexpr int kTextMargin = 6; ///< of headers and cells
constexpr int kFieldMargin = 4; ///< of line edits, on top of Fusion's

bool isDefaultButton(const QStyleOption* option)
{
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    return button != nullptr && (button->features & QStyleOptionButton::DefaultButton) != 0
        && (option->state & QStyle::State_Enabled) != 0;
}

/// Flat, rounded; filled with the accent for the default button.
void drawButton(const QStyleOption* option, QPainter* painter)
{
    const QPalette& palette = option->palette;
    QColor fill = palette.color(isDefaultButton(option) ? QPalette::Highlight : QPalette::Button);
    QColor border = isDefaultButton(option) ? fill.darker(115) : lineColor(palette);
    if ((option->state & (QStyle::State_Sunken | QStyle::State_On)) != 0) {
        fill = fill.darker(isDark(palette) ? 130 : 110);
    } else if ((option->state & QStyle::State_MouseOver) != 0
               && (option->state & QStyle::State_Enabled) != 0) {
        fill = isDark(palette) ? fill.lighter(118) : fill.darker(104);
    }
    if ((option->state & QStyle::State_HasFocus) != 0
        && (option->state & QStyle::State_KeyboardFocusChange) != 0) {
        border = palette.color(QPalette::Highlight);
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(border);
    painter->setBrush(fill);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    painter->restore();
}

/// Nothing at rest, a tint under the mouse or while pressed.
void drawToolButton(const QStyleOption* option, QPainter* painter)
{
    const bool raised = (option->state & QStyle::State_AutoRaise) == 0;
    if (raised) {
        drawButton(option, painter);
        return;
    }
    const bool pressed = (option->state & (QStyle::State_Sunken | QStyle::State_On)) != 0;
    const bool hovered = (option->state & QStyle::State_MouseOver) != 0
        && (option->state & QStyle::State_Enabled) != 0;
    if (!pressed && !hovered) {
        return;
    }
    QColor fill = option->palette.color(QPalette::WindowText);
    fill.setAlphaF(pressed ? 0.16F : 0.08F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), kRadius, kRadius);
    painter->restore();
}

/// Rounded like the buttons; the border tells the focus.
void drawLineEdit(const QStyleOption* option, QPainter* painter)
{
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    const QPalette& palette = option->palette;
    const bool framed = frame != nullptr && frame->lineWidth > 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool focused = (option->state & QStyle::State_HasFocus) != 0;
    painter->setPen(
        !framed ? QPen(Qt::NoPen)
                : QPen(focused ? palette.color(QPalette::Highlight) : fieldLineColor(palette)));
    painter->setBrush((option->state & QStyle::State_Enabled) != 0
                          ? palette.brush(QPalette::Base)
                          : palette.brush(QPalette::Window));
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    painter->restore();
}

/// Icon and text of a button, a little apart, in the middle.
void drawButtonLabel(const QStyle* style,
                     const QStyleOptionButton* button,
                     QPainter* painter,
                     const QWidget* widget)
{
    const bool enabled = (button->state & QStyle::State_Enabled) != 0;
    const bool filled = isDefaultButton(button);
    QRect area = button->rect;
    const int textWidth = button->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
    const int iconWidth = button->icon.isNull() ? 0 : button->iconSize.width();
    const int gap = iconWidth > 0 && !button->text.isEmpty() ? kLabelGap : 0;
    int left = area.left() + qMax(4, (area.width() - textWidth - gap - iconWidth) / 2);
    if (iconWidth > 0) {
        const QIcon::Mode mode = !enabled ? QIcon::Disabled
            : filled                      ? QIcon::Selected
                                          : QIcon::Normal;
        const QRect place(left,
                          area.center().y() - button->iconSize.height() / 2 + 1,
                          iconWidth,
                          button->iconSize.height());
        button->icon.paint(painter, place, Qt::AlignCenter, mode);
        left += iconWidth + gap;
    }
    int flags = Qt::AlignLeft | Qt::AlignVCenter;
    flags |= style->styleHint(QStyle::SH_UnderlineShortcut, button, widget) != 0
        ? Qt::TextShowMnemonic
        : Qt::TextHideMnemonic;
    area.setLeft(left);
    style->drawItemText(painter,
                        area,
                        flags,
                        button->palette,
                        enabled,
                        button->text,
                        filled ? QPalette::HighlightedText : QPalette::ButtonText);
}

/// The ground of a selected or hovered item: flat.
void drawItemGround(const QStyleOptionViewItem* item, QPainter* painter)
{
    const bool selected = (item->state & QStyle::State_Selected) != 0;
    if (item->backgroundBrush.style() != Qt::NoBrush) {
        painter->fillRect(item->rect, item->backgroundBrush);
    }
    const QPalette::ColorGroup group
        = (item->state & QStyle::State_Active) != 0 ? QPalette::Active : QPalette::Inactive;
    if (selected) {
        painter->fillRect(item->rect, item->palette.brush(group, QPalette::Highlight));
    } else if ((item->state & QStyle::State_MouseOver) != 0) {
        QColor tint = item->palette.color(QPalette::Text);
        tint.setAlphaF(0.05F);
        painter->fillRect(item->rect, tint);
    }
}

/// A box that can be seen on every ground, filled with the accent when it is checked.
void drawCheckBox(const QStyleOption* option, QPainter* painter)
{
    const QPalette& palette = option->palette;
    const bool enabled = (option->state & QStyle::State_Enabled) != 0;
    const bool checked = (option->state & QStyle::State_On) != 0;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor accent
        = palette.color(enabled ? QPalette::Normal : QPalette::Disabled, QPalette::Highlight);
    painter->setPen(checked ? accent
                        : (option->state & QStyle::State_HasFocus) != 0
                        ? palette.color(QPalette::Highlight)
                        : fieldLineColor(palette));
    painter->setBrush(checked ? QBrush(accent) : palette.brush(QPalette::Base));
    painter->drawRoundedRect(box, 3, 3);
    if (checked) {
        const double unit = box.width() / 12.0;
        const std::array<QPointF, 3> tick {
            QPointF(box.left() + 2.8 * unit, box.top() + 6.3 * unit),
            QPointF(box.left() + 5.1 * unit, box.top() + 8.6 * unit),
            QPointF(box.left() + 9.4 * unit, box.top() + 3.6 * unit)};
        painter->setPen(QPen(palette.color(QPalette::HighlightedText),
                             1.8,
                             Qt::SolidLine,
                             Qt::RoundCap,
                             Qt::RoundJoin));
        painter->drawPolyline(tick.data(), static_cast<int>(tick.size()));
    }
    painter->restore();
}

/// A thin line around what has the keyboard.
void drawFocus(const QStyleOption* option, QPainter* painter, const QWidget* widget)
{
    const bool inView = qobject_cast<const QAbstractItemView*>(widget) != nullptr;
    const bool selected = (option->state & QStyle::State_Selected) != 0;
    QColor line = option->palette.color(inView && selected ? QPalette::HighlightedText
                                                           : QPalette::Highlight);
    line.setAlphaF(inView && selected ? 0.45F : 1.0F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
}

/// Icon and text of a tool button, a little apart.
void drawToolButtonLabel(const QStyle* style,
                         const QStyleOptionToolButton* button,
                         QPainter* painter)
{
    const bool enabled = (button->state & QStyle::State_Enabled) != 0;
    const QIcon::Mode mode = enabled ? QIcon::Normal : QIcon::Disabled;
    QRect area = button->rect.adjusted(kTextMargin + 1, 0, -2, 0);
    if (!button->icon.isNull()) {
        const QRect place(area.left(),
                          area.center().y() - button->iconSize.height() / 2 + 1,
                          button->iconSize.width(),
                          button->iconSize.height());
        button->icon.paint(painter, place, Qt::AlignCenter, mode);
        area.setLeft(place.right() + 1 + kLabelGap);
    }
    style->drawItemText(painter,
                        area,
                        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic,
                        button->palette,
                        enabled,
                        button->text,
                        QPalette::ButtonText);
}

/// The frame of a field or of a button, and an arrow; the text is drawn by the combo box itself.
void drawComboBox(const QStyle* style,
                  const QStyleOptionComboBox* box,
                  QPainter* painter,
                  const QWidget* widget)
{
    if (box->editable) {
        QStyleOptionFrame frame;
        frame.QStyleOption::operator=(*box);
        frame.lineWidth = 1;
        drawLineEdit(&frame, painter);
    } else {
        QStyleOptionButton button;
        button.QStyleOption::operator=(*box);
        drawButton(&button, painter);
    }
    QStyleOption arrow;
    arrow.QStyleOption::operator=(*static_cast<const QStyleOption*>(box));
    const QRect place
        = style->subControlRect(QStyle::CC_ComboBox, box, QStyle::SC_ComboBoxArrow, widget);
    arrow.rect = QRect(0, 0, 12, 12);
    arrow.rect.moveCenter(place.center());
    style->drawPrimitive(QStyle::PE_IndicatorArrowDown, &arrow, painter, widget);
}

void drawBar(const QStyleOption* option, QPainter* painter)
{
    painter->fillRect(option->rect, option->palette.window());
    painter->setPen(lineColor(option->palette));
    painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
}

} // namespace

WorkbenchStyle::WorkbenchStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{ }

void WorkbenchStyle::drawPrimitive(PrimitiveElement element,
                                   const QStyleOption* option,
                                   QPainter* painter,
                                   const QWidget* widget) const
{
    if (element == PE_PanelButtonCommand) {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        const bool flat = button != nullptr && (button->features & QStyleOptionButton::Flat) != 0;
        if (!flat) {
            drawButton(option, painter);
            return;
        }
    }
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (element == PE_PanelItemViewItem && item != nullptr) {
        drawItemGround(item, painter);
        return;
    }
    if (element == PE_IndicatorBranch && option->state.testFlag(State_Selected)) {
        // Fusion draws the arrow as if the row were not selected.
        QStyleOption selected(*option);
        selected.palette.setBrush(QPalette::WindowText, option->palette.highlightedText());
        QProxyStyle::drawPrimitive(element, &selected, painter, widget);
        return;
    }
    if (element == PE_PanelLineEdit) {
        drawLineEdit(option, painter);
        return;
    }
    if (element == PE_IndicatorCheckBox) {
        drawCheckBox(option, painter);
        return;
    }
    if (element == PE_FrameFocusRect) {
        drawFocus(option, painter, widget);
        return;
    }
    if (element == PE_PanelButtonTool) {
        drawToolButton(option, painter);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void WorkbenchStyle::drawControl(ControlElement element,
                                 const QStyleOption* option,
                                 QPainter* painter,
                                 const QWidget* widget) const
{
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool hasMenu = button != nullptr && (button->features & QStyleOptionButton::HasMenu) != 0;
    if (element == CE_PushButtonLabel && button != nullptr && !hasMenu) {
        drawButtonLabel(proxy(), button, painter, widget);
        return;
    }
    const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    const bool beside = tool != nullptr && tool->toolButtonStyle == Qt::ToolButtonTextBesideIcon;
    if (element == CE_ToolButtonLabel && beside) {
        drawToolButtonLabel(proxy(), tool, painter);
        return;
    }
    if (element == CE_ToolBar) {
        drawBar(option, painter);
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WorkbenchStyle::drawComplexControl(ComplexControl control,
                                        const QStyleOptionComplex* option,
                                        QPainter* painter,
                                        const QWidget* widget) const
{
    const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
    if (control == CC_ComboBox && box != nullptr && box->frame) {
        drawComboBox(proxy(), box, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect WorkbenchStyle::subElementRect(SubElement element,
                                     const QStyleOption* option,
                                     const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    return element == SE_LineEditContents && frame != nullptr && frame->lineWidth > 0
        ? rect.adjusted(kFieldMargin, 0, -kFieldMargin, 0)
        : rect;
}

QSize WorkbenchStyle::sizeFromContents(ContentsType type,
                                       const QStyleOption* option,
                                       const QSize& contents,
                                       const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton:
        size = QSize(size.width() + 14, qMax(size.height() + 4, 30));
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        size.setHeight(qMax(size.height() + 4, 30));
        break;
    case CT_ItemViewItem:
        size.setHeight(qMax(size.height() + 6, 26));
        break;
    case CT_TabBarTab:
        size += QSize(12, 6);
        break;
    case CT_MenuItem:
        size += QSize(8, 2);
        break;
    case CT_HeaderSection:
        size.setHeight(qMax(size.height() + 4, 28));
        break;
    case CT_ToolButton:
        size += QSize(10, 6);
        break;
    default:
        break;
    }
    return size;
}

int WorkbenchStyle::pixelMetric(PixelMetric metric,
                                const QStyleOption* option,
                                const QWidget* widget) const
{
    switch (metric) {
    case PM_ToolBarIconSize:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return 16;
    case PM_HeaderMargin:
        return kTextMargin;
    case PM_FocusFrameHMargin:
        // Cells put one pixel on top of it: their text stands below that of the header.
        return kTextMargin - 1;
    case PM_ToolBarItemSpacing:
        return 4;
    case PM_ToolBarItemMargin:
    case PM_SplitterWidth:
        return 5;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QIcon WorkbenchStyle::standardIcon(StandardPixmap icon,
                                   const QStyleOption* option,
                                   const QWidget* widget) const
{
    switch (icon) {
    case SP_LineEditClearButton:
        return themedIcon(QStringLiteral("actions/close"));
    case SP_ToolBarHorizontalExtensionButton: // of menu bars, too
        return themedIcon(QStringLiteral("actions/open-folded"));
    default:
        return QProxyStyle::standardIcon(icon, option, widget);
    }
}

int WorkbenchStyle::styleHint(StyleHint hint,
                              const QStyleOption* option,
                              const QWidget* widget,
                              QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_FormLayoutFieldGrowthPolicy:
        return 1; // QFormLayout::ExpandingFieldsGrow
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace workbench
