#include "ui/certificates/export_dialog.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/passphrase_strength.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/passphrases/passphrase_asker.h"
#include "ui/common/form_field.h"
#include "ui/common/notifier.h"
#include "ui/common/themed_icon.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace workbench {

namespace {

constexpr int kLegacyRole = Qt::UserRole + 1;

} // namespace

ExportDialog::ExportDialog(const WindowContext& context, const StoreEntry& entry, QWidget* parent)
    : FormDialog(
        QStringLiteral("exportDialog"), tr("Export “%1”").arg(entry.name), tr("&Save"), parent)
    , m_context(context)
    , m_entry(entry)
    , m_what(named(new QComboBox, "exportWhat"))
    , m_form(named(new QComboBox, "exportForm"))
    , m_password(named(new QLineEdit, "exportPassword"))
    , m_path(named(new QLineEdit, "exportPath"))
{
    const auto part = [this](const QString& text, ExportPart value) {
        m_what->addItem(text, static_cast<int>(value));
    };
    part(tr("The certificate"), ExportPart::Certificate);
    part(tr("The certificate and its chain"), ExportPart::Chain);
    part(tr("Certificate, chain and private key"), ExportPart::All);
    part(tr("The private key alone"), ExportPart::Key);
    const auto form = [this](const QString& text, ExportForm value, bool legacy = false) {
        m_form->addItem(text, static_cast<int>(value));
        m_form->setItemData(m_form->count() - 1, legacy, kLegacyRole);
    };
    form(tr("PEM: text, read by nearly everything"), ExportForm::Pem);
    form(tr("DER: binary, one certificate or key"), ExportForm::Der);
    form(tr("PKCS#7 (.p7b): certificates without a key"), ExportForm::Pkcs7);
    form(tr("PKCS#12 (.p12, .pfx): everything in one file"), ExportForm::Pkcs12);
    form(tr("PKCS#12 for old programs (Triple DES)"), ExportForm::Pkcs12, true);
    form(tr("The public key as PEM"), ExportForm::Spki);
    m_password->setEchoMode(QLineEdit::Password);
    m_path->setText(QDir::home().filePath(entry.name + QStringLiteral(".pem")));
    auto* browseAction = m_path->addAction(themedIcon(QStringLiteral("actions/folder")),
                                           QLineEdit::TrailingPosition);
    browseAction->setToolTip(tr("Choose a file…"));
    browseAction->setObjectName(QStringLiteral("exportBrowse"));
    m_whatField = new FormField(tr("&What"), m_what);
    m_formField = new FormField(tr("F&orm"), m_form);
    m_passwordField = new FormField(tr("&Password"), m_password);
    m_pathField = new FormField(tr("&File"), m_path, tr("Readable by its owner only."));
    for (FormField* field : {m_whatField, m_formField, m_passwordField, m_pathField}) {
        addField(field);
    }
    addCheck([this] { checkWhat(); });
    addCheck([this] { checkForm(); });
    addCheck([this] { checkPath(); });
    addCheck([this] { checkPassword(); });
    connect(browseAction, &QAction::triggered, this, &ExportDialog::browse);
    connect(m_what, &QComboBox::currentIndexChanged, this, &ExportDialog::revalidate);
    connect(m_form, &QComboBox::currentIndexChanged, this, &ExportDialog::followForm);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::revalidate);
    connect(m_password, &QLineEdit::textChanged, this, &ExportDialog::revalidate);
    finishForm();
}

ExportPart ExportDialog::part() const
{
    return static_cast<ExportPart>(m_what->currentData().toInt());
}

ExportForm ExportDialog::form() const
{
    return static_cast<ExportForm>(m_form->currentData().toInt());
}

bool ExportDialog::isSecret() const
{
    return part() == ExportPart::All || part() == ExportPart::Key || form() == ExportForm::Pkcs12;
}

void ExportDialog::checkWhat()
{
    const bool withKey = part() == ExportPart::All || part() == ExportPart::Key;
    m_whatField->setProblem(
        !withKey || hasKey() ? QString()
            : m_entry.keyOnToken
            ? tr("The private key of “%1” never leaves its token.").arg(m_entry.name)
            : tr("“%1” has no private key on this computer.").arg(m_entry.name));
    m_password->setEnabled(isSecret());
}

void ExportDialog::checkPassword()
{
    const QString typed = m_password->text();
    m_passwordField->setNote(
        typed.isEmpty() || !m_password->isEnabled() ? tr(
            "Encrypts the private key or the PKCS#12 file. Empty: the key is written in clear.")
                                                    : strengthText(passphraseStrength(typed)));
}

void ExportDialog::checkForm()
{
    m_formField->setProblem(canHold(form(), part())
                                ? QString()
                                : tr("This form cannot hold “%1”.").arg(m_what->currentText()));
}

/// The form decides how files are called, and often what goes into them.
void ExportDialog::followForm()
{
    const QFileInfo file(m_path->text().trimmed());
    if (!file.suffix().isEmpty()) {
        m_path->setText(file.path() + QLatin1Char('/') + file.completeBaseName() + QLatin1Char('.')
                        + fileSuffix(form()));
    }
    const bool wantsKey = usualPart(form()) == ExportPart::All;
    if (!canHold(form(), part()) || (wantsKey && hasKey())) {
        const ExportPart wanted = wantsKey && !hasKey() ? ExportPart::Chain : usualPart(form());
        m_what->setCurrentIndex(m_what->findData(static_cast<int>(wanted)));
    }
    revalidate();
}

void ExportDialog::checkPath()
{
    const QString path = m_path->text().trimmed();
    const QFileInfo file(path);
    if (path.isEmpty()) {
        m_pathField->setMissing(tr("A file name is needed."));
    } else if (file.isDir()) {
        m_pathField->setProblem(tr("“%1” is a folder: add a file name.").arg(path));
    } else if (!file.absoluteDir().exists()) {
        m_pathField->setProblem(tr("The folder “%1” does not exist.").arg(file.absolutePath()));
    } else if (file.exists()) {
        m_pathField->setWarning(tr("The file exists and will be replaced."));
    } else {
        m_pathField->setProblem({});
    }
}

void ExportDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Export to"), m_path->text());
    dialog->setObjectName(QStringLiteral("exportFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setDefaultSuffix(fileSuffix(form()));
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

Result<void> ExportDialog::write(const PasswordSource& source) const
{
    const bool withKey = part() == ExportPart::All || part() == ExportPart::Key;
    const QByteArray keyPassword
        = withKey && m_entry.keyEncrypted ? source(m_entry.name) : QByteArray();
    const Result<KeyMaterial> material = withKey
        ? m_context.workbench.certificates().load(m_entry, keyPassword)
        : certificatesOf(m_entry);
    if (!material) {
        return fail(material.error());
    }
    const bool legacy = m_form->currentData(kLegacyRole).toBool();
    Result<QByteArray> bytes = exportMaterial(
        *material,
        {.part = part(),
         .form = form(),
         .password = m_password->isEnabled() ? m_password->text().toUtf8() : QByteArray(),
         .encryption = legacy ? Pkcs12Encryption::Legacy : Pkcs12Encryption::Modern,
         .friendlyName = m_entry.name});
    if (!bytes) {
        return fail(bytes.error());
    }
    Result<void> written = writeFileAtomically(m_path->text().trimmed(), *bytes);
    wipe(*bytes);
    return written;
}

void ExportDialog::apply()
{
    withPassphrases(
        this,
        m_context,
        [this](const PasswordSource& source) { return write(source); },
        [this](const Result<void>& outcome) {
            if (outcome) {
                m_context.notifier.tell(
                    {Tone::Good,
                     tr("“%1” was exported to %2.").arg(m_entry.name, m_path->text().trimmed()),
                     {},
                     {},
                     {}});
                accept();
            } else if (outcome.error().code != ErrorCode::Cancelled) {
                showError(outcome.error());
            }
        });
}

} // namespace workbench
