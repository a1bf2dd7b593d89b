#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;

namespace workbench {

/// How far connections in a row are, with a button that ends them; hidden while there are none.
class RepetitionRow : public QWidget
{
    Q_OBJECT

public:
    explicit RepetitionRow(QWidget* parent = nullptr);

    void show(int done, int total); ///< total 0: none are under way

Q_SIGNALS:
    void cancelRequested();

private:
    QLabel* m_text;
    QProgressBar* m_bar;
};

} // namespace workbench
