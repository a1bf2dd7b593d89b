#pragma once

#include "core/certificates/comparison/certificate_comparison.h"
#include "ui/common/window_context.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace workbench {

/// Two entries of the store beside each other, with their chains, field by field; what differs is
/// marked by an icon and a word.
class CompareDialog : public QDialog
{
    Q_OBJECT

public:
    /// `left`, `right`: names of entries; both can be chosen in the dialog.
    CompareDialog(const WindowContext& context,
                  const QString& left,
                  const QString& right,
                  QWidget* parent = nullptr);

private:
    void compare();
    void addPair(const ComparedPair& pair, int position);
    void copy() const;

    WindowContext m_context;
    QComboBox* m_left;
    QComboBox* m_right;
    QCheckBox* m_onlyDifferent;
    QLabel* m_summary;
    QTreeWidget* m_tree;
    QPushButton* m_copy;
};

} // namespace workbench
