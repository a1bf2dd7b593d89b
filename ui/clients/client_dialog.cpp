#include "ui/clients/client_dialog.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/passphrases/passphrase_asker.h"
#include "ui/clients/groups/address_family_group.h"
#include "ui/clients/groups/certificate_group.h"
#include "ui/clients/groups/data_group.h"
#include "ui/clients/groups/explicit_tls_group.h"
#include "ui/clients/groups/handshake_group.h"
#include "ui/clients/groups/limits_group.h"
#include "ui/clients/groups/names_group.h"
#include "ui/clients/groups/proxy_group.h"
#include "ui/clients/groups/session_group.h"
#include "ui/clients/groups/target_group.h"
#include "ui/clients/groups/transport_group.h"
#include "ui/clients/groups/trust_group.h"
#include "ui/clients/groups/tuning_group.h"
#include "ui/clients/groups/versions_group.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QHash>

namespace workbench {

ClientDialog::ClientDialog(const WindowContext& context, const QString& editedName, QWidget* parent)
    : FormDialog(QStringLiteral("clientDialog"),
                 editedName.isEmpty() ? tr("New client") : tr("Change “%1”").arg(editedName),
                 editedName.isEmpty() ? tr("C&reate") : tr("&Save"),
                 parent)
    , m_context(context)
    , m_editedName(editedName)
    , m_target(new TargetGroup(context, editedName, this))
    , m_versions(new VersionsGroup(this))
    , m_explicitTls(new ExplicitTlsGroup(this))
    , m_groups {
          m_target,
          m_versions,
          new TrustGroup(this),
          new CertificateGroup(context, this),
          new LimitsGroup(this),
          new AddressFamilyGroup(this),
          new TransportGroup(this),
          new ProxyGroup(this),
          m_explicitTls,
          new NamesGroup(this),
          new TuningGroup(this),
          new HandshakeGroup(this),
          new SessionGroup(this),
          new DataGroup(this),
      }
    , m_connect(named(new QCheckBox(tr("Connect no&w")), "clientConnectNow"))
    , m_unused([this](const QString& option) { return rowOfOption(option); })
{
    addGroups(m_groups);
    m_connect->setChecked(true);
    m_connect->setToolTip(tr("As soon as it is saved."));
    addFooter(m_connect);
    connect(m_versions,
            &VersionsGroup::legacyChosen,
            findChild<TuningGroup*>(),
            &TuningGroup::allowLegacySuites);
    setProfile(context.workbench.clientProfile(editedName).value_or(ClientProfile {}));
    watchProbes();
    watchGroups();
    finishForm();
    m_groups.first()->frontRows().first().field->editor()->setFocus();
}

void ClientDialog::watchGroups()
{
    addCheck([this] { m_unused.clear(); });
    for (ClientGroup* group : m_groups) {
        watchGroup(group);
    }
    connect(m_explicitTls, &ExplicitTlsGroup::portUsual, m_target, &TargetGroup::takeUsualPort);
    connect(m_target, &TargetGroup::serviceTaken, m_explicitTls, &ExplicitTlsGroup::setProtocol);
    addCheck([this] {
        const ClientProfile whole = profile();
        for (ClientGroup* group : std::as_const(m_groups)) {
            group->checkWhole(whole);
        }
        m_unused.show(unusedSettings(whole));
    });
}

/// The row that the errors of an option, or of what `where` calls it, stand at.
FormField* ClientDialog::rowOfOption(const QString& option) const
{
    static const QHash<QString, QString> kOthers {
        {QStringLiteral("cert"), QStringLiteral("certificate")},
        {QStringLiteral("pin"), QStringLiteral("pins")},
        {QStringLiteral("pcap"), QStringLiteral("pcap-secrets")}};
    return rowOf(kOthers.value(option, option));
}

/// The server is asked with what stands in the dialog; nothing of it needs to be saved. Whatever is
/// changed may mean another server, or another question: an answer holds for neither.
void ClientDialog::watchProbes()
{
    for (ClientGroup* group : m_groups) {
        connect(group, &ClientGroup::changed, this, [this] {
            m_probe = 0;
            m_versions->forgetAnswer();
        });
    }
    connect(m_versions, &VersionsGroup::probeWanted, this, [this](wire::LegacyVersion version) {
        withPassphrases(
            this,
            m_context,
            [this, version](const PasswordSource& password) -> Result<void> {
                const Result<int> probe
                    = m_context.workbench.probeLegacy(profile(), version, password);
                m_probe = probe.value_or(0);
                m_versions->showAnswer(probe ? tr("The server is being asked…") : QString());
                return probe ? Result<void>() : fail(probe.error());
            },
            [this](const Result<void>& begun) {
                if (!begun) {
                    m_versions->showAnswer(errorText(begun.error()));
                }
            });
    });
    connect(&m_context.workbench,
            &Workbench::legacyProbed,
            this,
            [this](int probe, const LegacyProbeResult& result) {
                if (probe == m_probe) {
                    m_probe = 0;
                    m_versions->showAnswer(result.sentence);
                }
            });
}

void ClientDialog::setProfile(const ClientProfile& profile)
{
    for (ClientGroup* group : m_groups) {
        group->show(profile);
    }
    revalidate();
}

ClientProfile ClientDialog::profile() const
{
    // What no row shows stays as it is.
    ClientProfile profile
        = m_context.workbench.clientProfile(m_editedName).value_or(ClientProfile {});
    for (const ClientGroup* group : m_groups) {
        group->read(profile);
    }
    return profile;
}

void ClientDialog::apply()
{
    const ClientProfile wanted = profile();
    Workbench& workbench = m_context.workbench;
    const Result<void> kept = m_editedName.isEmpty() ? workbench.addClient(wanted)
                                                     : workbench.changeClient(m_editedName, wanted);
    if (!kept) {
        showError(kept.error());
        return;
    }
    Q_EMIT saved(wanted.name, m_connect->isChecked());
    accept();
}

} // namespace workbench
