#include "ui/certificates/check_view.h"

#include "core/certificates/chain/entry_file.h"
#include "core/certificates/lint/certificate_lint.h"
#include "core/certificates/store_revocations.h"
#include "core/diagnosis/diagnosis.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/trust_picker.h"
#include "ui/common/file_list_edit.h"
#include "ui/common/newest_answer.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"
#include "ui/common/tone_panel.h"
#include "ui/common/wrapped_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

QString nameOf(const CertificateFacts& facts)
{
    return facts.commonName.isEmpty() ? facts.subject : facts.commonName;
}

CheckView::Answer answer(CheckView::Question question)
{
    CheckView::Answer answer;
    const Result<TrustAnchors> anchors = resolveTrust(question.trust, question.store);
    const Result<RevocationLists> lists
        = anchors ? RevocationLists::fromFiles(question.lists) : fail(anchors.error());
    if (!lists) {
        answer.fault = lists.error();
        if (anchors) { // which of the files
            answer.fault->message
                = QStringLiteral("%1: %2").arg(lists.error().where, lists.error().message);
        }
        return answer;
    }
    question.query.revocationLists = *lists;
    question.query.revocation = RevocationCheck::Leaf;
    const QList<QByteArray> given = certificatesToCheck(question.store, question.entry);
    if (lists->lists.isEmpty()) {
        question.query.revocation = RevocationCheck::None;
        question.query = withKnownRevocations(
            question.query, given, *anchors, StoreRevocations(question.store.entries()));
    }
    const Result<Verification> verified = verifyCertificates(given, *anchors, question.query);
    if (!verified) {
        answer.fault = verified.error();
        return answer;
    }
    answer.verification = *verified;
    answer.findings = diagnose(given, *verified, question.query);
    answer.ofCheck = answer.findings.size();
    for (const QByteArray& der : given) {
        const Result<X509Ptr> certificate = parseCertificate(der);
        if (!certificate) {
            continue;
        }
        const CertificateFacts facts = certificateFacts(certificate->get());
        for (const LintFinding& found : lintCertificate(certificate->get())) {
            answer.findings.append(diagnose(found, facts));
        }
    }
    return answer;
}

/// Each result with its depth, the certificate that it is about, code and name.
QString verdictText(const Verification& check, const QString& host)
{
    QStringList lines;
    if (check.trusted) {
        lines.append(CheckView::tr("Trusted, by %1.").arg(check.anchorsOrigin));
    }
    for (const VerifyResult& result : check.results) {
        if (result.code == X509_V_OK) {
            continue;
        }
        const Result<CertificateFacts> blamed
            = certificateFacts(QByteArrayView(check.builtChain.value(result.depth)));
        lines.append(CheckView::tr("Depth %1%2: %3 (%4 %5)")
                         .arg(QString::number(result.depth),
                              blamed ? CheckView::tr(", “%1”").arg(nameOf(*blamed)) : QString(),
                              result.text,
                              QString::number(result.code),
                              result.name));
    }
    if (check.hostChecked) {
        lines.append(check.hostnameMatches ? CheckView::tr("It is for “%1”.").arg(host)
                                           : CheckView::tr("It is not for “%1”.").arg(host));
    }
    return lines.join(QLatin1Char('\n'));
}

QString findingText(const Finding& finding)
{
    QStringList lines {finding.title};
    if (!finding.cause.isEmpty()) {
        lines.append(CheckView::tr("Why: %1").arg(finding.cause));
    }
    for (const QString& fix : finding.fixes) {
        lines.append(CheckView::tr("Do: %1").arg(fix));
    }
    for (const QString& fact : finding.evidence) {
        lines.append(QStringLiteral("• ") + fact);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

CheckView::CheckView(const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_purpose(new QComboBox)
    , m_host(new QLineEdit)
    , m_now(new QCheckBox(tr("N&ow")))
    , m_time(new QDateTimeEdit(QDateTime::currentDateTime()))
    , m_trust(new TrustPicker(QStringLiteral("checkTrust"), context.settings))
    , m_lists(new FileListEdit(QStringLiteral("checkLists"), tr("Revocation lists")))
    , m_panel(new TonePanel)
    , m_icon(new QLabel)
    , m_verdict(new WrappedLabel)
    , m_filter(new QComboBox)
    , m_list(new QTreeWidget)
    , m_details(new WrappedLabel)
    , m_answers(new NewestAnswer(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addWidget(buildQuestion());
    layout->addWidget(buildAnswer(), 1);
    connect(m_purpose, &QComboBox::currentIndexChanged, this, &CheckView::check);
    connect(m_host, &QLineEdit::textChanged, this, &CheckView::checkSoon);
    connect(m_now, &QCheckBox::toggled, this, [this](bool now) {
        m_time->setEnabled(!now);
        check();
    });
    connect(m_time, &QDateTimeEdit::dateTimeChanged, this, &CheckView::checkSoon);
    connect(m_trust, &TrustPicker::changed, this, &CheckView::check);
    connect(m_lists, &QLineEdit::editingFinished, this, &CheckView::check);
    connect(m_lists, &FileListEdit::chosen, this, &CheckView::check);
    connect(m_filter, &QComboBox::currentIndexChanged, this, [this] {
        m_context.settings.setValue(QStringLiteral("certificates/lintFilter"),
                                    m_filter->currentData());
        showList();
    });
    connect(m_list, &QTreeWidget::currentItemChanged, this, &CheckView::showFinding);
}

QWidget* CheckView::buildQuestion()
{
    m_purpose->setObjectName(QStringLiteral("checkPurpose"));
    m_purpose->addItem(tr("A TLS server"), static_cast<int>(CertificatePurpose::Server));
    m_purpose->addItem(tr("A TLS client"), static_cast<int>(CertificatePurpose::Client));
    m_purpose->addItem(tr("Anything"), static_cast<int>(CertificatePurpose::Any));
    m_host->setObjectName(QStringLiteral("checkHost"));
    m_host->setPlaceholderText(tr("host name or address that is asked for; empty: none"));
    m_now->setObjectName(QStringLiteral("checkNow"));
    m_now->setChecked(true);
    m_time->setObjectName(QStringLiteral("checkTime"));
    m_time->setAccessibleName(tr("Moment of the check"));
    m_time->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    m_time->setCalendarPopup(true);
    m_time->setEnabled(false);
    m_lists->setPlaceholderText(tr("files with revocation lists; empty: not looked at"));
    auto* moment = new QWidget;
    auto* momentRow = new QHBoxLayout(moment);
    momentRow->setContentsMargins(0, 0, 0, 0);
    momentRow->addWidget(m_now);
    momentRow->addWidget(m_time, 1);
    moment->setFocusProxy(m_now);
    auto* question = new QWidget;
    auto* form = new QFormLayout(question);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(5);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto row = [form](const QString& label, QWidget* editor) {
        form->addRow(label, editor);
        if (editor->accessibleName().isEmpty()) {
            editor->setAccessibleName(withoutMnemonic(label));
        }
    };
    row(tr("F&or"), m_purpose);
    row(tr("&Host"), m_host);
    row(tr("&At"), moment);
    row(tr("&Trust"), m_trust);
    row(tr("C&RLs"), m_lists);
    return question;
}

QWidget* CheckView::buildAnswer()
{
    m_verdict->setObjectName(QStringLiteral("checkVerdict"));
    m_icon->setAlignment(Qt::AlignTop);
    auto* panelLayout = new QHBoxLayout(m_panel);
    panelLayout->setContentsMargins(14, 8, 10, 8);
    panelLayout->addWidget(m_icon);
    panelLayout->addWidget(m_verdict, 1);
    m_filter->setObjectName(QStringLiteral("checkFilter"));
    m_filter->setAccessibleName(tr("Which findings are shown"));
    m_filter->addItem(tr("Errors"), static_cast<int>(Severity::Error));
    m_filter->addItem(tr("Errors and warnings"), static_cast<int>(Severity::Warning));
    m_filter->addItem(tr("Everything, also what binds public CAs only"),
                      static_cast<int>(Severity::Note));
    const int kept = m_filter->findData(m_context.settings.value(
        QStringLiteral("certificates/lintFilter"), static_cast<int>(Severity::Warning)));
    m_filter->setCurrentIndex(qMax(0, kept));
    m_list->setObjectName(QStringLiteral("checkFindings"));
    m_list->setAccessibleName(tr("Findings"));
    m_list->setHeaderLabels({tr("Severity"), tr("Finding"), tr("From")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->resizeSection(0, 100);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_list->header()->resizeSection(2, 70);
    m_details->setObjectName(QStringLiteral("checkDetails"));
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("checkDetailsScroll"));
    scroll->setAccessibleName(tr("The chosen finding"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_details);
    scroll->setMinimumHeight(60);
    m_details->setAlignment(Qt::AlignTop);
    auto* answer = new QWidget;
    auto* layout = new QVBoxLayout(answer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_panel);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 3);
    layout->addWidget(scroll, 2);
    return answer;
}

void CheckView::setEntry(const StoreEntry& entry)
{
    const bool other = !m_entry || m_entry->name != entry.name;
    m_entry.reset(); // nothing is asked while the fields are filled
    m_trust->recall();
    if (other) {
        const CertificatePurpose purpose = entry.facts.isCa ? CertificatePurpose::Any
            : entry.kind() == QLatin1String("client")       ? CertificatePurpose::Client
                                                            : CertificatePurpose::Server;
        m_purpose->setCurrentIndex(m_purpose->findData(static_cast<int>(purpose)));
        m_host->clear();
    }
    m_entry = entry;
    check();
}

CheckView::Question CheckView::question() const
{
    const VerifyQuery query {.purpose
                             = static_cast<CertificatePurpose>(m_purpose->currentData().toInt()),
                             .host = m_host->text().trimmed(),
                             .time = m_now->isChecked() ? QDateTime() : m_time->dateTime().toUTC()};
    return {.entry = *m_entry,
            .store = m_context.workbench.certificates(),
            .trust = m_trust->trust(),
            .lists = m_lists->paths(),
            .query = query};
}

void CheckView::check()
{
    if (m_entry) {
        m_answers->ask([asked = question()] { return answer(asked); },
                       [this](const Answer& found) { show(found); });
    }
}

void CheckView::checkSoon()
{
    if (m_entry) {
        m_answers->askSoon([asked = question()] { return answer(asked); },
                           [this](const Answer& found) { show(found); });
    }
}

void CheckView::show(const Answer& answer)
{
    m_answer = answer;
    const bool good = !answer.fault && answer.verification.trusted;
    const State state = good ? State::Done : State::Failed;
    const QString text = answer.fault ? errorText(*answer.fault)
                                      : verdictText(answer.verification, m_host->text().trimmed());
    m_panel->setTone(stateTone(state));
    m_icon->setPixmap(stateIcon(state).pixmap(QSize(16, 16), devicePixelRatioF()));
    m_verdict->setText(text);
    m_verdict->setAccessibleName(text);
    showList();
    Q_EMIT shown();
}

void CheckView::showList()
{
    m_list->clear();
    const int most = m_filter->currentData().toInt();
    for (qsizetype i = 0; i < m_answer.findings.size(); ++i) {
        const Finding& finding = m_answer.findings.at(i);
        if (static_cast<int>(finding.severity) > most) {
            continue;
        }
        const State state = stateOf(finding.severity);
        auto* item = new QTreeWidgetItem(m_list);
        item->setIcon(0, stateIcon(state));
        item->setText(0,
                      finding.severity == Severity::Error         ? tr("error")
                          : finding.severity == Severity::Warning ? tr("warning")
                                                                  : tr("note"));
        item->setText(1, finding.title);
        item->setText(2, i < m_answer.ofCheck ? tr("check") : tr("lint"));
        item->setData(0, Qt::UserRole, static_cast<int>(i));
        item->setToolTip(1, finding.title);
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
    showFinding();
}

void CheckView::showFinding()
{
    const QTreeWidgetItem* const item = m_list->currentItem();
    const QString text = m_answer.fault ? tr("The certificate was not looked at.")
        : item == nullptr               ? tr("There is nothing to say at this severity.")
                          : findingText(m_answer.findings.at(item->data(0, Qt::UserRole).toInt()));
    m_details->setText(text);
    m_details->setAccessibleName(text);
}

} // namespace workbench
