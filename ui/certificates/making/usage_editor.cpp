#include "ui/certificates/making/usage_editor.h"

#include "ui/certificates/making/request_group.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>

namespace workbench {

UsageEditor::UsageEditor(const QString& name,
                         const QStringList& words,
                         const QString& others,
                         QWidget* parent)
    : QWidget(parent)
    , m_usual(new QCheckBox(tr("As usual for the kind")))
{
    constexpr int kColumns = 2;
    setObjectName(name);
    m_usual->setObjectName(name + QStringLiteral("Usual"));
    m_usual->setChecked(true);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setVerticalSpacing(4);
    layout->addWidget(m_usual, 0, 0, 1, kColumns);
    for (const QString& word : words) {
        auto* box = new QCheckBox(word);
        box->setObjectName(name + word);
        const int place = static_cast<int>(m_boxes.size());
        layout->addWidget(box, 1 + place / kColumns, place % kColumns);
        m_boxes.append(box);
        connect(box, &QCheckBox::toggled, this, &UsageEditor::changed);
    }
    if (!others.isEmpty()) {
        m_others = new QLineEdit;
        m_others->setObjectName(name + QStringLiteral("Others"));
        m_others->setPlaceholderText(others);
        m_others->setAccessibleName(others);
        layout->addWidget(m_others, layout->rowCount(), 0, 1, kColumns);
        connect(m_others, &QLineEdit::textChanged, this, &UsageEditor::changed);
    }
    setFocusProxy(m_usual);
    connect(m_usual, &QCheckBox::toggled, this, &UsageEditor::update);
    update();
}

void UsageEditor::update()
{
    for (QCheckBox* box : std::as_const(m_boxes)) {
        box->setEnabled(!m_usual->isChecked());
    }
    if (m_others != nullptr) {
        m_others->setEnabled(!m_usual->isChecked());
    }
    Q_EMIT changed();
}

std::optional<QStringList> UsageEditor::words() const
{
    if (m_usual->isChecked()) {
        return std::nullopt;
    }
    QStringList chosen;
    for (const QCheckBox* box : m_boxes) {
        if (box->isChecked()) {
            chosen.append(box->text());
        }
    }
    return m_others == nullptr ? chosen : chosen + splitEntries(m_others->text(), true);
}

void UsageEditor::setWords(const std::optional<QStringList>& words)
{
    QStringList others = words.value_or(QStringList());
    for (QCheckBox* box : std::as_const(m_boxes)) {
        box->setChecked(others.removeAll(box->text()) > 0);
    }
    if (m_others != nullptr) {
        m_others->setText(others.join(QStringLiteral(", ")));
    }
    m_usual->setChecked(!words);
}

} // namespace workbench
