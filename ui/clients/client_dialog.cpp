#include "ui/clients/client_dialog.h"

#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/preflight_view.h"
#include "ui/certificates/tokens/token_choices.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"
#include "ui/common/trust_editor.h"
#include "ui/common/tuning_fields.h"
#include "ui/common/version_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

namespace workbench {

namespace {

QString limitText(Milliseconds limit)
{
    return limit.count() == 0 ? QString() : toText(limit);
}

} // namespace

ClientDialog::ClientDialog(const WindowContext& context, const QString& editedName, QWidget* parent)
    : FormDialog(QStringLiteral("clientDialog"),
                 editedName.isEmpty() ? tr("New client") : tr("Change “%1”").arg(editedName),
                 editedName.isEmpty() ? tr("C&reate") : tr("&Save"),
                 parent)
    , m_context(context)
    , m_editedName(editedName)
    , m_host(named(new QLineEdit, "clientHost"))
    , m_port(named(new QLineEdit, "clientPort"))
    , m_name(named(new QLineEdit, "clientName"))
    , m_versions(new VersionEditor(QStringLiteral("clientVersions")))
    , m_verify(named(new QComboBox, "clientVerify"))
    , m_timeout(named(new QLineEdit, "clientTimeout"))
    , m_trust(new TrustEditor(QStringLiteral("clientTrust")))
    , m_certificate(named(new QComboBox, "clientCertificate"))
    , m_resolveLimit(named(new QLineEdit, "clientResolveLimit"))
    , m_tcpLimit(named(new QLineEdit, "clientTcpLimit"))
    , m_tlsLimit(named(new QLineEdit, "clientTlsLimit"))
    , m_serverName(named(new QLineEdit, "clientServerName"))
    , m_sendServerName(named(new QCheckBox(tr("Send a server &name")), "clientSendServerName"))
    , m_keyLog(named(new QLineEdit, "clientKeyLog"))
    , m_askStaple(named(new QCheckBox(tr("Ask for a stapled &OCSP response and judge it")),
                        "clientAskStaple"))
    , m_datagrams(named(new QCheckBox(tr("Speak &DTLS, over UDP")), "clientDatagrams"))
    , m_session(named(new QLineEdit, "clientSession"))
    , m_tuning(new TuningFields(QStringLiteral("client"), this))
    , m_connect(named(new QCheckBox(tr("Connect no&w")), "clientConnectNow"))
{
    buildFront();
    buildGroups();
    m_connect->setChecked(true);
    addFooter(m_connect);
    setProfile(context.workbench.clientProfile(editedName).value_or(ClientProfile {}));
    connectEverything();
    finishForm();
    m_host->setFocus();
}

void ClientDialog::buildFront()
{
    m_verify->addItem(tr("Full: chain and name"), static_cast<int>(VerifyMode::Full));
    m_verify->addItem(tr("Chain only"), static_cast<int>(VerifyMode::Chain));
    m_verify->addItem(tr("None: connect whatever the certificate"),
                      static_cast<int>(VerifyMode::None));
    m_host->setPlaceholderText(tr("Host name or IP address; empty: this computer"));
    m_hostField = new FormField(tr("&Host"), m_host);
    m_portField = new FormField(tr("&Port"), m_port);
    m_nameField = new FormField(tr("&Name"), m_name);
    m_versionsField = new FormField(tr("&Versions"), m_versions);
    m_verifyField = new FormField(tr("Veri&fication"), m_verify);
    m_timeoutField = new FormField(
        tr("&Time limit"), m_timeout, tr("For the whole attempt, like 10 s, 10 ms or 1 min."));
    for (FormField* field :
         {m_hostField, m_portField, m_nameField, m_versionsField, m_verifyField, m_timeoutField}) {
        addField(field);
    }
    showErrorsOf(QStringLiteral("host"), m_hostField);
    showErrorsOf(QStringLiteral("port"), m_portField);
    showErrorsOf(QStringLiteral("name"), m_nameField);
    showErrorsOf(QStringLiteral("versions"), m_versionsField);
    addCheck([this] { checkHost(); });
    addCheck([this] { checkPort(); });
    addCheck([this] { checkName(); });
    addCheck([this] { checkVersions(); });
    addCheck([this] { checkLimit(m_timeout, m_timeoutField); });
    addCheck([this] {
        const bool none = m_verify->currentData().toInt() == static_cast<int>(VerifyMode::None);
        m_verifyField->setWarning(
            none ? tr("The certificate is checked and shown, but does not stop the connection.")
                 : QString());
    });
}

void ClientDialog::buildGroups()
{
    m_certificate->addItem(tr("None"), QString());
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        if (!entry.facts.isCa) {
            m_certificate->addItem(entry.name, entry.name);
        }
    }
    addTokenChoices(m_context.workbench, m_certificate);
    connect(&m_context.workbench.stores(), &OpenedStores::storeChanged, this, [this] {
        addTokenChoices(m_context.workbench, m_certificate);
    });
    m_serverName->setPlaceholderText(tr("from the host"));
    for (QLineEdit* edit : {m_resolveLimit, m_tcpLimit, m_tlsLimit}) {
        edit->setPlaceholderText(tr("no limit of its own"));
    }
    m_trustField = new FormField(tr("Tr&ust"), m_trust);
    m_certificateField = new FormField(tr("&Certificate"), m_certificate);
    m_resolveField = new FormField(tr("Name &resolution"), m_resolveLimit);
    m_tcpField = new FormField(tr("TC&P connection"), m_tcpLimit);
    m_tlsField = new FormField(tr("TLS handsha&ke"), m_tlsLimit);
    auto* trust = addGroup(QStringLiteral("clientTrustGroup"), tr("Trust"));
    addToGroup(trust, m_trustField);
    trust->addWide(m_askStaple);
    auto* certificate
        = addGroup(QStringLiteral("clientCertificateGroup"), tr("Client certificate"));
    addToGroup(certificate, m_certificateField);
    m_preflight = new PreflightView(QStringLiteral("clientPreflight"), m_context);
    certificate->addWide(m_preflight);
    connect(m_preflight, &PreflightView::shown, this, &ClientDialog::growToContent);
    auto* limits
        = addGroup(QStringLiteral("clientLimitsGroup"), tr("Transport and limits of the phases"));
    m_datagrams->setToolTip(
        tr("TLS 1.1 in the versions stands for DTLS 1.0, TLS 1.2 for DTLS 1.2."));
    for (FormField* field : {m_resolveField, m_tcpField, m_tlsField}) {
        addToGroup(limits, field);
    }
    limits->addWide(m_datagrams);
    auto* names = addGroup(QStringLiteral("clientNamesGroup"), tr("Server name (SNI) and ALPN"));
    names->addWide(m_sendServerName);
    addToGroup(names, new FormField(tr("&Server name"), m_serverName));
    addToGroup(names, m_tuning->alpnField());
    auto* tuning = addGroup(QStringLiteral("clientTuningGroup"), tr("Ciphers and key log"));
    for (FormField* field : m_tuning->fields()) {
        addToGroup(tuning, field);
    }
    addToGroup(tuning,
               new FormField(tr("Key &log file"),
                             m_keyLog,
                             tr("For Wireshark. Whoever reads it can decrypt the connections.")));
    addToGroup(tuning,
               new FormField(tr("Sess&ion file"),
                             m_session,
                             tr("The session in it is taken up again, and the newest one kept.")));
    showErrorsOf(QStringLiteral("trust"), m_trustField);
    showErrorsOf(QStringLiteral("certificate"), m_certificateField);
    addCheck([this] { m_trustField->setProblem(m_trust->problem()); });
    addCheck([this] { checkCertificate(); });
    addCheck([this] { checkLimit(m_resolveLimit, m_resolveField); });
    addCheck([this] { checkLimit(m_tcpLimit, m_tcpField); });
    addCheck([this] { checkLimit(m_tlsLimit, m_tlsField); });
    addCheck([this] { m_serverName->setEnabled(m_sendServerName->isChecked()); });
}

void ClientDialog::connectEverything()
{
    for (QLineEdit* edit :
         {m_host, m_port, m_name, m_timeout, m_resolveLimit, m_tcpLimit, m_tlsLimit}) {
        connect(edit, &QLineEdit::textChanged, this, &ClientDialog::revalidate);
    }
    connect(m_verify, &QComboBox::currentIndexChanged, this, &ClientDialog::revalidate);
    connect(m_certificate, &QComboBox::currentIndexChanged, this, &ClientDialog::revalidate);
    connect(m_versions, &VersionEditor::changed, this, &ClientDialog::revalidate);
    connect(m_trust, &TrustEditor::changed, this, &ClientDialog::revalidate);
    connect(m_sendServerName, &QCheckBox::toggled, this, &ClientDialog::revalidate);
    connect(m_hostField, &FormField::offerTaken, this, &ClientDialog::takeOffer);
}

void ClientDialog::setProfile(const ClientProfile& profile)
{
    m_host->setText(profile.host);
    m_port->setText(QString::number(profile.port));
    m_name->setText(profile.name);
    m_versions->setVersions(profile.versions);
    m_verify->setCurrentIndex(qMax(0, m_verify->findData(static_cast<int>(profile.verify))));
    m_timeout->setText(toText(profile.limits.whole));
    m_resolveLimit->setText(limitText(profile.limits.resolve));
    m_tcpLimit->setText(limitText(profile.limits.tcp));
    m_tlsLimit->setText(limitText(profile.limits.tls));
    m_trust->setTrust(profile.trust);
    if (m_certificate->findData(profile.certificate) < 0) {
        // Named by its hash, or gone: it stays chosen, and the check says what is wrong.
        m_certificate->addItem(profile.certificate, profile.certificate);
    }
    m_certificate->setCurrentIndex(m_certificate->findData(profile.certificate));
    m_serverName->setText(profile.serverName);
    m_sendServerName->setChecked(profile.sendServerName);
    m_keyLog->setText(profile.keyLogPath);
    m_askStaple->setChecked(profile.askStaple);
    m_datagrams->setChecked(profile.transport == Transport::Udp);
    m_session->setText(profile.sessionPath);
    m_tuning->setTuning(profile.tuning);
    revalidate();
}

QString ClientDialog::name() const
{
    const QString typed = m_name->text().trimmed();
    return typed.isEmpty() ? m_name->placeholderText() : typed;
}

Milliseconds ClientDialog::limitOf(const QLineEdit* edit) const
{
    return parseDuration(edit->text()).value_or(Milliseconds(0));
}

ClientProfile ClientDialog::profile() const
{
    ClientProfile profile;
    if (const auto edited = m_context.workbench.clientProfile(m_editedName)) {
        profile.certificateLookup = edited->certificateLookup;
    }
    profile.name = name();
    profile.host = m_host->text().trimmed();
    profile.port = parsePort(m_port->text(), false).value_or(0);
    profile.versions = m_versions->versions();
    profile.verify = static_cast<VerifyMode>(m_verify->currentData().toInt());
    profile.limits.whole = limitOf(m_timeout);
    profile.limits.resolve = limitOf(m_resolveLimit);
    profile.limits.tcp = limitOf(m_tcpLimit);
    profile.limits.tls = limitOf(m_tlsLimit);
    profile.trust = m_trust->trust();
    profile.certificate = m_certificate->currentData().toString();
    profile.serverName = m_serverName->text().trimmed();
    profile.sendServerName = m_sendServerName->isChecked();
    profile.tuning = m_tuning->tuning();
    profile.keyLogPath = m_keyLog->text().trimmed();
    profile.askStaple = m_askStaple->isChecked();
    profile.transport = m_datagrams->isChecked() ? Transport::Udp : Transport::Tcp;
    profile.sessionPath = m_session->text().trimmed();
    return profile;
}

void ClientDialog::checkHost()
{
    const QString text = m_host->text().trimmed();
    m_offer = splitUrl(text);
    const Result<HostAndPort> parsed = parseHost(text);
    if (m_offer.host.isEmpty() && parsed && parsed->port != 0) {
        m_offer = *parsed;
    }
    const QString wish = !m_offer.host.isEmpty() ? m_offer.host
        : text.isEmpty()                         ? tr("this computer")
                                                 : text;
    m_name->setPlaceholderText(m_context.workbench.freeClientName(wish));
    if (!m_offer.host.isEmpty()) {
        m_hostField->setProblem(parsed ? tr("The port has a field of its own.")
                                       : parsed.error().message);
        m_hostField->setOffer(
            m_offer.port == 0 ? tr("Use host %1").arg(m_offer.host)
                              : tr("Use host %1 and port %2").arg(m_offer.host).arg(m_offer.port));
        return;
    }
    m_hostField->setOffer({});
    m_hostField->setProblem(parsed ? QString() : errorText(parsed.error()));
    const QString host = parsed ? parsed->host : text;
    if (parsed && text.isEmpty()) {
        m_hostField->setNote(tr("Empty: this computer."));
    } else if (parsed && host.contains(QLatin1String("xn--"), Qt::CaseInsensitive)
               && host != text) {
        m_hostField->setNote(tr("On the wire: %1").arg(host));
    }
}

void ClientDialog::takeOffer()
{
    const HostAndPort offer = m_offer;
    if (offer.port != 0) {
        m_port->setText(QString::number(offer.port));
    }
    m_host->setText(offer.host);
    m_host->setFocus();
}

void ClientDialog::checkPort()
{
    if (m_port->text().trimmed().isEmpty()) {
        m_portField->setMissing(tr("A client needs a port, from 1 to 65535."));
        return;
    }
    const Result<quint16> port = parsePort(m_port->text(), false);
    m_portField->setProblem(port ? QString() : errorText(port.error()));
}

void ClientDialog::checkName()
{
    const bool taken = name() != m_editedName && m_context.workbench.clientNames().contains(name());
    m_nameField->setProblem(taken ? tr("There is a client named “%1” already.").arg(name())
                                  : QString());
}

void ClientDialog::checkVersions()
{
    const TlsVersionSet versions = m_versions->versions();
    const Result<void> speakable = checkSpeakable(versions);
    if (!speakable) {
        m_versionsField->setProblem(errorText(speakable.error()));
        return;
    }
    const QList<TlsVersionSet> runs = contiguousRuns(versions);
    m_versionsField->setWarning(
        runs.size() > 1 ? tr("A client can only offer versions without a gap; the library offers "
                             "%1.")
                              .arg(toText(runs.first()))
                        : QString());
}

void ClientDialog::checkLimit(QLineEdit* edit, FormField* field)
{
    if (edit->text().trimmed().isEmpty()) {
        field->setProblem(edit == m_timeout ? tr("A time limit is needed, like 10 s.") : QString());
        return;
    }
    const Result<Milliseconds> limit = parseDuration(edit->text());
    field->setProblem(limit ? QString() : errorText(limit.error()));
}

/// The list below the certificate, looked up anew when another one is chosen.
void ClientDialog::showPreflight(const QString& certificate)
{
    if (certificate == m_preflightOf) {
        return;
    }
    m_preflightOf = certificate;
    const Result<StoreEntry> entry = m_context.workbench.certificates().find(certificate);
    const bool usable = entry && entry->hasPrivateKey; // else the field says what is wrong
    m_preflight->setEntry(usable ? std::optional(*entry) : std::nullopt,
                          {.purpose = CertificatePurpose::Client});
}

void ClientDialog::checkCertificate()
{
    const QString chosen = m_certificate->currentData().toString();
    showPreflight(chosen);
    if (chosen.isEmpty()) {
        m_certificateField->setProblem({});
        return;
    }
    if (isTokenUri(chosen)) {
        m_certificateField->setProblem(tokenProblem(chosen));
        return;
    }
    const Result<StoreEntry> entry = m_context.workbench.certificates().find(chosen);
    if (!entry) {
        m_certificateField->setProblem(errorText(entry.error()));
    } else {
        m_certificateField->setProblem(
            entry->hasPrivateKey
                ? QString()
                : tr("“%1” has no private key on this computer: the client could not prove that "
                     "the certificate is its own.")
                      .arg(entry->name));
    }
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
