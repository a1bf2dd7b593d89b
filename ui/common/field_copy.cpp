#include "ui/common/field_copy.h"

#include "ui/common/byte_text.h"
#include "ui/common/field_text.h"
#include "ui/common/field_tree_view.h"
#include "ui/common/hex_view.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace workbench {

namespace {

void toClipboard(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

} // namespace

FieldCopy::FieldCopy(FieldTreeView* tree, HexView* hex, QWidget* owner)
    : QObject(owner)
    , m_tree(tree)
    , m_hex(hex)
    , m_owner(owner)
{
    QAction* field = add("CopyField", tr("&Copy field"), QStringLiteral("Ctrl+C"));
    QAction* subtree
        = add("CopySubtree", tr("Copy field and all &inside"), QStringLiteral("Ctrl+Shift+C"));
    QAction* digits = add("CopyHex", tr("Copy its bytes as &hex"), QStringLiteral("Ctrl+Alt+C"));
    QAction* array = add("CopyCArray", tr("Copy its bytes as C &array"), {});
    QAction* base64 = add("CopyBase64", tr("Copy its bytes as &Base64"), {});
    m_fieldActions = {field, subtree};
    m_byteActions = {digits, array, base64};
    // In the hex view the same keys copy bytes.
    field->setShortcutContext(Qt::WidgetShortcut);
    tree->addAction(field);
    tree->addAction(subtree);
    tree->addActions(m_byteActions);
    hex->addActions(m_byteActions);
    owner->addActions({subtree, digits, array, base64});
    connect(field, &QAction::triggered, this, [this] {
        toClipboard(fieldLine(m_tree->currentField()));
    });
    connect(subtree, &QAction::triggered, this, [this] {
        toClipboard(subtreeText(m_tree->currentField()));
    });
    connect(digits, &QAction::triggered, m_hex, &HexView::copy);
    connect(array, &QAction::triggered, this, [this] {
        toClipboard(cArrayText(fieldName(), m_hex->markedBytes()));
    });
    connect(base64, &QAction::triggered, this, [this] {
        toClipboard(QString::fromLatin1(m_hex->markedBytes().toBase64()));
    });
    update();
}

QAction* FieldCopy::add(const char* name, const QString& text, const QString& keys)
{
    auto* action = new QAction(themedIcon(QStringLiteral("actions/copy")), text, m_owner);
    action->setObjectName(m_tree->objectName() + QLatin1String(name));
    action->setShortcut(QKeySequence(keys));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    return action;
}

QString FieldCopy::fieldName() const
{
    const wire::Field field = m_tree->currentField();
    return field ? fromStd(std::string(field.name())) : QStringLiteral("bytes");
}

void FieldCopy::update()
{
    for (QAction* action : std::as_const(m_fieldActions)) {
        action->setEnabled(m_tree->currentField().isValid());
    }
    for (QAction* action : std::as_const(m_byteActions)) {
        action->setEnabled(m_hex->markedLength() > 0);
    }
}

} // namespace workbench
