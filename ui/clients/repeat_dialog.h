#pragma once

#include "core/base/duration.h"
#include "ui/common/form_dialog.h"

class QLineEdit;
class QSpinBox;

namespace workbench {

/// Asks how many connections a client is to make in a row, and how long it waits between two.
class RepeatDialog : public FormDialog
{
    Q_OBJECT

public:
    explicit RepeatDialog(const QString& client, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(int count, workbench::Milliseconds interval);

protected:
    void apply() override;

private:
    QSpinBox* m_count;
    QLineEdit* m_interval;
};

} // namespace workbench
