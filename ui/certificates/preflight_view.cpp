#include "ui/certificates/preflight_view.h"

#include "core/base/secret_bytes.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_threads.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/passphrase_keeper.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/preflight_fixes.h"
#include "ui/common/newest_answer.h"
#include "ui/common/notifier.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/common/wrapped_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

State stateOf(CheckResult result)
{
    switch (result) {
    case CheckResult::Failed:
        return State::Failed;
    case CheckResult::Warning:
        return State::Warning;
    case CheckResult::Passed:
        return State::Done;
    case CheckResult::Note:
        break;
    }
    return State::Note;
}

QString verdictText(const Preflight& preflight)
{
    switch (preflight.worst()) {
    case CheckResult::Failed:
        return PreflightView::tr("Pre-flight: it will not work like this.");
    case CheckResult::Warning:
        return PreflightView::tr("Pre-flight: it works, but not with every peer.");
    default:
        return PreflightView::tr("Pre-flight: it is ready.");
    }
}

QLabel* iconOf(State state, double ratio)
{
    auto* icon = new QLabel;
    icon->setPixmap(stateIcon(state).pixmap(QSize(16, 16), ratio));
    icon->setAlignment(Qt::AlignTop);
    icon->setToolTip(stateWord(state));
    return icon;
}

} // namespace

PreflightView::PreflightView(const QString& name, const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_icon(new QLabel)
    , m_verdict(new QLabel)
    , m_all(new QToolButton)
    , m_rows(new QVBoxLayout)
    , m_answers(new NewestAnswer(this))
    , m_pause(new QTimer(this))
{
    constexpr int kPauseMilliseconds = 200;
    m_pause->setSingleShot(true);
    m_pause->setInterval(kPauseMilliseconds);
    connect(m_pause, &QTimer::timeout, this, &PreflightView::readPlaced);
    setObjectName(name);
    m_verdict->setObjectName(name + QStringLiteral("Verdict"));
    m_all->setObjectName(name + QStringLiteral("All"));
    m_all->setText(tr("All chec&ks"));
    m_all->setAccessibleName(tr("Show the checks that passed, too"));
    m_all->setToolTip(tr("Show the checks that passed, too"));
    m_all->setCheckable(true);
    m_all->setChecked(
        context.settings.value(QStringLiteral("certificates/preflightAll"), false).toBool());
    auto* head = new QHBoxLayout;
    head->addWidget(m_icon);
    head->addWidget(m_verdict, 1);
    head->addWidget(m_all);
    m_rows->setSpacing(4);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addLayout(m_rows);
    connect(m_all, &QToolButton::toggled, this, [this](bool all) {
        m_context.settings.setValue(QStringLiteral("certificates/preflightAll"), all);
        show(m_preflight);
    });
    connect(&context.workbench, &Workbench::certificatesChanged, this, [this] {
        if (m_entry && (m_entry->keyOnToken || m_question.source)) {
            look(); // its issuers may be here by now
        } else if (m_entry) {
            const Result<StoreEntry> now
                = m_context.workbench.certificates().find(m_entry->name, CertificateLookup::Name);
            setEntry(now ? std::optional(*now) : std::nullopt, m_question);
        }
    });
    connect(&context.workbench.passphrases(), &PassphraseKeeper::countChanged, this, [this] {
        if (m_entry && m_entry->keyEncrypted) {
            look();
        }
    });
    connect(&context.workbench.stores(), &OpenedStores::storeChanged, this, [this] {
        if (m_entry) {
            look();
        }
    });
    hide();
}

void PreflightView::askForHost()
{
    m_host = new QLineEdit;
    m_host->setObjectName(objectName() + QStringLiteral("Host"));
    m_host->setClearButtonEnabled(true);
    m_host->setPlaceholderText(tr("a host name or address, to be checked as well"));
    auto* label = new QLabel(tr("Clients call &it"));
    label->setBuddy(m_host);
    m_host->setAccessibleName(tr("Host name or address that clients call the server by"));
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_host, 1);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_host, &QLineEdit::textChanged, this, [this] {
        if (m_entry) {
            lookSoon();
        }
    });
}

void PreflightView::nameEntry()
{
    m_isNamed = true;
}

void PreflightView::setEntry(const std::optional<StoreEntry>& entry,
                             const PreflightQuestion& question)
{
    const bool isTyped = m_entry == entry && m_question.staple != question.staple;
    m_entry = entry;
    m_question = question;
    m_question.soonDays = expirySoonDays(m_context.settings);
    if (m_entry) {
        isTyped ? lookSoon() : look();
    } else {
        m_answers->forget();
        hide();
    }
}

void PreflightView::look()
{
    if (m_entry->der.isEmpty()) {
        m_answers->forget();
        hide();
        m_pause->start();
        return;
    }
    m_answers->ask(question(), [this](const Preflight& found) { show(found); });
}

/// A moment after it was named: nobody asks a token, or a file, for every letter of its place.
void PreflightView::readPlaced()
{
    if (!m_entry || !m_entry->der.isEmpty()
        || !(isFilePlace(m_entry->path) || parseTokenUri(m_entry->path))) {
        return;
    }
    inTokenThread(
        this,
        [id = m_entry->path] { return readPlacedEntry(id); },
        [this, id = m_entry->path](const Result<StoreEntry>& read) {
            if (read && m_entry && m_entry->der.isEmpty() && m_entry->path == id) {
                m_entry = *read;
                m_question.source = placedSource(id);
                look();
            }
        });
}

void PreflightView::lookSoon()
{
    if (m_entry->der.isEmpty()) {
        return; // is looked at when it was read
    }
    m_answers->askSoon(question(), [this](const Preflight& found) { show(found); });
}

std::function<Preflight()> PreflightView::question() const
{
    PreflightQuestion asked = m_question;
    asked.places = m_context.workbench.stores().places();
    asked.host = m_host == nullptr ? QString() : m_host->text().trimmed();
    // That of a file is kept under its path: an entry of the store may have the same name.
    const QString secret = asked.source ? m_entry->path : m_entry->name;
    return [entry = *m_entry,
            passphrase = SecretBytes(m_context.workbench.keptPassphrase(secret)),
            entries = m_context.workbench.certificates().entries(),
            asked]() mutable {
        asked.known = TrustAnchors::system().value_or(TrustAnchors {});
        return preflight(entry, entries, asked, passphrase.bytes());
    };
}

void PreflightView::clear()
{
    while (QLayoutItem* const item = m_rows->takeAt(0)) {
        // Deleted later: the click that led here may come from a button in it.
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

void PreflightView::show(const Preflight& preflight)
{
    m_preflight = preflight;
    clear();
    int number = 0;
    for (const PreflightItem& item : preflight.items) {
        if (item.result != CheckResult::Passed || m_all->isChecked()) {
            addRow(item, number++);
        }
    }
    const State state = stateOf(preflight.worst());
    m_icon->setPixmap(stateIcon(preflight.isReady() && state == State::Note ? State::Done : state)
                          .pixmap(QSize(16, 16), devicePixelRatioF()));
    m_verdict->setText(m_isNamed ? tr("“%1” — %2").arg(preflight.entry, verdictText(preflight))
                                 : verdictText(preflight));
    m_verdict->setAccessibleName(m_verdict->text());
    setVisible(m_entry.has_value());
    Q_EMIT shown();
}

void PreflightView::addRow(const PreflightItem& item, int number)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(iconOf(stateOf(item.result), devicePixelRatioF()));
    auto* text = new WrappedLabel;
    text->setObjectName(QStringLiteral("%1Item%2").arg(objectName()).arg(number));
    QStringList lines {item.title};
    if (!item.detail.isEmpty()) {
        lines.append(item.detail);
    }
    for (const PreflightFix& fix : item.fixes) {
        if (fix.action == FixAction::None) {
            lines.append(tr("Do: %1").arg(fix.text));
        }
    }
    text->setText(lines.join(QLatin1Char('\n')));
    text->setAccessibleName(text->text());
    layout->addWidget(text, 1);
    for (const PreflightFix& fix : item.fixes) {
        if (fix.action == FixAction::None) {
            continue;
        }
        auto* button = new QPushButton(withoutMnemonic(fixWord(fix.action)));
        button->setObjectName(
            QStringLiteral("%1%2").arg(objectName(), QLatin1String(toIdentifier(fix.action))));
        button->setToolTip(fix.text);
        button->setAccessibleName(fix.text);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, fix] { carryOut(fix); });
        layout->addWidget(button, 0, Qt::AlignTop);
    }
    m_rows->addWidget(row);
}

void PreflightView::carryOut(const PreflightFix& fix)
{
    if (m_entry) {
        carryOutFix(m_context, window(), *m_entry, m_preflight, fix);
    }
}

} // namespace workbench
