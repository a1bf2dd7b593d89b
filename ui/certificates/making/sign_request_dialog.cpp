#include "ui/certificates/making/sign_request_dialog.h"

#include "core/certificates/asn1_text.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/name_entries.h"
#include "ui/certificates/making/validity_group.h"
#include "ui/certificates/passphrases/passphrase_asker.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/fact_list.h"
#include "ui/common/message_bar.h"
#include "ui/common/notifier.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QVBoxLayout>

namespace workbench {

namespace {

const char* const kOidProperty = "oid";

bool isNames(const RawExtension& extension)
{
    return extension.oid == objectNumbers(OBJ_nid2obj(NID_subject_alt_name));
}

QString nameOf(const RawExtension& extension)
{
    const Asn1ObjectPtr object = objectOf(extension.oid);
    return object ? objectText(object.get()) : extension.oid;
}

} // namespace

SignRequestDialog::SignRequestDialog(const WindowContext& context,
                                     const SigningRequestPtr& request,
                                     const QString& origin,
                                     QWidget* parent)
    : FormDialog(QStringLiteral("signRequestDialog"), tr("Sign a request"), tr("&Sign it"), parent)
    , m_context(context)
    , m_request(request)
    , m_facts(signingRequestFacts(request.get()))
    , m_issuer(named(new QComboBox, "signIssuer"))
    , m_kind(named(new QComboBox, "signKind"))
    , m_name(named(new QLineEdit, "signName"))
    , m_san(named(new QLineEdit, "signSan"))
    , m_validity(new ValidityGroup(this))
    , m_issuerField(new FormField(tr("&CA that signs"), m_issuer))
    , m_nameField(new FormField(tr("&Name"), m_name))
    , m_sanField(new FormField(tr("&Host names"), m_san))
{
    showAsked(origin);
    buildRows();
    showErrorsOf(QStringLiteral("issuer"), m_issuerField);
    showErrorsOf(QStringLiteral("name"), m_nameField);
    showErrorsOf(QStringLiteral("san"), m_sanField);
    showErrorsOf(QStringLiteral("validity"), m_validity->choiceField());
    finishForm();
    if (!m_facts.signatureFits) {
        messageBar()->show({Tone::Bad,
                            tr("The request's signature does not fit the key in it."),
                            tr("It was changed, or its sender does not have that key: it will not "
                               "be signed."),
                            {},
                            {}});
    }
}

void SignRequestDialog::showAsked(const QString& origin)
{
    auto* facts = new FactList(QStringLiteral("signAsked"), tr("What is asked for"));
    QStringList extensions;
    for (const RawExtension& extension : std::as_const(m_facts.extensions)) {
        extensions.append(nameOf(extension));
    }
    facts->setFacts({{tr("Request"), origin},
                     {tr("Subject"), m_facts.subject.isEmpty() ? tr("(none)") : m_facts.subject},
                     {tr("Names"), m_facts.san.join(QLatin1Char('\n'))},
                     {tr("Key"), m_facts.key},
                     {tr("Signature"),
                      m_facts.signatureFits
                          ? tr("%1, made with the key in it").arg(m_facts.signatureAlgorithm)
                          : tr("%1, does not fit the key in it").arg(m_facts.signatureAlgorithm)},
                     {tr("Extensions"), extensions.join(QStringLiteral(", "))}});
    addWide(facts);
}

void SignRequestDialog::buildRows()
{
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        if (entry.facts.isCa && entry.hasPrivateKey) {
            m_issuer->addItem(entry.name, entry.name);
        }
    }
    m_kind->addItem(tr("Server certificate"), static_cast<int>(CertificateKind::Server));
    m_kind->addItem(tr("Client certificate"), static_cast<int>(CertificateKind::Client));
    m_kind->addItem(tr("Intermediate CA"), static_cast<int>(CertificateKind::Intermediate));
    m_san->setPlaceholderText(tr("those of the request"));
    auto* granted = named(new QWidget, "signExtensions");
    auto* column = new QVBoxLayout(granted);
    column->setContentsMargins(0, 4, 0, 0);
    for (const RawExtension& extension : std::as_const(m_facts.extensions)) {
        if (isNames(extension)) {
            continue;
        }
        auto* box = new QCheckBox(nameOf(extension));
        box->setObjectName(QStringLiteral("signExtension") + extension.oid);
        box->setProperty(kOidProperty, extension.oid);
        column->addWidget(box);
        m_extensions.append(box);
    }
    const std::optional<PendingRequest> own
        = PendingRequests::waitingFor(m_facts.spkiSha256, m_context.workbench.pendingRequests());
    m_name->setText(own ? own->name
                        : m_context.workbench.certificates().freeName(m_facts.commonName));
    addField(m_issuerField);
    addField(new FormField(tr("&Kind"), m_kind, tr("Decides what it may be used for.")));
    addField(m_nameField);
    addField(m_sanField);
    if (!m_extensions.isEmpty()) {
        granted->setFocusProxy(m_extensions.first());
        addField(new FormField(
            tr("&Grant too"), granted, tr("As the request has it, in place of the usual one.")));
    }
    addField(m_validity->choiceField());
    CollapsibleGroup* dates = addGroup(QStringLiteral("signDatesGroup"), tr("Exact dates"));
    const QList<FormField*> rows = m_validity->fields();
    for (FormField* field : rows) {
        addToGroup(dates, field);
    }
    addCheck([this] { m_validity->check(); });
    addCheck([this] { checkRows(); });
    connect(m_validity, &RequestGroup::changed, this, &SignRequestDialog::revalidate);
    connect(m_name, &QLineEdit::textChanged, this, &SignRequestDialog::revalidate);
    connect(m_san, &QLineEdit::textChanged, this, &SignRequestDialog::revalidate);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        m_validity->setKind(static_cast<CertificateKind>(m_kind->currentData().toInt()));
        revalidate();
    });
}

void SignRequestDialog::checkRows()
{
    m_issuerField->setProblem(m_issuer->count() > 0
                                  ? QString()
                                  : tr("There is no CA with a private key in the store yet."));
    const QString name = m_name->text().trimmed();
    const bool taken
        = m_context.workbench.certificates().find(name, CertificateLookup::Name).has_value();
    if (name.isEmpty()) {
        m_nameField->setMissing(tr("A name for the entry is needed."));
    } else {
        m_nameField->setProblem(taken ? tr("There is a certificate named “%1” already.").arg(name)
                                      : QString());
    }
    const Result<QStringList> names = parseNameEntries(m_san->text());
    if (names) {
        m_sanField->setNote(names->isEmpty() ? tr("Type others to grant those instead.")
                                             : nameEntriesNote(*names));
    } else {
        m_sanField->setProblem(errorText(names.error()));
    }
}

CertificateRequest SignRequestDialog::wanted() const
{
    CertificateRequest request;
    request.kind = static_cast<CertificateKind>(m_kind->currentData().toInt());
    request.san = parseNameEntries(m_san->text()).value_or(QStringList());
    m_validity->read(request);
    return request;
}

CopiedExtensions SignRequestDialog::copied() const
{
    CopiedExtensions copied;
    for (const QCheckBox* box : m_extensions) {
        if (box->isChecked()) {
            copied.chosen.append(box->property(kOidProperty).toString());
        }
    }
    return copied;
}

void SignRequestDialog::apply()
{
    const Result<StoreEntry> issuer = m_context.workbench.certificates().find(
        m_issuer->currentData().toString(), CertificateLookup::Name);
    if (!issuer) {
        showError(issuer.error());
        return;
    }
    withKey(
        this,
        m_context,
        *issuer,
        [this](const UnlockedEntry& unlocked) { sign(unlocked); },
        [this](const Error& error) { showError(error); });
}

void SignRequestDialog::sign(const UnlockedEntry& issuer)
{
    whileBusy(
        [request = m_request, wishes = wanted(), chosen = copied(), material = issuer.material] {
            return signRequest(request.get(), wishes, chosen, material);
        },
        [this](const Result<KeyMaterial>& made) {
            if (made) {
                keep(*made);
            } else {
                showError(made.error());
            }
        });
}

void SignRequestDialog::keep(const KeyMaterial& made)
{
    const Result<StoreEntry> entry
        = m_context.workbench.addCertificate(m_name->text().trimmed(), made);
    if (!entry) {
        showError(entry.error());
        return;
    }
    const auto outcome = std::make_shared<StoreEntry>(*entry);
    const auto waiting
        = std::make_shared<QList<PendingRequest>>(m_context.workbench.pendingRequests());
    withPassphrases(
        this,
        m_context,
        [this, outcome, waiting](const PasswordSource& source) -> Result<void> {
            const Result<StoreEntry> completed = m_context.workbench.completeRequest(
                outcome->name, *waiting, source(outcome->name));
            if (!completed) {
                return fail(completed.error());
            }
            *outcome = *completed;
            return {};
        },
        [this, outcome, made](const Result<void>& completed) {
            finish(*outcome, made, completed);
        });
}

void SignRequestDialog::finish(const StoreEntry& entry,
                               const KeyMaterial& made,
                               const Result<void>& completed)
{
    const QString text = tr("“%1” was signed by “%2”.").arg(entry.name, m_issuer->currentText());
    const QString next = !completed
        ? tr("Its private key still waits: %1").arg(errorText(completed.error()))
        : entry.hasPrivateKey ? QString()
                              : tr("Send it back to whoever has the key.");
    m_context.notifier.tell(
        {completed ? Tone::Good : Tone::Warning, text, next, tr("&Copy as PEM"), [made] {
             QGuiApplication::clipboard()->setText(QString::fromLatin1(certificatePem(made, true)));
         }});
    Q_EMIT signedRequest(entry.name);
    accept();
}

} // namespace workbench
