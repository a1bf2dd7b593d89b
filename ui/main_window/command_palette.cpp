#include "ui/main_window/command_palette.h"

#include "ui/common/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

constexpr int kWidth = 560;
constexpr int kHeight = 380;

/// Keeps the texts of entries without an icon below the others.
QIcon blankIcon()
{
    QPixmap pixmap(16, 16);
    pixmap.fill(Qt::transparent);
    return {pixmap};
}

/// The text left, keys or state at the right edge.
class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const bool selected = (option.state & QStyle::State_Selected) != 0;
        painter->save();
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText)
                                 : secondaryTextColor(option.palette));
        painter->drawText(option.rect.adjusted(0, 0, -10, 0),
                          Qt::AlignRight | Qt::AlignVCenter,
                          index.data(Qt::UserRole).toString());
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window)
    , m_field(new QLineEdit)
    , m_list(new QListWidget)
{
    setObjectName(QStringLiteral("commandPalette"));
    setAutoFillBackground(true);
    m_field->setObjectName(QStringLiteral("paletteField"));
    m_field->setAccessibleName(tr("Find or do anything"));
    m_field->setPlaceholderText(tr("Find or do anything"));
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("What fits"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 10, 10, 10);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    m_field->installEventFilter(this);
    hide();
}

void CommandPalette::open(const QList<PaletteEntry>& entries)
{
    m_entries = entries;
    m_focusBefore = QApplication::focusWidget();
    m_field->clear();
    refresh();
    const int width = qMin(kWidth, parentWidget()->width() - 40);
    const int height = qMin(kHeight, parentWidget()->height() - 80);
    setGeometry((parentWidget()->width() - width) / 2, 56, width, height);
    show();
    raise();
    m_field->setFocus();
}

QList<PaletteEntry> CommandPalette::filtered(const QList<PaletteEntry>& entries,
                                             const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QList<PaletteEntry> fitting;
    for (const PaletteEntry& entry : entries) {
        const bool fits = std::all_of(words.begin(), words.end(), [&](const QString& word) {
            return entry.text.contains(word, Qt::CaseInsensitive);
        });
        if (fits) {
            fitting.append(entry);
        }
    }
    std::stable_partition(fitting.begin(), fitting.end(), [&](const PaletteEntry& entry) {
        return entry.text.startsWith(text.trimmed(), Qt::CaseInsensitive);
    });
    return fitting;
}

void CommandPalette::refresh()
{
    m_shown = filtered(m_entries, m_field->text());
    m_list->clear();
    for (const PaletteEntry& entry : std::as_const(m_shown)) {
        auto* item
            = new QListWidgetItem(entry.icon.isNull() ? blankIcon() : entry.icon, entry.text);
        item->setData(Qt::UserRole, entry.detail);
        m_list->addItem(item);
    }
    if (m_shown.isEmpty()) {
        auto* nothing = new QListWidgetItem(tr("Nothing fits “%1”.").arg(m_field->text()));
        nothing->setFlags(Qt::NoItemFlags);
        m_list->addItem(nothing);
    } else {
        m_list->setCurrentRow(0);
    }
}

void CommandPalette::runCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size()) {
        return;
    }
    const std::function<void()> run = m_shown.at(row).run;
    close();
    run();
}

void CommandPalette::close()
{
    hide();
    if (m_focusBefore != nullptr) {
        m_focusBefore->setFocus();
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut && isVisible()) {
        hide();
    }
    const bool isKey
        = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!isKey) {
        return QFrame::eventFilter(watched, event);
    }
    auto* key = static_cast<QKeyEvent*>(event);
    const bool down = key->key() == Qt::Key_Down;
    const bool up = key->key() == Qt::Key_Up;
    if (!down && !up && key->key() != Qt::Key_Escape) {
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        close();
    } else {
        const int row = m_list->currentRow() + (down ? 1 : -1);
        m_list->setCurrentRow(qBound(0, row, m_list->count() - 1));
    }
    return true;
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(lineColor(palette()));
    painter.setBrush(palette().window());
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace workbench
