#include "ui/welcome/tour.h"

namespace workbench {

namespace {

QString caName()
{
    return QStringLiteral("Tour CA");
}

QString certificateName()
{
    return QStringLiteral("Tour server certificate");
}

/// Of the server and of the client.
QString tourName()
{
    return QStringLiteral("Tour");
}

CertificateRequest request(CertificateKind kind, const QString& subject, int days)
{
    CertificateRequest wanted;
    wanted.kind = kind;
    wanted.subject = subject;
    wanted.notBefore = QDateTime::currentDateTimeUtc().addSecs(-60);
    wanted.notAfter = wanted.notBefore.addDays(days);
    return wanted;
}

} // namespace

Tour::Tour(Workbench& workbench, QObject* parent)
    : QObject(parent)
    , m_workbench(workbench)
{
    connect(&workbench, &Workbench::certificateIssued, this, [this](int job, const QString& name) {
        if (!m_running || job != m_job) {
            return;
        }
        if (name == caName()) {
            makeCertificate();
        } else {
            startServer();
        }
    });
    connect(
        &workbench, &Workbench::certificateIssueFailed, this, [this](int job, const Error& error) {
            if (m_running && job == m_job) {
                fail(error);
            }
        });
    connect(&workbench, &Workbench::serverChanged, this, &Tour::serverChanged);
    connect(&workbench, &Workbench::connectionsChanged, this, &Tour::takeConnections);
}

void Tour::start()
{
    if (!m_running) {
        m_running = true;
        m_connected = false;
        makeCa();
    }
}

bool Tour::usable(const QString& certificate) const
{
    const Result<StoreEntry> entry
        = m_workbench.certificates().find(certificate, CertificateLookup::Name);
    return entry && entry->hasPrivateKey && !entry->keyEncrypted
        && validityAt(entry->facts, QDateTime::currentDateTimeUtc()) != ValidityStatus::Expired;
}

void Tour::makeCa()
{
    if (usable(caName())) {
        makeCertificate();
        return;
    }
    Q_EMIT progressed(tr("Making a test CA …"));
    m_job = m_workbench.issueCertificate(caName(),
                                         request(CertificateKind::Ca,
                                                 QStringLiteral("CN=Tour CA,O=TLS Workbench"),
                                                 usualDays(CertificateKind::Ca)),
                                         {});
}

void Tour::makeCertificate()
{
    if (usable(certificateName())) {
        startServer();
        return;
    }
    Q_EMIT progressed(tr("Making a certificate for the server …"));
    CertificateRequest wanted = request(CertificateKind::Server,
                                        QStringLiteral("CN=localhost"),
                                        usualDays(CertificateKind::Server));
    wanted.san = {
        QStringLiteral("dns:localhost"), QStringLiteral("ip:127.0.0.1"), QStringLiteral("ip:::1")};
    m_job = m_workbench.issueCertificate(certificateName(), wanted, caName());
}

void Tour::startServer()
{
    Q_EMIT progressed(tr("Starting a server …"));
    if (!m_workbench.serverProfile(tourName())) {
        ServerProfile server;
        server.name = tourName();
        server.certificates = {certificateName()};
        const Result<void> added = m_workbench.addServer(server);
        if (!added) {
            fail(added.error());
            return;
        }
    }
    if (m_workbench.serverStatus(tourName()).state == ServerState::Listening) {
        connectClient();
        return;
    }
    const Result<void> started = m_workbench.startServer(tourName());
    if (!started) {
        fail(started.error());
    }
}

void Tour::serverChanged(const QString& name)
{
    if (!m_running || m_connected || name != tourName()) {
        return;
    }
    const ServerStatus status = m_workbench.serverStatus(name);
    if (status.state == ServerState::Listening) {
        connectClient();
    } else if (status.fault) {
        fail(*status.fault);
    }
}

void Tour::connectClient()
{
    m_connected = true;
    m_lastRecord = m_workbench.clientStatus(tourName()).lastRecord;
    Q_EMIT progressed(tr("Connecting a client to it …"));
    ClientProfile client = m_workbench.clientProfile(tourName()).value_or(ClientProfile {});
    const bool isNew = client.name.isEmpty();
    client.name = tourName();
    client.host = QStringLiteral("127.0.0.1");
    client.port = m_workbench.serverStatus(tourName()).port;
    client.trust = {.system = false, .store = true, .files = {}};
    Result<void> done
        = isNew ? m_workbench.addClient(client) : m_workbench.changeClient(tourName(), client);
    if (done) {
        done = m_workbench.connectClient(tourName());
    }
    if (!done) {
        fail(done.error());
    }
}

void Tour::takeConnections(const QList<ObservedConnection>& batch)
{
    if (!m_running || !m_connected) {
        return;
    }
    for (const ObservedConnection& connection : batch) {
        const ConnectionRecord& record = *connection.record;
        if (record.role == Role::Client && record.name == tourName() && record.id > m_lastRecord
            && record.result != ConnectionResult::InProgress) {
            m_running = false;
            Q_EMIT finished(tourName(), record.id);
            return;
        }
    }
}

void Tour::fail(const Error& error)
{
    m_running = false;
    Q_EMIT failed(error);
}

} // namespace workbench
