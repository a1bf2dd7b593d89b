#pragma once

#include <QHash>
#include <QLabel>

namespace workbench {

/// Plain text over several lines that can be selected, as high as the width it gets demands.
/// Remembers its heights: a QLabel lays its text out several times whenever a layout asks for its
/// size, and they ask often.
class WrappedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit WrappedLabel(QWidget* parent = nullptr);

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    void forgetWhenChanged() const;

    mutable QString m_text; ///< what the rest was worked out for
    mutable QFont m_font;
    mutable QHash<int, int> m_heights;
};

} // namespace workbench
