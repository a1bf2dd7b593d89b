#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/tokens/token.h"
#include "core/certificates/tokens/token_threads.h"
#include "core/trace/tls_library.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/workbench.h"
#include "tests/support/soft_tokens.h"
#include "tests/support/test_pki.h"

#include <QLibrary>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

using tests::SoftTokens;

namespace {

QSemaphore isAsked;
QSemaphore mayAnswer;

} // namespace

/// Servers and clients whose keys are looked for on tokens in the background.
class WorkbenchTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void serverStartedAnewForgetsTheToken();
    void clientStartedAnewForgetsTheToken();
    void denyHoldsForAServerThatWaitsForItsToken();
    void silentTokenHoldsUpNobody();

private:
    /// Opened, and empty: whoever looks for a key there fails, a moment later.
    static QString token()
    {
        return QStringLiteral("pkcs11:token=Stub?module-path=" STUB_TOKEN_MODULE);
    }

    static ServerProfile server(const QString& name, const QString& certificate);
    bool otherServerHasFailed();

    SoftTokens m_tokens;
    tests::TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void WorkbenchTokensTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    m_tokens.makeToken(QStringLiteral("Keys"));
    m_tokens.write(
        QStringLiteral("Keys"), QStringLiteral("01"), QStringLiteral("shop"), m_pki.server());
    QVERIFY(openToken(SoftTokens::uri(QStringLiteral("Keys")), SoftTokens::kPin));
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

/// It is set while the key is looked for, and so before there is a server.
void WorkbenchTokensTest::denyHoldsForAServerThatWaitsForItsToken()
{
    const QString name = QStringLiteral("shop");
    QVERIFY(m_workbench->addServer(
        server(name, SoftTokens::uri(QStringLiteral("Keys"), QStringLiteral(";object=shop")))));
    QVERIFY(m_workbench->startServer(name));
    QCOMPARE(m_workbench->serverStatus(name).state, ServerState::Starting);
    QVERIFY(m_workbench->setServerDeny(name, true));
    QTRY_COMPARE(m_workbench->serverStatus(name).state, ServerState::Listening);
    QTcpSocket client;
    QSignalSpy refused(&client, &QTcpSocket::disconnected);
    client.connectToHost(QHostAddress(QHostAddress::LocalHost),
                         m_workbench->serverStatus(name).port);
    QVERIFY(refused.wait());
}

/// One that does not answer, as when its reader hangs. Without threads of its own nothing below
/// would come to an end.
void WorkbenchTokensTest::silentTokenHoldsUpNobody()
{
    QLibrary stub(QStringLiteral(STUB_TOKEN_MODULE));
    const auto tell = reinterpret_cast<void (*)(void (*)())>(stub.resolve("stubTokenTells"));
    QVERIFY(tell != nullptr);
    tell([] {
        isAsked.release();
        mayAnswer.acquire();
    });
    QVERIFY(m_workbench->addServer(server("shop", token())));
    QVERIFY(m_workbench->startServer("shop"));
    isAsked.acquire();
    QVERIFY(m_workbench->stores().open(token()));
    isAsked.acquire();
    // Other stores are read, and the program ends.
    const QString path = m_folder->filePath("one.pem");
    QVERIFY(writeFileAtomically(path, certificatePem(m_pki.root(), false)));
    const Result<QString> other = m_workbench->stores().open(path);
    QVERIFY(other);
    QTRY_VERIFY(!m_workbench->stores().find(*other)->reading);
    QCOMPARE(m_workbench->stores().find(*other)->entries.size(), 1);
    m_workbench.reset();
    // What it says at last is heard by nobody.
    tell(nullptr);
    mayAnswer.release(1000);
    tokenThreads().waitForDone();
    QCoreApplication::processEvents();
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::WorkbenchTokensTest)
#include "workbench_tokens_test.moc"
