#include "core/certificates/certificate_export.h"
#include "core/certificates/stores/token_source.h"
#include "core/workbench/opened_stores.h"
#include "tests/support/soft_tokens.h"
#include "tests/ui/support/window_test.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/tokens/open_token_dialog.h"
#include "ui/common/data_table.h"
#include "ui/common/elided_label.h"
#include "ui/main_window/navigation_tree_model.h"
#include "ui/main_window/navigation_view.h"
#include "ui/servers/server_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::SoftTokens;
using tests::TestPki;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// Keys on tokens in the window: opened with their PIN, shown, served with, remembered.
class TokensTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void cleanup() { closeWindow(); }

    void missingTokenSaysSo();
    void moduleThatIsNoneSaysSo();
    void moduleStaysUntilAnotherIsChosen();
    void tokenIsChosenAndUnlocked();
    void givingNoPinShowsTheCertificates();
    void openDialogLooksOnce_data();
    void openDialogLooksOnce();
    void equalLabelsAreToldApart();
    void tokenIsNoName();
    void pinIsAskedBeforeServing();
    void pinIsAskedAgainAfterPluggingIn();
    void dialogsLookAtWhatATokenHolds_data();
    void dialogsLookAtWhatATokenHolds();
    void startTellsOfATokensCertificate();
    void clientPresentsItsToken();
    void certificateIsCopiedWithoutItsKey();
    void certificateIsExportedWithoutItsKey();

private:
    QWidget* dialog(const char* name) const { return find<QWidget>(m_window.get(), name); }

    bool chooseModule(const QString& path) const;
    bool givePin(const QString& pin) const;
    QString cell(const QString& name, int column) const;

    SoftTokens m_tokens;
};

void TokensTest::initTestCase()
{
    const TestPki pki;
    for (const char* label : {"Cards", "Shut", "Serving", "Calling"}) {
        const QString token = QString::fromLatin1(label);
        m_tokens.makeToken(token);
        m_tokens.write(token, QStringLiteral("01"), QStringLiteral("shop"), pki.server());
        m_tokens.write(token, QStringLiteral("02"), QStringLiteral("me"), pki.client());
    }
    const QString old = QStringLiteral("Old");
    m_tokens.makeToken(old);
    m_tokens.write(old, QStringLiteral("01"), QStringLiteral("late"), pki.expiredServer());
    m_tokens.write(old, QStringLiteral("02"), QStringLiteral("me"), pki.server());
    const QString twins = QStringLiteral("Twins");
    m_tokens.makeToken(twins);
    m_tokens.write(twins, QStringLiteral("01"), QStringLiteral("shop"), pki.server());
    m_tokens.write(twins, QStringLiteral("02"), QStringLiteral("shop"), pki.client());
}

void TokensTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    openWindow();
}

/// The dialog's list is filled when this is over.
bool TokensTest::chooseModule(const QString& path) const
{
    find<QAction>(m_window.get(), "openToken")->trigger();
    auto* modules = find<QComboBox>(m_window.get(), "tokenModule");
    modules->setCurrentIndex(modules->count() - 1);
    Q_EMIT modules->activated(modules->count() - 1);
    auto* files = find<QFileDialog>(m_window.get(), "tokenModuleDialog");
    if (files == nullptr) {
        return false;
    }
    Q_EMIT files->fileSelected(path);
    files->reject();
    return modules->currentData().toString() == path;
}

void TokensTest::moduleStaysUntilAnotherIsChosen()
{
    QVERIFY(chooseModule(SoftTokens::module()));
    auto* modules = find<QComboBox>(m_window.get(), "tokenModule");
    const int count = modules->count();
    const auto choose = [this, modules] {
        modules->setCurrentIndex(modules->count() - 1);
        Q_EMIT modules->activated(modules->count() - 1);
        const auto dialogs = m_window->findChildren<QFileDialog*>("tokenModuleDialog");
        return dialogs.last();
    };
    choose()->reject();
    QCOMPARE(modules->currentData().toString(), SoftTokens::module());
    Q_EMIT choose()->fileSelected(SoftTokens::module());
    QCOMPARE(modules->currentData().toString(), SoftTokens::module());
    QCOMPARE(modules->count(), count);
}

bool TokensTest::givePin(const QString& pin) const
{
    if (!QTest::qWaitFor([this] { return dialog("pinDialog") != nullptr; })) {
        return false;
    }
    const QPointer<QWidget> asking = dialog("pinDialog"); // the next one may get the same address
    const bool typed = type(asking, "pin", pin);
    QTest::keyClick(find(asking, "pin"), Qt::Key_Return);
    return typed && QTest::qWaitFor([&asking] { return asking.isNull(); });
}

QString TokensTest::cell(const QString& name, int column) const
{
    const QAbstractItemModel* model = find<DataTable>(m_window.get(), "certificateTable")->model();
    const QModelIndexList found = model->match(model->index(0, 0), Qt::DisplayRole, name);
    return found.isEmpty() ? QString() : found.first().siblingAtColumn(column).data().toString();
}

void TokensTest::missingTokenSaysSo()
{
    const Result<QString> id
        = m_fixture->workbench().stores().open(SoftTokens::uri(QStringLiteral("Nobody")));
    QVERIFY(id);
    const OpenedStore* store = m_fixture->workbench().stores().find(*id);
    QTRY_VERIFY(!store->reading);
    QVERIFY(store->fault);
    QVERIFY(store->fault->message.contains(QStringLiteral("“Cards”")));
    m_window->showStore(*id); // asks again: it may have been plugged in
    QVERIFY(store->reading);
}

void TokensTest::moduleThatIsNoneSaysSo()
{
    QVERIFY(chooseModule(QStringLiteral("/etc/passwd")));
    auto* open = find<QPushButton>(m_window.get(), "openTokenDialogAccept");
    auto* modules = find<QComboBox>(m_window.get(), "tokenModule");
    QTRY_VERIFY(modules->accessibleDescription().contains(QStringLiteral("/etc/passwd")));
    QVERIFY(!open->isEnabled());
}

void TokensTest::tokenIsChosenAndUnlocked()
{
    QVERIFY(chooseModule(SoftTokens::module()));
    auto* list = find<QListWidget>(m_window.get(), "tokenList");
    QTRY_VERIFY(!list->findItems(QStringLiteral("Cards"), Qt::MatchStartsWith).isEmpty());
    list->setCurrentItem(list->findItems(QStringLiteral("Cards"), Qt::MatchStartsWith).first());
    QVERIFY(!list->accessibleName().isEmpty());
    QTest::keyClick(list, Qt::Key_Return);

    QVERIFY(givePin(QStringLiteral("0000")));
    QTRY_VERIFY(dialog("pinDialog") != nullptr);
    QVERIFY2(textOf(dialog("pinDialog"), "pinMessage").contains(QStringLiteral("wrong")),
             qPrintable(textOf(dialog("pinDialog"), "pinMessage")));
    QVERIFY(givePin(QString::fromLatin1(SoftTokens::kPin)));
    QTRY_COMPARE(cell(QStringLiteral("shop"), CertificateTableModel::PrivateKeyColumn),
                 QStringLiteral("on token"));
    QTRY_VERIFY(!find<QAction>(m_window.get(), "storePassword")->isVisible());
    QVERIFY(find<QAction>(m_window.get(), "certificateServe")->isEnabled());

    QFile workspace(m_fixture->workbench().home() + QStringLiteral("/workspace.json"));
    QVERIFY(workspace.open(QIODevice::ReadOnly));
    const QByteArray remembered = workspace.readAll();
    QVERIFY(remembered.contains("pkcs11:"));
    QVERIFY(!remembered.contains(SoftTokens::kPin));
}

void TokensTest::givingNoPinShowsTheCertificates()
{
    const QString id
        = m_fixture->workbench().stores().open(SoftTokens::uri(QStringLiteral("Shut"))).value();
    m_window->showStore(id);
    QTRY_VERIFY(find<QAction>(m_window.get(), "storePassword")->isVisible());
    QCOMPARE(find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount(), 2);
    QVERIFY(find<ElidedLabel>(m_window.get(), "storeNote")->fullText().contains("its PIN"));
    QVERIFY(click(m_window.get(), "certificatesPagestorePasswordButton"));
    QTRY_VERIFY(dialog("pinDialog") != nullptr);
    QTest::keyClick(dialog("pinDialog"), Qt::Key_Escape);
    QTRY_VERIFY(dialog("pinDialog") == nullptr);
    QVERIFY(find<QAction>(m_window.get(), "storePassword")->isVisible());
}

void TokensTest::openDialogLooksOnce_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("dialogName");
    const QString missing = SoftTokens::uri(QStringLiteral("Unplugged"));
    const QString unreadable = QStringLiteral("pkcs11:tokken=Unplugged");
    QTest::newRow("missing, server")
        << missing << QByteArray("newServer") << QByteArray("serverDialog");
    QTest::newRow("missing, client")
        << missing << QByteArray("newClient") << QByteArray("clientDialog");
    QTest::newRow("unreadable, server")
        << unreadable << QByteArray("newServer") << QByteArray("serverDialog");
    QTest::newRow("unreadable, client")
        << unreadable << QByteArray("newClient") << QByteArray("clientDialog");
}

void TokensTest::openDialogLooksOnce()
{
    QFETCH(QString, uri);
    QFETCH(QByteArray, action);
    QFETCH(QByteArray, dialogName);
    OpenedStores& stores = m_fixture->workbench().stores();
    stores.restore({uri});
    const QSignalSpy looked(&stores, &OpenedStores::storeChanged);
    QVERIFY(open(action.constData(), dialogName.constData()) != nullptr);
    QTRY_COMPARE(looked.count(), 1);
    QVERIFY(!stores.find(uri)->reading); // and does not look again because it found nothing
}

void TokensTest::equalLabelsAreToldApart()
{
    OpenedStores& stores = m_fixture->workbench().stores();
    const QString id = stores.open(SoftTokens::uri(QStringLiteral("Twins"))).value();
    QTRY_VERIFY(!stores.find(id)->reading);
    QVERIFY(open("newServer", "serverDialog") != nullptr);
    auto* server = m_window->findChild<ServerDialog*>();
    auto* box = find<QComboBox>(server, "serverCertificate");
    const QString shown = QStringLiteral("shop, on the token Twins");
    const int first = box->findText(shown);
    QVERIFY(first >= 0);
    QCOMPARE(box->itemText(first + 1), shown);
    box->setCurrentIndex(first + 1);
    const QString second = box->itemData(first + 1).toString();
    QVERIFY(second != box->itemData(first).toString());
    QCOMPARE(server->profile().certificates, QStringList {second});

    ServerProfile kept = server->profile();
    kept.certificates = {box->itemData(first).toString()};
    server->setProfile(kept);
    QCOMPARE(server->profile().certificates, kept.certificates);
    kept.certificates = {second};
    server->setProfile(kept);
    QCOMPARE(server->profile().certificates, QStringList {second});
}

void TokensTest::tokenIsNoName()
{
    QVERIFY(open("newServer", "serverDialog") != nullptr);
    const QString uri = SoftTokens::uri(QStringLiteral("Cards"), QStringLiteral(";object=shop"));
    find<QComboBox>(m_window.get(), "serverCertificate")->setEditText(uri);
    auto* accept = find<QPushButton>(m_window.get(), "serverDialogAccept");
    QVERIFY(accept->isEnabled());
    auto* lookup = find<QComboBox>(m_window.get(), "serverCertificateLookup");
    for (const CertificateLookup narrow : {CertificateLookup::Name, CertificateLookup::Hash}) {
        lookup->setCurrentIndex(lookup->findData(static_cast<int>(narrow)));
        QVERIFY(!accept->isEnabled());
        QVERIFY(textOf(m_window.get(), "serverCertificateMessage")
                    .contains(QStringLiteral("a name, or else a hash")));
    }
}

void TokensTest::pinIsAskedBeforeServing()
{
    const QString id
        = m_fixture->workbench().stores().open(SoftTokens::uri(QStringLiteral("Serving"))).value();
    m_window->showStore(id);
    QTRY_COMPARE(find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount(), 2);
    find<CertificatesPage>(m_window.get(), "certificatesPage")->select(QStringLiteral("shop"));
    find<QAction>(m_window.get(), "certificateServe")->trigger();
    QVERIFY(dialog("serverDialog") != nullptr);
    QCOMPARE(textOf(m_window.get(), "serverCertificateEdit"),
             QStringLiteral("shop, on the token Serving"));
    QVERIFY(type(dialog("serverDialog"), "serverName", QStringLiteral("cards")));
    QVERIFY(click(dialog("serverDialog"), "serverDialogAccept"));
    QVERIFY(givePin(QString::fromLatin1(SoftTokens::kPin)));
    Workbench& workbench = m_fixture->workbench();
    const auto state = [&workbench] { return workbench.serverStatus(QStringLiteral("cards")); };
    QTRY_COMPARE(state().state, ServerState::Listening);

    QVERIFY(workbench.addClient(WindowFixture::client(QStringLiteral("visitor"), state().port)));
    ClientProfile visitor = *workbench.clientProfile(QStringLiteral("visitor"));
    visitor.verify = VerifyMode::None; // another test CA made the tokens
    QVERIFY(workbench.changeClient(QStringLiteral("visitor"), visitor));
    QVERIFY(workbench.connectClient(QStringLiteral("visitor")));
    QTRY_COMPARE(state().connections.done(), 1);
}

/// What is known of the token is out of date then: the first start asks, and no second one.
void TokensTest::pinIsAskedAgainAfterPluggingIn()
{
    const QString uri = SoftTokens::uri(QStringLiteral("Serving"), QStringLiteral(";object=shop"));
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(openToken(uri, SoftTokens::kPin));
    SoftTokens::logOut(QStringLiteral("Serving"));
    QVERIFY(isTokenOpen(*parseTokenUri(uri)));
    QVERIFY(workbench.addServer({{.name = QStringLiteral("again")}, {uri}}));
    m_window->showServer(QStringLiteral("again"));
    find<QAction>(m_window.get(), "start")->trigger();
    QVERIFY(givePin(QString::fromLatin1(SoftTokens::kPin)));
    QTRY_COMPARE(workbench.serverStatus(QStringLiteral("again")).state, ServerState::Listening);
}

void TokensTest::dialogsLookAtWhatATokenHolds_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("good") << QStringLiteral("me") << QStringLiteral("it works, but not");
    QTest::newRow("expired") << QStringLiteral("late") << QStringLiteral("it will not work");
}

/// Before its PIN is given: certificates are shown to everybody.
void TokensTest::dialogsLookAtWhatATokenHolds()
{
    QFETCH(const QString, object);
    QFETCH(const QString, verdict);
    QVERIFY(open("newServer", "serverDialog") != nullptr);
    const QString uri
        = SoftTokens::uri(QStringLiteral("Old"), QStringLiteral(";object=%1").arg(object));
    find<QComboBox>(m_window.get(), "serverCertificate")->setEditText(uri);
    QTRY_VERIFY2(textOf(m_window.get(), "serverPreflightVerdict").contains(verdict),
                 qPrintable(textOf(m_window.get(), "serverPreflightVerdict")));
    QVERIFY(find(m_window.get(), "serverPreflight")->isVisible());
    // What cannot be done to a token is only described.
    QVERIFY(find(m_window.get(), "serverPreflightrepair-chain") == nullptr);
    QVERIFY(find(m_window.get(), "serverPreflightrenew") == nullptr);
    find<QComboBox>(m_window.get(), "serverCertificate")->setEditText(QString());
    QTRY_VERIFY(!find(m_window.get(), "serverPreflight")->isVisible());
}

void TokensTest::startTellsOfATokensCertificate()
{
    const QString uri = SoftTokens::uri(QStringLiteral("Old"), QStringLiteral(";object=late"));
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addServer({{.name = QStringLiteral("old")}, {uri}}));
    m_window->showServer(QStringLiteral("old"));
    find<QAction>(m_window.get(), "start")->trigger();
    QVERIFY(givePin(QString::fromLatin1(SoftTokens::kPin)));
    QTRY_VERIFY2(message().contains(QStringLiteral("“old” uses “late”")), qPrintable(message()));
    QVERIFY2(message().contains(QStringLiteral("expired")), qPrintable(message()));
}

void TokensTest::clientPresentsItsToken()
{
    const quint16 port = m_fixture->startServer(QStringLiteral("asking"));
    QVERIFY(port != 0);
    Workbench& workbench = m_fixture->workbench();
    ServerProfile asking = *workbench.serverProfile(QStringLiteral("asking"));
    asking.listen.port = port;
    asking.clientCertificate = ClientCertificatePolicy::Request;
    QVERIFY(workbench.changeServer(QStringLiteral("asking"), asking));
    QVERIFY(workbench.restartServer(QStringLiteral("asking")));
    ClientProfile client = WindowFixture::client(QStringLiteral("caller"), port);
    client.certificate = SoftTokens::uri(QStringLiteral("Calling"), QStringLiteral(";object=me"));
    QVERIFY(workbench.addClient(client));

    const Result<void> early = workbench.connectClient(QStringLiteral("caller"));
    QVERIFY(!early);
    QCOMPARE(early.error().code, ErrorCode::PasswordNeeded);
    QVERIFY(openToken(client.certificate, SoftTokens::kPin));
    QVERIFY(workbench.connectClient(QStringLiteral("caller")));
    const auto seen = [&workbench] {
        const auto connections = workbench.connections(Role::Server, QStringLiteral("asking"));
        return connections.isEmpty() ? QList<QByteArray>()
                                     : connections.last().record->peerCertificates;
    };
    QTRY_COMPARE(seen().size(), 1);
    QCOMPARE(certificateFacts(seen().first())->commonName, QStringLiteral("client"));
}

void TokensTest::certificateIsCopiedWithoutItsKey()
{
    const QString id
        = m_fixture->workbench().stores().open(SoftTokens::uri(QStringLiteral("Serving"))).value();
    m_window->showStore(id);
    QTRY_COMPARE(find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount(), 2);
    find<CertificatesPage>(m_window.get(), "certificatesPage")->select(QStringLiteral("shop"));
    QVERIFY(click(m_window.get(), "certificatesPagecertificateCopyOverButton"));
    const auto copied
        = [this] { return m_fixture->workbench().certificates().find(QStringLiteral("shop")); };
    QTRY_VERIFY(copied());
    QVERIFY(!copied()->hasPrivateKey);
}

void TokensTest::certificateIsExportedWithoutItsKey()
{
    const QString id
        = m_fixture->workbench().stores().open(SoftTokens::uri(QStringLiteral("Serving"))).value();
    m_window->showStore(id);
    QTRY_COMPARE(find<DataTable>(m_window.get(), "certificateTable")->model()->rowCount(), 2);
    find<CertificatesPage>(m_window.get(), "certificatesPage")->select(QStringLiteral("shop"));
    const QPointer<QWidget> exporting = open("export", "exportDialog");
    QVERIFY(!exporting.isNull());
    const QString path = m_fixture->path(QStringLiteral("shop.pem"));
    find<QLineEdit>(exporting, "exportPath")->setText(path);
    auto* what = find<QComboBox>(exporting, "exportWhat");
    what->setCurrentIndex(2); // everything
    QVERIFY(!find<QPushButton>(exporting, "exportDialogAccept")->isEnabled());
    QVERIFY2(textOf(exporting, "exportWhatMessage").contains(QStringLiteral("token")),
             qPrintable(textOf(exporting, "exportWhatMessage")));
    what->setCurrentIndex(0);
    QVERIFY(click(exporting, "exportDialogAccept"));
    QTRY_VERIFY(exporting.isNull());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const OpenedStore* store = m_fixture->workbench().stores().find(id);
    const StoreEntry shop = findEntry(store->entries, QStringLiteral("shop")).value();
    QCOMPARE(file.readAll(), certificatePem(certificatesOf(shop), false));
}

} // namespace workbench

QTEST_MAIN(workbench::TokensTest)
#include "tokens_test.moc"
