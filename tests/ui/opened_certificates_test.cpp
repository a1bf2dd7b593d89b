#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/workbench/opened_stores.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/clients/client_dialog.h"
#include "ui/servers/server_dialog.h"

#include <QComboBox>
#include <QFile>
#include <QPushButton>
#include <QTest>

namespace workbench {

using tests::find;
using tests::textOf;
using tests::WindowFixture;

/// Certificates of opened files and folders are chosen for clients and servers as those of the own
/// store are, and used from where they lie.
class OpenedCertificatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clientChoosesAndConnects_data();
    void clientChoosesAndConnects();
    void serverChoosesAndListens();
    void severalInAFileAreToldApart();
    void passwordIsAskedFor();
    void closedStoreIsSaid();
    void missingFileIsSaid();

private:
    QString write(const QString& file, const QByteArray& content) const;
    void openStore(const QString& path);
    ConnectionRecordPtr connectClient(const QString& certificate);

    std::unique_ptr<WindowFixture> m_fixture;
};

void OpenedCertificatesTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
}

QString OpenedCertificatesTest::write(const QString& file, const QByteArray& content) const
{
    const QString path = m_fixture->path(file);
    return writeFileAtomically(path, content) ? path : QString();
}

void OpenedCertificatesTest::openStore(const QString& path)
{
    OpenedStores& stores = m_fixture->workbench().stores();
    const Result<QString> id = stores.open(path);
    QVERIFY(id);
    QTRY_VERIFY(!stores.find(*id)->reading && !stores.find(*id)->entries.isEmpty());
}

/// To a server that asks for a certificate; what came of it.
ConnectionRecordPtr OpenedCertificatesTest::connectClient(const QString& certificate)
{
    Workbench& workbench = m_fixture->workbench();
    ServerProfile server {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    server.clientCertificate = ClientCertificatePolicy::Require;
    ClientProfile client = WindowFixture::client(QStringLiteral("c"), 0);
    client.certificate = certificate;
    const auto listens = [&workbench] {
        return workbench.serverStatus(QStringLiteral("s")).state == ServerState::Listening;
    };
    const auto newest = [&workbench] {
        return workbench.connection(workbench.clientStatus(QStringLiteral("c")).lastRecord);
    };
    const bool begun = workbench.addServer(server) && workbench.startServer(QStringLiteral("s"))
        && QTest::qWaitFor(listens);
    client.port = begun ? workbench.serverStatus(QStringLiteral("s")).port : 1;
    const bool connected
        = workbench.addClient(client) && workbench.connectClient(QStringLiteral("c"))
        && QTest::qWaitFor(
              [&] { return newest() && newest()->record->result != ConnectionResult::InProgress; });
    return connected ? newest()->record : nullptr;
}

void OpenedCertificatesTest::clientChoosesAndConnects_data()
{
    QTest::addColumn<bool>("isFolder");
    QTest::newRow("a file") << false;
    QTest::newRow("a folder") << true;
}

void OpenedCertificatesTest::clientChoosesAndConnects()
{
    QFETCH(const bool, isFolder);
    QVERIFY(QDir().mkpath(m_fixture->path(QStringLiteral("others"))));
    const QString path
        = write(QStringLiteral("others/card.pem"), *toPem(m_fixture->pki().client()));
    openStore(isFolder ? m_fixture->path(QStringLiteral("others")) : path);
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto* box = find<QComboBox>(&dialog, "clientCertificate");
    QVERIFY(box->findData(path) > 0);
    QVERIFY2(box->itemText(box->findData(path))
                 .contains(isFolder ? QStringLiteral("in others") : QStringLiteral("in card.pem")),
             qPrintable(box->itemText(box->findData(path))));
    box->setCurrentIndex(box->findData(path));
    QVERIFY(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled());
    QCOMPARE(dialog.profile().certificate, path);
    const ConnectionRecordPtr record = connectClient(dialog.profile().certificate);
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY(record->negotiated.clientCertificate);
}

void OpenedCertificatesTest::serverChoosesAndListens()
{
    const QString path = write(QStringLiteral("site.pem"), *toPem(m_fixture->pki().server()));
    openStore(path);
    ServerDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto* box = find<QComboBox>(&dialog, "serverCertificate");
    QVERIFY(box->findData(path) >= 0);
    box->setCurrentIndex(box->findData(path));
    QVERIFY(find<QPushButton>(&dialog, "serverDialogAccept")->isEnabled());
    ServerProfile profile = dialog.profile();
    QCOMPARE(profile.certificates, QStringList {path});
    QCOMPARE(profile.name, QStringLiteral("site"));
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addServer(profile));
    QVERIFY(workbench.startServer(profile.name));
    QTRY_COMPARE(workbench.serverStatus(profile.name).state, ServerState::Listening);
}

void OpenedCertificatesTest::severalInAFileAreToldApart()
{
    const tests::TestPki& pki = m_fixture->pki();
    const QString path = write(QStringLiteral("two.p12"), {});
    Result<QByteArray> first = toPem(pki.client(QStringLiteral("first")));
    Result<QByteArray> second = toPem(pki.client(QStringLiteral("second")));
    QVERIFY(first && second && writeFileAtomically(path, *first + *second));
    OpenedStores& stores = m_fixture->workbench().stores();
    // With a password the keys are read, and both are seen to have one.
    const Result<QString> id = stores.open(path, "any");
    QVERIFY(id);
    QTRY_VERIFY(!stores.find(*id)->reading);
    const ClientDialog dialog(m_fixture->context(), {});
    const auto* box = find<QComboBox>(&dialog, "clientCertificate");
    QStringList places;
    for (int i = 0; i < box->count(); ++i) {
        if (box->itemData(i).toString().startsWith(path + '#')) {
            places.append(box->itemData(i).toString());
        }
    }
    QCOMPARE(places.size(), 2);
    const ConnectionRecordPtr record = connectClient(places.last());
    QVERIFY(record);
    QCOMPARE(record->result, ConnectionResult::Established);
}

void OpenedCertificatesTest::passwordIsAskedFor()
{
    const QByteArray pem = *toPem(m_fixture->pki().client(), "secret");
    const QString path = write(QStringLiteral("locked.pem"), pem);
    openStore(path);
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto* box = find<QComboBox>(&dialog, "clientCertificate");
    box->setCurrentIndex(box->findData(path));
    QVERIFY(textOf(&dialog, "clientCertificateMessage").contains(QStringLiteral("asked for")));
    Workbench& workbench = m_fixture->workbench();
    ClientProfile profile = WindowFixture::client(QStringLiteral("c"), 9);
    profile.certificate = path;
    QVERIFY(workbench.addClient(profile));
    const Result<void> without = workbench.connectClient(profile.name);
    QVERIFY(!without);
    QCOMPARE(without.error().code, ErrorCode::PasswordNeeded);
    QVERIFY(without.error().message.contains(path));
    QString asked;
    QVERIFY(workbench.connectClient(profile.name, [&asked](const QString& entry) {
        asked = entry;
        return QByteArray("secret");
    }));
    QCOMPARE(asked, path);
}

void OpenedCertificatesTest::closedStoreIsSaid()
{
    const QString path = write(QStringLiteral("card.pem"), *toPem(m_fixture->pki().client()));
    openStore(path);
    ClientProfile profile = WindowFixture::client(QStringLiteral("c"), 9);
    profile.certificate = path;
    QVERIFY(m_fixture->workbench().addClient(profile));
    m_fixture->workbench().stores().close(path);
    const ClientDialog dialog(m_fixture->context(), profile.name);
    QVERIFY(textOf(&dialog, "clientCertificateMessage").contains(QStringLiteral("no store that")));
    QVERIFY(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled());
    QCOMPARE(dialog.profile().certificate, path);
}

void OpenedCertificatesTest::missingFileIsSaid()
{
    const QString path = write(QStringLiteral("card.pem"), *toPem(m_fixture->pki().client()));
    ClientProfile profile = WindowFixture::client(QStringLiteral("c"), 9);
    profile.certificate = path;
    QVERIFY(m_fixture->workbench().addClient(profile));
    QVERIFY(QFile::remove(path));
    const ClientDialog dialog(m_fixture->context(), profile.name);
    QVERIFY(textOf(&dialog, "clientCertificateMessage").contains(QStringLiteral("no such file")));
    QVERIFY(!find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled());
    const Result<void> begun = m_fixture->workbench().connectClient(profile.name);
    QVERIFY(!begun);
    QVERIFY(begun.error().message.contains(path));
}

} // namespace workbench

QTEST_MAIN(workbench::OpenedCertificatesTest)
#include "opened_certificates_test.moc"
