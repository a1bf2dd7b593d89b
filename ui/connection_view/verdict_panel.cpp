#include "ui/connection_view/verdict_panel.h"

#include "ui/common/themed_icon.h"
#include "ui/common/wrapped_label.h"
#include "ui/connection_view/record_text.h"

#include <QAccessible>
#include <QEvent>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

QLabel* wrappedLabel(const QString& name)
{
    auto* label = new WrappedLabel;
    label->setObjectName(name);
    return label;
}

QPushButton* panelButton(const QString& name, const QString& text, const QString& icon)
{
    auto* button = new QPushButton(themedIcon(icon), text);
    button->setObjectName(name);
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setAutoDefault(false);
    return button;
}

QString bulleted(const QStringList& lines)
{
    return lines.size() < 2 ? lines.join(QString())
                            : QStringLiteral("• ") + lines.join(QStringLiteral("\n• "));
}

/// What the findings rest on, then what the libraries said.
QString rawText(const ObservedConnection& connection)
{
    const ConnectionRecord& record = *connection.record;
    QStringList lines;
    for (const Finding& finding : connection.findings) {
        for (const QString& fact : finding.evidence) {
            const QString line = VerdictPanel::tr("Seen: %1").arg(fact);
            if (!lines.contains(line)) {
                lines.append(line);
            }
        }
    }
    for (const NativeError& error : record.errors) {
        lines.append(QStringLiteral("%1 %2: %3")
                         .arg(errorSourceWord(error.source), errorCodeText(error), error.text));
    }
    for (const AlertFact& alert : record.alerts) {
        lines.append(VerdictPanel::tr("Alert %1").arg(alertLabel(alert)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

VerdictPanel::VerdictPanel(QWidget* parent)
    : TonePanel(parent)
    , m_icon(new QLabel)
    , m_title(wrappedLabel(QStringLiteral("verdictTitle")))
    , m_whyName(new QLabel(tr("Why:")))
    , m_why(wrappedLabel(QStringLiteral("verdictCause")))
    , m_doName(new QLabel(tr("Do:")))
    , m_do(wrappedLabel(QStringLiteral("verdictFixes")))
    , m_doButtons(new QWidget)
    , m_others(new QWidget)
    , m_otherRows(new QVBoxLayout(m_others))
    , m_raw(new QPlainTextEdit)
    , m_otherEnd(panelButton(
          QStringLiteral("otherEndButton"), tr("&Other end"), QStringLiteral("actions/other-end")))
    , m_repeat(panelButton(
          QStringLiteral("verdictRepeatButton"), tr("Re&peat"), QStringLiteral("actions/repeat")))
    , m_edit(panelButton(
          QStringLiteral("verdictEditButton"), tr("Chan&ge…"), QStringLiteral("actions/edit")))
    , m_rawButton(panelButton(
          QStringLiteral("rawErrorButton"), tr("Deta&ils"), QStringLiteral("actions/open-folded")))
{
    setObjectName(QStringLiteral("verdictPanel"));
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setBold(true);
    m_title->setFont(font);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 10, 12, 10);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    buildTexts(grid);
    buildButtons(grid);
}

void VerdictPanel::buildTexts(QGridLayout* grid)
{
    m_icon->setObjectName(QStringLiteral("verdictIcon"));
    m_icon->setAlignment(Qt::AlignCenter);
    grid->addWidget(m_icon, 0, 0);
    m_title->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    grid->addWidget(m_title, 0, 1, 1, 2);
    int row = 1;
    for (const auto& [name, text] : {std::pair(m_whyName, m_why), std::pair(m_doName, m_do)}) {
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        grid->addWidget(name, row, 1);
        grid->addWidget(text, row, 2, 1, 2);
        ++row;
    }
    auto* doLayout = new QHBoxLayout(m_doButtons);
    doLayout->setContentsMargins(0, 0, 0, 0);
    doLayout->setSpacing(6);
    doLayout->addWidget(m_edit);
    doLayout->addWidget(m_repeat);
    doLayout->addStretch(1);
    grid->addWidget(m_doButtons, row++, 2);
    m_otherRows->setContentsMargins(0, 0, 0, 0);
    m_otherRows->setSpacing(2);
    grid->addWidget(m_others, row++, 1, 1, 3);
    m_raw->setObjectName(QStringLiteral("rawErrors"));
    m_raw->setAccessibleName(tr("Evidence and raw errors"));
    m_raw->setReadOnly(true);
    m_raw->setTabChangesFocus(true);
    m_raw->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_raw->setFixedHeight(112); // a few lines; the rest scrolls
    m_raw->setFrameShape(QFrame::NoFrame);
    m_raw->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_raw->hide();
    grid->addWidget(m_raw, row, 1, 1, 3);
    grid->setColumnStretch(2, 1);
}

void VerdictPanel::buildButtons(QGridLayout* grid)
{
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (QPushButton* button : {m_rawButton, m_otherEnd}) {
        buttons->addWidget(button);
    }
    grid->addLayout(buttons, 0, 3, Qt::AlignRight | Qt::AlignTop);
    m_rawButton->setCheckable(true);
    m_rawButton->setToolTip(tr(
        "What the verdict rests on, and what Qt, OpenSSL and the system said, with their numbers"));
    m_otherEnd->hide();
    connect(m_rawButton, &QPushButton::toggled, this, [this](bool shown) {
        m_raw->setVisible(shown);
        m_rawButton->setIcon(themedIcon(shown ? QStringLiteral("actions/open-unfolded")
                                              : QStringLiteral("actions/open-folded")));
    });
    connect(m_otherEnd, &QPushButton::clicked, this, &VerdictPanel::otherEndRequested);
    connect(m_repeat, &QPushButton::clicked, this, &VerdictPanel::repeatRequested);
    connect(m_edit, &QPushButton::clicked, this, &VerdictPanel::editRequested);
}

void VerdictPanel::setConnection(const ObservedConnection& connection)
{
    const bool same = m_connection.record && m_connection.record->id == connection.record->id;
    m_connection = connection;
    if (!same) {
        m_rawButton->setChecked(false);
    }
    const ConnectionRecord& record = *connection.record;
    const QString raw = rawText(connection);
    m_raw->setPlainText(raw);
    m_rawButton->setVisible(!raw.isEmpty());
    const bool ended = record.result != ConnectionResult::InProgress;
    m_repeat->setVisible(record.role == Role::Client && ended);
    m_edit->setVisible(ended && !connection.findings.isEmpty());
    m_doButtons->setVisible(ended && !connection.findings.isEmpty());
    const bool keep = same && m_shownFinding < connection.findings.size();
    showFinding(keep ? m_shownFinding : 0);
}

void VerdictPanel::setOtherEndAvailable(bool available, const QString& whose)
{
    m_otherEnd->setVisible(available);
    m_otherEnd->setToolTip(tr("The same connection as “%1” saw it").arg(whose));
}

QString VerdictPanel::title() const
{
    return m_title->text();
}

void VerdictPanel::showFinding(int number)
{
    m_shownFinding = number;
    const QList<Finding>& findings = m_connection.findings;
    const bool worked = m_connection.record->result == ConnectionResult::Established;
    // Notes on a connection that worked do not replace the line that says that it worked.
    const bool verdictFromFinding
        = !findings.isEmpty() && !(worked && findings.first().severity == Severity::Note);
    const Finding* finding = verdictFromFinding || (number > 0 && number < findings.size())
        ? &findings.at(number)
        : nullptr;
    m_state = finding != nullptr ? stateOf(finding->severity) : stateOf(m_connection);
    setTone(stateTone(m_state));
    m_title->setText(finding != nullptr ? finding->title : resultSentence(m_connection));
    m_title->setAccessibleName(QStringLiteral("%1: %2").arg(stateWord(m_state), m_title->text()));
    QFont font = m_title->font();
    font.setBold(finding != nullptr);
    m_title->setFont(font);
    showTexts(finding);
    showOthers();
    colour();
    QAccessibleEvent event(m_title, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

void VerdictPanel::showTexts(const Finding* finding)
{
    m_why->setText(finding != nullptr ? finding->cause : QString());
    m_do->setText(finding != nullptr ? bulleted(finding->fixes) : QString());
    for (const auto& [name, text] : {std::pair(m_whyName, m_why), std::pair(m_doName, m_do)}) {
        name->setVisible(!text->text().isEmpty());
        text->setVisible(!text->text().isEmpty());
        text->setAccessibleName(name->text() + QLatin1Char(' ') + text->text());
    }
}

void VerdictPanel::showOthers()
{
    while (QLayoutItem* item = m_otherRows->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    const QList<Finding>& findings = m_connection.findings;
    for (int number = 0; number < findings.size(); ++number) {
        const Finding& finding = findings.at(number);
        if (finding.title == m_title->text()) {
            continue;
        }
        auto* button = new QPushButton(stateIcon(stateOf(finding.severity)), finding.title);
        button->setObjectName(QStringLiteral("findingButton%1").arg(number));
        button->setAccessibleName(tr("Also: %1").arg(finding.title));
        button->setFlat(true);
        button->setAutoDefault(false);
        button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        connect(button, &QPushButton::clicked, this, [this, number] { showFinding(number); });
        m_otherRows->addWidget(button, 0, Qt::AlignLeft);
    }
    m_others->setVisible(m_otherRows->count() > 0);
}

void VerdictPanel::changeEvent(QEvent* event)
{
    TonePanel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_connection.record) {
        colour();
    }
}

void VerdictPanel::colour()
{
    m_icon->setPixmap(stateIcon(m_state).pixmap(QSize(20, 20), devicePixelRatioF()));
    for (QLabel* label : {m_whyName, m_doName}) {
        setTextColor(label, secondaryTextColor(palette()));
    }
}

} // namespace workbench
