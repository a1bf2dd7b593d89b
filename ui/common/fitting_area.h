#pragma once

#include <QScrollArea>

namespace workbench {

/// As high as what it holds needs at its width. Where there is less room it scrolls, and then can
/// be reached by keyboard: nothing in it is ever cut off.
class FittingArea : public QScrollArea
{
    Q_OBJECT

public:
    /// Takes the content over, which says its height by heightForWidth().
    explicit FittingArea(QWidget* content, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace workbench
