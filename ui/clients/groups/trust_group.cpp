#include "ui/clients/groups/trust_group.h"

#include "core/certificates/certificate_pins.h"
#include "ui/common/file_list_edit.h"
#include "ui/common/text.h"
#include "ui/common/trust_editor.h"
#include "ui/common/utc_time.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QRegularExpression>

namespace workbench {
namespace {

/// The pins of a line; hexadecimal may have blanks, so commas part them.
QStringList pinsIn(const QString& text)
{
    static const QRegularExpression kSeparator(QStringLiteral("[,;]"));
    QStringList pins;
    for (const QString& part : text.split(kSeparator, Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty()) {
            pins.append(part.trimmed());
        }
    }
    return pins;
}

/// What is wrong with the first pin that is none; empty: nothing.
QString problemOf(const QStringList& pins)
{
    for (const QString& pin : pins) {
        if (const Result<QByteArray> parsed = parsePin(pin); !parsed) {
            return errorText(parsed.error());
        }
    }
    return {};
}

} // namespace

TrustGroup::TrustGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientTrustGroup"), tr("Trust"))
    , m_verify(named(new QComboBox, "clientVerify"))
    , m_trust(new TrustEditor(QStringLiteral("clientTrust")))
    , m_askStaple(box("clientAskStaple",
                      tr("Ask for a stapled &OCSP response and judge it"),
                      tr("A response that is false, out of date or says “revoked” ends the "
                         "handshake; none does only where the certificate promises one.")))
    , m_verifyField(addFrontField(new FormField(
          tr("Veri&fication"),
          explained(m_verify,
                    tr("What of the server's certificate is checked; what fails is told to the "
                       "server with an alert.")))))
    , m_trustField(addField(
          new FormField(tr("Tr&ust"), m_trust, tr("Whose certificates a chain may end at.")),
          "trust"))
    , m_pins(line("clientPins", tr("SHA-256 hashes, parted by commas")))
    , m_pinsField(addField(new FormField(tr("&Pinned"),
                                         m_pins,
                                         tr("Hash of the certificate or of its public key: it is "
                                            "trusted then, and nothing else is.")),
                           "pins"))
    , m_time(line("clientCheckTime", tr("now")))
    , m_timeField(addField(
          new FormField(tr("Chec&k as of"),
                        m_time,
                        tr("UTC, as %1; empty: the time of the connection.").arg(utcFormat())),
          "time"))
    , m_lists(new FileListEdit(QStringLiteral("clientRevocationLists"), tr("Revocation lists")))
    , m_listsField(
          addField(new FormField(tr("Revocation &lists"),
                                 m_lists,
                                 tr("CRLs in PEM or DER; without any, nothing is looked up.")),
                   "crl"))
    , m_revocation(named(new QComboBox, "clientRevocation"))
{
    m_revocation->addItem(tr("The server's own certificate has to be covered"),
                          static_cast<int>(RevocationCheck::Leaf));
    m_revocation->addItem(tr("The whole chain has to be covered"),
                          static_cast<int>(RevocationCheck::Chain));
    addField(
        new FormField(tr("Lists co&ver"),
                      m_revocation,
                      tr("For which certificates there has to be a list, once there are any.")),
        "crl-check");
    m_verify->addItem(tr("Full: chain and name"), static_cast<int>(VerifyMode::Full));
    m_verify->addItem(tr("Chain only"), static_cast<int>(VerifyMode::Chain));
    m_verify->addItem(tr("None: connect whatever the certificate"),
                      static_cast<int>(VerifyMode::None));
    addWide(m_askStaple);
    connect(m_verify, &QComboBox::currentIndexChanged, this, &TrustGroup::changed);
    connect(m_trust, &TrustEditor::changed, this, &TrustGroup::changed);
    connect(m_lists, &QLineEdit::textChanged, this, &TrustGroup::changed);
}

void TrustGroup::show(const ClientProfile& profile)
{
    m_verify->setCurrentIndex(qMax(0, m_verify->findData(static_cast<int>(profile.verify))));
    m_trust->setTrust(profile.trust);
    m_askStaple->setChecked(profile.askStaple);
    const CheckSettings& check = profile.check;
    m_pins->setText(check.pins.join(QStringLiteral(", ")));
    m_time->setText(check.time.isValid() ? utcText(check.time) : QString());
    m_lists->setPaths(check.revocationFiles);
    m_revocation->setCurrentIndex(
        qMax(0, m_revocation->findData(static_cast<int>(check.revocation))));
}

void TrustGroup::read(ClientProfile& profile) const
{
    profile.verify = static_cast<VerifyMode>(m_verify->currentData().toInt());
    profile.trust = m_trust->trust();
    profile.askStaple = m_askStaple->isChecked();
    profile.check
        = {.pins = pinsIn(m_pins->text()),
           .time = utcFromText(m_time->text().trimmed()),
           .revocationFiles = m_lists->paths(),
           .revocation = static_cast<RevocationCheck>(m_revocation->currentData().toInt())};
}

void TrustGroup::check()
{
    const bool none = m_verify->currentData().toInt() == static_cast<int>(VerifyMode::None);
    m_verifyField->setWarning(
        none ? tr("The certificate is checked and shown, but does not stop the connection.")
             : QString());
    const bool pinned = !m_pins->text().trimmed().isEmpty();
    if (pinned) {
        m_trustField->setNote(tr("Not looked at: what is pinned decides."));
    } else {
        m_trustField->setProblem(m_trust->problem());
    }
    m_pinsField->setProblem(problemOf(pinsIn(m_pins->text())));
    const QString time = m_time->text().trimmed();
    m_timeField->setProblem(time.isEmpty() || utcFromText(time).isValid()
                                ? QString()
                                : tr("“%1” is no time. Write it as %2.").arg(time, utcFormat()));
    m_listsField->setProblem(m_lists->problem());
    m_revocation->setEnabled(!m_lists->paths().isEmpty());
}

} // namespace workbench
