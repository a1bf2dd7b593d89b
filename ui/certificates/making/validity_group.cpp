#include "ui/certificates/making/validity_group.h"

#include "ui/common/utc_time.h"

#include <QComboBox>
#include <QLineEdit>

namespace workbench {

namespace {

constexpr qint64 kMinute = 60;
constexpr qint64 kDay = qint64(24) * 60 * 60;
constexpr int kFromRole = Qt::UserRole + 1;
constexpr int kUntilRole = Qt::UserRole + 2;

/// What the items of the choice mean.
enum Meaning
{
    Days, ///< kUntilRole: how many; 0: as usual
    Seconds, ///< from and until in seconds from now
    Exact
};

} // namespace

ValidityGroup::ValidityGroup(QObject* parent)
    : RequestGroup(parent)
    , m_choice(named(new QComboBox, "certificateValidity"))
    , m_from(line("certificateNotBefore", utcFormat()))
    , m_until(line("certificateNotAfter", utcFormat()))
{
    const auto days = [this](const QString& text, int count) {
        m_choice->addItem(text, Days);
        m_choice->setItemData(m_choice->count() - 1, count, kUntilRole);
    };
    const auto span = [this](const QString& text, qint64 from, qint64 until) {
        m_choice->addItem(text, Seconds);
        m_choice->setItemData(m_choice->count() - 1, from, kFromRole);
        m_choice->setItemData(m_choice->count() - 1, until, kUntilRole);
    };
    days({}, 0);
    days(tr("1 day"), 1);
    days(tr("30 days"), 30);
    days(tr("200 days"), 200);
    days(tr("1 year"), 365);
    days(tr("10 years"), 3650);
    span(tr("Expired yesterday"), -90 * kDay, -kDay);
    span(tr("Expires in 5 minutes"), -kDay, 5 * kMinute);
    span(tr("Not yet valid: begins tomorrow"), kDay, 90 * kDay);
    m_choice->addItem(tr("Exactly as in “Exact dates”"), Exact);
    m_choiceField = new FormField(tr("&Valid"), m_choice);
    m_fromField = addField(new FormField(tr("Valid &from"), m_from, tr("UTC, to the second.")));
    m_untilField
        = addField(new FormField(tr("Valid &until"), m_until, tr("UTC, to the second; included.")));
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        writeDates();
        Q_EMIT changed();
    });
    connect(m_from, &QLineEdit::textChanged, this, &ValidityGroup::datesTyped);
    connect(m_until, &QLineEdit::textChanged, this, &ValidityGroup::datesTyped);
    setKind(CertificateKind::Server);
}

void ValidityGroup::setKind(CertificateKind kind)
{
    setUsual(isCaKind(kind) ? tr("10 years (usual for a CA)")
                            : tr("%1 days (usual)").arg(usualDays(kind)),
             usualDays(kind));
}

void ValidityGroup::setUsual(const QString& text, int days)
{
    m_usualDays = days;
    m_choice->setItemText(0, text);
    writeDates();
}

ValidityGroup::Span ValidityGroup::chosenSpan() const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const qint64 until = m_choice->currentData(kUntilRole).toLongLong();
    switch (m_choice->currentData().toInt()) {
    case Days:
        return {now, now.addDays(until > 0 ? until : m_usualDays)};
    case Seconds:
        return {now.addSecs(m_choice->currentData(kFromRole).toLongLong()), now.addSecs(until)};
    default:
        return {utcFromText(m_from->text()), utcFromText(m_until->text())};
    }
}

void ValidityGroup::writeDates()
{
    if (m_choice->currentData().toInt() == Exact) {
        return;
    }
    const Span span = chosenSpan();
    m_writing = true;
    m_from->setText(utcText(span.from));
    m_until->setText(utcText(span.until));
    m_writing = false;
}

void ValidityGroup::datesTyped()
{
    if (!m_writing) {
        m_choice->setCurrentIndex(m_choice->findData(Exact));
    }
}

void ValidityGroup::show(const CertificateRequest& request)
{
    if (!request.notBefore.isValid() && !request.notAfter.isValid()) {
        int index = m_choice->findData(request.days, kUntilRole);
        if (index < 0 || m_choice->itemData(index).toInt() != Days) {
            m_choice->insertItem(1, tr("%1 days").arg(request.days), Days);
            m_choice->setItemData(1, request.days, kUntilRole);
            index = 1;
        }
        m_choice->setCurrentIndex(index);
        return;
    }
    const QDateTime from
        = request.notBefore.isValid() ? request.notBefore : QDateTime::currentDateTimeUtc();
    m_choice->setCurrentIndex(m_choice->findData(Exact));
    m_from->setText(utcText(from));
    m_until->setText(
        utcText(request.notAfter.isValid() ? request.notAfter : from.addDays(request.days)));
}

void ValidityGroup::read(CertificateRequest& request) const
{
    if (m_choice->currentData().toInt() == Days) {
        // Counted when it is made, so that a template with it stays of use.
        request.days = m_choice->currentData(kUntilRole).toInt();
        request.notBefore = {};
        request.notAfter = {};
        return;
    }
    const Span span = chosenSpan();
    request.notBefore = span.from;
    request.notAfter = span.until;
}

void ValidityGroup::check()
{
    const Span span = chosenSpan();
    const QString wrong = tr("This is no date and time like 2026-01-31 12:00:00.");
    m_fromField->setProblem(span.from.isValid() ? QString() : wrong);
    m_untilField->setProblem(!span.until.isValid() ? wrong
                                 : span.from.isValid() && span.until < span.from
                                 ? tr("The end lies before the beginning.")
                                 : QString());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (!span.from.isValid() || !span.until.isValid()) {
        m_choiceField->setProblem({});
    } else if (span.until < now) {
        m_choiceField->setWarning(tr("It is expired from the start: everybody refuses it."));
    } else if (span.from > now) {
        m_choiceField->setWarning(tr("It is not valid yet: everybody refuses it until then."));
    } else {
        m_choiceField->setNote(tr("Until %1 UTC.").arg(utcText(span.until)));
    }
}

} // namespace workbench
