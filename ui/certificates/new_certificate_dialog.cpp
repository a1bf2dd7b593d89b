#include "ui/certificates/new_certificate_dialog.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/password_asker.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTimeZone>

namespace workbench {

namespace {

constexpr int kMostDays = 36500;
constexpr int kLeafDays = 397; ///< the CA/Browser Forum's limit is 398
constexpr int kCaDays = 3650;

QString dateFormat()
{
    return QStringLiteral("yyyy-MM-dd HH:mm:ss");
}

bool signsItself(CertificateKind kind)
{
    return kind == CertificateKind::Ca || kind == CertificateKind::SelfSigned;
}

QString keyText(const QString& specification)
{
    QString text = specification;
    text.replace(QLatin1String("rsa:"), QLatin1String("RSA "));
    text.replace(QLatin1String("ec:"), QLatin1String("EC "));
    text.replace(QLatin1String("ed"), QLatin1String("Ed"));
    return text;
}

} // namespace

NewCertificateDialog::NewCertificateDialog(const WindowContext& context, QWidget* parent)
    : FormDialog(
        QStringLiteral("newCertificateDialog"), tr("New certificate"), tr("&Make it"), parent)
    , m_context(context)
    , m_kind(named(new QComboBox, "certificateKind"))
    , m_name(named(new QLineEdit, "certificateName"))
    , m_san(named(new QLineEdit, "certificateSan"))
    , m_key(named(new QComboBox, "certificateKey"))
    , m_days(named(new QLineEdit, "certificateDays"))
    , m_issuer(named(new QComboBox, "certificateIssuer"))
    , m_subject(named(new QLineEdit, "certificateSubject"))
    , m_notBefore(named(new QLineEdit, "certificateNotBefore"))
    , m_nameField(new FormField(tr("&Name"), m_name))
    , m_sanField(new FormField(tr("&Host names"),
                               m_san,
                               tr("Names and addresses under which clients reach the server, "
                                  "separated by commas.")))
    , m_keyField(new FormField(tr("Ke&y"), m_key))
    , m_daysField(new FormField(tr("Valid for (&days)"), m_days))
    , m_issuerField(new FormField(tr("&Issuer"), m_issuer))
    , m_subjectField(new FormField(
          tr("S&ubject"), m_subject, tr("Like CN=shop,O=Test. Empty: CN= and the name.")))
    , m_notBeforeField(new FormField(
          tr("Valid &from"), m_notBefore, tr("UTC, like 2026-01-31 12:00:00. Empty: now.")))
{
    buildFront();
    buildMore();
    showErrorsOf(QStringLiteral("subject"), m_subjectField);
    showErrorsOf(QStringLiteral("san"), m_sanField);
    showErrorsOf(QStringLiteral("key"), m_keyField);
    showErrorsOf(QStringLiteral("validity"), m_daysField);
    connectEverything();
    fillIssuers();
    kindChanged();
    finishForm();
    m_name->setFocus();
}

void NewCertificateDialog::buildFront()
{
    m_kind->addItem(tr("Server certificate"), static_cast<int>(CertificateKind::Server));
    m_kind->addItem(tr("CA (signs others)"), static_cast<int>(CertificateKind::Ca));
    m_kind->addItem(tr("Client certificate"), static_cast<int>(CertificateKind::Client));
    m_kind->addItem(tr("Intermediate CA"), static_cast<int>(CertificateKind::Intermediate));
    m_kind->addItem(tr("Self-signed server certificate"),
                    static_cast<int>(CertificateKind::SelfSigned));
    for (const QString& specification : supportedKeySpecifications()) {
        m_key->addItem(keyText(specification), specification);
    }
    m_key->setCurrentIndex(qMax(0, m_key->findData(CertificateRequest {}.key)));
    m_san->setPlaceholderText(QStringLiteral("localhost, 127.0.0.1, ::1"));
    addField(new FormField(tr("&Kind"), m_kind));
    for (FormField* field : {m_nameField, m_sanField, m_issuerField, m_keyField, m_daysField}) {
        addField(field);
    }
    addCheck([this] { checkNames(); });
    addCheck([this] { checkDays(); });
    addCheck([this] { checkDates(); });
    addCheck([this] { checkIssuer(); });
}

void NewCertificateDialog::buildMore()
{
    CollapsibleGroup* more
        = addGroup(QStringLiteral("certificateMore"), tr("Subject and exact dates"));
    addToGroup(more, m_subjectField);
    addToGroup(more, m_notBeforeField);
}

void NewCertificateDialog::connectEverything()
{
    for (QLineEdit* edit : {m_name, m_san, m_days, m_subject, m_notBefore}) {
        connect(edit, &QLineEdit::textChanged, this, &NewCertificateDialog::revalidate);
    }
    connect(m_issuer, &QComboBox::currentIndexChanged, this, &NewCertificateDialog::revalidate);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &NewCertificateDialog::kindChanged);
    Workbench& workbench = m_context.workbench;
    connect(&workbench, &Workbench::certificateIssued, this, &NewCertificateDialog::issued);
    connect(
        &workbench, &Workbench::certificateIssueFailed, this, &NewCertificateDialog::issueFailed);
}

void NewCertificateDialog::setKind(CertificateKind kind)
{
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(kind)));
}

CertificateKind NewCertificateDialog::kind() const
{
    return static_cast<CertificateKind>(m_kind->currentData().toInt());
}

void NewCertificateDialog::kindChanged()
{
    const bool ca = kind() == CertificateKind::Ca || kind() == CertificateKind::Intermediate;
    m_days->setText(QString::number(ca ? kCaDays : kLeafDays));
    m_san->setEnabled(!ca);
    m_issuer->setEnabled(!signsItself(kind()));
    const QString wish = ca                 ? tr("Test CA")
        : kind() == CertificateKind::Client ? tr("client")
                                            : tr("server");
    m_name->setPlaceholderText(m_context.workbench.certificates().freeName(wish));
    revalidate();
}

void NewCertificateDialog::fillIssuers()
{
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        if (entry.facts.isCa && entry.hasPrivateKey) {
            m_issuer->addItem(entry.name, entry.name);
        }
    }
}

QString NewCertificateDialog::name() const
{
    const QString typed = m_name->text().trimmed();
    return typed.isEmpty() ? m_name->placeholderText() : typed;
}

QString NewCertificateDialog::subject() const
{
    const QString typed = m_subject->text().trimmed();
    return typed.isEmpty() ? name() : typed;
}

QStringList NewCertificateDialog::subjectAltNames() const
{
    static const QRegularExpression kSeparators(QStringLiteral("[,;\\s]+"));
    if (!m_san->isEnabled()) {
        return {};
    }
    const bool proposal = m_san->text().trimmed().isEmpty() && kind() != CertificateKind::Client;
    return (proposal ? m_san->placeholderText() : m_san->text())
        .split(kSeparators, Qt::SkipEmptyParts);
}

void NewCertificateDialog::checkNames()
{
    const Result<StoreEntry> taken
        = m_context.workbench.certificates().find(name(), CertificateLookup::Name);
    m_nameField->setProblem(taken ? tr("There is a certificate named “%1” already.").arg(name())
                                  : QString());
    QString problem;
    for (const QString& text : subjectAltNames()) {
        const Result<QString> parsed = parseSubjectAltName(text);
        if (!parsed) {
            problem = errorText(parsed.error());
            break;
        }
    }
    m_sanField->setProblem(problem);
}

void NewCertificateDialog::checkDays()
{
    bool isNumber = false;
    const int days = m_days->text().trimmed().toInt(&isNumber);
    const bool fits = isNumber && days >= 1 && days <= kMostDays;
    m_daysField->setProblem(
        fits ? QString() : tr("A whole number of days from 1 to %1 is needed.").arg(kMostDays));
}

void NewCertificateDialog::checkDates()
{
    const QString typed = m_notBefore->text().trimmed();
    const bool readable = typed.isEmpty() || QDateTime::fromString(typed, dateFormat()).isValid();
    m_notBeforeField->setProblem(
        readable ? QString() : tr("This is no date and time like 2026-01-31 12:00:00."));
}

void NewCertificateDialog::checkIssuer()
{
    const bool nobodySigns = !signsItself(kind()) && m_issuer->count() == 0;
    m_issuerField->setProblem(
        nobodySigns ? tr("There is no CA with a private key in the store yet. Make a CA "
                         "first, or choose “Self-signed server certificate”.")
                    : QString());
}

Result<CertificateRequest> NewCertificateDialog::request() const
{
    CertificateRequest request;
    request.kind = kind();
    request.subject = subject();
    request.key = m_key->currentData().toString();
    for (const QString& text : subjectAltNames()) {
        const Result<QString> parsed = parseSubjectAltName(text);
        if (!parsed) {
            return fail(parsed.error());
        }
        request.san.append(*parsed);
    }
    const QString from = m_notBefore->text().trimmed();
    request.notBefore = QDateTime::currentDateTimeUtc();
    if (!from.isEmpty()) {
        request.notBefore = QDateTime::fromString(from, dateFormat());
        request.notBefore.setTimeZone(QTimeZone::utc());
    }
    request.notAfter = request.notBefore.addDays(m_days->text().trimmed().toInt());
    return request;
}

void NewCertificateDialog::apply()
{
    const QString issuer = signsItself(kind()) ? QString() : m_issuer->currentText();
    const CertificateStore& store = m_context.workbench.certificates();
    // An encrypted issuer key is unlocked first; the issuing itself goes on in the background.
    withPasswords(
        this,
        [this, issuer, &store](const PasswordSource& source) -> Result<void> {
            if (issuer.isEmpty()) {
                issue({});
                return {};
            }
            const Result<StoreEntry> entry = store.find(issuer, CertificateLookup::Name);
            if (!entry) {
                return fail(entry.error());
            }
            const QByteArray password = entry->keyEncrypted ? source(issuer) : QByteArray();
            const Result<KeyMaterial> usable = store.load(*entry, password);
            if (!usable) {
                return fail(usable.error());
            }
            issue(password);
            return {};
        },
        [this](const Result<void>& outcome) {
            if (!outcome && outcome.error().code != ErrorCode::Cancelled) {
                showError(outcome.error());
            }
        });
}

void NewCertificateDialog::issue(const QByteArray& issuerPassword)
{
    const Result<CertificateRequest> wanted = request();
    if (!wanted) {
        showError(wanted.error());
        return;
    }
    setBusy(true);
    acceptButton()->setText(tr("Making it …"));
    const QString issuer = signsItself(kind()) ? QString() : m_issuer->currentText();
    m_job = m_context.workbench.issueCertificate(name(), *wanted, issuer, issuerPassword);
}

void NewCertificateDialog::issued(int job, const QString& entryName)
{
    if (job == m_job) {
        Q_EMIT made(entryName);
        accept();
    }
}

void NewCertificateDialog::issueFailed(int job, const Error& error)
{
    if (job == m_job) {
        m_job = -1;
        acceptButton()->setText(tr("&Make it"));
        setBusy(false);
        showError(error);
    }
}

} // namespace workbench
