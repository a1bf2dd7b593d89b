#pragma once

#include <QList>
#include <QObject>

class QAction;

namespace workbench {

class FieldTreeView;
class HexView;

/// What can be copied of fields and their bytes, as actions of the tree, of the hex view and of the
/// menus.
class FieldCopy : public QObject
{
    Q_OBJECT

public:
    /// The actions are named after the tree: NAMECopyField …
    FieldCopy(FieldTreeView* tree, HexView* hex, QWidget* owner);

    QList<QAction*> actions() const { return m_fieldActions + m_byteActions; }

    /// Enables what there is something for.
    void update();

private:
    QAction* add(const char* name, const QString& text, const QString& keys);
    QString fieldName() const;

    FieldTreeView* m_tree;
    HexView* m_hex;
    QWidget* m_owner;
    QList<QAction*> m_fieldActions;
    QList<QAction*> m_byteActions;
};

} // namespace workbench
