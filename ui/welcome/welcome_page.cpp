#include "ui/welcome/welcome_page.h"

#include "ui/common/page_header.h"
#include "ui/common/theme.h"
#include "ui/common/themed_icon.h"
#include "ui/common/tone_panel.h"

#include <QAction>
#include <QEvent>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int kWidth = 660;

QLabel* heading(const QString& text, double scale)
{
    auto* label = new QLabel(text);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

QString tourSentence()
{
    return WelcomePage::tr("Makes a test CA and a certificate, starts a server on this computer, "
                           "connects a client to it and shows the whole handshake, decrypted. "
                           "Takes about a second.");
}

} // namespace

WelcomePage::WelcomePage(const QList<QAction*>& starters, QWidget* parent)
    : QWidget(parent)
    , m_tour(new QPushButton(themedIcon(QStringLiteral("actions/tour")), tr("Tr&y it")))
    , m_tourText(new QLabel(tourSentence()))
    , m_subtitle(new QLabel(tr("Finds out why a TLS connection does not work.")))
    , m_dropIcon(new QLabel)
    , m_dropText(new QLabel(tr("Drop certificates and keys here (PEM, DER, PKCS#12), or paste PEM "
                               "text with Ctrl+V.")))
{
    setObjectName(QStringLiteral("welcomePage"));
    auto* body = new QWidget;
    body->setMaximumWidth(kWidth);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(24, 28, 24, 24);
    column->setSpacing(6);
    column->addWidget(heading(QStringLiteral("TLS Workbench"), 1.9));
    column->addWidget(m_subtitle);
    column->addSpacing(18);
    column->addWidget(buildTour());
    column->addSpacing(20);
    column->addWidget(heading(tr("Or begin with your own"), 1.1));
    column->addSpacing(4);
    column->addWidget(buildStarters(starters));
    column->addSpacing(16);
    column->addWidget(buildDropTarget());
    column->addStretch(1);

    auto* centred = new QWidget;
    auto* row = new QHBoxLayout(centred);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(body, 100);
    row->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("welcomeScroll"));
    scroll->setAccessibleName(tr("Welcome"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(centred);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    setFocusProxy(m_tour);
    colour();
}

QWidget* WelcomePage::buildTour()
{
    m_tour->setObjectName(QStringLiteral("tourButton"));
    m_tour->setAccessibleName(tr("Try it: a server and a client on this computer"));
    m_tour->setDefault(true);
    m_tour->setAutoDefault(true);
    m_tour->setMinimumWidth(120);
    m_tourText->setObjectName(QStringLiteral("tourText"));
    m_tourText->setWordWrap(true);
    auto* panel = new TonePanel;
    panel->setTone(Tone::Busy);
    auto* grid = new QGridLayout(panel);
    grid->setContentsMargins(20, 16, 18, 16);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(4);
    grid->addWidget(heading(tr("A server and a client on this computer"), 1.1), 0, 0);
    grid->addWidget(m_tourText, 1, 0);
    grid->addWidget(m_tour, 0, 1, 2, 1, Qt::AlignVCenter);
    grid->setColumnStretch(0, 1);
    connect(m_tour, &QPushButton::clicked, this, &WelcomePage::tourRequested);
    return panel;
}

QWidget* WelcomePage::buildStarters(const QList<QAction*>& starters)
{
    auto* widget = new QWidget;
    auto* grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    for (QAction* action : starters) {
        const int row = grid->rowCount();
        QPushButton* button = actionButton(action, QStringLiteral("welcome"));
        button->setMinimumWidth(180);
        auto* text = new QLabel(action->statusTip());
        text->setWordWrap(true);
        m_quiet.append(text);
        grid->addWidget(button, row, 0);
        grid->addWidget(text, row, 1);
    }
    grid->setColumnStretch(1, 1);
    return widget;
}

QWidget* WelcomePage::buildDropTarget()
{
    auto* frame = new TonePanel;
    frame->setObjectName(QStringLiteral("dropTarget"));
    auto* layout = new QHBoxLayout(frame);
    layout->setContentsMargins(20, 14, 18, 14);
    layout->setSpacing(14);
    m_dropText->setWordWrap(true);
    layout->addWidget(m_dropIcon);
    layout->addWidget(m_dropText, 1);
    return frame;
}

void WelcomePage::showTourStep(const QString& step)
{
    m_tour->setEnabled(step.isEmpty());
    m_tourText->setText(step.isEmpty() ? tourSentence() : step);
}

void WelcomePage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colour();
    }
}

void WelcomePage::colour()
{
    m_dropIcon->setPixmap(themedIcon(QStringLiteral("actions/drop"), Tone::Neutral)
                              .pixmap(QSize(28, 28), devicePixelRatioF()));
    for (QLabel* label : m_quiet + QList<QLabel*> {m_subtitle, m_dropText}) {
        setTextColor(label, secondaryTextColor(palette()));
    }
}

} // namespace workbench
