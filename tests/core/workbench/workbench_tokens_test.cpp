#include "core/certificates/tokens/token.h"
#include "core/trace/tls_library.h"
#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// Servers and clients whose keys are looked for on tokens in the background.
class WorkbenchTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void serverStartedAnewForgetsTheToken();
    void clientStartedAnewForgetsTheToken();

private:
    /// Opened, and empty: whoever looks for a key there fails, a moment later.
    static QString token()
    {
        return QStringLiteral("pkcs11:token=Stub?module-path=" STUB_TOKEN_MODULE);
    }

    static ServerProfile server(const QString& name, const QString& certificate);
    bool otherServerHasFailed();

    tests::TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void WorkbenchTokensTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    QVERIFY(openToken(token(), "1234"));
}

void WorkbenchTokensTest::init()
{
    m_workbench.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addCertificate(QStringLiteral("server"), m_pki.server()));
}

ServerProfile WorkbenchTokensTest::server(const QString& name, const QString& certificate)
{
    ServerProfile profile;
    profile.name = name;
    profile.certificates = {certificate};
    return profile;
}

/// Started after all others, and so answered after them.
bool WorkbenchTokensTest::otherServerHasFailed()
{
    const QString name = QStringLiteral("other");
    return m_workbench->addServer(server(name, token())) && m_workbench->startServer(name)
        && QTest::qWaitFor(
               [&] { return m_workbench->serverStatus(name).state == ServerState::Failed; });
}

void WorkbenchTokensTest::serverStartedAnewForgetsTheToken()
{
    const QString name = QStringLiteral("shop");
    QVERIFY(m_workbench->addServer(server(name, token())));
    QVERIFY(m_workbench->startServer(name));
    QVERIFY(m_workbench->changeServer(name, server(name, "server")));
    QVERIFY(m_workbench->startServer(name));
    bool hasFailed = false;
    connect(m_workbench.get(), &Workbench::serverChanged, this, [&](const QString& changed) {
        hasFailed = hasFailed
            || (changed == name && m_workbench->serverStatus(name).state == ServerState::Failed);
    });
    QVERIFY(otherServerHasFailed());
    QTRY_COMPARE(m_workbench->serverStatus(name).state, ServerState::Listening);
    QVERIFY(!hasFailed);
}

void WorkbenchTokensTest::clientStartedAnewForgetsTheToken()
{
    const QString name = QStringLiteral("visitor");
    QVERIFY(m_workbench->addServer(server("shop", "server")));
    QVERIFY(m_workbench->startServer("shop"));
    QTRY_COMPARE(m_workbench->serverStatus("shop").state, ServerState::Listening);
    ClientProfile visitor;
    visitor.name = name;
    visitor.host = QStringLiteral("localhost");
    visitor.port = m_workbench->serverStatus("shop").port;
    visitor.certificate = token();
    QVERIFY(m_workbench->addClient(visitor));
    QVERIFY(m_workbench->connectClient(name));
    visitor.certificate.clear();
    QVERIFY(m_workbench->changeClient(name, visitor));
    QVERIFY(m_workbench->connectClient(name));
    QVERIFY(otherServerHasFailed());
    QTRY_VERIFY(!m_workbench->clientStatus(name).connecting);
    QVERIFY(!m_workbench->clientStatus(name).fault);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::WorkbenchTokensTest)
#include "workbench_tokens_test.moc"
