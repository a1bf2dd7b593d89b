#include "ui/connection_view/chain_tab.h"

#include "core/base/bytes.h"
#include "core/wire/decode.h"
#include "ui/certificates/certificate_details.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/common/field_view.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"
#include "ui/common/tone_panel.h"
#include "ui/common/tree_decoder.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

QString subjectOf(const CertificateFacts& facts)
{
    return facts.commonName.isEmpty() ? facts.subject : facts.commonName;
}

QString blamed(const VerifyResult& result, const QList<CertificateFacts>& sent)
{
    for (const CertificateFacts& facts : sent) {
        if (facts.sha256 == result.certificateSha256) {
            return ChainTab::tr("“%1”").arg(subjectOf(facts));
        }
    }
    return ChainTab::tr("a certificate that was not sent");
}

QString verificationText(const Verification& check, const QList<CertificateFacts>& sent)
{
    QStringList lines;
    if (check.trusted) {
        lines.append(
            ChainTab::tr("The chain leads to a trusted anchor (%1).").arg(check.anchorsOrigin));
    }
    for (const VerifyResult& result : check.results) {
        if (result.code != 0) {
            lines.append(ChainTab::tr("Depth %1, %2: %3 (%4)")
                             .arg(result.depth)
                             .arg(blamed(result, sent), result.text, result.name));
        }
    }
    if (check.hostChecked) {
        lines.append(check.hostnameMatches
                         ? ChainTab::tr("The name that was asked for stands in the certificate.")
                         : ChainTab::tr("The name that was asked for does not stand in the "
                                        "certificate."));
    }
    if (!check.enforced && (!check.trusted || !check.hostnameMatches)) {
        lines.append(ChainTab::tr("Verification is switched off: this did not stop the "
                                  "connection."));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

ChainTab::ChainTab(QSettings& settings, QWidget* parent)
    : ConnectionTab(parent)
    , m_settings(settings)
    , m_panel(new TonePanel)
    , m_icon(new QLabel)
    , m_verdict(new QLabel)
    , m_list(new QTreeWidget)
    , m_details(new CertificateDetails)
    , m_fields(new FieldView(QStringLiteral("certificateFields")))
    , m_decoder(new TreeDecoder(this))
    , m_views(new QTabWidget)
{
    m_verdict->setObjectName(QStringLiteral("verificationText"));
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_icon->setAlignment(Qt::AlignTop);
    auto* panelLayout = new QHBoxLayout(m_panel);
    panelLayout->setContentsMargins(14, 8, 10, 8);
    panelLayout->addWidget(m_icon);
    panelLayout->addWidget(m_verdict, 1);

    m_list->setObjectName(QStringLiteral("chainList"));
    m_list->setAccessibleName(tr("Certificates in the order sent"));
    m_list->setHeaderLabels({tr("#"), tr("Certificate"), tr("Status")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setColumnWidth(0, 34);
    m_list->setColumnWidth(1, 190);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ChainTab::showDetails);

    m_fields->setAccessibleNames(tr("Fields of the certificate"), tr("Bytes of the certificate"));
    m_fields->remember(settings);
    m_views->setObjectName(QStringLiteral("certificateViews"));
    m_views->setAccessibleName(tr("Certificate"));
    m_views->tabBar()->setObjectName(QStringLiteral("certificateViewBar"));
    m_views->tabBar()->setAccessibleName(tr("Views of the certificate"));
    m_views->setDocumentMode(true);
    m_views->addTab(m_details, tr("Summary"));
    m_views->addTab(m_fields, tr("Fields"));
    addActions(m_fields->findActions());
    connect(m_views, &QTabWidget::currentChanged, this, &ChainTab::showFields);
    connect(m_decoder, &TreeDecoder::decoded, m_fields, &FieldView::setTree);

    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(QStringLiteral("chainSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_views);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({320, 600});
    const QString key = QStringLiteral("splitters/%1").arg(splitter->objectName());
    splitter->restoreState(settings.value(key).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this, [splitter, key, &settings] {
        settings.setValue(key, splitter->saveState());
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* margin = new QVBoxLayout;
    margin->setContentsMargins(8, 8, 8, 8);
    margin->addWidget(m_panel);
    layout->addLayout(margin);
    layout->addWidget(splitter, 1);
}

void ChainTab::showConnection(const ObservedConnection& connection)
{
    showCertificates(*connection.record);
    showVerification(*connection.record);
}

void ChainTab::showCertificates(const ConnectionRecord& record)
{
    const int soonDays = expirySoonDays(m_settings);
    if (record.peerCertificates == m_shown && soonDays == m_soonDays && !m_facts.isEmpty()) {
        return;
    }
    m_shown = record.peerCertificates;
    m_soonDays = soonDays;
    m_facts.clear();
    m_list->clear();
    for (const QByteArray& der : std::as_const(m_shown)) {
        const Result<CertificateFacts> facts = certificateFacts(der);
        m_facts.append(facts.value_or(CertificateFacts {}));
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0, QString::number(m_facts.size() - 1));
        item->setText(1, facts ? subjectOf(*facts) : facts.error().message);
        if (facts) {
            const State state
                = stateOf(validityAt(*facts, QDateTime::currentDateTimeUtc(), m_soonDays));
            item->setText(2, stateWord(state));
            item->setIcon(2, stateIcon(state));
        }
    }
    if (m_list->topLevelItemCount() > 0) {
        m_list->setCurrentItem(m_list->topLevelItem(0));
    } else {
        m_details->clear();
        showFields();
    }
}

void ChainTab::showVerification(const ConnectionRecord& record)
{
    const Verification& check = record.verification;
    State state = State::Note;
    QString text;
    if (!check.performed) {
        text = m_shown.isEmpty() ? tr("The peer has sent no certificate.")
                                 : tr("The certificates were not checked.");
    } else {
        const bool good = check.trusted && check.hostnameMatches;
        state = good ? State::Done : check.enforced ? State::Failed : State::Warning;
        text = verificationText(check, m_facts);
    }
    m_panel->setTone(check.performed ? stateTone(state) : Tone::Neutral);
    m_icon->setPixmap(stateIcon(state).pixmap(QSize(16, 16), devicePixelRatioF()));
    m_verdict->setText(text);
    m_verdict->setAccessibleName(text);
}

void ChainTab::showDetails()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row >= 0 && row < m_facts.size()) {
        m_details->setCertificate(m_facts.at(row), m_soonDays);
        showFields();
    }
}

bool ChainTab::openFind()
{
    m_views->setCurrentWidget(m_fields);
    m_fields->openFind();
    return true;
}

QList<QAction*> ChainTab::moreActions() const
{
    return m_fields->copyActions() + m_fields->findActions();
}

void ChainTab::showFields()
{
    if (m_views->currentWidget() != m_fields) {
        return;
    }
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    const QByteArray der = row < 0 ? QByteArray() : m_shown.value(row);
    if (der == m_decoded) {
        return;
    }
    m_decoded = der;
    m_decoder->forget();
    if (der.isEmpty()) {
        m_fields->setBytes({}, {});
    } else if (auto tree = m_decoder->decode(
                   der.size(), [der] { return wire::decodeCertificate(asSpan(der)); })) {
        m_fields->setTree(std::move(tree));
    } else {
        m_fields->setBytes(der, tr("The fields are being read …"));
    }
}

} // namespace workbench
