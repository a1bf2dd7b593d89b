#include "ui/certificates/certificate_view.h"

#include "core/base/bytes.h"
#include "core/certificates/extension_words.h"
#include "core/wire/decode.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/certificate_details.h"
#include "ui/certificates/chain_view.h"
#include "ui/certificates/check_view.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/users_view.h"
#include "ui/common/field_view.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/tone_panel.h"
#include "ui/common/tree_decoder.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSettings>
#include <QSpinBox>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace workbench {

CertificateView::CertificateView(const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_validity(new TonePanel)
    , m_validityIcon(new QLabel)
    , m_validityText(new QLabel)
    , m_soonDays(new QSpinBox)
    , m_details(new CertificateDetails)
    , m_fields(new FieldView(QStringLiteral("entryFields")))
    , m_decoder(new TreeDecoder(this))
    , m_chain(new ChainView(context))
    , m_checks(new CheckView(context))
    , m_users(new UsersView(context))
    , m_tabs(new QTabWidget)
    , m_empty(new QLabel(tr("Choose a certificate to see what is in it.")))
    , m_stack(new QStackedLayout(this))
{
    m_fields->setAccessibleNames(tr("Fields of the certificate"), tr("Bytes of the certificate"));
    m_fields->remember(context.settings);
    m_tabs->setObjectName(QStringLiteral("entryViews"));
    m_tabs->setAccessibleName(tr("Certificate"));
    m_tabs->tabBar()->setObjectName(QStringLiteral("entryViewBar"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the certificate"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildSummary(), tr("Summary"));
    m_tabs->addTab(m_fields, tr("Fields"));
    m_tabs->addTab(m_chain, tr("Chain"));
    m_tabs->addTab(m_checks, tr("Checks"));
    m_tabs->addTab(m_users, tr("Used by"));
    m_tabs->setCurrentIndex(context.settings.value(QStringLiteral("certificates/view"), 0).toInt());
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_tabs);
    addActions(m_fields->findActions());
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        m_context.settings.setValue(QStringLiteral("certificates/view"), index);
        showTab();
    });
    for (const auto changed : {&Workbench::serversChanged, &Workbench::clientsChanged}) {
        connect(&context.workbench, changed, this, &CertificateView::showUsers);
    }
    connect(m_decoder, &TreeDecoder::decoded, m_fields, &FieldView::setTree);
    connect(m_users, &UsersView::serverChosen, this, &CertificateView::serverChosen);
    connect(m_users, &UsersView::clientChosen, this, &CertificateView::clientChosen);
}

QWidget* CertificateView::buildSummary()
{
    m_validityText->setObjectName(QStringLiteral("entryValidity"));
    m_validityText->setWordWrap(true);
    m_soonDays->setObjectName(QStringLiteral("expirySoonDays"));
    m_soonDays->setAccessibleName(tr("Days before its end at which a certificate expires soon"));
    m_soonDays->setToolTip(tr("How many days before its end a certificate counts as expiring "
                              "soon. For all certificates; remembered."));
    m_soonDays->setRange(0, 3650);
    m_soonDays->setSuffix(tr(" days"));
    m_soonDays->setValue(expirySoonDays(m_context.settings));
    auto* caption = new QLabel(tr("Soon &means"));
    caption->setBuddy(m_soonDays);
    auto* row = new QHBoxLayout(m_validity);
    row->setContentsMargins(14, 6, 8, 6);
    row->addWidget(m_validityIcon);
    row->addWidget(m_validityText, 1);
    row->addWidget(caption);
    row->addWidget(m_soonDays);
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* margin = new QVBoxLayout;
    margin->setContentsMargins(12, 10, 12, 0);
    margin->addWidget(m_validity);
    layout->addLayout(margin);
    layout->addWidget(m_details, 1);
    connect(m_soonDays, &QSpinBox::valueChanged, this, [this](int days) {
        setExpirySoonDays(m_context.settings, days);
        m_fresh.removeAll(m_chain);
        showValidity();
        Q_EMIT soonDaysChanged(days);
    });
    return page;
}

void CertificateView::setEntry(const StoreEntry& entry, const QList<QPair<QString, QString>>& extra)
{
    m_entry = entry;
    m_extra = extra;
    m_fresh.clear();
    showValidity();
    showUsers();
    m_stack->setCurrentIndex(1);
    showTab();
}

void CertificateView::clear()
{
    m_entry.reset();
    m_decoder->forget();
    m_stack->setCurrentIndex(0);
}

void CertificateView::showValidity()
{
    if (!m_entry) {
        return;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const int soonDays = expirySoonDays(m_context.settings);
    m_details->setCertificate(
        m_entry->facts,
        soonDays,
        m_extra,
        parseCertificate(m_entry->der)
            .map([](const X509Ptr& one) { return extensionsInWords(one.get()); })
            .value_or(QList<QPair<QString, QString>> {}));
    const State state = stateOf(validityAt(m_entry->facts, now, soonDays));
    m_validity->setTone(stateTone(state));
    m_validityIcon->setPixmap(stateIcon(state).pixmap(QSize(16, 16), devicePixelRatioF()));
    const QString text = expiryText(m_entry->facts, now, state);
    m_validityText->setText(text);
    m_validityText->setAccessibleName(text);
}

void CertificateView::showUsers()
{
    if (m_entry) {
        m_users->setEntry(*m_entry);
        m_tabs->setTabText(m_tabs->indexOf(m_users),
                           m_users->count() == 0 ? tr("Used by")
                                                 : tr("Used by (%1)").arg(m_users->count()));
    }
}

void CertificateView::showTab()
{
    QWidget* const current = m_tabs->currentWidget();
    if (!m_entry || m_fresh.contains(current)) {
        return;
    }
    m_fresh.append(current);
    if (current == m_fields) {
        showFields();
    } else if (current == m_chain) {
        m_chain->setEntry(*m_entry);
    } else if (current == m_checks) {
        m_checks->setEntry(*m_entry);
    }
}

void CertificateView::showFields()
{
    const QByteArray der = m_entry->der;
    if (auto tree
        = m_decoder->decode(der.size(), [der] { return wire::decodeCertificate(asSpan(der)); })) {
        m_fields->setTree(std::move(tree));
    } else {
        m_fields->setBytes(der, tr("The fields are being read …"));
    }
}

} // namespace workbench
