#include "ui/common/field_view.h"

#include "core/base/bytes.h"
#include "ui/common/field_copy.h"
#include "ui/common/field_find_bar.h"
#include "ui/common/field_search.h"
#include "ui/common/field_text.h"
#include "ui/common/field_tree_view.h"
#include "ui/common/hex_view.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int kRoomForFields = 330;
constexpr int kHeightForBoth = 320;

} // namespace

FieldView::FieldView(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_findBar(new FieldFindBar(name + QStringLiteral("Find")))
    , m_tree(new FieldTreeView(name + QStringLiteral("Tree")))
    , m_caption(new QLabel)
    , m_hex(new HexView)
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_copy(new FieldCopy(m_tree, m_hex, this))
    , m_search(new FieldSearch(this))
{
    setObjectName(name);
    m_hex->setObjectName(name + QStringLiteral("Bytes"));
    m_hex->setFrameShape(QFrame::NoFrame);
    m_caption->setObjectName(name + QStringLiteral("Source"));
    m_caption->setContentsMargins(8, 4, 8, 4);
    m_caption->setWordWrap(true);
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->hide();
    setAccessibleNames(tr("Fields"), tr("Bytes"));

    auto* bytes = new QWidget;
    auto* bytesLayout = new QVBoxLayout(bytes);
    bytesLayout->setContentsMargins(0, 0, 0, 0);
    bytesLayout->setSpacing(0);
    bytesLayout->addWidget(m_caption);
    bytesLayout->addWidget(m_hex, 1);
    m_splitter->setObjectName(name + QStringLiteral("Splitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(bytes);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_findBar);
    layout->addWidget(m_splitter, 1);
    m_findBar->hide();
    addFindAction("FindNext", tr("Find &next"), QStringLiteral("F3"), true);
    addFindAction("FindPrevious", tr("Find &previous"), QStringLiteral("Shift+F3"), false);
    connectParts();
}

void FieldView::connectParts()
{
    connect(m_tree, &FieldTreeView::fieldChosen, this, &FieldView::showField);
    connect(m_hex, &HexView::byteChosen, this, &FieldView::showByte);
    connect(m_findBar, &FieldFindBar::textChanged, this, [this] { find(true, true); });
    connect(m_findBar, &FieldFindBar::nextRequested, this, &FieldView::findNext);
    connect(m_findBar, &FieldFindBar::previousRequested, this, &FieldView::findPrevious);
    connect(m_findBar, &FieldFindBar::closed, this, &FieldView::closeFind);
    connect(m_search, &FieldSearch::found, this, [this](quint32 field, bool wrapped) {
        m_findBar->setResult(wrapped ? tr("continued at the other end") : QString(), false);
        m_tree->choose(m_tree->tree()->at(field));
    });
    connect(m_search, &FieldSearch::notFound, this, [this] {
        m_findBar->setResult(tr("no match"), true);
    });
}

void FieldView::addFindAction(const char* name,
                              const QString& text,
                              const QString& keys,
                              bool forward)
{
    auto* action = new QAction(text, this);
    action->setObjectName(m_name + QLatin1String(name));
    action->setShortcut(QKeySequence(keys));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, [this, forward] { find(forward, false); });
    addAction(action);
    m_findActions.append(action);
}

void FieldView::setAccessibleNames(const QString& fields, const QString& bytes)
{
    m_bytesName = bytes;
    m_tree->setAccessibleName(fields);
    m_hex->setAccessibleName(bytes);
}

void FieldView::remember(QSettings& settings)
{
    m_tree->remember(settings);
    m_settings = &settings;
    restoreArrangement();
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        m_arrangedByPerson = true;
        m_settings->setValue(arrangementKey(), m_splitter->saveState());
    });
}

/// A person arranges the parts side by side and one below the other apart.
QString FieldView::arrangementKey() const
{
    return QStringLiteral("splitters/%1%2")
        .arg(m_splitter->objectName(),
             m_splitter->orientation() == Qt::Vertical ? QStringLiteral("Below") : QString());
}

void FieldView::restoreArrangement()
{
    m_arrangedByPerson = m_settings != nullptr
        && m_splitter->restoreState(m_settings->value(arrangementKey()).toByteArray());
}

void FieldView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_findBar->isVisible()) {
        closeFind();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void FieldView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

/// The bytes stand beside the fields, or below them where that would leave too little of both. They
/// get what their lines need, long ones where that leaves room for the fields.
void FieldView::arrange()
{
    const int room = width() - m_splitter->handleWidth();
    const int narrow = m_hex->widthFor(8);
    const bool below = room - narrow < kRoomForFields && height() >= kHeightForBoth;
    const Qt::Orientation fitting = below ? Qt::Vertical : Qt::Horizontal;
    if (m_splitter->orientation() != fitting) {
        m_splitter->setOrientation(fitting);
        restoreArrangement();
    }
    if (m_arrangedByPerson) {
        return;
    }
    if (below) {
        m_splitter->setSizes({height() / 2, height() / 2});
        return;
    }
    const int wide = m_hex->widthFor(16);
    const int bytes = room - wide >= kRoomForFields ? wide : narrow;
    m_splitter->setSizes({qMax(1, room - bytes), bytes});
}

void FieldView::setTree(std::shared_ptr<const wire::FieldTree> tree)
{
    if (!tree || !tree->root()) {
        setBytes({}, {});
        return;
    }
    m_search->stop();
    m_findBar->setResult({}, false);
    m_source = -1;
    m_tree->setTree(std::move(tree));
}

void FieldView::setBytes(const QByteArray& bytes, const QString& text)
{
    m_search->stop();
    m_tree->setTree(nullptr, text);
    m_caption->hide();
    m_hex->setBytes(bytes);
    m_copy->update();
}

void FieldView::showSource(int source)
{
    if (source != m_source) {
        m_source = source;
        m_hex->setBytes(toByteArray(m_tree->tree()->source(source)));
    }
}

void FieldView::showField()
{
    if (!m_tree->tree() || !m_tree->tree()->root()) {
        return;
    }
    const wire::Field field = m_tree->currentField();
    if (field) {
        const wire::ByteRange range = field.range();
        const auto offset = static_cast<int>(range.offset);
        const auto length = static_cast<int>(range.length);
        showSource(field.source());
        m_hex->setMarkedRange(offset, length);
        if (!m_fromBytes) {
            m_hex->setCursorOffset(offset);
            m_hex->scrollToRange(offset, length);
        }
    } else {
        showSource(0);
        m_hex->setMarkedRange(0, 0);
    }
    const QString other = m_source == 0 ? QString() : sourceText(field);
    m_caption->setText(other);
    m_caption->setVisible(!other.isEmpty());
    m_hex->setAccessibleName(other.isEmpty() ? m_bytesName : other);
    m_copy->update();
}

void FieldView::showByte(int offset)
{
    if (!m_tree->tree()) {
        m_copy->update();
        return;
    }
    const wire::Field field
        = m_tree->tree()->innermostAt(static_cast<std::uint32_t>(offset), m_source);
    if (!field) {
        return;
    }
    const QScopedValueRollback<bool> follows(m_fromBytes, true);
    m_tree->choose(field);
    // Also where the field was chosen already: the click has marked the byte alone.
    showField();
}

void FieldView::openFind()
{
    m_findBar->open();
}

void FieldView::closeFind()
{
    m_search->stop();
    m_findBar->setResult({}, false);
    m_findBar->hide();
    m_tree->setFocus();
}

void FieldView::find(bool forward, bool stay)
{
    const std::shared_ptr<const wire::FieldTree>& tree = m_tree->tree();
    if (m_findBar->text().isEmpty() || !tree || tree->fieldCount() == 0) {
        m_search->stop();
        m_findBar->setResult({}, false);
        return;
    }
    const wire::Field current = m_tree->currentField();
    const std::uint32_t count = tree->fieldCount();
    const std::uint32_t start = current ? current.index() : 0;
    const std::uint32_t step = stay || !current ? 0 : forward ? 1 : count - 1;
    m_search->start(tree, m_findBar->text(), (start + step) % count, forward);
}

QList<QAction*> FieldView::copyActions() const
{
    return m_copy->actions();
}

} // namespace workbench
