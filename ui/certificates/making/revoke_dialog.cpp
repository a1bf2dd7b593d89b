#include "ui/certificates/making/revoke_dialog.h"

#include "core/base/atomic_file.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/file_field.h"
#include "ui/certificates/making/publish_dialogs.h"
#include "ui/common/background.h"
#include "ui/common/message_bar.h"
#include "ui/common/notifier.h"
#include "ui/common/utc_time.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

namespace workbench {

namespace {

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
    fillReasons();
    m_time->setText(utcText(QDateTime::currentDateTimeUtc()));
    m_time->setPlaceholderText(utcFormat());
    addField(m_reasonField);
    addField(m_timeField);
    addField(m_file);
    addCheck([this] { checkTime(); });
    addCheck([this] { m_file->check(); });
    showErrorsOf(QStringLiteral("reason"), m_reasonField);
    showErrorsOf(QStringLiteral("time"), m_timeField);
    connect(m_reason, &QComboBox::activated, this, [this] { m_isChosen = true; });
    connect(m_reason, &QComboBox::currentIndexChanged, this, &RevokeDialog::revalidate);
    connect(m_time, &QLineEdit::textChanged, this, &RevokeDialog::revalidate);
    connect(m_file, &FileField::changed, this, &RevokeDialog::revalidate);
    finishForm();
    inBackground(
        this,
        [issuer, serial = entry.facts.serial] { return listedRevocation(issuer, serial); },
        [this](const Result<std::optional<Revocation>>& listed) { showListed(listed); });
}

void RevokeDialog::showListed(const Result<std::optional<Revocation>>& listed)
{
    m_isRead = true;
    if (!listed) {
        messageBar()->show(listed.error());
    } else if (*listed) {
        m_listed = *listed;
        m_reason->insertItem(0, tr("Take back: it is good again"), takeBackWord());
        if (!m_isChosen) {
            m_reason->setCurrentIndex(0);
        }
    }
    revalidate();
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
    for (const auto& [text, word] : reasons) {
        m_reason->addItem(text, word);
        m_reason->setItemData(m_reason->count() - 1, word, Qt::ToolTipRole);
    }
}

void RevokeDialog::checkTime()
{
    const bool back = m_reason->currentData().toString() == takeBackWord();
    m_time->setEnabled(!back);
    const QDateTime time = utcFromText(m_time->text());
    m_timeField->setProblem(back || time.isValid()
                                ? QString()
                                : tr("This is no date and time like 2026-01-31 12:00:00."));
    if (m_listed) {
        const QString said = m_listed->reason.isEmpty() ? tr("no reason") : m_listed->reason;
        const QString text
            = tr("It is revoked since %1 UTC (%2).").arg(utcText(m_listed->time), said);
        if (back && m_listed->reason != QStringLiteral("certificateHold")) {
            m_reasonField->setWarning(
                text + tr(" Only what is on hold may be taken back (RFC 5280 §5.3.1)."));
        } else {
            m_reasonField->setNote(text);
        }
    } else if (m_isRead) {
        m_reasonField->setNote(tr("It goes on the list of “%1”.").arg(m_issuer.name));
    } else {
        // Until then the button might come to mean something else under the pointer.
        m_reasonField->setMissing(tr("Reading the list of “%1”…").arg(m_issuer.name));
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
    const QDateTime time = utcFromText(m_time->text());
    const QString reason = m_reason->currentData().toString();
    const Revocation revocation {.serial = m_entry.facts.serial,
                                 .time = time.isValid() ? time : QDateTime::currentDateTimeUtc(),
                                 .reason = reason};
    const QString path = m_file->path();
    const Notice done {
        Tone::Good,
        (reason == takeBackWord() ? tr("“%1” is good again.") : tr("“%1” is revoked."))
            .arg(m_entry.name),
        path.isEmpty()
            ? tr("Publish the list of “%1” so that others learn of it.").arg(m_issuer.name)
            : tr("The list was written to %1.").arg(path),
        {},
        {}};
    carryOut(m_context.notifier, [ca, revocation, path, done]() -> Result<Notice> {
        const Result<RevocationListPtr> list
            = CaRevocations(ca.entry, ca.material).revoke(revocation, {});
        const Result<void> written = !list ? fail(list.error())
            : path.isEmpty()               ? Result<void>()
                             : writeFileAtomically(path, revocationListPem(list->get()));
        return written ? Result<Notice>(done) : fail(written.error());
    });
}

} // namespace workbench
