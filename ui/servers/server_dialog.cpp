#include "ui/servers/server_dialog.h"

#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/preflight_view.h"
#include "ui/certificates/tokens/token_choices.h"
#include "ui/common/alpn_field.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"
#include "ui/common/trust_editor.h"
#include "ui/common/tuning_fields.h"
#include "ui/common/version_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace workbench {

namespace {

template <typename Value>
void addItem(QComboBox* box, const QString& text, Value value)
{
    box->addItem(text, static_cast<int>(value));
}

template <typename Value>
Value chosen(const QComboBox* box)
{
    return static_cast<Value>(box->currentData().toInt());
}

template <typename Value>
void choose(QComboBox* box, Value value)
{
    box->setCurrentIndex(qMax(0, box->findData(static_cast<int>(value))));
}

} // namespace

ServerDialog::ServerDialog(const WindowContext& context, const QString& editedName, QWidget* parent)
    : FormDialog(QStringLiteral("serverDialog"),
                 editedName.isEmpty() ? tr("New server") : tr("Change “%1”").arg(editedName),
                 editedName.isEmpty() ? tr("C&reate") : tr("&Save"),
                 parent)
    , m_context(context)
    , m_editedName(editedName)
    , m_certificate(named(new QComboBox, "serverCertificate"))
    , m_port(named(new QLineEdit, "serverPort"))
    , m_address(named(new QComboBox, "serverAddress"))
    , m_name(named(new QLineEdit, "serverName"))
    , m_versions(new VersionEditor(QStringLiteral("serverVersions")))
    , m_moreCertificates(named(new QLineEdit, "serverMoreCertificates"))
    , m_lookup(named(new QComboBox, "serverCertificateLookup"))
    , m_policy(named(new QComboBox, "serverClientCertificate"))
    , m_trust(new TrustEditor(QStringLiteral("serverTrust")))
    , m_answer(named(new QComboBox, "serverAnswer"))
    , m_answerText(named(new QLineEdit, "serverAnswerText"))
    , m_deny(named(new QCheckBox(tr("&Refuse every connection after accepting it")), "serverDeny"))
    , m_limit(named(new QLineEdit, "serverHandshakeLimit"))
    , m_reuse(named(new QCheckBox(tr("Re-&use an address that is in use")), "serverReuse"))
    , m_keyLog(named(new QLineEdit, "serverKeyLog"))
    , m_staple(named(new QLineEdit, "serverStaple"))
    , m_tickets(named(new QCheckBox(tr("&Give session tickets")), "serverTickets"))
    , m_datagrams(named(new QCheckBox(tr("Speak &DTLS, over UDP")), "serverDatagrams"))
    , m_tuning(new TuningFields(QStringLiteral("server"), this))
    , m_alpn(new AlpnField(QStringLiteral("server")))
    , m_start(named(
          new QCheckBox(editedName.isEmpty() ? tr("S&tart it now") : tr("S&tart it again now")),
          "serverStartNow"))
{
    buildFront();
    buildGroups();
    m_start->setChecked(true);
    addFooter(m_start);
    const std::optional<ServerProfile> edited = context.workbench.serverProfile(editedName);
    setProfile(edited.value_or(ServerProfile {}));
    if (!edited && m_certificate->count() > 0) {
        m_certificate->setCurrentIndex(0);
    }
    connectEverything();
    finishForm();
    m_certificate->setFocus();
}

void ServerDialog::buildFront()
{
    m_certificate->setEditable(true);
    m_certificate->setInsertPolicy(QComboBox::NoInsert);
    m_certificate->lineEdit()->setPlaceholderText(tr("Name or hash of a certificate"));
    m_certificate->lineEdit()->setObjectName(QStringLiteral("serverCertificateEdit"));
    m_address->setEditable(true);
    m_address->setInsertPolicy(QComboBox::NoInsert);
    m_address->lineEdit()->setObjectName(QStringLiteral("serverAddressEdit"));
    fillCertificates();
    fillAddresses();
    m_certificateField = new FormField(tr("&Certificate"), m_certificate);
    m_preflight = new PreflightView(QStringLiteral("serverPreflight"), m_context);
    m_preflight->askForHost();
    m_portField = new FormField(tr("&Port"), m_port, tr("0 takes a free one and shows it."));
    m_addressField = new FormField(tr("&Address"), m_address);
    m_nameField = new FormField(tr("&Name"), m_name);
    m_versionsField = new FormField(tr("&Versions"), m_versions);
    addField(m_certificateField);
    addWide(m_preflight);
    for (FormField* field : {m_portField, m_addressField, m_nameField, m_versionsField}) {
        addField(field);
    }
    connect(m_preflight, &PreflightView::shown, this, &ServerDialog::growToContent);
    showErrorsOf(QStringLiteral("certificate"), m_certificateField);
    showErrorsOf(QStringLiteral("port"), m_portField);
    showErrorsOf(QStringLiteral("address"), m_addressField);
    showErrorsOf(QStringLiteral("name"), m_nameField);
    showErrorsOf(QStringLiteral("versions"), m_versionsField);
    addCheck([this] { checkCertificate(); });
    addCheck([this] { checkPort(); });
    addCheck([this] { checkAddress(); });
    addCheck([this] { checkName(); });
    addCheck([this] { checkVersions(); });
}

void ServerDialog::buildGroups()
{
    addItem(m_policy, tr("Not asked for"), ClientCertificatePolicy::None);
    addItem(m_policy, tr("Asked for"), ClientCertificatePolicy::Request);
    addItem(m_policy, tr("Required"), ClientCertificatePolicy::Require);
    addItem(m_answer, tr("Send back what comes (echo)"), AnswerMode::Echo);
    addItem(m_answer, tr("A small HTTP page about the handshake"), AnswerMode::Http);
    addItem(m_answer, tr("Read and say nothing (discard)"), AnswerMode::Discard);
    addItem(m_answer, tr("A text, then read (banner)"), AnswerMode::Banner);
    addItem(m_answer, tr("A file, then close"), AnswerMode::File);
    addItem(m_answer, tr("Nothing"), AnswerMode::None);
    addItem(m_lookup, tr("a name, or else a hash"), CertificateLookup::NameThenHash);
    addItem(m_lookup, tr("a name only"), CertificateLookup::Name);
    addItem(m_lookup, tr("a hash only"), CertificateLookup::Hash);

    m_moreField = new FormField(tr("&More certificates"),
                                m_moreCertificates,
                                tr("Chosen by the server name (SNI), separated by commas."));
    m_trustField = new FormField(tr("Issuers tr&usted"), m_trust);
    m_answerTextField = new FormField(tr("Te&xt or file"), m_answerText);
    m_limitField
        = new FormField(tr("&Handshake limit"), m_limit, tr("Like 10 s, 500 ms or 2 min."));
    m_stapleField = new FormField(
        tr("&OCSP response"), m_staple, tr("A file in DER that is stapled to the certificate."));
    auto* clients = addGroup(QStringLiteral("serverClientsGroup"), tr("Client certificates"));
    addToGroup(clients, new FormField(tr("Client &certificate"), m_policy));
    addToGroup(clients, m_trustField);
    auto* answers = addGroup(QStringLiteral("serverAnswersGroup"), tr("Answers"));
    addToGroup(answers, new FormField(tr("After the handsha&ke"), m_answer));
    addToGroup(answers, m_answerTextField);
    answers->addWide(m_deny);
    auto* limits
        = addGroup(QStringLiteral("serverLimitsGroup"), tr("Transport, limits and key log"));
    addToGroup(limits, m_limitField);
    addToGroup(limits,
               new FormField(tr("Key &log file"),
                             m_keyLog,
                             tr("For Wireshark. Whoever reads it can decrypt the connections.")));
    limits->addWide(m_reuse);
    limits->addWide(m_tickets);
    limits->addWide(m_datagrams);
    m_datagrams->setToolTip(
        tr("TLS 1.1 in the versions stands for DTLS 1.0, TLS 1.2 for DTLS 1.2."));
    auto* tuning = addGroup(QStringLiteral("serverTuningGroup"),
                            tr("Ciphers, groups and more certificates"));
    addToGroup(tuning, m_moreField);
    m_moreRows = new QWidget;
    auto* moreLayout = new QVBoxLayout(m_moreRows);
    moreLayout->setContentsMargins(0, 0, 0, 0);
    tuning->addWide(m_moreRows);
    addToGroup(tuning, new FormField(tr("Certificates are &given by"), m_lookup));
    addToGroup(tuning, m_stapleField);
    addToGroup(tuning, m_alpn);
    for (FormField* field : m_tuning->fields()) {
        addToGroup(tuning, field);
    }
    showErrorsOf(QStringLiteral("trust"), m_trustField);
    showErrorsOf(QStringLiteral("staple"), m_stapleField);
    addCheck([this] { checkStaple(); });
    addCheck([this] { checkMoreCertificates(); });
    addCheck([this] { m_trustField->setProblem(m_trust->problem()); });
    addCheck([this] { checkAnswer(); });
    addCheck([this] { checkLimit(); });
}

void ServerDialog::connectEverything()
{
    for (QLineEdit* edit : {m_port, m_name, m_moreCertificates, m_answerText, m_limit, m_staple}) {
        connect(edit, &QLineEdit::textChanged, this, &ServerDialog::revalidate);
    }
    for (QComboBox* box : {m_certificate, m_address}) {
        connect(box, &QComboBox::editTextChanged, this, &ServerDialog::revalidate);
    }
    for (QComboBox* box : {m_certificate, m_answer, m_lookup, m_policy}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ServerDialog::revalidate);
    }
    connect(m_versions, &VersionEditor::changed, this, &ServerDialog::revalidate);
    connect(m_tuning, &TuningFields::securityLevelChanged, this, &ServerDialog::revalidate);
    connect(m_tuning, &TuningFields::changed, this, &ServerDialog::revalidate);
    addCheck([this] { m_tuning->check(); });
    connect(m_trust, &TrustEditor::changed, this, &ServerDialog::revalidate);
}

void ServerDialog::fillCertificates()
{
    // Those that are meant to serve come first; the others are listed too: what is wrong with them
    // is said when one is chosen.
    QStringList meant;
    QStringList usable;
    QStringList others;
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        const bool current
            = validityAt(entry.facts, QDateTime::currentDateTimeUtc()) != ValidityStatus::Expired;
        const bool server = entry.kind() == QLatin1String("server")
            || entry.kind() == QLatin1String("self-signed");
        if (entry.hasPrivateKey && server && current) {
            meant.append(entry.name);
        } else {
            (entry.hasPrivateKey && !entry.facts.isCa ? usable : others).append(entry.name);
        }
    }
    m_certificate->addItems(meant + usable + others);
    offerTokenChoices(m_context.workbench, m_certificate);
    m_certificate->setCurrentIndex(-1);
}

void ServerDialog::fillAddresses()
{
    for (const LocalAddress& local : localAddresses()) {
        m_address->addItem(local.text, local.address.toString());
    }
}

void ServerDialog::setProfile(const ServerProfile& profile)
{
    const bool isNew = profile.name.isEmpty();
    m_name->setText(profile.name);
    const QString first = profile.certificates.value(0);
    const int onToken = first.isEmpty() ? -1 : m_certificate->findData(first);
    if (onToken < 0) {
        m_certificate->setEditText(first);
    } else {
        m_certificate->setCurrentIndex(onToken);
    }
    m_moreCertificates->setText(profile.certificates.mid(1).join(QStringLiteral(", ")));
    choose(m_lookup, profile.certificateLookup);
    m_port->setText(isNew && profile.port == 0 ? QStringLiteral("0")
                                               : QString::number(profile.port));
    const int known = m_address->findData(profile.address);
    if (known >= 0) {
        m_address->setCurrentIndex(known);
    } else if (!profile.address.isEmpty()) {
        m_address->setEditText(profile.address);
    }
    m_versions->setVersions(profile.versions);
    choose(m_policy, profile.clientCertificate);
    m_trust->setTrust(profile.clientTrust);
    choose(m_answer, profile.answer);
    m_answerText->setText(profile.answerText);
    m_deny->setChecked(profile.deny);
    m_limit->setText(toText(profile.handshakeLimit));
    m_reuse->setChecked(profile.reuseAddress);
    m_keyLog->setText(profile.keyLogPath);
    m_staple->setText(profile.staplePath);
    m_tickets->setChecked(profile.tickets);
    m_datagrams->setChecked(profile.transport == Transport::Udp);
    m_tuning->show(profile.tuning);
    m_alpn->setProtocols(profile.tuning.alpn);
    revalidate();
}

QString ServerDialog::name() const
{
    const QString typed = m_name->text().trimmed();
    return typed.isEmpty() ? m_name->placeholderText() : typed;
}

QString ServerDialog::addressText() const
{
    // The text of a listed address explains it; what counts is the address behind it.
    const int listed = m_address->findText(m_address->currentText());
    return listed >= 0 ? m_address->itemData(listed).toString()
                       : m_address->currentText().trimmed();
}

CertificateLookup ServerDialog::lookup() const
{
    return chosen<CertificateLookup>(m_lookup);
}

QStringList ServerDialog::moreCertificates() const
{
    QStringList names;
    for (const QString& name : m_moreCertificates->text().split(QLatin1Char(','))) {
        if (!name.trimmed().isEmpty()) {
            names.append(name.trimmed());
        }
    }
    return names;
}

ServerProfile ServerDialog::profile() const
{
    ServerProfile profile;
    profile.name = name();
    profile.certificates = QStringList {certificateIn(m_certificate)} + moreCertificates();
    profile.certificateLookup = lookup();
    profile.address = addressText();
    profile.port = parsePort(m_port->text(), true).value_or(0);
    profile.reuseAddress = m_reuse->isChecked();
    profile.versions = m_versions->versions();
    profile.clientCertificate = chosen<ClientCertificatePolicy>(m_policy);
    profile.clientTrust = m_trust->trust();
    profile.deny = m_deny->isChecked();
    profile.handshakeLimit = parseDuration(m_limit->text()).value_or(profile.handshakeLimit);
    profile.answer = chosen<AnswerMode>(m_answer);
    profile.answerText = m_answerText->text();
    m_tuning->read(profile.tuning);
    profile.tuning.alpn = m_alpn->protocols();
    profile.keyLogPath = m_keyLog->text().trimmed();
    profile.staplePath = m_staple->text().trimmed();
    profile.tickets = m_tickets->isChecked();
    profile.transport = m_datagrams->isChecked() ? Transport::Udp : Transport::Tcp;
    return profile;
}

QString ServerDialog::problemOf(const QString& certificate) const
{
    if (isTokenUri(certificate) && lookup() == CertificateLookup::NameThenHash) {
        return tokenProblem(certificate);
    }
    const Result<StoreEntry> entry = m_context.workbench.certificates().find(certificate, lookup());
    if (!entry) {
        return isTokenUri(certificate)
            ? tr("It lies on a token, which is no name and no hash in the store. Choose “a name, "
                 "or else a hash” where it says by what certificates are given.")
            : errorText(entry.error());
    }
    return entry->hasPrivateKey
        ? QString()
        : tr("“%1” has no private key on this computer, so no server can use it. Import it "
             "together with its key, or choose another certificate.")
              .arg(entry->name);
}

void ServerDialog::checkCertificate()
{
    const QString text = certificateIn(m_certificate);
    const QString wish
        = text.isEmpty() || text.size() > 32 || isTokenUri(text) ? tr("server") : text;
    m_name->setPlaceholderText(m_context.workbench.freeServerName(wish));
    showPreflight(text);
    if (!text.isEmpty()) {
        m_certificateField->setProblem(problemOf(text));
    } else if (m_certificate->count() == 0) {
        m_certificateField->setMissing(
            tr("There is no certificate yet. Make or import one first: Certificate → New "
               "certificate…"));
    } else {
        m_certificateField->setMissing(tr("A server needs a certificate with a private key."));
    }
}

void ServerDialog::checkMoreCertificates()
{
    QString problem;
    for (const QString& name : moreCertificates()) {
        problem = problemOf(name);
        if (!problem.isEmpty()) {
            break;
        }
    }
    m_moreField->setProblem(problem);
    showMorePreflights();
}

void ServerDialog::checkPort()
{
    if (m_port->text().trimmed().isEmpty()) {
        m_portField->setMissing(tr("A server needs a port; 0 takes a free one."));
        return;
    }
    const Result<quint16> port = parsePort(m_port->text(), true);
    m_portField->setProblem(port ? QString() : errorText(port.error()));
}

void ServerDialog::checkAddress()
{
    const QHostAddress address(addressText());
    const bool outside = !address.isNull() && !address.isLoopback();
    m_addressField->setWarning(outside ? tr("Other computers can reach this server.") : QString());
    if (!outside) {
        m_addressField->setNote(address.isLoopback() || addressText().isEmpty()
                                    ? tr("Only programs on this computer can reach it.")
                                    : QString());
    }
}

void ServerDialog::checkName()
{
    const bool taken = name() != m_editedName && m_context.workbench.serverNames().contains(name());
    m_nameField->setProblem(taken ? tr("There is a server named “%1” already.").arg(name())
                                  : QString());
}

void ServerDialog::checkVersions()
{
    const Result<void> speakable = checkSpeakable(m_versions->versions());
    m_versionsField->setProblem(speakable ? QString() : errorText(speakable.error()));
}

void ServerDialog::checkLimit()
{
    const Result<Milliseconds> limit = parseDuration(m_limit->text());
    m_limitField->setProblem(limit ? QString() : errorText(limit.error()));
}

void ServerDialog::checkAnswer()
{
    const auto answer = chosen<AnswerMode>(m_answer);
    const bool file = answer == AnswerMode::File;
    m_answerText->setEnabled(file || answer == AnswerMode::Banner);
    m_trust->setEnabled(chosen<ClientCertificatePolicy>(m_policy) != ClientCertificatePolicy::None);
    const bool missing = file && !QFileInfo(m_answerText->text()).isFile();
    m_answerTextField->setProblem(missing ? tr("There is no file “%1”.").arg(m_answerText->text())
                                          : QString());
}

void ServerDialog::checkStaple()
{
    const QString path = m_staple->text().trimmed();
    const bool missing = !path.isEmpty() && !QFileInfo(path).isFile();
    m_stapleField->setProblem(missing ? tr("There is no file “%1”.").arg(path) : QString());
}

void ServerDialog::apply()
{
    const ServerProfile wanted = profile();
    Workbench& workbench = m_context.workbench;
    const Result<void> kept = m_editedName.isEmpty() ? workbench.addServer(wanted)
                                                     : workbench.changeServer(m_editedName, wanted);
    if (!kept) {
        showError(kept.error());
        return;
    }
    Q_EMIT saved(wanted.name, m_start->isChecked());
    accept();
}

} // namespace workbench
