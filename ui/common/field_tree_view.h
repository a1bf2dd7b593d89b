#pragma once

#include "core/wire/field.h"

#include <QHash>
#include <QTreeView>

#include <memory>

class QSettings;

namespace workbench {

class FieldTreeModel;
class HeaderColumns;

/// The tree of a message's fields. Of each kind of message (its root's name) it keeps what was
/// opened and chosen for the next one of the kind; a new kind opens its first level and the way to
/// what is wrong.
class FieldTreeView : public QTreeView
{
    Q_OBJECT

public:
    explicit FieldTreeView(const QString& name, QWidget* parent = nullptr);

    /// Null: nothing, and `emptyText` in its place.
    void setTree(std::shared_ptr<const wire::FieldTree> tree, const QString& emptyText = {});

    const std::shared_ptr<const wire::FieldTree>& tree() const;

    /// The chosen one; invalid when none is.
    wire::Field currentField() const;

    /// Opens what it stands in, selects it and scrolls there.
    void choose(wire::Field field);

    /// Keeps widths and choice of the columns.
    void remember(QSettings& settings);

Q_SIGNALS:
    /// Another field was chosen, or none.
    void fieldChosen();

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Memory
    {
        QStringList opened;
        QString chosen;
    };

    void keep();
    void restore();
    void collectOpened(const QModelIndex& index, QStringList& paths) const;
    void openAll(const QModelIndex& from);

    FieldTreeModel* m_model;
    HeaderColumns* m_columns;
    QString m_emptyText;
    bool m_arranging = false; ///< the width of a column changes, and not by the person
    bool m_arrangedByPerson = false;
    QHash<QString, Memory> m_memories; ///< by the root's name
};

} // namespace workbench
