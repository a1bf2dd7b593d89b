#include "ui/clients/groups/trust_group.h"

#include "ui/common/trust_editor.h"

#include <QCheckBox>
#include <QComboBox>

namespace workbench {

TrustGroup::TrustGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientTrustGroup"), tr("Trust"))
    , m_verify(named(new QComboBox, "clientVerify"))
    , m_trust(new TrustEditor(QStringLiteral("clientTrust")))
    , m_askStaple(box("clientAskStaple", tr("Ask for a stapled &OCSP response and judge it")))
    , m_verifyField(addFrontField(new FormField(tr("Veri&fication"), m_verify)))
    , m_trustField(addField(new FormField(tr("Tr&ust"), m_trust), "trust"))
{
    m_verify->addItem(tr("Full: chain and name"), static_cast<int>(VerifyMode::Full));
    m_verify->addItem(tr("Chain only"), static_cast<int>(VerifyMode::Chain));
    m_verify->addItem(tr("None: connect whatever the certificate"),
                      static_cast<int>(VerifyMode::None));
    addWide(m_askStaple);
    connect(m_verify, &QComboBox::currentIndexChanged, this, &TrustGroup::changed);
    connect(m_trust, &TrustEditor::changed, this, &TrustGroup::changed);
}

void TrustGroup::show(const ClientProfile& profile)
{
    m_verify->setCurrentIndex(qMax(0, m_verify->findData(static_cast<int>(profile.verify))));
    m_trust->setTrust(profile.trust);
    m_askStaple->setChecked(profile.askStaple);
}

void TrustGroup::read(ClientProfile& profile) const
{
    profile.verify = static_cast<VerifyMode>(m_verify->currentData().toInt());
    profile.trust = m_trust->trust();
    profile.askStaple = m_askStaple->isChecked();
}

void TrustGroup::check()
{
    const bool none = m_verify->currentData().toInt() == static_cast<int>(VerifyMode::None);
    m_verifyField->setWarning(
        none ? tr("The certificate is checked and shown, but does not stop the connection.")
             : QString());
    m_trustField->setProblem(m_trust->problem());
}

} // namespace workbench
