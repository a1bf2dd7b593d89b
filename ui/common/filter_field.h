#pragma once

#include <QLineEdit>

namespace workbench {

/// A line that says what a list shows; Esc empties it.
class FilterField : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterField(QWidget* parent = nullptr);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace workbench
