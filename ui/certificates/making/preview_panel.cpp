#include "ui/certificates/making/preview_panel.h"

#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/key_specification.h"
#include "ui/certificates/making/key_choice.h"
#include "ui/common/fact_list.h"
#include "ui/common/form_field.h"
#include "ui/common/newest_answer.h"
#include "ui/common/state.h"
#include "ui/common/text.h"
#include "ui/common/utc_time.h"
#include "ui/common/wrapped_label.h"

#include <QHash>
#include <QListWidget>
#include <QMutex>
#include <QScrollArea>
#include <QVBoxLayout>

#include <utility>

namespace workbench {

struct PreviewPanel::Keys
{
    QMutex mutex;
    QHash<QString, std::shared_ptr<EVP_PKEY>> made; ///< by specification

    Result<std::shared_ptr<EVP_PKEY>> of(const QString& specification)
    {
        const QMutexLocker lock(&mutex);
        if (!made.contains(specification)) {
            Result<std::shared_ptr<EVP_PKEY>> key = generateKey(specification);
            if (!key) {
                return key;
            }
            made.insert(specification, *key);
        }
        return made.value(specification);
    }
};

namespace {

/// Large RSA keys take seconds; for what is shown a usual one does as well.
QString quickKey(const QString& specification)
{
    const QString prefix = QStringLiteral("rsa:");
    return specification.startsWith(prefix) && specification.mid(prefix.size()).toInt() > 2048
        ? QStringLiteral("rsa:2048")
        : specification;
}

QStringList extensionNames(const X509* certificate)
{
    QStringList names;
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(certificate, i);
        const QString name = objectText(X509_EXTENSION_get_object(extension));
        names.append(X509_EXTENSION_get_critical(extension) != 0
                         ? PreviewPanel::tr("%1 (critical)").arg(name)
                         : name);
    }
    return names;
}

Result<PreviewPanel::Preview>
previewOf(const CertificateRequest& request, const QByteArray& issuer, PreviewPanel::Keys& keys)
{
    Result<X509Ptr> signer = X509Ptr();
    if (!issuer.isEmpty()) {
        signer = parseCertificate(issuer);
    }
    const Result<std::shared_ptr<EVP_PKEY>> key
        = signer ? keys.of(quickKey(request.key)) : fail(signer.error());
    const Result<std::shared_ptr<X509>> made = key
        ? previewCertificate(request, {.key = *key, .name = nullptr}, signer->get())
        : fail(key.error());
    if (!made) {
        return fail(made.error());
    }
    return PreviewPanel::Preview {.facts = certificateFacts(made->get()),
                                  .extensions = extensionNames(made->get()),
                                  .findings = lintCertificate(made->get())};
}

QString momentText(const QDateTime& time)
{
    // On one line, whatever the width.
    QString text = PreviewPanel::tr("%1 UTC").arg(utcText(time));
    return text.replace(QLatin1Char(' '), QChar(QChar::Nbsp));
}

} // namespace

PreviewPanel::PreviewPanel(QWidget* parent)
    : QWidget(parent)
    , m_keys(std::make_shared<Keys>())
    , m_answers(new NewestAnswer(this))
    , m_facts(new FactList(QStringLiteral("certificatePreview"), tr("What will be made")))
    , m_message(named(new WrappedLabel, "certificatePreviewMessage"))
    , m_lint(named(new QListWidget, "certificateLint"))
{
    setObjectName(QStringLiteral("certificatePreviewPanel"));
    m_lint->setAccessibleName(tr("What the lint says about it"));
    m_lint->setWordWrap(true);
    m_lint->setFrameShape(QFrame::NoFrame);
    m_lint->setSelectionMode(QAbstractItemView::NoSelection);
    m_lint->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(14, 14, 14, 8);
    column->addWidget(m_facts);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("certificatePreviewScroll"));
    scroll->setAccessibleName(tr("What will be made"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(body);
    for (QWidget* widget : {static_cast<QWidget*>(scroll), body}) {
        widget->setBackgroundRole(QPalette::Base);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 3);
    m_message->setContentsMargins(14, 6, 14, 6);
    layout->addWidget(m_message);
    layout->addWidget(m_lint, 2);
}

void PreviewPanel::setRequest(const CertificateRequest& request, const QByteArray& issuer)
{
    m_answers->askSoon(
        [request, issuer, keys = m_keys] { return previewOf(request, issuer, *keys); },
        [this, request](const Result<Preview>& preview) { show(request, preview); });
}

void PreviewPanel::show(const CertificateRequest& request, const Result<Preview>& preview)
{
    m_lint->clear();
    m_facts->setEnabled(preview.has_value()); // what is shown is older than the form otherwise
    if (!preview) {
        m_lint->hide();
        m_message->setText(errorText(preview.error()));
        return;
    }
    const CertificateFacts& facts = preview->facts;
    m_facts->setFacts({{tr("Subject"), facts.subject.isEmpty() ? tr("(none)") : facts.subject},
                       {tr("Issuer"), facts.issuer},
                       {tr("Names"), facts.san.join(QLatin1Char('\n'))},
                       {tr("Valid from"), momentText(facts.notBefore)},
                       {tr("Valid until"), momentText(facts.notAfter)},
                       {tr("Key"), keyWords(request.key)},
                       {tr("Signature"), facts.signatureAlgorithm},
                       {tr("Extensions"), preview->extensions.join(QLatin1Char('\n'))}});
    // The form gives each row the height of its narrowest form: less in all would cut the last one.
    m_facts->setMinimumHeight(m_facts->sizeHint().height());
    int notes = 0;
    for (const LintFinding& finding : preview->findings) {
        if (finding.severity == Severity::Note) {
            ++notes;
            continue;
        }
        const State state = stateOf(finding.severity);
        auto* item
            = new QListWidgetItem(stateIcon(state),
                                  QStringLiteral("%1: %2").arg(stateWord(state), finding.title),
                                  m_lint);
        item->setToolTip(QStringLiteral("%1\n%2").arg(finding.remedy, finding.source));
    }
    m_lint->setVisible(m_lint->count() > 0);
    const QString public_
        = notes == 0 ? QString() : tr(" %1 notes concern public CAs only.").arg(notes);
    m_message->setText(
        (m_lint->count() == 0 ? tr("The lint finds nothing wrong.") : tr("What the lint says:"))
        + public_);
}

} // namespace workbench
