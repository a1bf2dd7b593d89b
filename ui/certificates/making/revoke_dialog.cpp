#include "ui/certificates/making/revoke_dialog.h"

#include "core/base/atomic_file.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/file_field.h"
#include "ui/certificates/making/publish_dialogs.h"
#include "ui/common/background.h"
#include "ui/common/message_bar.h"
#include "ui/common/notifier.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTimeZone>

namespace workbench {

namespace {

QString format()
{
    return QStringLiteral("yyyy-MM-dd HH:mm:ss");
}

QString takeBackWord()
{
    return QStringLiteral("removeFromCRL");
}

} // namespace

RevokeDialog::RevokeDialog(const WindowContext& context,
                           const StoreEntry& entry,
                           const StoreEntry& issuer,
                           QWidget* parent)
    : FormDialog(
        QStringLiteral("revokeDialog"), tr("Revoke “%1”").arg(entry.name), tr("&Revoke"), parent)
    , m_context(context)
    , m_entry(entry)
    , m_issuer(issuer)
    , m_reason(named(new QComboBox, "revokeReason"))
    , m_time(named(new QLineEdit, "revokeTime"))
    , m_reasonField(new FormField(tr("R&eason"), m_reason))
    , m_timeField(new FormField(tr("&Since"), m_time, tr("UTC.")))
    , m_file(new FileField(tr("Write the list to"), "revokeFile", {}, false))
{
    const Result<std::optional<Revocation>> listed = listedRevocation(issuer, entry.facts.serial);
    if (listed) {
        m_listed = *listed;
    } else {
        messageBar()->show(listed.error());
    }
    fillReasons();
    m_time->setText(QDateTime::currentDateTimeUtc().toString(format()));
    m_time->setPlaceholderText(format());
    addField(m_reasonField);
    addField(m_timeField);
    addField(m_file);
    addCheck([this] { checkTime(); });
    addCheck([this] { m_file->check(); });
    showErrorsOf(QStringLiteral("reason"), m_reasonField);
    showErrorsOf(QStringLiteral("time"), m_timeField);
    connect(m_reason, &QComboBox::currentIndexChanged, this, &RevokeDialog::revalidate);
    connect(m_time, &QLineEdit::textChanged, this, &RevokeDialog::revalidate);
    connect(m_file, &FileField::changed, this, &RevokeDialog::revalidate);
    finishForm();
}

void RevokeDialog::fillReasons()
{
    const QList<QPair<QString, QString>> reasons {
        {tr("None given"), QString()},
        {tr("The key became known to others"), QStringLiteral("keyCompromise")},
        {tr("The CA's key became known to others"), QStringLiteral("CACompromise")},
        {tr("The holder changed"), QStringLiteral("affiliationChanged")},
        {tr("There is a newer certificate"), QStringLiteral("superseded")},
        {tr("No longer in use"), QStringLiteral("cessationOfOperation")},
        {tr("On hold, may be taken back"), QStringLiteral("certificateHold")},
        {tr("The right to it was withdrawn"), QStringLiteral("privilegeWithdrawn")},
    };
    if (m_listed) {
        m_reason->addItem(tr("Take back: it is good again"), takeBackWord());
    }
    for (const auto& [text, word] : reasons) {
        m_reason->addItem(text, word);
        m_reason->setItemData(m_reason->count() - 1, word, Qt::ToolTipRole);
    }
}

void RevokeDialog::checkTime()
{
    const bool back = m_reason->currentData().toString() == takeBackWord();
    m_time->setEnabled(!back);
    const QDateTime time = QDateTime::fromString(m_time->text().trimmed(), format());
    m_timeField->setProblem(back || time.isValid()
                                ? QString()
                                : tr("This is no date and time like 2026-01-31 12:00:00."));
    if (m_listed) {
        const QString said = m_listed->reason.isEmpty() ? tr("no reason") : m_listed->reason;
        const QString text
            = tr("It is revoked since %1 (%2).").arg(m_listed->time.toString(format()), said);
        if (back && m_listed->reason != QStringLiteral("certificateHold")) {
            m_reasonField->setWarning(
                text + tr(" Only what is on hold may be taken back (RFC 5280 §5.3.1)."));
        } else {
            m_reasonField->setNote(text);
        }
    } else {
        m_reasonField->setNote(tr("It goes on the list of “%1”.").arg(m_issuer.name));
    }
    acceptButton()->setText(back ? tr("&Take back") : tr("&Revoke"));
}

void RevokeDialog::apply()
{
    withKey(
        this,
        m_context,
        m_issuer,
        [this](const UnlockedEntry& ca) { revoke(ca); },
        [this](const Error& error) { showError(error); });
}

void RevokeDialog::revoke(const UnlockedEntry& ca)
{
    QDateTime time = QDateTime::fromString(m_time->text().trimmed(), format());
    time.setTimeZone(QTimeZone::utc());
    const Revocation revocation {.serial = m_entry.facts.serial,
                                 .time = time.isValid() ? time : QDateTime::currentDateTimeUtc(),
                                 .reason = m_reason->currentData().toString()};
    setBusy(true);
    inBackground(
        this,
        [ca, revocation, path = m_file->path()]() -> Result<void> {
            const Result<RevocationListPtr> list
                = CaRevocations(ca.entry, ca.material).revoke(revocation, {});
            if (!list) {
                return fail(list.error());
            }
            return path.isEmpty() ? Result<void>()
                                  : writeFileAtomically(path, revocationListPem(list->get()));
        },
        [this](const Result<void>& outcome) {
            setBusy(false);
            if (outcome) {
                done();
            } else {
                showError(outcome.error());
            }
        });
}

void RevokeDialog::done()
{
    const bool back = m_reason->currentData().toString() == takeBackWord();
    const QString said = back ? tr("“%1” is good again.") : tr("“%1” is revoked.");
    m_context.notifier.tell(
        {Tone::Good,
         said.arg(m_entry.name),
         m_file->path().isEmpty()
             ? tr("Publish the list of “%1” so that others learn of it.").arg(m_issuer.name)
             : tr("The list was written to %1.").arg(m_file->path()),
         {},
         {}});
    accept();
}

} // namespace workbench
