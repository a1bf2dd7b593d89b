#include "ui/certificates/new_certificate_dialog.h"

#include "core/certificates/openssl_commands.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/extension_groups.h"
#include "ui/certificates/making/key_choice.h"
#include "ui/certificates/making/name_entries.h"
#include "ui/certificates/making/preview_panel.h"
#include "ui/certificates/making/subject_group.h"
#include "ui/certificates/making/template_row.h"
#include "ui/certificates/making/validity_group.h"
#include "ui/certificates/passphrases/new_passphrase.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/form_field.h"
#include "ui/common/message_bar.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

namespace workbench {

namespace {

constexpr int kPreviewWidth = 350;
constexpr int kRequestRole = Qt::UserRole + 1; ///< of an issuer: nobody here, make a request

} // namespace

NewCertificateDialog::NewCertificateDialog(const WindowContext& context, QWidget* parent)
    : FormDialog(
        QStringLiteral("newCertificateDialog"), tr("New certificate"), tr("&Make it"), parent)
    , m_context(context)
    , m_template(new TemplateRow(context.workbench.home() + QStringLiteral("/templates")))
    , m_kind(named(new QComboBox, "certificateKind"))
    , m_name(named(new QLineEdit, "certificateName"))
    , m_san(named(new QLineEdit, "certificateSan"))
    , m_key(named(new QComboBox, "certificateKey"))
    , m_issuer(named(new QComboBox, "certificateIssuer"))
    , m_nameField(new FormField(tr("&Name"), m_name))
    , m_sanField(new FormField(tr("&Host names"), m_san))
    , m_keyField(new FormField(tr("Ke&y"), m_key))
    , m_issuerField(new FormField(tr("&Issuer"), m_issuer))
    , m_subject(new SubjectGroup(this))
    , m_validity(new ValidityGroup(this))
    , m_passphrase(new NewPassphrase(NewPassphrase::Need::Optional, this))
    , m_preview(new PreviewPanel)
{
    buildFront();
    buildGroups();
    buildFooter();
    addSide(m_preview, kPreviewWidth);
    showErrorsOf(QStringLiteral("san"), m_sanField);
    showErrorsOf(QStringLiteral("key"), m_keyField);
    showErrorsOf(QStringLiteral("name"), m_nameField);
    showErrorsOf(QStringLiteral("validity"), m_validity->choiceField());
    connectEverything();
    kindChanged();
    finishForm();
    m_name->setFocus();
}

void NewCertificateDialog::buildFront()
{
    m_kind->addItem(tr("Server certificate"), static_cast<int>(CertificateKind::Server));
    m_kind->addItem(tr("Root CA (signs others)"), static_cast<int>(CertificateKind::Ca));
    m_kind->addItem(tr("Client certificate"), static_cast<int>(CertificateKind::Client));
    m_kind->addItem(tr("Intermediate CA"), static_cast<int>(CertificateKind::Intermediate));
    m_kind->addItem(tr("Self-signed server certificate"),
                    static_cast<int>(CertificateKind::SelfSigned));
    fillKeyChoice(m_key);
    chooseKey(m_key, CertificateRequest {}.key);
    m_issuer->setPlaceholderText(tr("no CA yet"));
    m_san->setToolTip(tr("Names and addresses under which clients reach the server, parted by "
                         "commas: *.shop.test, bücher.example, 127.0.0.1, https://…, "
                         "me@shop.test."));
    addField(new FormField(tr("&Template"), m_template));
    addField(new FormField(tr("&Kind"), m_kind));
    for (FormField* field :
         {m_nameField, m_sanField, m_issuerField, m_keyField, m_validity->choiceField()}) {
        addField(field);
    }
    addCheck([this] { checkNames(); });
    addCheck([this] { checkIssuer(); });
    addCheck([this] { m_keyField->setWarning(keyWarning(m_key->currentData().toString())); });
}

void NewCertificateDialog::addRequestGroup(const char* name,
                                           const QString& title,
                                           RequestGroup* group)
{
    CollapsibleGroup* box = addGroup(QLatin1String(name), title);
    const QList<FormField*> rows = group->fields();
    for (FormField* field : rows) {
        addToGroup(box, field);
    }
    m_groups.append(group);
    addCheck([group] { group->check(); });
    connect(group, &RequestGroup::changed, this, &NewCertificateDialog::revalidate);
}

void NewCertificateDialog::buildGroups()
{
    CollapsibleGroup* box
        = addGroup(QStringLiteral("certificatePassphraseGroup"), tr("Passphrase of the key"));
    const QList<FormField*> rows = m_passphrase->rows();
    for (FormField* row : rows) {
        addToGroup(box, row);
    }
    addCheck([this] { m_passphrase->check(); });
    connect(m_passphrase, &NewPassphrase::changed, this, &NewCertificateDialog::revalidate);
    addRequestGroup("certificateSubjectGroup", tr("Subject"), m_subject);
    addRequestGroup("certificateDatesGroup", tr("Exact dates"), m_validity);
    addRequestGroup("certificateUsageGroup", tr("Key usage and purposes"), new UsageGroup(this));
    addRequestGroup(
        "certificateConstraintGroup", tr("What a CA may sign"), new ConstraintGroup(this));
    addRequestGroup("certificateAddressGroup",
                    tr("CRL, OCSP, policies and must-staple"),
                    new AddressGroup(this));
    addRequestGroup("certificateSpecialGroup",
                    tr("Hash, serial number, any extension"),
                    new SpecialGroup(this));
    addCheck([this] { updatePreview(); });
}

void NewCertificateDialog::buildFooter()
{
    auto* copy = named(new QPushButton(themedIcon(QStringLiteral("actions/copy")),
                                       tr("Copy as &openssl commands")),
                       "certificateCopyCommands");
    copy->setAccessibleName(tr("Copy as openssl commands"));
    copy->setToolTip(tr("A shell script with its configuration that makes the same with openssl."));
    copy->setAutoDefault(false);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(copy);
    layout->addStretch(1);
    addFooter(row);
    connect(copy, &QPushButton::clicked, this, &NewCertificateDialog::copyCommands);
}

void NewCertificateDialog::connectEverything()
{
    connect(m_name, &QLineEdit::textChanged, this, &NewCertificateDialog::revalidate);
    connect(m_san, &QLineEdit::textChanged, this, &NewCertificateDialog::revalidate);
    connect(m_key, &QComboBox::currentIndexChanged, this, &NewCertificateDialog::revalidate);
    connect(m_issuer, &QComboBox::currentIndexChanged, this, &NewCertificateDialog::revalidate);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &NewCertificateDialog::kindChanged);
    connect(m_template, &TemplateRow::chosen, this, &NewCertificateDialog::showTemplate);
    connect(m_template, &TemplateRow::saveWanted, this, &NewCertificateDialog::saveTemplate);
    connect(m_template, &TemplateRow::failed, this, &NewCertificateDialog::showError);
    connect(m_template,
            &TemplateRow::removed,
            this,
            [this](const QString& gone, const CertificateRequest& request) {
                messageBar()->show({Tone::Neutral,
                                    tr("The template “%1” was removed.").arg(gone),
                                    {},
                                    tr("&Undo"),
                                    [this, gone, request] {
                                        const Result<void> back
                                            = m_template->restore(gone, request);
                                        if (!back) {
                                            showError(back.error());
                                        }
                                    }});
            });
    Workbench& workbench = m_context.workbench;
    connect(&workbench, &Workbench::certificateIssued, this, &NewCertificateDialog::issued);
    connect(
        &workbench, &Workbench::certificateIssueFailed, this, &NewCertificateDialog::issueFailed);
}

void NewCertificateDialog::setKind(CertificateKind kind)
{
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(kind)));
}

void NewCertificateDialog::setRequestOnly()
{
    m_issuer->setCurrentIndex(m_issuer->findData(true, kRequestRole));
}

CertificateKind NewCertificateDialog::kind() const
{
    return static_cast<CertificateKind>(m_kind->currentData().toInt());
}

bool NewCertificateDialog::signsItself() const
{
    return kind() == CertificateKind::Ca || kind() == CertificateKind::SelfSigned;
}

bool NewCertificateDialog::requestOnly() const
{
    return !signsItself() && m_issuer->currentData(kRequestRole).toBool();
}

void NewCertificateDialog::kindChanged()
{
    const bool ca = isCaKind(kind());
    m_san->setEnabled(!ca);
    for (RequestGroup* group : std::as_const(m_groups)) {
        group->setKind(kind());
    }
    const bool serves = kind() == CertificateKind::Server || kind() == CertificateKind::SelfSigned;
    m_san->setPlaceholderText(serves ? QStringLiteral("localhost, 127.0.0.1, ::1") : QString());
    const QString wish = kind() == CertificateKind::Ca ? tr("Test CA")
        : ca                                           ? tr("Intermediate CA")
        : serves                                       ? tr("server")
                                                       : tr("client");
    m_name->setPlaceholderText(m_context.workbench.certificates().freeName(wish));
    fillIssuers();
    revalidate();
}

void NewCertificateDialog::fillIssuers()
{
    const QString before = m_issuer->currentData().toString();
    const bool wasRequest = m_issuer->currentData(kRequestRole).toBool();
    m_anyIssuer = request().allowUnsuitableIssuer;
    const QSignalBlocker quiet(m_issuer);
    m_issuer->clear();
    m_issuer->setEnabled(!signsItself());
    if (signsItself()) {
        m_issuer->addItem(tr("itself"));
        return;
    }
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        if ((entry.facts.isCa || m_anyIssuer) && entry.hasPrivateKey) {
            m_issuer->addItem(entry.name, entry.name);
        }
    }
    const bool somebody = m_issuer->count() > 0;
    m_issuer->addItem(tr("somebody else: make a request (CSR)"));
    m_issuer->setItemData(m_issuer->count() - 1, true, kRequestRole);
    const int same = before.isEmpty() ? -1 : m_issuer->findData(before);
    m_issuer->setCurrentIndex(wasRequest      ? m_issuer->count() - 1
                                  : same >= 0 ? same
                                  : somebody  ? 0
                                              : -1);
}

QString NewCertificateDialog::name() const
{
    const QString typed = m_name->text().trimmed();
    return typed.isEmpty() ? m_name->placeholderText() : typed;
}

QStringList NewCertificateDialog::subjectAltNames() const
{
    if (!m_san->isEnabled()) {
        return {};
    }
    const QString typed = m_san->text().trimmed();
    return parseNameEntries(typed.isEmpty() ? m_san->placeholderText() : typed)
        .value_or(QStringList());
}

CertificateRequest NewCertificateDialog::request() const
{
    CertificateRequest request;
    request.kind = kind();
    request.key = m_key->currentData().toString();
    request.san = subjectAltNames();
    for (const RequestGroup* group : m_groups) {
        group->read(request);
    }
    return request;
}

void NewCertificateDialog::showTemplate(const CertificateRequest& request)
{
    setKind(request.kind);
    chooseKey(m_key, request.key);
    m_san->setText(request.san.join(QStringLiteral(", ")));
    for (RequestGroup* group : std::as_const(m_groups)) {
        group->show(request);
    }
    revalidate();
}

void NewCertificateDialog::saveTemplate()
{
    CertificateRequest wishes = request();
    // The usual subject is the name of the certificate: the next one has another.
    if (wishes.subject == QStringLiteral("CN=") + name()) {
        wishes.subject.clear();
    }
    const Result<void> saved = m_template->save(wishes);
    if (saved) {
        messageBar()->show(
            {Tone::Good, tr("The template “%1” was saved.").arg(m_template->name()), {}, {}, {}});
    } else {
        showError(saved.error());
    }
}

void NewCertificateDialog::checkNames()
{
    const Result<StoreEntry> taken
        = m_context.workbench.certificates().find(name(), CertificateLookup::Name);
    m_subject->setUsualName(name());
    m_nameField->setProblem(taken ? tr("There is a certificate named “%1” already.").arg(name())
                                  : m_subject->usualNameProblem());
    const QString typed = m_san->text().trimmed();
    const Result<QStringList> names
        = parseNameEntries(typed.isEmpty() ? m_san->placeholderText() : typed);
    if (!m_san->isEnabled()) {
        m_sanField->setNote(tr("A CA has none."));
    } else if (names) {
        m_sanField->setNote(nameEntriesNote(*names));
    } else {
        m_sanField->setProblem(errorText(names.error()));
    }
}

void NewCertificateDialog::checkIssuer()
{
    // With “let also sign who is no CA” others come into the choice.
    if (request().allowUnsuitableIssuer != m_anyIssuer) {
        fillIssuers();
    }
    if (!signsItself() && m_issuer->currentIndex() < 0) {
        m_issuerField->setProblem(
            tr("There is no CA with a private key in the store yet. Make a CA first, choose "
               "“Self-signed server certificate”, or let somebody else sign a request."));
    } else if (requestOnly()) {
        m_issuerField->setNote(tr("The key waits here until the signed certificate is imported."));
    } else {
        m_issuerField->setProblem({});
    }
    acceptButton()->setText(requestOnly() ? tr("&Make the request") : tr("&Make it"));
}

void NewCertificateDialog::updatePreview()
{
    const Result<StoreEntry> issuer = m_context.workbench.certificates().find(
        m_issuer->currentData().toString(), CertificateLookup::Name);
    m_preview->setRequest(request(), issuer ? issuer->der : QByteArray());
}

Result<QString> NewCertificateDialog::commands() const
{
    return opensslCommands(request(),
                           {.name = name(),
                            .issuer = m_issuer->currentData().toString(),
                            .requestOnly = requestOnly()});
}

void NewCertificateDialog::copyCommands()
{
    const Result<QString> script = commands();
    if (!script) {
        showError(script.error());
        return;
    }
    QGuiApplication::clipboard()->setText(*script);
    messageBar()->show({Tone::Good, tr("The commands were copied."), {}, {}, {}});
}

} // namespace workbench
