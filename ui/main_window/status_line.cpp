#include "ui/main_window/status_line.h"

#include "core/trace/tls_library.h"
#include "ui/common/state.h"
#include "ui/common/text.h"

#include <QEvent>
#include <QLabel>
#include <QStatusBar>

namespace workbench {

namespace {

constexpr int kRefreshMs = 250;

/// "OpenSSL 3.0.19 27 Jan 2026" without its date.
QString shortLibraryText()
{
    return tlsLibraryText().section(QLatin1Char(' '), 0, 1);
}

} // namespace

StatusLine::StatusLine(const Workbench& workbench, QStatusBar* bar)
    : QObject(bar)
    , m_workbench(workbench)
    , m_libraries(new QLabel)
    , m_kept(new QLabel)
    , m_reachIcon(new QLabel)
    , m_reach(new QLabel)
{
    m_libraries->setObjectName(QStringLiteral("statusLibraries"));
    m_kept->setObjectName(QStringLiteral("statusKept"));
    m_reach->setObjectName(QStringLiteral("statusReach"));
    m_libraries->setText(
        QStringLiteral("Qt %1 · %2").arg(QLatin1String(qVersion()), shortLibraryText()));
    m_libraries->setToolTip(tlsLibraryText());
    m_libraries->setContentsMargins(8, 3, 6, 3);
    m_reach->setContentsMargins(0, 0, 10, 0);
    bar->setSizeGripEnabled(false);
    bar->addWidget(m_libraries);
    bar->addWidget(m_kept);
    bar->addPermanentWidget(m_reachIcon);
    bar->addPermanentWidget(m_reach);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kRefreshMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_stale) {
            refresh();
        }
    });
    const auto later = [this] {
        m_stale = true;
        if (!m_timer.isActive()) {
            refresh();
        }
    };
    connect(&workbench, &Workbench::connectionsChanged, this, later);
    connect(&workbench, &Workbench::connectionsDropped, this, later);
    connect(&workbench, &Workbench::serverChanged, this, later);
    connect(&workbench, &Workbench::serversChanged, this, later);
    bar->installEventFilter(this);
    refresh();
}

/// Its colours are those of the bar's palette, which changes with the appearance.
bool StatusLine::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        showReach();
    }
    return QObject::eventFilter(watched, event);
}

void StatusLine::refresh()
{
    m_stale = false;
    m_timer.start();
    QString kept
        = tr("Connections kept: %1 (%2 of %3)")
              .arg(m_workbench.keptConnections())
              .arg(bytesText(m_workbench.keptBytes()), bytesText(m_workbench.budgetBytes()));
    if (m_workbench.droppedConnections() > 0) {
        kept += tr(" · %1 older ones let go").arg(m_workbench.droppedConnections());
    }
    m_kept->setText(kept);
    showReach();
}

void StatusLine::showReach()
{
    QStringList outside;
    bool listening = false;
    for (const QString& name : m_workbench.serverNames()) {
        const ServerStatus status = m_workbench.serverStatus(name);
        if (status.state == ServerState::Listening) {
            listening = true;
            if (status.reachableFromOutside) {
                outside.append(name);
            }
        }
    }
    const bool loud = !outside.isEmpty();
    const State state = loud ? State::Warning : listening ? State::Listening : State::Stopped;
    m_reachIcon->setPixmap(
        stateIcon(state).pixmap(QSize(14, 14), m_reachIcon->devicePixelRatioF()));
    m_reach->setText(
        loud ? tr("Other computers can connect to: %1").arg(outside.join(QStringLiteral(", ")))
            : listening ? tr("listening on loopback only")
                        : tr("no server is listening"));
    QFont font = m_reach->parentWidget()->font();
    font.setBold(loud);
    m_reach->setFont(font);
    setTextColor(m_reach,
                 loud ? toneColor(Tone::Warning, m_reach->parentWidget()->palette())
                      : secondaryTextColor(m_reach->parentWidget()->palette()));
}

} // namespace workbench
