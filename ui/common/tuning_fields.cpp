#include "ui/common/tuning_fields.h"

#include "ui/common/form_field.h"
#include "ui/common/problem_text.h"
#include "ui/common/tls_list_dialog.h"

#include <QComboBox>
#include <QLineEdit>

#include <utility>

namespace workbench {
namespace {

/// What a cipher list comes down to; empty where there is nothing to say.
QString noteOn(TlsList kind, const QString& text)
{
    if (kind != TlsList::Ciphers || text.isEmpty()) {
        return {};
    }
    const auto count = static_cast<int>(tlsListNames(kind, text).size());
    const QString result = TuningFields::tr("%n cipher(s).", nullptr, count);
    const QStringList unknown = unknownCipherWords(text);
    return unknown.isEmpty() ? result
                             : TuningFields::tr("%1 This TLS library has nothing for: %2.")
                                   .arg(result, unknown.join(QStringLiteral(", ")));
}

} // namespace

TuningFields::TuningFields(const QString& prefix, QObject* parent)
    : QObject(parent)
    , m_level(new QComboBox)
{
    addList(TlsList::Ciphers,
            "ciphers",
            &TlsTuning::cipherList,
            prefix + QStringLiteral("Ciphers"),
            tr("Ciphers to TLS 1.&2"),
            QStringLiteral("ECDHE-ECDSA-AES128-GCM-SHA256:HIGH:!aNULL"),
            tr("OpenSSL cipher list. Empty: the library's default."));
    addList(TlsList::Suites,
            "suites",
            &TlsTuning::cipherSuites,
            prefix + QStringLiteral("Suites"),
            tr("Suites of TLS 1.&3"),
            QStringLiteral("TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"),
            tr("Separated by colons."));
    addList(TlsList::Groups,
            "groups",
            &TlsTuning::groups,
            prefix + QStringLiteral("Groups"),
            tr("&Groups"),
            QStringLiteral("X25519:P-256"),
            tr("Key exchange groups, separated by colons."));
    addList(TlsList::Signatures,
            "sigalgs",
            &TlsTuning::signatureAlgorithms,
            prefix + QStringLiteral("Signatures"),
            tr("Si&gnatures"),
            QStringLiteral("ECDSA+SHA256:RSA-PSS+SHA256"),
            tr("Signature algorithms, with colons."));
    m_level->setObjectName(prefix + QStringLiteral("SecurityLevel"));
    m_level->addItem(tr("The library's default"), -1);
    for (int level = 0; level <= 5; ++level) {
        m_level->addItem(QString::number(level), level);
    }
    connect(m_level, &QComboBox::currentIndexChanged, this, &TuningFields::changed);
    m_rows.append({new FormField(tr("Securit&y level"),
                                 m_level,
                                 tr("0 allows everything, 5 nearly nothing. Old versions need 0.")),
                   "security-level"});
}

void TuningFields::addList(TlsList kind,
                           const char* where,
                           QString TlsTuning::*member,
                           const QString& name,
                           const QString& label,
                           const QString& example,
                           const QString& hint)
{
    auto* line = new QLineEdit;
    line->setObjectName(name);
    line->setPlaceholderText(example);
    auto* field = new FormField(label, line, hint);
    field->setOffer(tr("Choose: %1…").arg(titleOf(kind)));
    const List list {kind, member, line, field, {}, {}, {}};
    m_lists.append(list);
    m_rows.append({field, where});
    connect(line, &QLineEdit::textChanged, this, &TuningFields::changed);
    connect(field, &FormField::offerTaken, this, [this, list] { choose(list); });
}

void TuningFields::choose(const List& list)
{
    const QStringList before = tlsListNames(list.kind, list.line->text());
    auto* dialog = new TlsListDialog(
        list.kind, list.line->objectName() + QStringLiteral("Dialog"), before, list.line->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [line = list.line, dialog, before] {
        if (dialog->chosen() != before) { // keywords and commands stay where nothing was changed
            line->setText(dialog->chosen().join(QLatin1Char(':')));
        }
        line->setFocus();
    });
    dialog->open();
}

void TuningFields::allowLegacySuites(bool allow)
{
    QLineEdit* ciphers = m_lists.first().line;
    const QString legacy = QString::fromLatin1(kLegacyCipherList);
    if (allow && ciphers->text().trimmed().isEmpty()) {
        ciphers->setText(legacy);
        m_level->setCurrentIndex(m_level->findData(0));
    } else if (!allow && ciphers->text() == legacy) {
        ciphers->clear();
        m_level->setCurrentIndex(0);
    }
}

void TuningFields::check()
{
    for (List& list : m_lists) {
        const QString text = list.line->text().trimmed();
        // Trying a list out takes a while, and every row's change comes here.
        if (std::exchange(list.checked, text) != text) {
            list.problem = problemText(checkTlsList(list.kind, text));
            list.note = list.problem.isEmpty() ? noteOn(list.kind, text) : QString();
        }
        if (list.problem.isEmpty()) {
            list.field->setNote(list.note);
        } else {
            list.field->setProblem(list.problem);
        }
    }
}

void TuningFields::read(TlsTuning& tuning) const
{
    for (const List& list : m_lists) {
        tuning.*list.member = list.line->text().trimmed();
    }
    tuning.securityLevel = m_level->currentData().toInt();
}

void TuningFields::show(const TlsTuning& tuning)
{
    for (const List& list : m_lists) {
        list.line->setText(tuning.*list.member);
    }
    m_level->setCurrentIndex(qMax(0, m_level->findData(tuning.securityLevel)));
}

} // namespace workbench
