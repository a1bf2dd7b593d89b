#include "ui/certificates/making/renew_dialog.h"

#include "core/base/wipe.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/store_issuer.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/entry_file_command.h"
#include "ui/certificates/making/key_choice.h"
#include "ui/certificates/making/validity_group.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/notifier.h"

#include <QComboBox>
#include <QLineEdit>
#include <QUndoStack>

namespace workbench {

RenewDialog::RenewDialog(const WindowContext& context, const StoreEntry& entry, QWidget* parent)
    : FormDialog(
        QStringLiteral("renewDialog"), tr("Renew “%1”").arg(entry.name), tr("&Renew"), parent)
    , m_context(context)
    , m_entry(entry)
    , m_key(named(new QComboBox, "renewKey"))
    , m_name(named(new QLineEdit, "renewName"))
    , m_validity(new ValidityGroup(this))
    , m_keyField(new FormField(tr("&Key"), m_key))
    , m_nameField(new FormField(tr("&Name"), m_name))
{
    fillKeyChoice(m_key);
    for (int i = 0; i < m_key->count(); ++i) {
        m_key->setItemText(i, tr("A new key: %1").arg(m_key->itemText(i)));
    }
    // Who signed itself signs with it again; everybody else's CA needs the public half alone.
    if (entry.hasPrivateKey || !entry.facts.selfSigned) {
        m_key->insertItem(0, tr("The same key (%1)").arg(entry.facts.key), QString());
    }
    m_key->setCurrentIndex(0);
    m_validity->setUsual(tr("As long as the old one"),
                         static_cast<int>(entry.facts.notBefore.daysTo(entry.facts.notAfter)));
    m_name->setPlaceholderText(entry.name);
    addField(m_keyField);
    addField(m_validity->choiceField());
    addField(m_nameField);
    CollapsibleGroup* dates = addGroup(QStringLiteral("renewDatesGroup"), tr("Exact dates"));
    const QList<FormField*> rows = m_validity->fields();
    for (FormField* field : rows) {
        addToGroup(dates, field);
    }
    addCheck([this] { m_validity->check(); });
    addCheck([this] { checkName(); });
    addCheck([this] { m_keyField->setWarning(keyWarning(m_key->currentData().toString())); });
    showErrorsOf(QStringLiteral("key"), m_keyField);
    showErrorsOf(QStringLiteral("name"), m_nameField);
    showErrorsOf(QStringLiteral("validity"), m_validity->choiceField());
    connect(m_validity, &RequestGroup::changed, this, &RenewDialog::revalidate);
    connect(m_key, &QComboBox::currentIndexChanged, this, &RenewDialog::revalidate);
    connect(m_name, &QLineEdit::textChanged, this, &RenewDialog::revalidate);
    finishForm();
}

/// The old one stays.
bool RenewDialog::isBeside() const
{
    const QString typed = m_name->text().trimmed();
    return !typed.isEmpty() && typed != m_entry.name;
}

void RenewDialog::checkName()
{
    const QString typed = m_name->text().trimmed();
    if (!isBeside()) {
        m_nameField->setNote(tr("Takes the place of the old one. Another name: both stay."));
        return;
    }
    const bool taken
        = m_context.workbench.certificates().find(typed, CertificateLookup::Name).has_value();
    m_nameField->setProblem(taken ? tr("There is a certificate named “%1” already.").arg(typed)
                                  : QString());
}

Renewal RenewDialog::renewal() const
{
    CertificateRequest wishes;
    m_validity->read(wishes);
    return {.key = m_key->currentData().toString(),
            .notBefore = wishes.notBefore,
            .notAfter = wishes.notAfter,
            .days = wishes.days,
            .digest = {}};
}

void RenewDialog::apply()
{
    const auto refuse = [this](const Error& error) { showError(error); };
    if (m_entry.hasPrivateKey && (isBeside() || needsOwnKey(m_entry.facts, renewal()))) {
        withKey(
            this,
            m_context,
            m_entry,
            [this](const UnlockedEntry& old) { unlockIssuer(old); },
            refuse);
    } else {
        unlockIssuer({.entry = m_entry, .material = certificatesOf(m_entry), .password = {}});
    }
}

void RenewDialog::unlockIssuer(const UnlockedEntry& old)
{
    if (m_entry.facts.selfSigned) {
        renew(old, std::nullopt);
        return;
    }
    const Result<StoreEntry> issuer
        = issuerEntry(m_context.workbench.certificates(), old.material.certificate.get());
    if (!issuer) {
        showError(issuer.error());
        return;
    }
    withKey(
        this,
        m_context,
        *issuer,
        [this, old](const UnlockedEntry& signer) { renew(old, signer.material); },
        [this](const Error& error) { showError(error); });
}

void RenewDialog::renew(const UnlockedEntry& old, const std::optional<KeyMaterial>& issuer)
{
    whileBusy([material = old.material,
               wanted = renewal(),
               issuer] { return renewCertificate(material, wanted, issuer ? &*issuer : nullptr); },
              [this, old](const Result<KeyMaterial>& made) {
                  if (made) {
                      keep(old, *made);
                  } else {
                      showError(made.error());
                  }
              });
}

void RenewDialog::keep(const UnlockedEntry& old, const KeyMaterial& made)
{
    const bool beside = isBeside();
    Workbench& workbench = m_context.workbench;
    const Result<StoreEntry> entry = beside
        ? workbench.addCertificate(m_name->text().trimmed(), made, old.password.bytes())
        : replace(old, made);
    if (!entry) {
        showError(entry.error());
        return;
    }
    Notice notice {Tone::Good,
                   tr("“%1” is valid until %2 now.")
                       .arg(entry->name, entry->facts.notAfter.toString(Qt::ISODate)),
                   {},
                   {},
                   {}};
    if (!beside) {
        notice.actionText = tr("&Undo");
        notice.action = [&stack = m_context.undo] { stack.undo(); };
    }
    m_context.notifier.tell(notice);
    Q_EMIT renewed(entry->name);
    accept();
}

/// A key that was not opened stays in the file as it is.
Result<StoreEntry> RenewDialog::replace(const UnlockedEntry& old, const KeyMaterial& made)
{
    Result<QByteArray> before = m_context.workbench.certificateFile(m_entry);
    Result<QByteArray> after = !before ? fail(before.error())
        : made.hasKey()
        ? toPem(made, old.password.bytes())
        : withCertificates(*before, QList<std::shared_ptr<X509>> {made.certificate} + made.chain);
    if (!after) {
        return fail(after.error());
    }
    const Result<void> written = EntryFileCommand::push(std::make_unique<EntryFileCommand>(
        m_context, tr("Renew “%1”").arg(m_entry.name), m_entry.name, *before, *after));
    wipe(*before);
    wipe(*after);
    return written ? m_context.workbench.certificates().find(m_entry.name, CertificateLookup::Name)
                   : fail(written.error());
}

} // namespace workbench
