#pragma once

#include "core/wire/field.h"

#include <QWidget>

#include <memory>

class QAction;
class QLabel;
class QSettings;
class QSplitter;

namespace workbench {

class FieldCopy;
class FieldFindBar;
class FieldSearch;
class FieldTreeView;
class HexView;

/// Every byte of a message: the tree of its fields and, beside or below it, the bytes. A field that
/// is chosen marks its bytes, a byte that is chosen opens the innermost field that it belongs to.
class FieldView : public QWidget
{
    Q_OBJECT

public:
    /// Parts are named after `name`: NAMETree, NAMEBytes, NAMEFind …
    explicit FieldView(const QString& name, QWidget* parent = nullptr);

    void setTree(std::shared_ptr<const wire::FieldTree> tree);

    /// Bytes without fields (yet); `text` stands where the tree would.
    void setBytes(const QByteArray& bytes, const QString& text);

    /// "Fields of the message", "Bytes of the message": how the parts are spoken.
    void setAccessibleNames(const QString& fields, const QString& bytes);

    /// Keeps columns and splitter.
    void remember(QSettings& settings);

    void openFind();

    void findNext() { find(true, false); }

    void findPrevious() { find(false, false); }

    QList<QAction*> copyActions() const;

    /// Next and previous match; a page around the view may add them to itself.
    QList<QAction*> findActions() const { return m_findActions; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    QString arrangementKey() const;
    void restoreArrangement();
    void connectParts();
    void addFindAction(const char* name, const QString& text, const QString& keys, bool forward);
    void showSource(int source);
    void showField();
    void showByte(int offset);
    void find(bool forward, bool stay);
    void closeFind();

    QString m_name;
    FieldFindBar* m_findBar;
    FieldTreeView* m_tree;
    QLabel* m_caption;
    HexView* m_hex;
    QSplitter* m_splitter;
    FieldCopy* m_copy;
    FieldSearch* m_search;
    QList<QAction*> m_findActions;
    QString m_bytesName;
    QSettings* m_settings = nullptr; ///< none: nothing is remembered
    int m_source = 0; ///< of the tree, that the hex view shows
    bool m_arrangedByPerson = false;
    bool m_fromBytes = false; ///< the field follows the cursor among the bytes
};

} // namespace workbench
