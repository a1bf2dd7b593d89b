#include "ui/certificates/making/publish_dialogs.h"

#include "core/base/atomic_file.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/file_field.h"
#include "ui/common/background.h"
#include "ui/common/message_bar.h"
#include "ui/common/notifier.h"

#include <QComboBox>

#include <algorithm>

namespace workbench {

namespace {

/// Begin and end of a list or response, in days from now: the data of the items.
void fillAges(QComboBox* choice, int usualDays)
{
    const auto add = [choice](const QString& text, int from, int until) {
        choice->addItem(text, QList<QVariant> {from, until});
    };
    add(PublishListDialog::tr("%1 days from now on").arg(usualDays), 0, usualDays);
    add(PublishListDialog::tr("1 day from now on"), 0, 1);
    add(PublishListDialog::tr("1 year from now on"), 0, 365);
    add(PublishListDialog::tr("Expired yesterday"), -usualDays - 1, -1);
    add(PublishListDialog::tr("Not yet valid: begins tomorrow"), 1, usualDays + 1);
}

QDateTime chosenTime(const QComboBox* choice, int which)
{
    const int days = choice->currentData().toList().value(which).toInt();
    return QDateTime::currentDateTimeUtc().addDays(days);
}

} // namespace

Result<std::optional<Revocation>> listedRevocation(const StoreEntry& ca, const QString& serial)
{
    return CaRevocations(ca, certificatesOf(ca))
        .current()
        .map([&serial](const std::optional<RevocationListFacts>& list) {
            const QList<Revocation> all = list ? list->revocations : QList<Revocation>();
            const auto found = std::find_if(all.begin(), all.end(), [&](const Revocation& one) {
                return one.serial == serial;
            });
            return found == all.end() ? std::nullopt : std::optional(*found);
        });
}

PublishListDialog::PublishListDialog(const WindowContext& context,
                                     const StoreEntry& ca,
                                     QWidget* parent)
    : FormDialog(QStringLiteral("publishListDialog"),
                 tr("Publish the revocation list of “%1”").arg(ca.name),
                 tr("&Publish"),
                 parent)
    , m_context(context)
    , m_ca(ca)
    , m_age(named(new QComboBox, "listAge"))
    , m_form(named(new QComboBox, "listForm"))
    , m_file(new FileField(tr("&File"), "listFile", ca.name + QStringLiteral(".crl")))
{
    constexpr int kUsualDays = 30;
    fillAges(m_age, kUsualDays);
    m_form->addItem(tr("DER: what clients fetch"), false);
    m_form->addItem(tr("PEM: text"), true);
    auto* ageField = new FormField(tr("&Valid"), m_age);
    addField(ageField);
    addField(new FormField(tr("F&orm"), m_form));
    addField(m_file);
    addCheck([this, ageField] {
        const bool expired = chosenTime(m_age, 1) < QDateTime::currentDateTimeUtc();
        ageField->setWarning(expired ? tr("Clients that look at lists refuse every certificate "
                                          "of the CA with it.")
                                     : QString());
    });
    addCheck([this] { m_file->check(); });
    connect(m_age, &QComboBox::currentIndexChanged, this, &PublishListDialog::revalidate);
    connect(m_file, &FileField::changed, this, &PublishListDialog::revalidate);
    finishForm();
}

void PublishListDialog::apply()
{
    withKey(
        this,
        m_context,
        m_ca,
        [this](const UnlockedEntry& ca) { publish(ca); },
        [this](const Error& error) { showError(error); });
}

void PublishListDialog::publish(const UnlockedEntry& ca)
{
    const PublishOptions options {.thisUpdate = chosenTime(m_age, 0),
                                  .nextUpdate = chosenTime(m_age, 1)};
    carryOut(m_context.notifier,
             [ca, options, path = m_file->path(), pem = m_form->currentData().toBool()]()
                 -> Result<Notice> {
                 const Result<RevocationListPtr> list
                     = CaRevocations(ca.entry, ca.material).publish(options);
                 const Result<void> written = list
                     ? writeFileAtomically(path,
                                           pem ? revocationListPem(list->get())
                                               : revocationListDer(list->get()))
                     : fail(list.error());
                 if (!written) {
                     return fail(written.error());
                 }
                 const RevocationListFacts facts = revocationListFacts(list->get());
                 return Notice {Tone::Good,
                                tr("List number %1 with %2 revoked certificates was written to %3.")
                                    .arg(facts.number)
                                    .arg(facts.revocations.size())
                                    .arg(path),
                                {},
                                {},
                                {}};
             });
}

OcspDialog::OcspDialog(const WindowContext& context,
                       const StoreEntry& entry,
                       const StoreEntry& issuer,
                       QWidget* parent)
    : FormDialog(QStringLiteral("ocspDialog"),
                 tr("OCSP response about “%1”").arg(entry.name),
                 tr("&Make it"),
                 parent)
    , m_context(context)
    , m_entry(entry)
    , m_issuer(issuer)
    , m_status(named(new QComboBox, "ocspStatus"))
    , m_reason(named(new QComboBox, "ocspReason"))
    , m_age(named(new QComboBox, "ocspAge"))
    , m_statusField(new FormField(tr("&Status"), m_status))
    , m_reasonField(new FormField(tr("&Reason"), m_reason))
    , m_ageField(new FormField(tr("&Valid"), m_age))
    , m_file(new FileField(tr("&File"), "ocspFile", entry.name + QStringLiteral(".ocsp")))
{
    constexpr int kUsualDays = 7;
    m_status->addItem(tr("Good"), static_cast<int>(OcspStatus::Good));
    m_status->addItem(tr("Revoked"), static_cast<int>(OcspStatus::Revoked));
    m_status->addItem(tr("Unknown"), static_cast<int>(OcspStatus::Unknown));
    m_reason->addItem(tr("none given"), QString());
    const QStringList words = revocationReasonWords();
    for (const QString& word : words) {
        m_reason->addItem(word, word);
    }
    fillAges(m_age, kUsualDays);
    for (FormField* field :
         {m_statusField, m_reasonField, m_ageField, static_cast<FormField*>(m_file)}) {
        addField(field);
    }
    addCheck([this] { check(); });
    for (const QComboBox* choice : {m_status, m_reason}) {
        connect(choice, &QComboBox::activated, this, [this] { m_isChosen = true; });
    }
    connect(m_status, &QComboBox::currentIndexChanged, this, &OcspDialog::revalidate);
    connect(m_age, &QComboBox::currentIndexChanged, this, &OcspDialog::revalidate);
    connect(m_file, &FileField::changed, this, &OcspDialog::revalidate);
    finishForm();
    inBackground(
        this,
        [issuer, serial = entry.facts.serial] { return listedRevocation(issuer, serial); },
        [this](const Result<std::optional<Revocation>>& listed) { showListed(listed); });
}

void OcspDialog::showListed(const Result<std::optional<Revocation>>& listed)
{
    if (!listed) {
        messageBar()->show(listed.error());
        return;
    }
    m_listed = *listed;
    if (m_listed && !m_isChosen) {
        m_status->setCurrentIndex(m_status->findData(static_cast<int>(OcspStatus::Revoked)));
        m_reason->setCurrentIndex(qMax(0, m_reason->findData(m_listed->reason)));
    }
    revalidate();
}

OcspRequest OcspDialog::wanted() const
{
    OcspRequest request;
    request.status = static_cast<OcspStatus>(m_status->currentData().toInt());
    request.reason = m_reason->currentData().toString();
    request.revocationTime = m_listed ? m_listed->time : QDateTime();
    request.thisUpdate = chosenTime(m_age, 0);
    request.nextUpdate = chosenTime(m_age, 1);
    return request;
}

void OcspDialog::check()
{
    const OcspRequest request = wanted();
    m_reason->setEnabled(request.status == OcspStatus::Revoked);
    const bool differs = m_listed.has_value() != (request.status == OcspStatus::Revoked);
    if (differs && request.status != OcspStatus::Unknown) {
        m_statusField->setWarning(m_listed
                                      ? tr("The list of “%1” has it as revoked.").arg(m_issuer.name)
                                      : tr("It is not on the list of “%1”.").arg(m_issuer.name));
    } else {
        m_statusField->setNote(
            tr("Signed by “%1”, which issued the certificate.").arg(m_issuer.name));
    }
    const bool expired = request.nextUpdate < QDateTime::currentDateTimeUtc();
    m_ageField->setWarning(expired ? tr("Clients do not believe an expired response.") : QString());
    m_file->check();
}

void OcspDialog::apply()
{
    withKey(
        this,
        m_context,
        m_issuer,
        [this](const UnlockedEntry& ca) { make(ca); },
        [this](const Error& error) { showError(error); });
}

void OcspDialog::make(const UnlockedEntry& ca)
{
    carryOut(
        m_context.notifier,
        [ca, der = m_entry.der, request = wanted(), path = m_file->path()]() -> Result<Notice> {
            const Result<X509Ptr> certificate = parseCertificate(der);
            const Result<QByteArray> response = certificate
                ? makeOcspResponse(certificate->get(), request, ca.material)
                : fail(certificate.error());
            const Result<void> written
                = response ? writeFileAtomically(path, *response) : fail(response.error());
            return written
                ? Result<Notice>(Notice {
                    Tone::Good, tr("The OCSP response was written to %1.").arg(path), {}, {}, {}})
                : fail(written.error());
        });
}

} // namespace workbench
