#pragma once

#include "core/connection/connection_record.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace workbench {

/// How far the file is that a client sends, with a button that ends it; afterwards what became of
/// it.
class FileRow : public QWidget
{
    Q_OBJECT

public:
    explicit FileRow(QWidget* parent = nullptr);

    void show(const std::optional<FileProgress>& progress); ///< nothing: the row is hidden

Q_SIGNALS:
    void stopRequested();

private:
    QLabel* m_text;
    QProgressBar* m_bar;
    QPushButton* m_stop;
};

} // namespace workbench
