#include "ui/certificates/export_dialog.h"

#include "core/base/atomic_file.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/password_asker.h"
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

ExportDialog::ExportDialog(const WindowContext& context, const StoreEntry& entry, QWidget* parent)
    : FormDialog(
        QStringLiteral("exportDialog"), tr("Export “%1”").arg(entry.name), tr("&Save"), parent)
    , m_context(context)
    , m_entry(entry)
    , m_what(new QComboBox)
    , m_password(new QLineEdit)
    , m_path(new QLineEdit)
{
    m_what->setObjectName(QStringLiteral("exportWhat"));
    m_what->addItem(tr("The certificate"), static_cast<int>(What::Certificate));
    m_what->addItem(tr("The certificate and its chain"), static_cast<int>(What::Chain));
    m_what->addItem(tr("Certificate, chain and private key"), static_cast<int>(What::Everything));
    m_what->addItem(tr("The private key alone"), static_cast<int>(What::Key));
    m_password->setObjectName(QStringLiteral("exportPassword"));
    m_password->setEchoMode(QLineEdit::Password);
    m_path->setObjectName(QStringLiteral("exportPath"));
    m_path->setText(QDir::home().filePath(entry.name + QStringLiteral(".pem")));
    auto* browseAction = m_path->addAction(themedIcon(QStringLiteral("actions/folder")),
                                           QLineEdit::TrailingPosition);
    browseAction->setToolTip(tr("Choose a file…"));
    browseAction->setObjectName(QStringLiteral("exportBrowse"));
    m_whatField = new FormField(tr("&What"), m_what);
    m_passwordField = new FormField(
        tr("&Password for the key"),
        m_password,
        tr("Encrypts the private key in the file (AES-256). Empty: the key is written in clear."));
    m_pathField = new FormField(tr("&File"), m_path, tr("PEM, readable by its owner only."));
    for (FormField* field : {m_whatField, m_passwordField, m_pathField}) {
        addField(field);
    }
    addCheck([this] { checkWhat(); });
    addCheck([this] { checkPath(); });
    connect(browseAction, &QAction::triggered, this, &ExportDialog::browse);
    connect(m_what, &QComboBox::currentIndexChanged, this, &ExportDialog::revalidate);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::revalidate);
    finishForm();
}

ExportDialog::What ExportDialog::what() const
{
    return static_cast<What>(m_what->currentData().toInt());
}

bool ExportDialog::withKey() const
{
    return what() == What::Everything || what() == What::Key;
}

void ExportDialog::checkWhat()
{
    m_whatField->setProblem(withKey() && !m_entry.hasPrivateKey
                                ? tr("“%1” has no private key on this computer.").arg(m_entry.name)
                                : QString());
    m_password->setEnabled(withKey());
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
    dialog->setDefaultSuffix(QStringLiteral("pem"));
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

Result<QByteArray> ExportDialog::content(const KeyMaterial& material) const
{
    const QByteArray password = m_password->text().toUtf8();
    switch (what()) {
    case What::Certificate:
        return certificatePem(material, false);
    case What::Chain:
        return certificatePem(material, true);
    case What::Key:
        return keyPem(material, password);
    case What::Everything:
        break;
    }
    return toPem(material, password);
}

Result<void> ExportDialog::write(const PasswordSource& source) const
{
    const bool locked = m_entry.keyEncrypted;
    const Result<KeyMaterial> material = m_context.workbench.certificates().load(
        m_entry, locked ? source(m_entry.name) : QByteArray());
    if (!material) {
        return fail(material.error());
    }
    Result<QByteArray> pem = content(*material);
    if (!pem) {
        return fail(pem.error());
    }
    Result<void> written = writeFileAtomically(m_path->text().trimmed(), *pem);
    pem->fill('\0');
    return written;
}

void ExportDialog::apply()
{
    withPasswords(
        this,
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
