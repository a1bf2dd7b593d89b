#include "ui/certificates/passphrases/new_passphrase.h"

#include "core/certificates/key_material.h"
#include "ui/certificates/passphrases/strength_bar.h"

#include <QLineEdit>

namespace workbench {

namespace {

QLineEdit* secretLine(const char* name)
{
    auto* edit = named(new QLineEdit, name);
    edit->setEchoMode(QLineEdit::Password);
    return edit;
}

} // namespace

NewPassphrase::NewPassphrase(Need need, QObject* parent)
    : QObject(parent)
    , m_need(need)
    , m_first(secretLine("newPassphrase"))
    , m_again(secretLine("newPassphraseAgain"))
    , m_bar(named(new StrengthBar, "newPassphraseStrength"))
    , m_firstField(new FormField(tr("&Passphrase"), m_first))
    , m_againField(new FormField(tr("Once &more"), m_again))
    , m_strengthField(new FormField(tr("Strength"), m_bar))
{
    connect(m_first, &QLineEdit::textChanged, this, &NewPassphrase::changed);
    connect(m_again, &QLineEdit::textChanged, this, &NewPassphrase::changed);
}

QList<FormField*> NewPassphrase::rows() const
{
    return {m_firstField, m_againField, m_strengthField};
}

SecretBytes NewPassphrase::passphrase() const
{
    return SecretBytes(m_first->text().toUtf8());
}

void NewPassphrase::check()
{
    const QString typed = m_first->text();
    if (typed.isEmpty() && m_need == Need::Required) {
        m_firstField->setMissing(tr("Type the new passphrase."));
    } else if (typed.toUtf8().size() > kLongestPassword) {
        m_firstField->setProblem(
            tr("It is longer than %1 bytes: other tools could not read the key.")
                .arg(kLongestPassword));
    } else {
        m_firstField->setNote(
            typed.isEmpty() ? tr("Empty: the key is kept in clear, in a file that only you "
                                 "can read.")
                            : tr("Without it the key is lost: write it down somewhere safe."));
    }
    checkAgain();
    if (typed.isEmpty()) {
        m_bar->setStrength(std::nullopt);
        m_strengthField->setNote({});
    } else {
        const PassphraseStrength strength = passphraseStrength(typed);
        m_bar->setStrength(strength);
        m_strengthField->setNote(strengthText(strength));
    }
}

void NewPassphrase::checkAgain()
{
    const QString typed = m_first->text();
    const QString again = m_again->text();
    if (again == typed) {
        m_againField->setProblem({});
    } else if (typed.startsWith(again)) {
        m_againField->setMissing(tr("Type it once more."));
    } else {
        m_againField->setProblem(tr("The two differ."));
    }
}

} // namespace workbench
