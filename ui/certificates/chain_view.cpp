#include "ui/certificates/chain_view.h"

#include "core/workbench/opened_stores.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/chain_commands.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/own_entry.h"
#include "ui/certificates/trust_picker.h"
#include "ui/common/newest_answer.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"
#include "ui/common/tone_panel.h"
#include "ui/common/wrapped_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

enum Column
{
    CertificateColumn,
    OutcomeColumn,
    ReasonColumn
};

QString nameOf(X509* certificate)
{
    const CertificateFacts facts = certificateFacts(certificate);
    return facts.commonName.isEmpty() ? facts.subject : facts.commonName;
}

/// Runs in another thread; works on copies.
ChainView::Picture lookAt(const StoreEntry& entry,
                          const CertificateStore& store,
                          const QList<PoolPlace>& places,
                          const TrustChoice& trust)
{
    ChainView::Picture picture;
    const Result<TrustAnchors> anchors = resolveTrust(trust, store);
    if (!anchors) {
        picture.fault = anchors.error();
        return picture;
    }
    const QList<std::shared_ptr<X509>> present = certificatesAround(store, entry);
    CertificatePool pool;
    pool.add(present, ChainView::tr("the entry itself"));
    pool.add(store.entries());
    for (const PoolPlace& place : places) {
        pool.add(place);
    }
    pool.add(*anchors);
    QList<QByteArray> sent {entry.der};
    for (const std::shared_ptr<X509>& one : present) {
        sent.append(toDer(one.get()));
    }
    picture.verification
        = verifyCertificates(
              sent, *anchors, {.purpose = CertificatePurpose::Any, .securityLevel = 0})
              .value_or(Verification {});
    picture.repair = repairChain(certificatesOf(entry).certificate, present, pool);
    for (const QByteArray& der : std::as_const(picture.verification.builtChain)) {
        if (Result<X509Ptr> certificate = parseCertificate(der)) {
            const std::shared_ptr<X509> link(std::move(*certificate));
            picture.steps.append({.certificate = link,
                                  .candidates = issuerCandidates(
                                      link.get(),
                                      pool,
                                      {.time = {}, .preferred = picture.verification.builtChain})});
        }
    }
    return picture;
}

QString verdictText(const Verification& verification)
{
    QStringList lines;
    if (verification.trusted) {
        lines.append(ChainView::tr("The chain leads to a trust anchor (%1).")
                         .arg(verification.anchorsOrigin));
    }
    for (const VerifyResult& result : verification.results) {
        if (result.code != X509_V_OK) {
            lines.append(ChainView::tr("Depth %1: %2 (%3 %4)")
                             .arg(result.depth)
                             .arg(result.text)
                             .arg(result.code)
                             .arg(result.name));
        }
    }
    return lines.join(QLatin1Char('\n'));
}

void setState(QTreeWidgetItem* item, State state, const QString& word)
{
    item->setIcon(OutcomeColumn, stateIcon(state));
    item->setText(OutcomeColumn, word);
}

/// `next`: the certificate that OpenSSL took; null: none.
void addCandidate(QTreeWidgetItem* parent, const IssuerCandidate& candidate, X509* next)
{
    X509* const certificate = candidate.found.certificate.get();
    auto* item = new QTreeWidgetItem(parent);
    item->setText(CertificateColumn, ChainView::tr("Issuer? %1").arg(nameOf(certificate)));
    QString reason = candidate.reason;
    const bool taken = next != nullptr && X509_cmp(next, certificate) == 0;
    if (taken) {
        setState(item, State::Done, ChainView::tr("taken"));
    } else if (candidate.outcome == CandidateOutcome::Refused) {
        setState(item, State::Failed, ChainView::tr("refused"));
    } else if (next == nullptr) {
        setState(item, State::Warning, ChainView::tr("not at hand"));
        reason
            = ChainView::tr("It fits, but it is neither in this entry's file nor trusted: a peer "
                            "does not get it.");
    } else {
        setState(item, State::Note, ChainView::tr("possible"));
    }
    item->setText(ReasonColumn, ChainView::tr("From %1. %2").arg(candidate.found.origin, reason));
    item->setToolTip(ReasonColumn, item->text(ReasonColumn));
}

} // namespace

ChainView::ChainView(const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_trust(new TrustPicker(QStringLiteral("chainTrust"), context.settings))
    , m_panel(new TonePanel)
    , m_icon(new QLabel)
    , m_verdict(new WrappedLabel)
    , m_tree(new QTreeWidget)
    , m_reason(new WrappedLabel)
    , m_changes(new WrappedLabel)
    , m_button(new QPushButton(tr("&Repair the chain")))
    , m_answers(new NewestAnswer(this))
{
    auto* trustRow = new QHBoxLayout;
    auto* caption = new QLabel(tr("&Trust"));
    caption->setBuddy(m_trust);
    trustRow->addWidget(caption);
    trustRow->addWidget(m_trust, 1);
    m_verdict->setObjectName(QStringLiteral("entryChainVerdict"));
    m_icon->setAlignment(Qt::AlignTop);
    auto* panelLayout = new QHBoxLayout(m_panel);
    panelLayout->setContentsMargins(14, 8, 10, 8);
    panelLayout->addWidget(m_icon);
    panelLayout->addWidget(m_verdict, 1);
    m_tree->setObjectName(QStringLiteral("entryChainTree"));
    m_tree->setAccessibleName(tr("Chain and candidates for its issuers"));
    m_tree->setHeaderLabels({tr("Certificate"), tr("Outcome"), tr("Where and why")});
    m_tree->setUniformRowHeights(true);
    m_tree->header()->resizeSection(CertificateColumn, 200);
    m_tree->header()->resizeSection(OutcomeColumn, 110);
    m_reason->setObjectName(QStringLiteral("entryChainReason"));
    m_changes->setObjectName(QStringLiteral("chainChanges"));
    m_button->setObjectName(QStringLiteral("repairChain"));
    m_button->setAutoDefault(false);
    auto* repairRow = new QHBoxLayout;
    repairRow->addWidget(m_changes, 1);
    repairRow->addWidget(m_button, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addLayout(trustRow);
    layout->addWidget(m_panel);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_reason);
    layout->addLayout(repairRow);
    connect(m_trust, &TrustPicker::changed, this, &ChainView::look);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        m_reason->setText(item == nullptr ? QString() : item->text(ReasonColumn));
        m_reason->setVisible(!m_reason->text().isEmpty());
    });
    connect(m_button, &QPushButton::clicked, this, &ChainView::repair);
    const OpenedStores& stores = context.workbench.stores();
    connect(&stores, &OpenedStores::storeChanged, this, &ChainView::look);
    connect(&stores, &OpenedStores::listChanged, this, &ChainView::look);
}

void ChainView::setEntry(const StoreEntry& entry)
{
    m_entry = entry;
    m_trust->recall();
    look();
}

void ChainView::look()
{
    if (!m_entry) {
        return;
    }
    m_button->setEnabled(false);
    m_answers->ask([entry = *m_entry,
                    store = m_context.workbench.certificates(),
                    places = m_context.workbench.stores().places(),
                    trust = m_trust->trust()] { return lookAt(entry, store, places, trust); },
                   [this](const Picture& picture) { show(picture); });
}

void ChainView::show(const Picture& picture)
{
    const bool trusted = !picture.fault && picture.verification.trusted;
    const State state = trusted ? State::Done : State::Failed;
    const QString text
        = picture.fault ? errorText(*picture.fault) : verdictText(picture.verification);
    m_panel->setTone(stateTone(state));
    m_icon->setPixmap(stateIcon(state).pixmap(QSize(16, 16), devicePixelRatioF()));
    m_verdict->setText(text);
    m_verdict->setAccessibleName(text);
    showSteps(picture);
    if (picture.fault) {
        m_repair = {};
        m_changes->setText(tr("The chain was not looked at."));
        m_button->setEnabled(false);
    } else {
        showRepair(picture.repair);
    }
    Q_EMIT shown();
}

void ChainView::showSteps(const Picture& picture)
{
    m_tree->clear();
    for (qsizetype i = 0; i < picture.steps.size(); ++i) {
        const ChainStep& step = picture.steps.at(i);
        const CertificateFacts facts = certificateFacts(step.certificate.get());
        auto* item = new QTreeWidgetItem(m_tree);
        item->setText(CertificateColumn,
                      QStringLiteral("%1  %2").arg(i).arg(nameOf(step.certificate.get())));
        const State validity = stateOf(
            validityAt(facts, QDateTime::currentDateTimeUtc(), expirySoonDays(m_context.settings)));
        setState(item, validity, stateWord(validity));
        X509* const next
            = i + 1 < picture.steps.size() ? picture.steps.at(i + 1).certificate.get() : nullptr;
        for (const IssuerCandidate& candidate : step.candidates) {
            addCandidate(item, candidate, next);
        }
        if (facts.selfSigned) {
            item->setText(ReasonColumn, tr("It signed itself: the chain ends here."));
        } else if (step.candidates.isEmpty()) {
            item->setText(ReasonColumn,
                          tr("Nothing here could be its issuer “%1”.").arg(facts.issuer));
        }
        item->setExpanded(true);
    }
    if (QTreeWidgetItem* const leaf = m_tree->topLevelItem(0)) {
        m_tree->setCurrentItem(leaf->childCount() > 0 ? leaf->child(0) : leaf);
    }
}

void ChainView::showRepair(const ChainRepair& repair)
{
    m_repair = repair;
    QStringList lines;
    for (const ChainChange& change : repair.changes) {
        lines.append(QStringLiteral("• ") + change.text);
    }
    if (lines.isEmpty()) {
        lines.append(repair.isComplete() ? tr("The chain in the file needs no repair.")
                                         : tr("The file is in order, but the issuer “%1” is "
                                              "nowhere to be found: import it.")
                                               .arg(repair.missingIssuer));
    } else {
        QStringList names;
        for (const std::shared_ptr<X509>& one : repair.chain) {
            names.append(nameOf(one.get()));
        }
        lines.prepend(tr("The file's chain should be changed:"));
        lines.append(tr("Afterwards it is: %1").arg(names.join(QStringLiteral("  ←  "))));
    }
    m_changes->setText(lines.join(QLatin1Char('\n')));
    const bool isOwn = m_entry && isOwnEntry(m_context.workbench.certificates(), *m_entry);
    m_button->setEnabled(isOwn && !repair.changes.isEmpty());
    m_button->setToolTip(
        isOwn ? tr("Writes the chain as it is described here into the entry's file. It can "
                   "be undone.")
              : tr("This store is read-only: copy the certificate into “My certificates” first."));
}

void ChainView::repair()
{
    if (m_entry && !m_repair.changes.isEmpty()) {
        m_button->setEnabled(false);
        carryOutRepair(m_context, *m_entry, m_repair.chain);
    }
}

} // namespace workbench
