#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/comparison/certificate_comparison.h"
#include "core/report/comparison_report.h"
#include "ui/common/window_context.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace workbench {

/// An entry that can be compared, under the name that it is chosen by.
struct ComparedEntry
{
    QString label;
    StoreEntry entry;
};

/// Two entries of the stores beside each other, with their chains, field by field; what differs is
/// marked by an icon and a word.
class CompareDialog : public QDialog
{
    Q_OBJECT

public:
    /// Both can be chosen anew in the dialog, among the own entries and those of open stores.
    CompareDialog(const WindowContext& context,
                  const StoreEntry& left,
                  const StoreEntry& right,
                  QWidget* parent = nullptr);

private:
    void refill();
    Result<StoreEntry> entryOf(const QComboBox* choice) const;
    Result<ChainComparison> comparisonOf() const;
    void compare();
    void addPair(const ComparedPair& pair, int position);
    void copy() const;

    WindowContext m_context;
    QList<ComparedEntry> m_choices;
    QComboBox* m_left;
    QComboBox* m_right;
    QCheckBox* m_onlyDifferent;
    QLabel* m_summary;
    QTreeWidget* m_tree;
    QPushButton* m_copy;
};

} // namespace workbench
