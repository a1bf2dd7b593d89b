#pragma once

#include <QTreeView>

namespace workbench {

/// The tree at the left: name, icon of the state, and its word at the right edge.
class NavigationView : public QTreeView
{
    Q_OBJECT

public:
    explicit NavigationView(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
};

} // namespace workbench
