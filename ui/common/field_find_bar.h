#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace workbench {

/// The line to find something in a tree: text, previous, next, what came of it in words. Return
/// and Shift+Return go on, Esc closes.
class FieldFindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FieldFindBar(const QString& name, QWidget* parent = nullptr);

    QString text() const;
    /// Shows it with the text selected.
    void open();
    /// "no match", "from the top again"; also spoken.
    void setResult(const QString& result, bool wrong);

Q_SIGNALS:
    void textChanged(const QString& text);
    void nextRequested();
    void previousRequested();
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* button(const QString& name, const QString& text, const QString& explanation);

    QLineEdit* m_text;
    QLabel* m_result;
};

} // namespace workbench
